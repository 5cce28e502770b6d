"""Applications for delivery by post: holders apply online, issuers approve or refuse, holders may think again (N12).

Recipient, telephone and address are closed away under the vault's key as soon as they come; the ledger, notices and
addresses of pages never hold them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

import orjson
from django.db import IntegrityError, transaction

from yinxin.issuing import practice
from yinxin.issuing.models import MailApplication
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023 import art12_ways
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import endings, holders, status
from yinxin.register.endings import Ending
from yinxin.register.states import PaperState
from yinxin.register.vault import vault

N12 = Clause("N12")
ADDRESS: Final = b"mail address"
"""What binds a closed address to its place."""

CONSENT: Final = Words("我同意邮寄领取，已核对收件信息；因填写信息错误造成证书无法送达的，由申请人承担责任。")
PAYS: Final = {
    Party.HOLDER: Words("邮费到付，由持证人支付。"),
    Party.ISSUER: Words("邮费由发放机构支付。"),
}


@dataclass(frozen=True)
class Recipient:
    """Whom the courier looks for, and where."""

    name: str
    phone: str
    address: str
    postcode: str = ""


def apply_for_post(
    *, holder_id: int, certificate_id: int, recipient: Recipient, agreed: bool, at: datetime
) -> int:
    """Apply for delivery of one's certificate by post; return the application.

    :raises NotFound: it is not the holder's, or there is no such certificate.
    :raises NotApplicable: its paper does not wait at its issuer, or the issuer offers no post.
    :raises Incomplete: something that the courier needs is missing or too long, or the consent is.
    :raises AlreadyDone: an application for it is on its way.
    :raises WrongState: the certificate is not valid.
    """
    paper = waiting_paper(holder_id, certificate_id)
    terms = practice.terms_on(paper.issuer_id, day_of(at))
    if not terms.offered:
        raise NotApplicable(
            Words("发放机构现在不办理邮寄：{reason}", reason=terms.reason),
            do=Words("请按发放机构公布的时间和地点现场领取。"),
            clause=N12,
        )
    closed = _closed(recipient)
    if not agreed:
        raise Incomplete(
            Words("还没有同意邮寄说明。"), do=Words("请阅读后勾选同意，再提交申请。"), clause=N12
        )
    signed = endings.signed_for([paper.copy_id]).get(paper.copy_id)
    late = signed is not None and day_of(at) > practice.window_ends(terms, day_of(signed), CALENDAR)
    with transaction.atomic():
        status.hold_valid([paper.certificate_id])
        run_on = practice.run_day(terms, day_of(at), late=late)
        made = _enter(paper, closed, issuer_pays=terms.issuer_pays, late=late, run_on=run_on, at=at)
        facts = {"holder": holder_id, "copy": paper.copy_id, "late": late, "run_on": run_on.isoformat()}
        record(Line("mail_application.applied", N12, 0, 0, MAIL.subject, made, at, facts))
    return made


def readdress(*, holder_id: int, application_id: int, recipient: Recipient, at: datetime) -> None:
    """Correct whom and where to, until the parcel goes, or after it came back.

    :raises NotFound: it is not the holder's.
    :raises Incomplete: something that the courier needs is missing.
    :raises WrongState: the parcel is on its way, or the matter is at an end.
    """
    found = _own(holder_id, application_id)
    closed = _closed(recipient)
    with transaction.atomic():
        row = MailApplication.objects.select_for_update().get(pk=found.pk)
        if MailState(row.state) not in (MailState.APPLIED, MailState.APPROVED, MailState.RETURNED):
            raise came_too_late(MAIL, MailState.APPROVED)
        MailApplication.objects.filter(pk=found.pk).update(sealed=closed)
        record(
            Line("mail_application.readdressed", N12, 0, 0, MAIL.subject, found.pk, at, {"holder": holder_id})
        )


def withdraw(*, holder_id: int, application_id: int, at: datetime) -> None:
    """Take one's application back before the parcel goes, or collect at the counter after it came back.

    :raises NotFound: it is not the holder's.
    :raises WrongState: the parcel is on its way, or the matter is at an end.
    """
    found = _own(holder_id, application_id)
    if (MailState(found.state), MailState.WITHDRAWN) not in MAIL.edges:
        raise came_too_late(MAIL, MailState.APPLIED)
    move(
        MAIL,
        found.pk,
        frm=MailState(found.state),
        to=MailState.WITHDRAWN,
        kind="mail_application.withdrawn",
        by=SYSTEM,
        at=at,
        facts={"holder": holder_id},
        decided_at=at,
    )


def approve(*, applications: Collection[int], by: Actor, at: datetime) -> int:
    """Agree to applications: they go with the next run; return how many.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where one is out of reach.
    :raises Incomplete: none is chosen.
    :raises WrongState: one is decided, or its paper no longer waits; nothing has changed.
    """
    rows = [of_issuer(number, by) for number in sorted(set(applications))]
    if not rows:
        raise Incomplete(Words("没有选择申请。"), do=Words("请至少选择一份申请。"), clause=N12)
    with transaction.atomic():
        for row in rows:
            _check_waits(row.copy_id)
            promise = practice.terms_on(row.issuer_id, day_of(row.applied_at)).promise
            move(
                MAIL,
                row.pk,
                frm=MailState.APPLIED,
                to=MailState.APPROVED,
                kind="mail_application.approved",
                by=by,
                at=at,
                decided_at=at,
                decided_by=by.account_id,
                promised_on=CALENDAR.after(max(day_of(at), row.run_on) if row.late else day_of(at), promise),
            )
    return len(rows)


def refuse(*, application_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Decline an application, or stop one whose parcel is not on its way; the holder reads why.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    :raises Incomplete: there is no reason.
    :raises WrongState: the parcel is on its way, or the matter is at an end.
    """
    row = of_issuer(application_id, by)
    if not 4 <= len(reason.strip()) <= 400:
        raise Incomplete(
            Words("请写明不同意邮寄的原因。"), do=Words("用一两句话说明，持证人会看到。"), clause=N12
        )
    if (MailState(row.state), MailState.REFUSED) not in MAIL.edges:
        raise came_too_late(MAIL, MailState.APPLIED)
    move(
        MAIL,
        row.pk,
        frm=MailState(row.state),
        to=MailState.REFUSED,
        kind="mail_application.refused",
        by=by,
        at=at,
        decided_at=at,
        decided_by=by.account_id,
        reason=reason.strip(),
    )


