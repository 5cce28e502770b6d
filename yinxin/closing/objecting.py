"""Object to a certificate or to a verification's answer; the issuer checks and replies in writing (N25).

Nothing on a certificate is changed here: what a check finds is carried out by replacement (N15) or by invalidation
(N18), never by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import IntegrityError, transaction

from yinxin.catalogue import numbering
from yinxin.closing import promising
from yinxin.closing.models import Objection, ObjectionNotice
from yinxin.closing.states import OBJECTION, ObjectionState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art25_objection
from yinxin.law.n2023.art25_objection import Finding
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, issuers
from yinxin.parties.roles import GIVING
from yinxin.register import contacts, holders, matching
from yinxin.register.vault import OBJECTION as SEALED
from yinxin.register.vault import token_key, vault
from yinxin.signing import receipts
from yinxin.signing.keys import Keyring
from yinxin.signing.receipts import BadReceipt, Receipt

N25: Final = Clause("N25")
FILED, PASSED_ON, ANSWERED = "objection.filed", "objection.passed_on", "objection.answered"
LONGEST: Final = {"statement": 1000, "objector": 80, "management_number": 120, "name": 120, "id_number": 120}
LONGEST_REPLY: Final = 1000


@dataclass(frozen=True)
class Claim:
    """What an objector says.

    :ivar management_number: what the certificate is known by, with ``name`` and ``id_number`` where they know them.
    :ivar objector: how they name themselves: a person, or a unit with somebody to ask for.
    :ivar phone: a mobile number or an ``email``, where the answer is announced.
    """

    management_number: str
    statement: str
    objector: str
    name: str = ""
    id_number: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Filed:
    """An objection that was filed: its number, and the code by which it is followed."""

    id: int
    number: str
    code: str


def file(
    claim: Claim,
    *,
    issuer_id: int,
    receipt: str,
    keyring: Keyring,
    at: datetime,
    holder_id: int = 0,
    certificate_id: int = 0,
) -> Filed:
    """File an objection; it goes to the issuer of the certificate, else to the issuer that was named.

    :param receipt: the text of the receipt that comes with it; empty for none.
    :param holder_id: the holder who is signed in, with their ``certificate_id``; 0 for everybody else.
    :raises Incomplete: something is missing or too long, or the receipt is not one of ours, as it was.
    :raises NotFound: the certificate is not the holder's, or there is no such issuer.
    :raises AlreadyDone: just this was filed and waits for its answer.
    """
    attached = _receipt(receipt, keyring)
    if holder_id:
        held = holders.certificate_of(holder_id, certificate_id)
        found: tuple[int, int] | None = (held.id, held.issuer_id)
    else:
        found = matching.named(claim.management_number, claim.name, claim.id_number)
    claim = _checked(claim, reachable=bool(holder_id and _known(holder_id)))
    certificate, issuer = found or (None, _addressee(issuer_id))
    plain = {**asdict(claim), "receipt": receipt if attached else ""}
    key = vault().row_key(canonical_json({**asdict(claim), "issuer": issuer}))
    columns = {
        "certificate_id": certificate,
        "issuer_id": issuer,
        "holder_id": holder_id,
        "sealed": vault().close(orjson.dumps(plain), SEALED),
        "key": key,
        "receipt": attached.number if attached else "",
        "receipt_digest": attached.digest if attached else "",
        "promised_on": promising.promised_on(issuer, day_of(at)),
        "at": at,
        "state": ObjectionState.RECEIVED.value,
    }
    with transaction.atomic():
        return _enter(columns, at)


def withdraw(*, code: str, at: datetime) -> None:
    """Take an objection back, by its code, while it waits.

    :raises NotFound: the code is nobody's. WrongState: it was answered, or taken back before.
    """
    row = by_code(code)
    state = ObjectionState(row.state)
    if (state, ObjectionState.WITHDRAWN) not in OBJECTION.edges:
        raise came_too_late(OBJECTION, ObjectionState.RECEIVED)
    move(
        OBJECTION,
        row.pk,
        frm=state,
        to=ObjectionState.WITHDRAWN,
        kind="objection.withdrawn",
        by=SYSTEM,
        at=at,
        settled_at=at,
    )


def take(*, objection_id: int, by: Actor, at: datetime) -> None:
    """Begin the check of an objection; it stands with one's name from here on.

    :raises NotPermitted: ``by`` does not check for this issuer; NotFound where it is out of reach.
    :raises WrongState: somebody has begun, or it was taken back.
    """
    row = of_issuer(objection_id, Permission.OBJECTION_CHECK, by)
    move(
        OBJECTION,
        row.pk,
        frm=ObjectionState.RECEIVED,
        to=ObjectionState.CHECKING,
        kind="objection.taken",
        by=by,
        at=at,
        taken_by=by.account_id,
        taken_at=at,
    )


def pass_on(*, objection_id: int, issuer_id: int, by: Actor, at: datetime) -> None:
    """Pass an objection on to the issuer that it concerns; the objector is told.

    :raises NotPermitted: ``by`` does not check for this issuer; NotFound where it is out of reach.
    :raises NotApplicable: the certificate is this issuer's own; Incomplete: that body issues nothing, or is the same.
    :raises WrongState: its check has begun, or it was taken back.
    """
    row = of_issuer(objection_id, Permission.OBJECTION_CHECK, by)
    if row.certificate is not None and row.certificate.issuer_id == row.issuer_id:
        raise NotApplicable(
            Words("这本证书由本机构发放，异议由本机构核实，不能转交。"),
            do=Words("请开始核实并书面答复。"),
            clause=N25,
        )
    there = body(issuer_id)
    if there.kind not in GIVING or there.id == row.issuer_id:
        raise Incomplete(Words("转交的机构不对。"), do=Words("请选择另一个证书发放机构。"), clause=N25)
    with transaction.atomic():
        move(
            OBJECTION,
            row.pk,
            frm=ObjectionState.RECEIVED,
            to=ObjectionState.RECEIVED,
            kind=PASSED_ON,
            by=by,
            at=at,
            facts={"from_issuer": row.issuer_id, "to_issuer": there.id},
            issuer_id=there.id,
            passed_on=row.passed_on + 1,
            promised_on=promising.promised_on(there.id, day_of(at)),
        )
        _tell(row.pk, PASSED_ON, at)


def answer(*, objection_id: int, finding: Finding, reply: str, by: Actor, at: datetime) -> None:
    """Reply in writing to an objection whose check is done; the objector is told.

    :raises NotPermitted: ``by`` does not answer for this issuer; NotFound where it is out of reach.
    :raises Incomplete: there is no reply, it is too long, or something is to be put right without a certificate.
    :raises WrongState: its check has not begun, or it was answered or taken back.
    """
    row = of_issuer(objection_id, Permission.OBJECTION_ANSWER, by)
    art25_objection.check_may_answer(Party.ISSUER)
    text = reply.replace("\0", "").strip()
    if not 4 <= len(text) <= LONGEST_REPLY:
        raise Incomplete(
            Words("请写明答复。"),
            do=Words("4至{longest}字，说明核实的经过和结果，异议人会看到。", longest=LONGEST_REPLY),
            clause=N25,
        )
    path = art25_objection.carried_out_under(finding)
    if path and row.certificate_id is None:
        raise Incomplete(
            Words("这件异议没有对应的证书，不能认定“{finding}”。", finding=finding.label),
            do=Words("请说明情况，或请异议人写明姓名、证件号码和管理号后重新提出。"),
            clause=N25,
        )
    with transaction.atomic():
        move(
            OBJECTION,
            row.pk,
            frm=ObjectionState.CHECKING,
            to=ObjectionState.ANSWERED,
            kind=ANSWERED,
            by=by,
            at=at,
            facts={"finding": finding.value, "carried_out": str(path or "")},
            finding=finding.value,
            reply=vault().close(text.encode(), SEALED),
            answered_by=by.account_id,
            settled_at=at,
        )
        _tell(row.pk, ANSWERED, at)


def of_issuer(objection_id: int, permission: Permission, by: Actor) -> Objection:
    """Return an objection over whose issuer ``by`` holds a permission.

    :raises NotFound: there is none in the person's territory; NotPermitted: this is another's to do.
    """
    found = Objection.objects.select_related("certificate").filter(id=objection_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.issuer_id))
    return found


def by_code(code: str) -> Objection:
    """Return the objection that is followed by a code.

    :raises NotFound: the code is nobody's.
    """
    found = Objection.objects.select_related("certificate").filter(token_key=token_key(code[:64])).first()
    if found is None:
        raise access.not_here()
    return found


def opened(sealed: bytes | memoryview) -> tuple[Claim, str]:
    """Return the claim of an objection, and the text of the receipt that came with it."""
    plain = orjson.loads(vault().open(bytes(sealed), SEALED))
    receipt = plain.pop("receipt")
    return Claim(**plain), receipt


def _enter(columns: Mapping[str, Any], at: datetime) -> Filed:
    number = numbering.allocate("YY{year}{serial:06}", 1, year=day_of(at).year, exam="", province="")[0]
    try:
        with transaction.atomic():
            # The code follows from the id, which is known only once the row is there.
            made = Objection.objects.create(number=number, token_key=number.encode(), **columns)
    except IntegrityError as error:
        if "objection_once_while_open" not in str(error):
            raise
        raise AlreadyDone(
            Words("同样的异议已经提出，正在核实。"), do=Words("请在提出时保存的页面查看进度。"), clause=N25
        ) from None
    code = vault().objection_token(made.pk)
    Objection.objects.filter(pk=made.pk).update(token_key=token_key(code))
    facts = {
        "certificate": made.certificate_id or 0,
        "holder": made.holder_id,
        "receipt_digest": made.receipt_digest,
    }
    record(Line(FILED, N25, 0, 0, OBJECTION.subject, made.pk, at, facts))
    _tell(made.pk, FILED, at)
    return Filed(made.pk, number, code)


def _tell(objection_id: int, told: str, at: datetime) -> None:
    ObjectionNotice.objects.create(objection_id=objection_id, told=told, next_at=at)


def _receipt(text: str, keyring: Keyring) -> Receipt | None:
    """Return the receipt that came with an objection, None where none did."""
    if not text.strip():
        return None
    try:
        receipt = receipts.read(text, keyring.log_origin, keyring.log_public_key())
        if receipt.said["way"] == "list":
            raise BadReceipt("a list is about no one certificate")
        return receipt
    except BadReceipt:
        raise Incomplete(
            Words("所附的回执不是本系统出具的原件，或者被改动过。"),
            do=Words("请附上核验这一本证书时保存的回执文件；没有回执也可以提出异议。"),
            clause=N25,
            facts={"fields": ["receipt_file"]},
        ) from None


def _checked(claim: Claim, *, reachable: bool) -> Claim:
    """Return the claim in its plain form.

    :param reachable: the objector is known to the register, with a contact of their own.
    """
    lines = {name: " ".join(str(text).replace("\0", "").split()) for name, text in asdict(claim).items()}
    phone, email = contacts.mobile(claim.phone), contacts.mail_address(claim.email)
    reached = "yes" if phone or email or (reachable and not (claim.phone or claim.email)) else ""
    art25_objection.check_objection(
        subject=lines["management_number"], reason=lines["statement"], contact=reached
    )
    wrong = [name for name, longest in LONGEST.items() if len(lines[name]) > longest]
    wrong += ["objector"] if not lines["objector"] else []
    wrong += ["phone"] if claim.phone.strip() and not phone else []
    wrong += ["email"] if claim.email.strip() and not email else []
    if wrong:
        raise Incomplete(
            Words("有内容缺少、过长或者写法不对。"),
            do=Words(
                "请写明异议人；理由不超过{longest}字；手机号码为11位数字。", longest=LONGEST["statement"]
            ),
            clause=N25,
            facts={"fields": wrong},
        )
    return Claim(**{**lines, "phone": phone, "email": email})


def _known(holder_id: int) -> bool:
    contact = contacts.of_holder(holder_id)
    return contact is not None and not contact.off


def _addressee(issuer_id: int) -> int:
    if issuer_id not in issuers().values():
        raise Incomplete(
            Words("请选择证书发放机构。"),
            do=Words("不清楚由哪里发放的，选择证书所在省、市的机构，由其转交。"),
            clause=N25,
            facts={"fields": ["issuer"]},
        )
    return issuer_id
