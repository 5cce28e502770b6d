"""The pages of invalidation, of objections and of receipts in their states: no barrier, like every other page."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from config.workshop import keyring, sign_receipt
from tests.browser.looking import TEMPLATES, beside, follow
from tests.browser.world import as_holder
from tests.cast import AT, found_cast
from tests.invalidation import helpers
from yinxin.closing import objecting, objections, promising
from yinxin.closing.objecting import Claim
from yinxin.fakes.models import Report
from yinxin.invalidation import annulling, effecting
from yinxin.invalidation.annulling import Annulment
from yinxin.law.n2023.art25_objection import Finding
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.register import refacing
from yinxin.register.models import Certificate
from yinxin.rendering import qr
from yinxin.verification import answers

HERE = "/office/invalidations"


@pytest.fixture(scope="module")
def cases(things) -> SimpleNamespace:
    """A case in every state, and objections with and without a receipt, at every step."""
    cast = found_cast()
    numbers = helpers.certificates(cast, seed=5861, count=12)
    hefei = body_by_code("hefei").id
    Certificate.objects.filter(pk__in=numbers).update(issuer_id=hefei)
    intended, heard = helpers.intended(numbers[:1]), helpers.heard(numbers[1:2])
    decided = helpers.decided(numbers[2:3])
    told = helpers.notified(helpers.submitted(cast, numbers[3:4]))
    prepared, effective = helpers.prepared(cast, numbers[4:5]), helpers.effective(cast, numbers[5:6])
    overturned = helpers.effective(cast, numbers[6:7])
    over = Annulment("示复决〔2026〕8号", helpers.DECIDED.date(), "复议撤销")
    annulling.annul(case_id=overturned, annulment=over, by=helpers.officer(), at=helpers.DECIDED)
    running = helpers.prepared(cast, numbers[7:10], mass=True)
    effecting.effect(case_id=running, by=cast.checker, at=helpers.DECIDED)
    face = refacing.face_of(numbers[10])
    three = (face.management_number, face.name, face.id_number)
    receipt = sign_receipt(three, answers.by_match(*three, at=AT)).text()
    promising.publish(
        organisation_id=hefei, workdays=10, since=AT.date(), by=actor_named("hefei-custody", AT), at=AT
    )
    return SimpleNamespace(
        **dict(zip(("one", "two"), (helpers.officer(), helpers.second()), strict=True)),
        numbers=numbers,
        intended=intended,
        heard=heard,
        decided=decided,
        told=told,
        prepared=prepared,
        effective=effective,
        overturned=overturned,
        running=running,
        hefei=hefei,
        receipt=receipt,
        three=three,
        waits=_object(face, "年限不符，请核实。", receipt),
        taken=_object(face, "照片与本人不符。", "", "taken"),
        answered=_object(face, "专业与公告不一致。", "", "answered"),
        stray=_object(None, "证书样式与公布的不一致。", ""),
    )


def _object(face, statement: str, receipt: str, state: str = ""):
    known = (face.name, face.id_number) if face else ("", "")
    claim = Claim(
        face.management_number if face else "无此管理号", statement, "演示公司", *known, "13800000000"
    )
    facts = {"issuer_id": body_by_code("hefei").id, "receipt": receipt, "keyring": keyring(), "at": AT}
    filed = objecting.file(claim, **facts)
    clerk = actor_named("hefei-counter", AT)
    if state:
        objecting.take(objection_id=filed.id, by=clerk, at=AT)
    if state == "answered":
        reply = "经核对，登记信息无误。"
        objecting.answer(objection_id=filed.id, finding=Finding.EXPLAINED, reply=reply, by=clerk, at=AT)
    return filed


def test_the_pages_of_endings_are_open_to_everybody(opened, looking, cases):
    page = opened("discipline-one")
    looking.visit(
        page,
        HERE,
        f"{HERE}?state=dropped",
        *(f"{HERE}/{case}" for case in (cases.intended, cases.heard, cases.told, cases.running)),
        *(f"{HERE}/{cases.intended}/{act}" for act in ("hear", "serve-intent", "drop")),
        *(f"{HERE}/{cases.decided}/{act}" for act in ("serve", "notify", "annul")),
        f"{HERE}/{cases.overturned}",
        f"{HERE}/new?certificate={cases.numbers[11]}",
        f"/office/certificates/{cases.numbers[5]}/standing",
        f"/office/certificates/{cases.numbers[11]}/standing",
        "/office/",
    )
    looking.visit(page, f"{HERE}/{cases.decided}/notify")
    looking.send(page)
    _mass(page, looking, cases)
    _centre(opened, looking, cases)
    _public(opened(), looking, cases)
    _objections(opened, looking, cases)
    _fakes(opened, looking)
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    assert sorted(one for one in wanted - looking.seen if beside(one, "endings")) == [], (
        "nobody has looked at these"
    )


def _fakes(opened, looking):
    """Report a fake with a file, look at it at the centre, say what became of it."""
    page = opened()
    looking.visit(page, "/fakes", "/fakes/report")
    looking.send(page)
    page.goto("/fakes/report")
    page.select_option("main [name=what]", "site")
    page.set_input_files(
        "main [name=file_1]",
        {"name": "a.png", "mimeType": "image/png", "buffer": qr.png("https://fake.example/c/1")},
    )
    looking.send(page, statement="扫码打开的网址不对", seen_at="https://fake.example/")
    looking.visit(page, "/verify")
    for content in (qr.png("https://fake.example/c/1"), b"MZ"):
        page.goto("/verify")
        page.set_input_files("#certificate", {"name": "a.png", "mimeType": "image/png", "buffer": content})
        follow(page, "main form[enctype] button")
        looking.look(page)
    centre = opened("center-check")
    number = Report.objects.latest("id").pk
    looking.visit(centre, "/office/fakes", f"/office/fakes/{number}")
    looking.send(centre)
    centre.goto(f"/office/fakes/{number}")
    centre.select_option("main [name=outcome]", "handed_over")
    looking.send(centre, note="已移交市公安局")
    looking.visit(centre, "/office/")


def _mass(page, looking, cases):
    """Try what a list of people would change, before anything is entered."""
    book, out = Workbook(), io.BytesIO()
    for row in (["管理号"], *([refacing.face_of(one).management_number] for one in cases.numbers[10:])):
        book.active.append(row)
    book.save(out)
    looking.visit(page, f"{HERE}/list")
    looking.send(page)
    page.goto(f"{HERE}/list")
    page.set_input_files("main [type=file]", {"name": "a.xlsx", "mimeType": "", "buffer": out.getvalue()})
    said = {
        "act_on": "2026-06-14",
        "facts": "经核查，证明系伪造。",
        "number": "皖示告〔2026〕9号",
        "statement_by": "2026-12-01",
    }
    for name, text in said.items():
        page.fill(f"main [name={name}]", text)
    follow(page, "main button[name=dry]")
    looking.look(page)


def _centre(opened, looking, cases):
    looking.visit(opened("discipline-two"), f"{HERE}/{cases.heard}/decide")
    looking.visit(opened("anhui-data"), f"{HERE}/{cases.decided}", f"{HERE}/{cases.decided}/submit")
    looking.visit(opened("center-make"), f"{HERE}/{cases.told}", f"{HERE}/{cases.told}/prepare")
    check = opened("center-check")
    looking.visit(check, f"{HERE}/{cases.prepared}/effect", f"{HERE}/{cases.running}/halt")
    looking.visit(check, f"{HERE}/{cases.overturned}/restore", "/office/invalidations")


def _public(page, looking, cases):
    looking.visit(
        page,
        "/invalidations",
        f"/invalidations/{cases.effective}",
        f"/invalidations/{cases.overturned}",
        "/objections/new",
        *(f"/objections/{one.code}" for one in (cases.waits, cases.taken, cases.answered)),
        f"/objections/{cases.waits.code}/withdraw",
        "/receipts",
        "/log",
    )
    page.goto("/objections/new")
    looking.send(page)
    for content in (cases.receipt.encode(), b"{}"):
        page.goto("/receipts")
        page.set_input_files(
            "main [type=file]", {"name": "r.json", "mimeType": "application/json", "buffer": content}
        )
        follow(page, "main form button")
        looking.look(page)
    page.goto("/verify")
    for name, text in zip(("management_number", "name", "id_number"), cases.three, strict=True):
        page.fill(f"main [name={name}]", text)
    follow(page, "main form button")
    follow(page, "main button[name=receipt]")
    looking.look(page)


def _objections(opened, looking, cases):
    page = opened("hefei-counter")
    there = "/office/objections"
    looking.visit(
        page,
        there,
        *(f"{there}/{one.id}" for one in (cases.waits, cases.taken, cases.answered, cases.stray)),
        f"{there}/{cases.stray.id}/pass-on",
    )
    keeper = opened("hefei-custody")
    looking.visit(keeper, f"{there}/promises", f"{there}/promises/{cases.hefei}")
    page.goto(f"{there}/{cases.taken.id}")
    looking.send(page)
    assert objections.objection(cases.taken.id, actor_named("hefei-counter", AT)).is_checked
    holder = as_holder(opened(), cases.numbers[11])
    looking.visit(holder, f"/me/certificates/{cases.numbers[11]}/objection")
    looking.send(holder)
