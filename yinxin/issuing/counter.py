"""What a counter needs to know before it gives something out, and of what was given (N13.1, A1.3a).

``check_may_give`` raises why a copy may not be given out; :func:`look` says the same without raising, so that the page
can show it before anybody tries.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yinxin.issuing import seal_checks
from yinxin.issuing.collectors import Collector
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.models import Collection
from yinxin.issuing.terms import PROXY_HOLDERS, PROXY_LOOKS_BACK
from yinxin.kernel.calendar import CHINA
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, NotApplicable, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names
from yinxin.qualifying import audits
from yinxin.register.on_hand import Sheet
from yinxin.register.states import CertificateState, PaperState

N13_1: Final = Clause("N13.1")


@dataclass(frozen=True)
class Receipt:
    """A hand-out that stands in the book.

    :ivar collections: the rows, by copy; ``clerk`` who gave it out, ``window`` where.
    :ivar repeated: it was done before with this token, and nothing was done now.
    :ivar undone_at: when it was taken back; None while it stands.
    """

    token: str
    collections: tuple[int, ...]
    copies: tuple[int, ...]
    organisation_id: int
    clerk_id: int
    clerk: str
    window: str
    collector: CollectorKind
    many: bool
    given_at: datetime
    entered_at: datetime
    undone_at: datetime | None
    repeated: bool


@dataclass(frozen=True)
class Seen:
    """A copy as the counter sees it; ``refusal`` is why it may not be given out, None where it may."""

    sheet: Sheet
    refusal: Refusal | None

    @property
    def open(self) -> bool:
        """Say whether it may be given out."""
        return self.refusal is None


def look(sheets: Sequence[Sheet], by: Actor) -> tuple[Seen, ...]:
    """Say of each copy whether it may be given out, and why not."""
    waiting = not_audited(sheets)
    return tuple(Seen(sheet, _why_not(sheet, by, waiting)) for sheet in sheets)


def not_audited(sheets: Sequence[Sheet]) -> Many[int]:
    """Return the certificates whose conditions are to be audited and did not pass yet; asked once for all (A2.1.2)."""
    return audits.not_passed({one.certificate_id: one.exam_id for one in sheets})


def check_may_give(sheet: Sheet, by: Actor, *, waiting: Many[int]) -> None:
    """Refuse to give out a copy that is not this counter's to give, or not now.

    :param waiting: certificates whose audit has not passed, see :func:`not_audited`.
    :raises NotFound: neither its place nor its issuer lies in the person's territory.
    :raises NotPermitted: the person gives nothing out there.
    :raises AlreadyDone: it has been given out; WrongState: it is not valid, or lies elsewhere.
    :raises NotApplicable: somebody else gives it out (A1.3a).
    :raises Incomplete: it needs the seal check, and has none (A1.1), or its audit has not passed (A2.1.2).
    """
    found = bodies({sheet.body_id, sheet.issuer_id})
    here, issuer = found[sheet.body_id], found[sheet.issuer_id]
    access.require_one(by, Permission.COLLECTION_GIVE, [here, issuer])
    check_not_collected(sheet)
    # What has no row of its own took the place of a certificate that had one.
    s1_3_bar.check_may_give_out(
        on_passed_list=sheet.row is None or sheet.row > 0,
        audit_passed=sheet.released and sheet.certificate_id not in waiting,
    )
    if sheet.certificate_state is not CertificateState.VALID:
        raise WrongState(
            Words("证书状态是“{state}”，不能发放。", state=sheet.certificate_words),
            do=Words("请停止发放，按收回办理，并向持证人说明。"),
            clause=Clause("N18.2"),
        )
    if sheet.state is not PaperState.HELD:
        raise WrongState(
            Words("这本证书不在库中，状态是“{state}”。", state=sheet.state_words),
            do=_WAYS[sheet.state],
            clause=N13_1,
        )
    if not access.may(by, Permission.COLLECTION_GIVE, here):
        raise WrongState(
            Words("这本证书现在存放在{where}。", where=here.name),
            do=Words("请持证人到该机构领取，或联系该机构转来。"),
            clause=N13_1,
        )
    if issuer.id not in here.lineage and here.id not in issuer.lineage:
        raise NotApplicable(
            Words("这本证书由{issuer}发放。", issuer=issuer.name),
            do=Words("请单独放置并报告证书保管员，转交该机构。"),
            clause=Clause("A1.3a"),
        )
    seal_checks.check_sealed({sheet.id: Regime(sheet.face.regime)})


def check_not_collected(sheet: Sheet) -> None:
    """Refuse a copy that has been given out, and say who did, when, at which window.

    :raises AlreadyDone: it has.
    """
    row = Collection.objects.filter(copy_id=sheet.id, undone_at__isnull=True).first()
    if row is not None and sheet.state is not PaperState.HELD:
        raise AlreadyDone(
            Words(
                "已于{when}由{who}在“{window}”发出（{how}）。",
                when=f"{row.given_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
                who=names([row.by])[row.by],
                window=row.window,
                how=CollectorKind(row.collector).words,
            ),
            do=Words("请核对领取登记；登记有误的，由证书保管员更正。"),
            clause=N13_1,
            facts={"collection": row.pk, "link": f"/office/collections/{row.pk}"},
        )
    if sheet.state is PaperState.COLLECTED:
        raise AlreadyDone(Words("已寄达持证人。"), do=Words("请查看证书的经过。"), clause=Clause("N12"))


def collects_for_many(collector: Collector, holders: Many[int], at: datetime) -> int:
    """Return for how many holders a proxy would then have collected within 30 days, where that is unusual; else 0.

    Somebody who collects for a unit collects for many: that is no sign of anything.
    """
    if collector.kind is not CollectorKind.PROXY or not collector.id_number.strip():
        return 0
    since = at - PROXY_LOOKS_BACK
    rows = Collection.objects.filter(
        person=collector.key,
        collector=CollectorKind.PROXY.value,
        given_at__gte=since,
        undone_at__isnull=True,
    )
    found = set(rows.values_list("holder_id", flat=True)) | set(holders)
    return len(found) if len(found) > PROXY_HOLDERS else 0


def receipt_of(rows: Sequence[Collection], *, repeated: bool) -> Receipt:
    """Return what the rows of one token say."""
    first = rows[0]
    return Receipt(
        first.token,
        tuple(row.pk for row in rows),
        tuple(row.copy_id for row in rows),
        first.organisation_id,
        first.by,
        names([first.by]).get(first.by, ""),
        first.window,
        CollectorKind(first.collector),
        any(row.many for row in rows),
        first.given_at,
        first.entered_at,
        None if any(row.undone_at is None for row in rows) else first.undone_at,
        repeated,
    )


def _why_not(sheet: Sheet, by: Actor, waiting: Many[int]) -> Refusal | None:
    try:
        check_may_give(sheet, by, waiting=waiting)
    except Refusal as refusal:
        return refusal
    return None


_ON_THE_WAY: Final = Words("证书还没有到。请告诉持证人到证后再来，或查看发放机构的公告。")
_REPORT: Final = Words("请不要发放，单独放置并报告证书保管员。")
_WAYS: Final = {
    **dict.fromkeys(PaperState, _REPORT),
    **dict.fromkeys(
        (PaperState.ORDERED, PaperState.PRINTING, PaperState.PRINTED, PaperState.IN_TRANSIT), _ON_THE_WAY
    ),
    PaperState.POSTED: Words("证书已寄出。请持证人查看邮寄进度。"),
    PaperState.PAST_CUSTODY: Words("保管期已满。请按补发或电子证书的规定答复持证人。"),
}