def waiting_paper(holder_id: int, certificate_id: int) -> Ending:
    """Return a holder's paper that waits at its issuer.

    :raises NotFound: the certificate is not the holder's; NotApplicable: its paper does not wait there.
    """
    holders.certificate_of(holder_id, certificate_id)
    found = endings.of_certificate(certificate_id)
    if found is None or found.state is not PaperState.HELD or found.book_id != found.issuer_id:
        raise NotApplicable(
            Words("这本纸质证书现在不在发放机构，不能申请邮寄。"),
            do=Words("发放机构签收入库后即可申请；已领取或已寄出的不再邮寄。"),
            clause=N12,
        )
    return found


def can_apply(holder_id: int, certificate_id: int) -> bool:
    """Say whether a holder's paper waits to be collected, so that it can be asked for by post."""
    try:
        waiting_paper(holder_id, certificate_id)
    except NotApplicable:
        return False
    return True


def of_issuer(application_id: int, by: Actor) -> MailApplication:
    """Return an application to an issuer whose post ``by`` sends.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to send.
    """
    found = MailApplication.objects.filter(id=application_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.POST_SEND, body(found.issuer_id))
    return found


def opened(closed: bytes | memoryview) -> Recipient:
    """Return a recipient from what was closed away."""
    return Recipient(**orjson.loads(vault().open(bytes(closed), ADDRESS)))


def _check_waits(copy_id: int) -> None:
    for paper in endings.endings([copy_id]):
        if paper.state is not PaperState.HELD or paper.book_id != paper.issuer_id:
            raise WrongState(
                Words(
                    "证书{number}现在是“{state}”，不能邮寄。",
                    number=paper.management_number,
                    state=paper.state_words,
                ),
                do=Words("请核对库存；已经领取的，请注明原因后不同意这份申请。"),
                clause=N12,
            )


def _closed(recipient: Recipient) -> bytes:
    """Close a recipient away, after asking the law for its parts.

    :raises Incomplete: a part is missing, too long, or no telephone number.
    """
    said = Recipient(*(" ".join(part.replace("\0", "").split()) for part in asdict(recipient).values()))
    art12_ways.check_mail_application(recipient=said.name, phone=said.phone, address=said.address)
    digits = said.phone.replace("-", "").removeprefix("+")
    fits = len(said.name) <= 40 and 6 <= len(said.address) <= 120 and len(said.postcode) <= 6
    if not (fits and digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        raise Incomplete(
            Words("收件信息不对：收件人不超过40字，地址6至120字，电话为7至15位数字。"),
            do=Words("请核对后重新填写；电话用于投递前联系，请填写可以接通的号码。"),
            clause=N12,
        )
    return vault().close(orjson.dumps(asdict(said)), ADDRESS)


def _enter(paper: Ending, closed: bytes, *, issuer_pays: bool, late: bool, run_on: date, at: datetime) -> int:
    try:
        with transaction.atomic():
            made = MailApplication.objects.create(
                copy_id=paper.copy_id,
                issuer_id=paper.issuer_id,
                holder_id=paper.holder_id,
                sealed=closed,
                consent=str(CONSENT),
                issuer_pays=issuer_pays,
                late=late,
                run_on=run_on,
                applied_at=at,
                state=MailState.APPLIED.value,
            )
    except IntegrityError as error:
        if "mail_one_application_lives" not in str(error):
            raise
        raise AlreadyDone(
            Words("这本证书已有一份邮寄申请在办理。"),
            do=Words("请在证书页面查看进度。"),
            clause=N12,
        ) from None
    return made.pk


def _own(holder_id: int, application_id: int) -> MailApplication:
    found = MailApplication.objects.filter(id=application_id, holder_id=holder_id).first()
    if found is None:
        raise access.not_here()
    return found
