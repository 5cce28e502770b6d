"""The pages of a case from its notice of intent to its effect, its papers, and the list of many (N17, N18)."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from tests.invalidation.helpers import certificates, officer, second
from yinxin.invalidation.models import Case
from yinxin.parties.queries import body_by_code
from yinxin.register import refacing
from yinxin.register.models import Certificate

pytestmark = pytest.mark.django_db
HERE = "/office/invalidations"


@pytest.fixture
def at(monkeypatch):
    def move(text: str) -> None:
        monkeypatch.setenv("YINXIN_NOW", text)

    move("2026-09-14T12:00:00+08:00")
    return move


def signed_in(username: str) -> Client:
    browser = Client()
    form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
    assert browser.post("/office/sign-in", form).status_code == 302
    return browser


@pytest.fixture
def people(cast, at):
    officer(), second()
    names = ("discipline-one", "discipline-two", "anhui-data", "center-make", "center-check", "hefei-custody")
    return {name: signed_in(name) for name in names}


def filled(**more: object) -> dict[str, object]:
    return {
        "body": body_by_code("anhui").id,
        "act": "false_proof",
        "act_on": "2026-06-14",
        "facts": "工作年限证明系伪造。",
        "number": "皖示告1号",
        "statement_by": "2026-09-25",
        **more,
    }


def test_a_case_is_walked_through_its_pages(people, at, cast):
    (number,) = certificates(cast, seed=5871, count=1)
    one, two = people["discipline-one"], people["discipline-two"]
    assert one.get(f"/office/certificates/{number}/standing").status_code == 200
    new = f"{HERE}/new?certificate={number}"
    assert one.get(new).status_code == 200
    short = one.post(new, filled(certificate=number, statement_by="2026-09-15"))
    assert (short.status_code, "太短" in short.content.decode()) == (422, True)
    there = one.post(new, filled(certificate=number))
    assert there.status_code == 302
    case = Case.objects.latest("id").pk
    here = f"{HERE}/{case}"
    assert there["Location"] == here
    served = {"on": "2026-09-14", "service": "post", "proof": "EMS1"}
    said = {"hearing": "stated", "statement": "证明是真的。", "answer": "出证单位否认，不采纳。"}
    for browser, step, form in (
        (one, "serve-intent", served),
        (one, "hear", said),
        (two, "decide", {"number": "皖示决1号", "on": "2026-09-14", "bar": "on"}),
        (one, "notify", {"party": "agency", "number": "函1", "on": "2026-09-14"}),
        (one, "notify", {"party": "center", "number": "函2", "on": "2026-09-14"}),
        (one, "serve", served),
        (people["anhui-data"], "submit", {}),
        (people["center-make"], "prepare", {}),
        (people["center-check"], "effect", {}),
    ):
        assert browser.get(f"{here}/{step}").status_code == 200, step
        answer = browser.post(f"{here}/{step}", form)
        assert answer.status_code == 302, (step, answer.content.decode()[:2000])
        assert browser.get(here).status_code == 200
    signs = [name for name, seen in people.items() if "/receive/" in seen.get(here).content.decode()]
    assert set(signs) == {"anhui-data", "center-make"}
    assert people["anhui-data"].post(f"{here}/receive/agency").status_code == 302
    assert "/receive/" not in people["anhui-data"].get(here).content.decode()
    assert Certificate.objects.get(pk=number).state == "invalid"
    text = {
        what: _text(one.get(f"{here}/papers/{what}.pdf").content)
        for what in ("intent", "decision", "agency", "center")
    }
    name = refacing.face_of(number).name
    assert all(name in page for page in text.values())
    assert "陈述、申辩" in text["intent"]
    assert "176号" in text["decision"]
    standing = one.get(f"/office/certificates/{number}/standing").content.decode()
    assert "2031" in standing
    assert one.get(f"{here}/list.xlsx").status_code == 200
    assert people["hefei-custody"].get("/office/recalls").status_code == 200
    assert Client().get("/invalidations").status_code == 200
    for browser in people.values():
        assert browser.get("/office/").status_code == 200


def _text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\n", "")


def test_a_list_is_tried_before_it_becomes_a_case(people, cast):
    numbers = certificates(cast, seed=5872, count=3)
    known = [refacing.face_of(number).management_number for number in numbers]
    one = people["discipline-one"]
    assert one.get(f"{HERE}/list").status_code == 200
    form = filled(act="other", numbers="\n".join(known))
    tried = one.post(f"{HERE}/list", {**form, "dry": "1"})
    assert tried.status_code == 200
    assert "将作无效的证书" in tried.content.decode()
    assert not Case.objects.filter(mass=True, lines__certificate_id=numbers[0]).exists()
    wrong = one.post(f"{HERE}/list", filled(act="other", numbers="没有这个号"))
    assert (wrong.status_code, "没有对应的证书" in wrong.content.decode()) == (422, True)
    table = SimpleUploadedFile("名单.csv", ("管理号\n" + "\n".join(known)).encode())
    assert one.post(f"{HERE}/list", filled(act="other", file=table)).status_code == 302
    assert Case.objects.latest("id").lines.count() == 3
    both = one.post(f"{HERE}/list", filled(act="other", numbers="1", batch=1))
    assert both.status_code == 422


def test_people_without_a_part_in_it_see_nothing_of_it(people, cast):
    assert people["hefei-custody"].get(HERE).status_code == 403
    assert people["center-make"].get(f"{HERE}/list").status_code == 403
