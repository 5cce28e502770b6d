"""Objections: filed by anybody, checked by the issuer, answered in writing; nothing is changed by hand (N25)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from config.workshop import keyring, sign_receipt
from tests.cast import AT
from tests.presenting.conftest import TODAY, held, two, verifying  # noqa: F401
from yinxin.closing import audit, objecting, objections, promising, telling
from yinxin.closing.models import Objection, ObjectionNotice
from yinxin.closing.objecting import Claim
from yinxin.closing.states import ObjectionState
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art25_objection import Finding
from yinxin.ledger.models import Entry
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import actor_named, issuers
from yinxin.register import holders, status
from yinxin.register.models import Certificate
from yinxin.verification import receipts
from yinxin.verification.throttle import Throttle
from yinxin.web import limits
from yinxin.web.office import objections as office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    from config import clock

    monkeypatch.setattr(clock, "now", lambda: AT)
    limits.objections.cache_clear()


def claim_of(held, **more):  # noqa: F811
    face = holders.certificate_of(held.holder, held.id).face
    said = Claim(
        face.management_number,
        "核验结果与证书不一致，请核实。",
        "演示公司",
        face.name,
        face.id_number,
        "13800000000",
    )
    return replace(said, **more)


def elsewhere(*but):
    return next(number for number in issuers().values() if number not in but)


def file(claim, *, receipt="", **more):
    given = {"issuer_id": elsewhere(), "receipt": receipt, "keyring": keyring(), "at": AT} | more
    return objecting.file(claim, **given)


def seated(issuer, role="counter"):
    number = enrol(username=f"{role}-{issuer}", name="经办", password="demo-demo-demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=issuer, role=role, by=SYSTEM, at=AT)
    return actor_named(f"{role}-{issuer}", AT)


@pytest.fixture
def clerk(held):  # noqa: F811
    return seated(Certificate.objects.get(id=held.id).issuer_id)


def asked(claim):
    return claim.management_number, claim.name, claim.id_number


def receipt_for(verifying, claim):  # noqa: F811
    return sign_receipt(asked(claim), verifying.by_match(*asked(claim), at=AT)).text()


def test_an_objection_goes_to_the_certificates_issuer_and_is_answered(held, clerk):  # noqa: F811
    promising.publish(organisation_id=clerk.organisation_id, workdays=7, since=TODAY, by=keeper(clerk), at=AT)
    filed = file(claim_of(held))
    one = objections.followed(filed.code)
    assert (one.over.id, one.certificate_id) == (clerk.organisation_id, held.id)
    assert one.promised_on == CALENDAR.after(TODAY, 7)
    (line,) = [line for line in office.lines(clerk, TODAY) if line.address.endswith(f"/{filed.id}")]
    assert line.mine
    answer(filed.id, clerk, begun=False)
    one = objections.followed(filed.code)
    assert (one.state, one.finding, one.reply) == (
        ObjectionState.ANSWERED,
        Finding.DATA_WRONG,
        "经核实，姓名印错了一个字。",
    )
    assert not [line for line in office.lines(clerk, TODAY) if line.address.endswith(f"/{filed.id}")]
    assert Certificate.objects.get(id=held.id).state == "valid"
    paper = pypdf.PdfReader(io.BytesIO(objections.reply_pdf(one))).pages[0].extract_text()
    assert filed.number in paper
    assert "信息有误" in paper
    assert not list(audit.audit())


def keeper(clerk):
    return seated(clerk.organisation_id, "custodian")


def answer(number, by, *, begun=True, finding=Finding.DATA_WRONG, reply="经核实，姓名印错了一个字。"):
    if not begun:
        objecting.take(objection_id=number, by=by, at=AT)
    objecting.answer(objection_id=number, finding=finding, reply=reply, by=by, at=AT)


def test_whoever_names_no_certificate_chooses_the_issuer(held):  # noqa: F811
    there = elsewhere()
    filed = file(claim_of(held, name="别人"), issuer_id=there)
    one = objections.followed(filed.code)
    assert (one.certificate_id, one.over.id) == (None, there)
    with pytest.raises(Incomplete, match="发放机构"):
        file(claim_of(held, name="另一人"), issuer_id=0)


def test_a_holder_objects_to_their_own_certificate_only(two):  # noqa: F811
    mine, other = two
    claim = claim_of(mine)
    filed = file(claim, holder_id=mine.holder, certificate_id=mine.id)
    (one,) = objections.of_holder(mine.holder, mine.id)
    assert one.number == filed.number
    assert objections.of_holder(other.holder, mine.id) == ()
    with pytest.raises(NotFound):
        file(claim, holder_id=other.holder, certificate_id=mine.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"management_number": " "},
        {"statement": ""},
        {"statement": "长" * 1001},
        {"objector": ""},
        {"phone": "", "email": ""},
        {"phone": "12345"},
        {"email": "不是邮箱"},
    ],
)
def test_an_objection_with_gaps_is_refused(held, wrong):  # noqa: F811
    with pytest.raises(Incomplete):
        file(claim_of(held, **wrong))
    assert not Objection.objects.exists()


def test_the_same_is_filed_once_while_it_waits(held):  # noqa: F811
    first = file(claim_of(held))
    with pytest.raises(AlreadyDone):
        file(claim_of(held))
    objecting.withdraw(code=first.code, at=AT)
    assert file(claim_of(held)).number != first.number


def test_a_receipt_is_kept_and_asked_again(held, verifying):  # noqa: F811
    claim = claim_of(held)
    text = receipt_for(verifying, claim)
    one = objections.followed(file(claim, receipt=text).code)
    checked = receipts.check(one.receipt, keyring(), at=AT, asked=asked(claim))
    assert (checked.genuine, checked.proved, checked.changed) == (True, True, False)
    status.invalidate([held.id], by=SYSTEM, at=AT)
    checked = receipts.check(one.receipt, keyring(), at=AT)
    assert checked.changed
    assert checked.now.verdict.value == "revoked"
    parts = json.loads(text)
    parts["receipt"]["verdict"] = "revoked"
    with pytest.raises(Incomplete, match="回执"):
        file(replace(claim, statement="另一件异议"), receipt=json.dumps(parts))


def test_steps_come_in_their_order(held, clerk):  # noqa: F811
    filed = file(claim_of(held))
    with pytest.raises(WrongState):
        answer(filed.id, clerk)
    objecting.take(objection_id=filed.id, by=clerk, at=AT)
    with pytest.raises(WrongState):
        objecting.take(objection_id=filed.id, by=clerk, at=AT)
    with pytest.raises(WrongState):
        objections.reply_pdf(objections.followed(filed.code))
    answer(filed.id, clerk)
    with pytest.raises(WrongState):
        answer(filed.id, clerk)
    with pytest.raises(WrongState):
        objecting.withdraw(code=filed.code, at=AT)


@pytest.mark.parametrize("reply", ["", "好", "长" * 1001])
def test_a_reply_has_a_sensible_length(held, clerk, reply):  # noqa: F811
    filed = file(claim_of(held))
    with pytest.raises(Incomplete, match="写明答复"):
        answer(filed.id, clerk, begun=False, reply=reply)


def test_nothing_is_put_right_where_there_is_no_certificate(held):  # noqa: F811
    there = elsewhere()
    filed, clerk = file(claim_of(held, name="别人"), issuer_id=there), seated(there)
    with pytest.raises(Incomplete, match="对应的证书"):
        answer(filed.id, clerk, begun=False, finding=Finding.INVALID)
    answer(filed.id, clerk, finding=Finding.EXPLAINED)


def test_an_objection_is_passed_on_where_the_certificate_is_not_ones_own(held, clerk):  # noqa: F811
    own = file(claim_of(held))
    with pytest.raises(NotApplicable):
        objecting.pass_on(objection_id=own.id, issuer_id=elsewhere(clerk.organisation_id), by=clerk, at=AT)
    here = elsewhere()
    there = elsewhere(here)
    filed, by = file(claim_of(held, name="别人"), issuer_id=here), seated(here)
    with pytest.raises(Incomplete):
        objecting.pass_on(objection_id=filed.id, issuer_id=here, by=by, at=AT)
    objecting.pass_on(objection_id=filed.id, issuer_id=there, by=by, at=AT)
    assert objections.followed(filed.code).over.id == there
    with pytest.raises(NotFound):
        objecting.take(objection_id=filed.id, by=by, at=AT)
    assert not list(audit.audit())


def test_who_has_another_work_or_another_place_does_not_answer(cast, held):  # noqa: F811
    filed = file(claim_of(held))
    for by in (cast.maker, cast.data, cast.auditor):
        with pytest.raises((NotPermitted, NotFound)):
            objecting.take(objection_id=filed.id, by=by, at=AT)


def test_what_people_write_stands_nowhere_in_the_open(held, clerk):  # noqa: F811
    filed = file(claim_of(held))
    answer(filed.id, clerk, begun=False)
    row = Objection.objects.get(id=filed.id)
    for secret in ("演示公司", "13800000000", "不一致", "印错了"):
        assert secret.encode() not in bytes(row.sealed) + bytes(row.reply)
        assert not Entry.objects.filter(subject="objection", facts__contains=secret).exists()
    assert len(filed.code) == 22
    with pytest.raises(NotFound):
        objections.followed("A" * 22)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "answered"},
        {"state": "lost"},
        {"finding": "invalid"},
        {"settled_at": AT},
        {"taken_by": 3},
        {"receipt": "HZ1"},
    ],
)
def test_the_database_is_the_last_guard(held, change):  # noqa: F811
    filed = file(claim_of(held))
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(id=filed.id).update(**change)


@pytest.mark.parametrize(
    "change", [{"token_key": b"x"}, {"receipt": "HZ1", "receipt_digest": "0"}, {"holder_id": 7}]
)
def test_the_audit_sees_what_was_changed_behind_the_back(held, change):  # noqa: F811
    filed = file(claim_of(held))
    assert not list(audit.audit())
    Objection.objects.filter(id=filed.id).update(**change)
    assert {found.number for found in audit.audit()} == {filed.id}


class Box:
    """A messenger that keeps what it sends."""

    def __init__(self, failures=0):
        self.sent, self.failures = [], failures

    def send(self, channel, to, text):
        if self.failures:
            self.failures -= 1
            raise OSError("no line")
        self.sent.append((channel, to, text))
        return "proof"


def test_the_objector_is_told_once_without_a_word_about_the_person(held, clerk):  # noqa: F811
    filed = file(claim_of(held))
    answer(filed.id, clerk, begun=False)
    box = Box()
    assert telling.step(messenger=box, clock=lambda: AT)
    assert [to for _, to, _ in box.sent] == ["13800000000"] * 2
    assert all(filed.number in text and filed.code not in text for _, _, text in box.sent)
    assert not telling.step(messenger=box, clock=lambda: AT)
    assert not list(audit.audit())


def test_a_notice_that_cannot_be_sent_is_tried_again_and_given_up(held):  # noqa: F811
    filed = file(claim_of(held))
    box, at = Box(failures=9), AT
    for _ in range(8):
        telling.step(messenger=box, clock=lambda at=at: at)
        at += timedelta(days=2)
    (notice,) = ObjectionNotice.objects.filter(objection_id=filed.id)
    assert (notice.proof, notice.trouble) == ("", "OSError")
    assert notice.settled_at


@pytest.mark.parametrize("workdays", [0, 251])
def test_a_promise_has_its_bounds(clerk, workdays):
    with pytest.raises(Incomplete):
        promising.publish(
            organisation_id=clerk.organisation_id, workdays=workdays, since=TODAY, by=keeper(clerk), at=AT
        )


def test_no_promise_is_made_for_the_past(clerk):
    with pytest.raises(WrongState):
        promising.publish(
            organisation_id=clerk.organisation_id,
            workdays=5,
            since=TODAY - timedelta(days=1),
            by=keeper(clerk),
            at=AT,
        )


# Over HTTP.


def text(answer):
    return unescape(answer.content.decode())


def sent(claim, **more):
    said = {name: getattr(claim, name) for name in Claim.__dataclass_fields__}
    return said | {"issuer": str(elsewhere())} | more


def test_from_the_answer_to_the_objection_and_back(held, verifying):  # noqa: F811
    claim, client = claim_of(held), Client()
    three = {"management_number": claim.management_number, "name": claim.name, "id_number": claim.id_number}
    page = client.post("/objections/new", three | {"begin": "1"})
    assert "证书真实有效" in text(page)
    receipt = (
        text(page).partition('<textarea name="receipt"')[2].partition(">")[2].partition("</textarea>")[0]
    )
    filed = client.post("/objections/new", sent(claim, receipt=receipt.strip()))
    assert filed.status_code == 302, text(filed)
    there = filed["Location"]
    shown = client.get(there)
    assert "待核实" in text(shown)
    assert json.loads(receipt)["receipt"]["number"] in text(shown)
    assert shown["Cache-Control"] == "no-store"
    for secret in (claim.id_number, claim.phone):
        assert secret not in text(shown)
        assert secret not in there
    assert client.get(there + "/reply.pdf").status_code == 409
    assert client.post(there + "/withdraw").status_code == 302
    assert "已撤回" in text(client.get(there))
    assert client.post(there + "/withdraw").status_code == 409


def test_an_uploaded_receipt_is_checked(held):  # noqa: F811
    file_ = SimpleUploadedFile("receipt.json", b'{"receipt": 1}', "application/json")
    answer_ = Client().post("/objections/new", sent(claim_of(held), receipt_file=file_))
    assert answer_.status_code == 422
    assert "所附的回执不是本系统出具的原件" in text(answer_)
    assert "核验结果与证书不一致" in text(answer_)


def test_an_empty_form_names_what_is_missing(cast):
    answer_ = Client().post("/objections/new", {})
    assert answer_.status_code == 422
    assert "请填写这一项" in text(answer_)
    assert Client().get("/objections/new").status_code == 200


def test_who_files_too_many_is_asked_to_wait(held, monkeypatch):  # noqa: F811
    limit = Throttle(0.001, 1)
    monkeypatch.setattr(limits, "objections", lambda: limit)
    client = Client()
    assert client.post("/objections/new", {}).status_code == 422
    assert client.post("/objections/new", {}).status_code == 429


@pytest.mark.parametrize("rest", ["", "/reply.pdf", "/withdraw"])
def test_an_unknown_code_leads_nowhere(cast, rest):
    assert Client().get(f"/objections/{'A' * 22}{rest}").status_code == 404


def test_a_holder_objects_on_their_own_page(held):  # noqa: F811
    from tests.web.test_presenting import browser

    client = browser(held)
    here = f"/me/certificates/{held.id}/objection"
    assert client.get(here).status_code == 200
    assert client.post(here, {}).status_code == 422
    done = client.post(here, {"statement": "照片不是我的", "phone": "13800000000"})
    assert done.status_code == 302, text(done)
    assert "待核实" in text(client.get(f"/me/certificates/{held.id}"))
