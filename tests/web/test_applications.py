"""The pages of applications: the holder's way to a filed one, every desk's decisions, the window, the rules (N15, N16)."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tests.cast import AT
from tests.changing import helpers
from yinxin.changing import gate, papers
from yinxin.changing.models import Application, DeskPromise, EvidenceRule
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.parties.models import Account
from yinxin.web import sessions

pytestmark = pytest.mark.django_db
REASON = "证明材料看不清楚"


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", "2026-09-14T12:00:00+08:00")


def text_of(data: bytes) -> str:
    """Return what a PDF says."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def one(cast):
    return helpers.certificate(cast)


@pytest.fixture
def office():
    """Return a browser in which somebody has signed in, by account or by name."""

    def sign_in(who) -> Client:
        name = who if isinstance(who, str) else Account.objects.get(pk=who.account_id).username
        browser = Client()
        form = {"username": name, "password": "demo"}
        assert browser.post("/office/sign-in", form).status_code == 302
        return browser

    return sign_in


@pytest.fixture
def me(rf):
    """Return a browser in which a holder has signed in."""

    def sign_in(number: int) -> Client:
        browser = Client()
        request = rf.get("/")
        request.session = browser.session
        request.wall = datetime.now(tz=AT.tzinfo)
        sessions.begin_holder(request, number)
        request.session.save()
        browser.cookies["sessionid"] = request.session.session_key
        return browser

    return sign_in


def state(number: int) -> str:
    return Application.objects.values_list("state", flat=True).get(pk=number)


