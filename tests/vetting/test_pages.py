"""The pages of lists: upload, progress, rows, what can be taken away; and the holder's page beside them."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import AT
from tests.vetting import helpers
from tests.vetting.helpers import STRANGER, checked, csv_of, persons, rows_of, work
from yinxin.parties.queries import body_by_code
from yinxin.vetting import looks, running
from yinxin.vetting.models import List, Look

pytestmark = pytest.mark.django_db
HERE = "/office/vetting"


@pytest.fixture
def client(cast, monkeypatch) -> Client:
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())
    client = Client()
    sent = client.post("/office/sign-in", {"username": "employer", "password": "demo"})
    assert sent.status_code == 302
    return client


def form(data: bytes, name: str = "list.csv", **changes: str) -> dict[str, object]:
    facts = {
        "over": body_by_code("employer").id, "file": SimpleUploadedFile(name, data), "ground": "consent",
        "declared": "on", "agreed_on": "2026-09-14", "reference": "应聘登记表签字", "purpose": "秋季招聘审查",
    }  # fmt: skip
    return facts | changes


def text(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_somebody_brings_a_list_and_takes_the_answers_away(client):
    assert '<label class="choice" for="id_declared">' in text(client.get(f"{HERE}/new"))
    sent = client.post(f"{HERE}/new", form(csv_of(rows_of([persons()[0], STRANGER]))))
    assert sent.status_code == 302
    there = sent.headers["Location"]
    assert "hx-get" in text(client.get(there))
    assert client.get(f"{there}/progress").status_code == 200
    assert client.get(f"{there}/file").status_code == 409
    work(AT)
    assert client.get(f"{there}/progress").status_code == 204
    page = text(client.get(there))
    name, document, number = persons()[0]
    assert all(part not in page for part in (document, number, name))
    assert "未查询到" in page
    assert "一致" not in text(client.get(f"{there}?outcome=not_found")).split("<tbody>")[1]
    file = client.get(f"{there}/file")
    assert file.headers["Content-Type"] == "text/csv"
    assert name in file.content.decode("utf-8-sig")
    assert "本月还可核验19998行" in text(client.get(HERE))
    assert client.get(f"{there}/end").status_code == 200
    assert client.post(f"{there}/end").status_code == 302
    assert "已经删除" in text(client.get(there))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"declared": ""}, "须声明"),
        ({"agreed_on": ""}, "日期"),
        ({"ground": "duty"}, "不填同意"),
        ({"ground": "whim"}, "有内容需要改正"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(client, changes, says):
    sent = client.post(f"{HERE}/new", form(csv_of(rows_of([STRANGER])), **changes))
    assert sent.status_code == 422
    assert says in sent.content.decode()
    assert not List.objects.exists()


def test_a_bad_file_is_answered_on_the_form(client):
    sent = client.post(f"{HERE}/new", form("姓名,部门\n张三,人事\n".encode()))
    assert sent.status_code == 422
    assert "表格里找不到这些列：证件号码、管理号。" in sent.content.decode()


def test_the_receipt_verifies_on_the_public_page_and_a_changed_byte_fails(client):
    number = checked([persons()[0], STRANGER])
    answer = client.get(f"{HERE}/{number}/receipt.json")
    receipt = answer.content.decode()
    assert json.loads(receipt)["receipt"]["way"] == "list"
    page = text(Client().post("/receipts", {"file": SimpleUploadedFile("r.json", receipt.encode())}))
    assert "批量核验报告" in page
    assert body_by_code("employer").name in page
    forged = receipt.replace('"rows": 2', '"rows": 3').encode()
    assert "不是本系统出具的回执" in text(
        Client().post("/receipts", {"file": SimpleUploadedFile("r.json", forged)})
    )
    told = Client().post("/api/v1/receipts/verify", receipt, content_type="application/json").json()
    assert (told["genuine"], told["now"]) == (True, None)
    assert Client().post("/receipts/file", {"receipt": receipt, "as": "pdf"}).status_code == 422
    assert Client().post("/receipts/file", {"receipt": receipt}).status_code == 200


def test_the_report_is_a_paper_with_masked_rows(client):
    name, document, number = persons()[0]
    odd = "\U0010fffd甲"
    list_id = checked([(name, document, number), (odd, *STRANGER[1:])])
    answer = client.get(f"{HERE}/{list_id}/report.pdf")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    plain = "".join(words.split())
    assert "批量核验报告" in plain
    assert "未查询到" in plain
    assert document not in plain
    running.expire(at=List.objects.get().done_at + helpers.timedelta(days=31))
    later = client.get(f"{HERE}/{list_id}/report.pdf")
    assert "各行已按规定删除" in "".join(
        "".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(later.content)).pages
    )


def test_the_holder_reads_who_asked_on_the_page_of_looks(cast):
    from django.template.loader import render_to_string

    checked([persons()[0]])
    found, count = looks.of_certificate(Look.objects.get().certificate_id)
    page = render_to_string(
        "holder/looks.html",
        {"in_lists": found, "in_lists_count": count, "shared_most": 50, "certificate": {"id": 1}},
    )
    assert helpers.REASON.purpose in page
    assert helpers.REASON.reference in page


def test_others_find_nothing_there(cast, monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())
    number = checked([persons()[0]])
    client = Client()
    client.post("/office/sign-in", {"username": "anhui-data", "password": "demo"})
    assert client.get(HERE).status_code == 403
    assert client.get(f"{HERE}/{number}").status_code in (403, 404)
