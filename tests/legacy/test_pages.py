"""The pages of older certificates: they open, they show each field's story, they say what is wrong."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import AT
from tests.legacy import helpers
from yinxin.demo.older import Collection
from yinxin.legacy import collecting, handing
from yinxin.legacy.models import Batch, HandOver, Pair
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
HERE = "/office/legacy"


def office(username: str) -> Client:
    client = Client()
    assert client.post("/office/sign-in", {"username": username, "password": "demo"}).status_code == 302
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_clerk_brings_a_file_and_sees_what_became_of_it(cast):
    client = office("anhui-data")
    rows = [helpers.person(姓名="王晓[沛]"), helpers.person(证书编号="", 发证机关="")]
    file = SimpleUploadedFile("old.csv", Collection(rows=rows).csv())
    form = {"over": body_by_code("anhui-exam").id, "file": file, **helpers.WHERE}
    assert client.post(f"{HERE}/new", {**form, "file": ""}).status_code == 422
    sent = client.post(f"{HERE}/new", form)
    assert sent.status_code == 302
    batch = Batch.objects.get()
    assert "hx-get" in text(client.get(sent.headers["Location"]))
    assert client.get(f"{HERE}/{batch.pk}/progress").status_code == 200
    from config.workshop import old_table

    while collecting.step(read=old_table, clock=lambda: AT):
        pass
    assert client.get(f"{HERE}/{batch.pk}/progress").status_code == 204
    page = text(client.get(f"{HERE}/{batch.pk}"))
    assert "缺少关键信息" in page
    assert "须对照原件" in page
    assert client.get(f"{HERE}/{batch.pk}?state=blocked").status_code == 200
    assert client.get(f"{HERE}/{batch.pk}/to-correct.xlsx").status_code == 200
    assert client.get(HERE).status_code == 200


def test_a_record_shows_where_each_value_comes_from_and_is_mended_there(cast):
    client = office("anhui-data")
    batch = helpers.examined([helpers.person(姓名="王晓[沛]", 批准日期="一九九八年五月六日", 发证机关="")])
    record = helpers.record(batch)
    here = f"{HERE}/records/{record.pk}"
    page = text(client.get(here))
    assert all(said in page for said in ("可能是：", "未记载", "一九九八年五月六日"))
    assert "王晓沛" in text(client.get(f"{here}/mend/name"))
    assert client.post(f"{here}/confirm/name", {"why": helpers.WHY}).status_code == 422
    assert client.post(f"{here}/mend/name", {"value": "王?", "why": helpers.WHY}).status_code == 422
    assert client.post(f"{here}/mend/name", {"value": "王晓沛", "why": helpers.WHY}).status_code == 302
    assert helpers.WHY in text(client.get(here))
    assert client.get(f"{here}/mend/state").status_code == 404


def test_a_corrected_file_is_read_and_names_what_it_cannot_take(cast):
    client = office("anhui-data")
    batch = helpers.examined([helpers.person(姓名="无")])
    good = SimpleUploadedFile("c.csv", "行,姓名\n2,王芳\n".encode())
    bad = SimpleUploadedFile("c.csv", "行,姓名\n7,王芳\n".encode())
    assert client.get(f"{HERE}/{batch}/correct").status_code == 200
    assert client.post(f"{HERE}/{batch}/correct", {"file": bad, "why": helpers.WHY}).status_code == 422
    assert client.post(f"{HERE}/{batch}/correct", {"file": good, "why": helpers.WHY}).status_code == 302
    assert helpers.record(batch).state == "ready"
    none = SimpleUploadedFile("c.csv", b"\0\0")
    assert client.post(f"{HERE}/{batch}/correct", {"file": none, "why": helpers.WHY}).status_code == 422


def test_two_stand_side_by_side_and_a_person_says_what_they_are(cast):
    client = office("anhui-data")
    batch = helpers.examined([helpers.person(性别="无"), helpers.person(姓名="王方")])
    pair = Pair.objects.get()
    here = f"{HERE}/pairs/{pair.pk}"
    assert f"/pairs/{pair.pk}" in text(client.get(f"{HERE}/pairs?batch={batch}"))
    assert "<mark>王方</mark>" in text(client.get(here))
    for act in ("same", "different", "later"):
        assert client.get(f"{here}/{act}").status_code == 200
        assert client.post(f"{here}/{act}", {"why": ""}).status_code == 422
    form = {"keep": pair.one_id, "take": ["sex"], "why": helpers.WHY}
    assert client.post(f"{here}/same", form).status_code == 302
    assert "用了并入那条的" in text(client.get(here))
    assert client.post(f"{here}/take-back", {"why": "认错了，重新看"}).status_code == 302
    assert "待认定" in text(client.get(here))


def test_the_centre_receives_and_opens_by_two_people(cast):
    batch = helpers.examined([helpers.person()])
    clerk, maker, checker = office("anhui-check"), office("center-make"), office("center-check")
    assert "1条" in text(clerk.get(f"{HERE}/{batch}/hand-over"))
    there = clerk.post(f"{HERE}/{batch}/hand-over").headers["Location"]
    one = HandOver.objects.get()
    assert there == f"{HERE}/handovers/{one.pk}"
    assert maker.get(f"{there}/receive").status_code == 200
    assert maker.post(f"{there}/receive").status_code == 302
    assert maker.get(f"{there}/open").status_code == 403
    assert checker.get(f"{there}/open").status_code == 200
    assert checker.post(f"{there}/return", {"reason": ""}).status_code == 422
    assert checker.post(f"{there}/open").status_code == 302
    assert "已开通查验" in text(clerk.get(there))
    assert office("jiangsu-data").get(there).status_code == 404


def test_what_waits_stands_on_the_desk(cast):
    batch = helpers.examined(
        [helpers.person(), helpers.person(姓名="李雷", 身份证号="", 证书编号="199834000077")]
    )
    helpers.examined([helpers.person(姓名="王方")], name="two.csv")
    assert "认定可能重复的存量记录" in text(office("anhui-data").get("/office/"))
    Pair.objects.all().delete()
    handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    assert "接收存量数据" in text(office("center-make").get("/office/"))


def test_a_withdrawn_batch_says_why(cast):
    client = office("anhui-data")
    batch = helpers.examined([helpers.person()])
    assert client.get(f"{HERE}/{batch}/withdraw").status_code == 200
    assert client.post(f"{HERE}/{batch}/withdraw", {"reason": "交错了文件"}).status_code == 302
    assert "交错了文件" in text(client.get(f"{HERE}/{batch}"))


def test_a_dbf_table_and_a_workbook_are_read_in_the_confined_process(tmp_path):
    import dbf
    from openpyxl import Workbook

    from config.workshop import old_table

    table = dbf.Table(
        str(tmp_path / "t.dbf"), "XM C(20); SFZH C(18); ZGMC C(40); ZSBH C(20)", codepage="cp936"
    )
    table.open(dbf.READ_WRITE)
    table.append(("王芳", "990104700501123", "建造师", "0012"))
    table.close()
    sheet = old_table(tmp_path / "t.dbf")
    assert (sheet.header, sheet.rows[0][1]) == (("XM", "SFZH", "ZGMC", "ZSBH"), ["王芳", "990104700501123", "建造师", "0012"])  # fmt: skip
    book, out = Workbook(), io.BytesIO()
    book.active.append(["姓名", "身份证号"])
    book.active.append(["王芳", "990104700501123"])
    book.save(out)
    (tmp_path / "t.xlsx").write_bytes(out.getvalue())
    assert old_table(tmp_path / "t.xlsx").rows[0] == (2, ["王芳", "990104700501123"])