def picture(name: str = "a.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or helpers.picture(), "image/jpeg")


def upload(browser: Client, address: str, paper: Evidence, **facts: str):
    given = {
        f"{paper.value}-{name}": value for name, value in {**helpers.FACTS.get(paper, {}), **facts}.items()
    }
    return browser.post(address, {"paper": paper.value, f"{paper.value}-file": picture(), **given})


def said(answer) -> str:
    return answer.content.decode()


def test_a_holder_files_in_four_pages_and_sees_where_it_stands(one, me):
    browser = me(one.holder_id)
    here = f"/me/certificates/{one.id}/change"
    assert "换发或补发" in said(browser.get(f"/me/certificates/{one.id}"))
    page = said(browser.get(here))
    assert "持证人信息变更" in page
    assert "证书遗失" in page
    shown = said(browser.get(f"{here}?cause=holder_changed"))
    assert "在全国规程施行之后" in shown
    assert "信息变更的证明材料" in shown
    answers = {"statement": "结婚改名", "phone": "13800000000", "new_name": "王新名"}
    assert browser.post(f"{here}?cause=holder_changed", answers).headers["Location"] == f"{here}/papers"
    page = browser.get(f"{here}/papers")
    assert "还有2份材料没有上传" in said(page)
    assert browser.get(f"{here}/check").status_code == 422
    for paper in (Evidence.HOLDER_ID, Evidence.CHANGE_PROOF):
        assert upload(browser, f"{here}/papers", paper).status_code == 302
    page = said(browser.get(f"{here}/check"))
    assert "王新名" in page
    assert "结婚改名" in page
    assert browser.post(f"{here}/check").status_code == 422
    there = browser.post(f"{here}/check", {"agreed": "on"}).headers["Location"]
    page = said(browser.get(there))
    assert "待初审" in page
    assert "HF2026" in page
    assert browser.get(f"{here}/papers").status_code == 302, "the draft is gone"


def test_the_gate_of_a_lost_paper_leads_to_the_download(one, me):
    page = said(me(one.holder_id).get(f"/me/certificates/{one.id}/change?cause=lost"))
    assert "不再补发" in page
    assert f"/me/certificates/{one.id}/file.pdf" in page
    assert "N16" in page
    shut = me(one.holder_id).post(f"/me/certificates/{one.id}/change?cause=lost", {"statement": "丢了"})
    assert shut.status_code == 409


def test_wrong_answers_are_told_at_their_field_and_nothing_is_lost(one, me):
    browser = me(one.holder_id)
    there = f"/me/certificates/{one.id}/change?cause=holder_changed"
    for answers, word in (
        ({"phone": "13800000000", "new_name": "王新名"}, "请填写"),
        ({"statement": "改名", "phone": "13800000000"}, "没有填写要变更的内容"),
        ({"statement": "改名", "phone": "abc", "new_name": "王新名"}, "联系电话不对"),
        ({"statement": "改名", "phone": "13800000000", "new_id_number": "123"}, "证件号码不对"),
        ({"statement": "改名", "phone": "13800000000", "new_born": "1900-01"}, "出生年月不对"),
        ({"statement": "改名", "phone": "13800000000", "new_name": "王 1<b>"}, "姓名不对"),
    ):
        answer = browser.post(there, answers)
        assert answer.status_code == 422, answers
        assert word in said(answer), answers
        assert answers.get("phone", "") in said(answer)


def test_bad_papers_are_refused_in_words(one, me):
    browser = me(one.holder_id)
    here = f"/me/certificates/{one.id}/change"
    browser.post(
        f"{here}?cause=holder_changed", {"statement": "改名", "phone": "13800000000", "new_name": "王新名"}
    )
    there = f"{here}/papers"
    bad = browser.post(there, {"paper": "holder_id", "holder_id-file": picture("x.exe", b"MZ nothing")})
    assert bad.status_code == 422
    assert "不是JPEG" in said(bad)
    assert browser.post(there, {"paper": "holder_id"}).status_code == 422
    assert browser.post(there, {"paper": "loss_notice"}).status_code == 422
    gap = upload(browser, there, Evidence.CHANGE_PROOF, proved_by=" ")
    assert gap.status_code == 422


def test_a_returned_application_is_put_right_and_submitted_again(one, me, office):
    number = helpers.filed(one)
    desk = office(helpers.clerk(one))
    page = said(desk.get(f"/office/applications/{number}"))
    assert "核对无误" in page
    assert "王新名" in page
    paper = papers.of_application(number)[Evidence.CHANGE_PROOF]
    found = {"paper": paper.pk, "found": "refused", "reason": REASON}
    assert desk.post(f"/office/applications/{number}/check", found).status_code == 302
    gap = desk.post(f"/office/applications/{number}/review")
    assert gap.status_code == 422
    assert "信息变更的证明材料" in said(gap)
    assert desk.post(f"/office/applications/{number}/return", {"reason": ""}).status_code == 422
    assert desk.post(f"/office/applications/{number}/return", {"reason": REASON}).status_code == 302
    browser = me(one.holder_id)
    assert REASON in said(browser.get(f"/me/applications/{number}"))
    assert browser.post(f"/me/applications/{number}/resubmit").status_code == 422
    assert upload(browser, f"/me/applications/{number}/papers", Evidence.CHANGE_PROOF).status_code == 302
    assert browser.post(f"/me/applications/{number}/resubmit").status_code == 302
    assert state(number) == "filed"


def test_a_holder_takes_an_application_back(one, me):
    number = helpers.filed(one)
    browser = me(one.holder_id)
    assert "之后会怎样" in said(browser.get(f"/me/applications/{number}/withdraw"))
    assert browser.post(f"/me/applications/{number}/withdraw").status_code == 302
    assert state(number) == "withdrawn"
    assert browser.post(f"/me/applications/{number}/withdraw").status_code == 409


def test_papers_are_pictures_for_those_concerned_and_nobody_else(cast, one, me, office):
    number = helpers.filed(one)
    paper = papers.of_application(number)[Evidence.HOLDER_ID].pk
    own = me(one.holder_id).get(f"/me/applications/papers/{paper}/1")
    assert own.headers["Content-Type"] == "image/jpeg"
    assert own.content.startswith(b"\xff\xd8\xff")
    desk = office(helpers.clerk(one))
    assert desk.get(f"/office/applications/papers/{paper}/1").status_code == 200
    assert desk.get(f"/office/applications/papers/{paper}/2").status_code == 404
    other = helpers.certificate(cast)
    assert me(other.holder_id).get(f"/me/applications/papers/{paper}/1").status_code == 404
    assert me(other.holder_id).get(f"/me/applications/{number}").status_code == 404
    assert office("jiangsu-check").get(f"/office/applications/papers/{paper}/1").status_code == 404


DESKS = {
    "filed": lambda one, number: helpers.clerk(one),
    "reviewed": lambda one, number: helpers.confirmer(number),
}


@pytest.mark.parametrize(
    ("reach", "act", "form", "after"),
    [
        ("filed", "review", {}, "reviewed"),
        ("filed", "return", {"reason": REASON}, "returned"),
        ("filed", "reject", {"reason": REASON}, "rejected"),
        ("reviewed", "confirm", {}, "confirmed"),
        ("reviewed", "return", {"reason": REASON}, "returned"),
        ("reviewed", "reject", {"reason": REASON}, "rejected"),
    ],
)
def test_each_desk_decides_over_http(one, office, reach, act, form, after):
    number = getattr(helpers, reach)(one)
    by = DESKS[reach](one, number)
    helpers.accept_all(number, by)
    browser = office(by)
    assert browser.get(f"/office/applications/{number}").status_code == 200
    if form:
        assert browser.get(f"/office/applications/{number}/{act}").status_code == 200
    assert browser.post(f"/office/applications/{number}/{act}", form).status_code == 302
    assert state(number) == after
    late = browser.post(f"/office/applications/{number}/{act}", form)
    assert late.status_code in (403, 409), "who comes second is told so"


def test_the_centre_takes_makes_and_releases_with_two_people(one, office):
    number = helpers.confirmed(one)
    maker, checker = office("center-make"), office("center-check")
    there = f"/office/applications/{number}"
    assert "安排制证" in said(maker.get(there))
    assert checker.post(f"{there}/take").status_code == 403
    assert maker.get(f"{there}/take").status_code == 200
    assert maker.post(f"{there}/take").status_code == 302
    assert checker.post(f"{there}/release").status_code == 409
    helpers.make()
    assert maker.post(f"{there}/release").status_code == 403
    assert "发布新证书" in said(checker.get(there))
    assert checker.get(f"{there}/release").status_code == 200
    assert checker.post(f"{there}/release").status_code == 302
    assert state(number) == "released"


def test_the_centre_sends_back_with_a_reason(one, office):
    number = helpers.confirmed(one)
    maker = office("center-make")
    there = f"/office/applications/{number}/send-back"
    assert maker.get(there).status_code == 200
    assert maker.post(there, {"reason": "x"}).status_code == 422
    assert maker.post(there, {"reason": REASON}).status_code == 302
    assert state(number) == "reviewed"
    assert maker.post(f"/office/applications/{number}/try-again").status_code == 302


def test_the_window_files_for_a_person_who_came(one, office):
    browser = office(helpers.clerk(one))
    assert "窗口代填申请" in said(browser.get(f"/office/certificates/{one.id}"))
    new = f"/office/applications/new?certificate={one.id}"
    assert "证书填错" in said(browser.get(new))
    assert "不再补发" in said(browser.get(f"{new}&cause=lost"))
    answers = {
        "statement": "姓名填错",
        "phone": "13800000000",
        "fault": "office",
        "new_name": "王新名",
        "applied_on": "2026-09-14",
    }
    assert browser.get(f"{new}&cause=wrong").status_code == 200
    assert browser.post(f"{new}&cause=wrong", {**answers, "applied_on": "2030-01-01"}).status_code == 422
    there = browser.post(f"{new}&cause=wrong", answers).headers["Location"]
    assert browser.post(there, {"file_it": "1", "agreed": "on"}).status_code == 422
    assert upload(browser, there, Evidence.HOLDER_ID).status_code == 302
    assert "代为提交申请" in said(browser.get(there))
    made = browser.post(there, {"file_it": "1", "agreed": "on"}).headers["Location"]
    number = int(made.rsplit("/", 1)[1])
    assert Application.objects.get(pk=number).filed_by
    deciding = said(browser.get(made))
    assert "代为撤回" in deciding
    assert browser.get(f"{made}/withdraw").status_code == 200
    assert browser.post(f"{made}/withdraw").status_code == 302


def test_the_window_takes_papers_in_and_submits_again(one, office):
    number = helpers.filed(one)
    browser = office(helpers.clerk(one))
    paper = papers.of_application(number)[Evidence.CHANGE_PROOF]
    there = f"/office/applications/{number}"
    browser.post(f"{there}/check", {"paper": paper.pk, "found": "refused", "reason": REASON})
    browser.post(f"{there}/return", {"reason": REASON})
    assert upload(browser, f"{there}/hand-in", Evidence.CHANGE_PROOF).status_code == 302
    bad = browser.post(f"{there}/hand-in", {"paper": "change_proof"})
    assert bad.status_code == 422
    assert browser.post(f"{there}/resubmit").status_code == 302
    assert state(number) == "filed"


def test_the_list_filters_and_can_be_taken_away(one, office):
    number = helpers.filed(one)
    said_number = Application.objects.values_list("number", flat=True).get(pk=number)
    browser = office(helpers.clerk(one))
    for query, shown in (
        ("", True),
        ("?state=filed", True),
        ("?state=released", False),
        ("?way=reissue", False),
    ):
        assert (said_number in said(browser.get(f"/office/applications{query}"))) is shown, query
    assert browser.get("/office/applications?state=%00&page=x").status_code == 200
    assert browser.get("/office/applications/export.xlsx").status_code == 200
    assert said_number in said(browser.get("/office/?whose=all"))
    assert said_number not in said(office("jiangsu-check").get("/office/applications"))


def test_the_province_adds_a_paper_and_ends_it_again(cast, office):
    one = helpers.certificate(cast)
    from yinxin.parties.queries import body_by_code

    anhui = body_by_code("anhui").id
    browser = office(helpers.seated("authority_clerk", anhui))
    assert "没有增加过材料" in said(browser.get("/office/applications/rules"))
    there = f"/office/applications/rules/{anhui}"
    rule = {
        "paper": "two_photos",
        "cause": "holder_changed",
        "regime": "",
        "region": "340000",
        "wait_months": "0",
        "basis": "皖人社演示〔2026〕1号",
        "since": "2026-09-14",
    }
    assert browser.get(there).status_code == 200
    for wrong in ({"region": "320000"}, {"since": "2020-01-01"}, {"wait_months": "2"}, {"basis": " "}):
        assert browser.post(there, {**rule, **wrong}).status_code == 422, wrong
    assert browser.post(there, rule).status_code == 302
    answer = gate.ask(one.id, Cause.HOLDER_CHANGED, applied_on=AT.date(), today_=AT.date())
    assert Evidence.TWO_PHOTOS in [need.paper for need in answer.needed]
    made = EvidenceRule.objects.get(authority_id=anhui).pk
    end = f"/office/applications/rules/{made}/end"
    assert browser.get(end).status_code == 200
    assert browser.post(end, {"until": "2020-01-01"}).status_code == 422
    assert browser.post(end, {"until": "2026-12-31"}).status_code == 302
    assert browser.post(end, {"until": "2026-12-31"}).status_code == 422


def test_a_promise_is_the_body_s_own_and_shown_as_such(one, office, me):
    keeper = helpers.seated("custodian", one.issuer_id)
    browser = office(keeper)
    there = f"/office/applications/promises/{one.issuer_id}"
    assert browser.get(there).status_code == 200
    for wrong in ({"workdays": "0"}, {"since": "2020-01-01"}, {"desk": "making"}):
        form = {"desk": "review", "workdays": "5", "since": "2026-09-14", **wrong}
        assert browser.post(there, form).status_code == 422, wrong
    form = {"desk": "review", "workdays": "5", "since": "2026-09-14"}
    assert browser.post(there, form).status_code == 302
    assert DeskPromise.objects.get(organisation_id=one.issuer_id).workdays == 5
    number = helpers.filed(one)
    assert "不是法定时限" in said(me(one.holder_id).get(f"/me/applications/{number}"))


def test_the_form_and_the_receipt_are_printed_for_both_sides(one, office, me):
    number = helpers.filed(one, Cause.HOLDER_CHANGED)
    for browser, there in ((me(one.holder_id), "me"), (office(helpers.clerk(one)), "office")):
        for name in ("annex2", "receipt"):
            answer = browser.get(f"/{there}/applications/{number}/{name}.pdf")
            assert answer.content.startswith(b"%PDF-")
            assert answer["Cache-Control"] == "private, no-store"
    said = text_of(office(helpers.clerk(one)).get(f"/office/applications/{number}/annex2.pdf").content)
    assert "王新名" not in said, "the form names the holder as the certificate does"
    assert one.face.name in said
    assert "换发" in said
