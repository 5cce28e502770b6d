"""Read agreements with their keys and deliveries, a client's month, and a holder's look-ups (N22.2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from yinxin.kernel.calendar import beginning, day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.n2023.art22_verification import Platform
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import shared
from yinxin.sharing import agreements, metering
from yinxin.sharing import terms as rules
from yinxin.sharing.models import Agreement, Call, Delivery, Key, Meter, Snapshot
from yinxin.sharing.states import AGREEMENT, AgreementState
from yinxin.sharing.terms import Terms

WAYS = {
    "look_up": Words("查询单本证书"),
    "status": Words("查询单本状态"),
    "changes": Words("读取变更"),
    "snapshot": Words("下载全量数据"),
}


@dataclass(frozen=True)
class AgreementView:
    """An agreement as the office sees it.

    :ivar running: data may be shared under it now; ``over`` its days are past.
    """

    id: int
    terms: Terms
    state: AgreementState
    running: bool
    over: bool
    proposed_by: int
    proposed_at: datetime
    approved_at: datetime | None
    ended_at: datetime | None
    reason: str

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return AGREEMENT.names[self.state]


@dataclass(frozen=True)
class Month:
    """What a client did in one month.

    :ivar calls: by way and verdict; ``grounds`` the grounds given most often, with how often.
    :ivar days: for each day the calls within the quota and those refused beyond it.
    :ivar changes: how many changes the pages and parts held that it was given.
    """

    first: date
    calls: tuple[tuple[Words, str, int], ...]
    grounds: tuple[tuple[str, int], ...]
    days: tuple[tuple[date, int, int], ...]
    changes: int

    @property
    def total(self) -> int:
        """How many calls were answered."""
        return sum(count for _, _, count in self.calls)

    @property
    def before(self) -> str:
        """The month before, as addresses write it."""
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return f"{year:04}-{month + 1:02}"

    @property
    def after(self) -> str:
        """The month after, as addresses write it."""
        return _next(self.first).strftime("%Y-%m")

    @property
    def refused(self) -> int:
        """How many calls went beyond the quota."""
        return sum(refused for _, _, refused in self.days)


@dataclass(frozen=True)
class LookUp:
    """One look-up as the certificate's holder sees it."""

    at: datetime
    client: str
    platform: Words
    ground: str
    purpose: str
    way: Words


def agreements_for(by: Actor, at: datetime) -> tuple[AgreementView, ...]:
    """Return every agreement, those that run first, to whoever may see them; nothing to others."""
    if not access.may(by, Permission.SHARING_SEE, the_centre()):
        return ()
    found = [_view(row, at) for row in Agreement.objects.order_by("-id")]
    return tuple(sorted(found, key=lambda one: (not one.running, one.state is AgreementState.ENDED)))


def agreement(number: int, by: Actor, at: datetime) -> AgreementView:
    """Return one agreement.

    :raises NotPermitted: ``by`` sees none. :raises NotFound: there is none of that number.
    """
    access.require(by, Permission.SHARING_SEE, the_centre())
    return _view(agreements.found(number), at)


def keys_of(number: int, by: Actor, at: datetime) -> list[tuple[Key, bool]]:
    """Return an agreement's keys, the newest first, and whether each holds; the keys themselves are kept nowhere."""
    access.require(by, Permission.SHARING_SEE, the_centre())
    rows = Key.objects.filter(agreement_id=number).order_by("-id")
    return [(row, row.revoked_at is None and at < row.until) for row in rows]


def key(number: int, by: Actor) -> Key:
    """Return one key.

    :raises NotFound: there is none of that number.
    """
    access.require(by, Permission.SHARING_SEE, the_centre())
    row = Key.objects.filter(pk=number).first()
    if row is None:
        raise access.not_here()
    return row


def deliveries_of(number: int, by: Actor, *, count: int = 20) -> list[Delivery]:
    """Return the last messages to a client, the newest first."""
    access.require(by, Permission.SHARING_SEE, the_centre())
    return list(Delivery.objects.filter(agreement_id=number).order_by("-id")[:count])


def delivery(number: int, by: Actor) -> Delivery:
    """Return one message.

    :raises NotFound: there is none of that number.
    """
    access.require(by, Permission.SHARING_SEE, the_centre())
    row = Delivery.objects.filter(pk=number).first()
    if row is None:
        raise access.not_here()
    return row


def snapshots_of(number: int, by: Actor, *, count: int = 10) -> list[Snapshot]:
    """Return the last snapshots of an agreement, the newest first."""
    access.require(by, Permission.SHARING_SEE, the_centre())
    return list(Snapshot.objects.filter(agreement_id=number).order_by("-id")[:count])


def month(number: int, text: str, by: Actor) -> Month:
    """Return what a client did in a month, ``2026-09``.

    :raises NotPermitted: ``by`` sees no agreements. :raises Incomplete: that is no month.
    """
    access.require(by, Permission.SHARING_SEE, the_centre())
    agreements.found(number)
    try:
        first = date.fromisoformat(f"{text}-01")
        if not 2000 <= first.year < 2200:
            raise ValueError
    except ValueError:
        raise Incomplete(
            Words("月份不对。"), do=Words("请写成2026-09这样。"), facts={"fields": ["month"]}
        ) from None
    after = _next(first)
    rows = Call.objects.filter(agreement_id=number, at__gte=beginning(first), at__lt=beginning(after))
    said = Counter(rows.values_list("way", "verdict"))
    grounds = Counter(rows.exclude(ground="").values_list("ground", flat=True))
    meters = Meter.objects.filter(agreement_id=number, seconds=metering.DAY)
    days = meters.filter(since__gte=beginning(first), since__lt=beginning(after)).order_by("since")
    return Month(
        first,
        tuple((WAYS[way], verdict, count) for (way, verdict), count in sorted(said.items())),
        tuple(grounds.most_common(20)),
        tuple((day_of(one.since), one.used, one.refused) for one in days),
        rows.aggregate(total=Sum("count"))["total"] or 0,
    )


def look_ups_of(certificate_id: int, *, count: int = 50) -> tuple[tuple[LookUp, ...], int]:
    """Return the last look-ups of a certificate by platforms, and how many there are.

    Whoever calls has made sure that the certificate is the asker's own.
    """
    rows = Call.objects.filter(certificate_id=certificate_id)
    found = rows.select_related("agreement").order_by("-at", "-id")[:count]
    return tuple(
        LookUp(
            row.at, row.agreement.client, Platform(row.agreement.platform).label, row.ground, row.agreement.purpose,
            WAYS[row.way],
        )
        for row in found
    ), rows.count()  # fmt: skip


def receivers_of(certificate_id: int, at: datetime) -> tuple[tuple[str, Words], ...]:
    """Return the clients, each with its platform, whose running agreements cover a certificate.

    Whoever calls has made sure that the certificate is the asker's own.
    """
    rows = Agreement.objects.filter(state=AgreementState.ACTIVE.value).order_by("id")
    return tuple(
        (row.client, Platform(row.platform).label)
        for row in rows
        if rules.is_open(row, at, day_of(at)) and shared.by_id(certificate_id, rules.of(row).scope)
    )


def _next(first: date) -> date:
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)


def _view(row: Agreement, at: datetime) -> AgreementView:
    today = day_of(at)
    return AgreementView(
        row.pk,
        rules.of(row),
        AgreementState(row.state),
        rules.is_open(row, at, today),
        row.until < today,
        row.proposed_by,
        row.proposed_at,
        row.approved_at,
        row.ended_at,
        row.reason,
    )
