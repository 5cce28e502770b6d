"""What an issuer tells the public: where, when and how paper is collected, and what to bring (N11.1, N12).

A notice is published whole and never changed; the next version takes its place on its first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from yinxin.issuing.models import ServiceNotice
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023 import art12_ways
from yinxin.law.n2023.art12_ways import Service
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, body_by_code, names, territory
from yinxin.parties.roles import GIVING

N11_1: Final = Clause("N11.1")


@dataclass(frozen=True)
class Offer:
    """What a notice says; the texts are the issuer's own.

    :ivar reason: why one of the three services is not offered; empty where all are.
    :ivar per_day: how many people are served a day; None for no limit.
    """

    hours: str
    place: str
    ways: frozenset[Service]
    reason: str
    issuer_pays: bool
    process: str
    papers: str
    phone: str
    units: bool
    per_day: int | None

    @property
    def payer(self) -> Party:
        """Who pays the postage."""
        return art12_ways.postage_paid_by(issuer_pays=self.issuer_pays)

    @property
    def services(self) -> tuple[Service, ...]:
        """The services offered, in the order of the article."""
        return tuple(service for service in Service if service in self.ways)


@dataclass(frozen=True)
class Notice:
    """A version of an issuer's notice; ``since`` is the first day on which it holds."""

    organisation_id: int
    version: int
    since: date
    offer: Offer
    at: datetime
    by: str

    @property
    def units(self) -> bool:
        """Say whether a unit may collect for its people."""
        return self.offer.units

    @property
    def ways_in_words(self) -> str:
        """The ways of collection as one text, as the law asks for before paper is sent to an issuer (N11.1)."""
        return "、".join(str(service.label) for service in self.offer.services)


@enacts(N11_1)
def publish(*, organisation_id: int, offer: Offer, since: date, by: Actor, at: datetime) -> int:
    """Publish a new version of an issuer's notice; return its number.

    :raises NotPermitted: ``by`` does not publish for this organisation.
    :raises Incomplete: something is missing (N11.1), a service without a reason (N12), or it begins in the past.
    :raises AlreadyDone: a colleague published one at the same moment.
    """
    over = body(organisation_id)
    access.require(by, Permission.SERVICE_PUBLISH, over)
    _check(over, offer, since, at)
    last = ServiceNotice.objects.filter(organisation_id=organisation_id).order_by("-version").first()
    version = last.version + 1 if last else 1
    values = _columns(offer)
    try:
        with transaction.atomic():
            made = ServiceNotice.objects.create(
                organisation_id=organisation_id,
                version=version,
                since=since,
                at=at,
                by=by.account_id,
                **values,
            )
            facts = {"version": version, "since": since.isoformat(), "organisation": organisation_id}
            record(
                Line(
                    "service.published",
                    N11_1,
                    by.account_id,
                    by.organisation_id,
                    "service",
                    made.pk,
                    at,
                    facts,
                )
            )
    except IntegrityError as error:
        if "service_version_once" not in str(error):
            raise
        raise AlreadyDone(
            Words("同事刚刚发布了新的领取须知。"), do=Words("请刷新页面，核对后再修改。"), clause=N11_1
        ) from None
    return version


def current(organisation_id: int, on: date) -> Notice | None:
    """Return the notice that holds on a day, or None where the issuer has published none."""
    rows = ServiceNotice.objects.filter(organisation_id=organisation_id, since__lte=on)
    row = rows.order_by("-since", "-version").first()
    return _notice(row, "") if row else None


def versions(organisation_id: int, by: Actor) -> tuple[Notice, ...]:
    """Return every version, the latest first.

    :raises NotFound: the organisation lies outside the person's territory.
    """
    access.require(by, Permission.SERVICE_PUBLISH, body(organisation_id))
    rows = list(ServiceNotice.objects.filter(organisation_id=organisation_id).order_by("-version"))
    people = names(row.by for row in rows)
    return tuple(_notice(row, people.get(row.by, "")) for row in rows)


def publishers(by: Actor) -> list[Body]:
    """Return the organisations for which a person publishes."""
    found = bodies(territory(by, Permission.SERVICE_PUBLISH))
    return [one for _, one in sorted(found.items()) if one.kind in GIVING]


def published(on: date) -> tuple[tuple[str, Body, Notice], ...]:
    """Return every issuer with a notice that holds, by region: its code, the organisation, the notice."""
    rows = ServiceNotice.objects.filter(since__lte=on).order_by("organisation_id", "since", "version")
    latest = {row.organisation_id: row for row in rows.select_related("organisation")}
    known = bodies(latest)
    found = [(row.organisation.code, known[number], _notice(row, "")) for number, row in latest.items()]
    return tuple(sorted(found, key=lambda one: (one[1].region, one[0])))


def of_code(code: str, on: date) -> tuple[Body, Notice]:
    """Return an issuer with the notice that holds.

    :raises NotFound: there is no such issuer, or it has published nothing.
    """
    over = body_by_code(code)
    notice = current(over.id, on)
    if notice is None:
        raise access.not_here()
    return over, notice


def _check(over: Body, offer: Offer, since: date, at: datetime) -> None:
    if over.kind not in GIVING:
        raise access.not_here()
    parts = {
        Words("公开的领取时间"): offer.hours,
        Words("领取地点"): offer.place,
        Words("公开的办理流程"): offer.process,
        Words("需带的材料"): offer.papers,
        Words("咨询电话"): offer.phone,
    }
    check_nothing_missing([name for name, value in parts.items() if not value.strip()], clause=N11_1)
    art12_ways.check_ways_offered(offer.ways, reason=offer.reason)
    if since < day_of(at):
        raise Incomplete(Words("生效日期不能早于今天。"), do=Words("请填写今天或以后的日期。"), clause=N11_1)


_TEXTS: Final = ("hours", "place", "reason", "process", "papers", "phone")


def _columns(offer: Offer) -> dict[str, Any]:
    texts: dict[str, Any] = {name: getattr(offer, name).strip() for name in _TEXTS}
    ways = "|".join(service.value for service in offer.services)
    return texts | {
        "ways": ways,
        "issuer_pays": offer.issuer_pays,
        "units": offer.units,
        "per_day": offer.per_day,
    }


def _notice(row: ServiceNotice, publisher: str) -> Notice:
    chosen: Sequence[str] = row.ways.split("|") if row.ways else ()
    texts = {name: getattr(row, name) for name in _TEXTS}
    offer = Offer(
        ways=frozenset(Service(way) for way in chosen),
        issuer_pays=row.issuer_pays,
        units=row.units,
        per_day=row.per_day,
        **texts,
    )
    return Notice(row.organisation_id, row.version, row.since, offer, row.at, publisher)
