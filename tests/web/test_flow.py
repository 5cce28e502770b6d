"""The first capability through its pages: from an agency's file to a verified certificate."""

import dataclasses
import re

import pytest
from django.test import Client

from config import clock, workshop
from tests.doors.cast import COUNT
from yinxin.parties.queries import actor_named
from yinxin.production import making, waiting_room
from yinxin.register import files as store
from yinxin.register import queries as register
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


def test_a_file_becomes_certificates_that_anyone_can_verify(browser_of, upload, files):
    agency, maker, checker = (browser_of(name) for name in ("anhui-data", "center-make", "center-check"))
    report = upload("anhui-data", files)
    page = agency.get(report).content.decode()
    assert "检查通过，可以提交" in page
    assert "提交 3 行" in page

    assert agency.post(report + "/submit").status_code == 302
    waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now)
    batch = agency.get(report)["Location"]
    assert "轮到：人事考试中心、考试机构" in maker.get(batch).content.decode()

    check = maker.get(batch + "/accept").content.decode()
    assert "接收3行并开始制证" in check
    assert maker.post(batch + "/accept").status_code == 302
    assert "已制作0本，共3本" in maker.get(batch).content.decode()
    while making.step(workshop.workshop(), clock=clock.now):
        pass

    assert "前一步由您本人办理" not in checker.get(batch).content.decode()
    assert "发布3本证书" in checker.get(batch + "/release").content.decode()
    assert checker.post(batch + "/release").status_code == 302

    page = checker.get(batch).content.decode()
    certificate = re.search(r"/office/certificates/\d+", page)[0]
    card = checker.get(certificate).content.decode()
    assert "证书生效" in card
    assert "印制单" in card
    pdf = checker.get(certificate + "/file.pdf")
    assert pdf.content.startswith(b"%PDF-")

    face = register.certificate(
        int(certificate.rsplit("/", 1)[1]), actor_named("center-check", clock.now())
    ).face
    anyone = Client()
    asked = {"name": face.name, "id_number": face.id_number, "management_number": face.management_number}
    assert str(Verdict.VALID.title) in anyone.post("/verify", asked).content.decode()
    assert (
        str(Verdict.NOT_FOUND.title) in anyone.post("/verify", {**asked, "name": "无此人"}).content.decode()
    )

    landing = anyone.get(face.verify_at.removeprefix("http://127.0.0.1:8000"))
    assert face.name in landing.content.decode()
    assert face.id_number not in landing.content.decode()
    photo = anyone.get(landing.request["PATH_INFO"] + "/photo")
    assert photo["Content-Type"] == "image/jpeg"

    answer = anyone.post("/verify/file", {"file": _named(pdf.content)}).content.decode()
    assert "这份电子证书真实有效" in answer
    altered = pdf.content[:2000] + b"x" + pdf.content[2001:]
    assert (
        "这份文件不能当作有效证书" in anyone.post("/verify/file", {"file": _named(altered)}).content.decode()
    )


def _named(data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("certificate.pdf", data, "application/pdf")


def test_the_good_rows_of_a_faulty_file_can_go_first(browser_of, upload, faulty_files):
    agency = browser_of("anhui-data")
    report = upload("anhui-data", faulty_files)
    page = agency.get(report).content.decode()
    assert "先提交没有问题的 2 行，其余 1 行稍后再交" in page
    assert "id_checksum" in page

    assert agency.post(report + "/submit").status_code == 422
    assert agency.post(report + "/submit", {"partial": "1"}).status_code == 302
    waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now)
    assert "已收到，待接收" in agency.get(agency.get(report)["Location"]).content.decode()


def test_findings_can_be_filtered_and_the_file_comes_back_marked(browser_of, upload, faulty_files):
    from openpyxl import load_workbook

    agency = browser_of("anhui-data")
    report = upload("anhui-data", faulty_files)
    shown = agency.get(report + "?code=id_checksum").content.decode()
    assert "共1处" in shown
    assert "共0处" in agency.get(report + "?code=nothing").content.decode()

    marked = agency.get(report + "/marked.xlsx")
    assert "filename" in marked["Content-Disposition"]
    target = __import__("io").BytesIO(b"".join(marked.streaming_content))
    assert load_workbook(target).sheetnames == ["问题清单", "合格人员"]


def test_a_waiting_report_polls_and_then_tells_the_page_to_load_anew(browser_of, files):
    agency = browser_of("anhui-data")
    with files[0].open("rb") as table:
        report = agency.post("/office/batches/new", {"exam": "SW2026", "file": table})["Location"]
    assert "hx-get" in agency.get(report).content.decode()
    assert agency.get(report + "/state").status_code == 200
    waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now)
    assert agency.get(report + "/state")["HX-Refresh"] == "true"
    assert "没有上传照片" in agency.get(report).content.decode()


def test_a_returned_batch_says_why_and_its_people_are_owed_again(browser_of, batch):
    maker = browser_of("center-make")
    owed = int(re.search(r"还有(\d+)人未报送", maker.get(batch).content.decode())[1])
    assert maker.post(batch + "/return", {"reason": "无"}).status_code == 422
    assert maker.post(batch + "/return", {"reason": "照片与人员不符，请核对"}).status_code == 302
    page = browser_of("anhui-data").get(batch).content.decode()
    assert "照片与人员不符，请核对" in page
    assert f"还有{owed + COUNT}人未报送" in page


def test_whoever_comes_second_is_told_so(browser_of, batch):
    first, second = browser_of("center-make"), browser_of("center-make")
    assert second.get(batch + "/accept").status_code == 200
    first.post(batch + "/accept")
    late = second.post(batch + "/accept")
    assert late.status_code == 409
    assert "可能已由他人办理" in late.content.decode()


class BrokenPress:
    """A press that can make nothing."""

    def __getattr__(self, name):
        raise ValueError("字库缺字")


def test_progress_is_shown_while_making_and_stuck_chunks_can_be_started_again(browser_of, batch):
    from yinxin.production.models import Chunk
    from yinxin.production.states import ChunkState

    maker = browser_of("center-make")
    maker.post(batch + "/accept")
    assert "0%" in maker.get(batch + "/progress").content.decode()
    broken = dataclasses.replace(workshop.workshop(), press=BrokenPress())
    for _ in range(making.ATTEMPTS):
        assert making.step(broken, batch_id=int(batch.rsplit("/", 1)[1]), clock=clock.now)
    shown = maker.get(batch + "/progress").content.decode()
    assert "字库缺字" in shown
    assert "重新开始" in shown
    assert maker.post(batch + "/restart").status_code == 302
    assert Chunk.objects.get(batch_id=int(batch.rsplit("/", 1)[1])).state == ChunkState.WAITING.value


def test_a_withdrawn_batch_can_be_submitted_again(browser_of, batch, upload, files):
    checker = browser_of("anhui-check")
    assert checker.post(batch + "/withdraw", {"reason": "名单有误，撤回更正"}).status_code == 302
    assert "检查通过，可以提交" in browser_of("anhui-data").get(upload("anhui-data", files)).content.decode()
