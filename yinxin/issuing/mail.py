"""Read applications for post, runs and parcels, for the office and for their holders (N12)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from yinxin.issuing import practice
from yinxin.issuing.applying import Recipient, of_issuer, opened
from yinxin.issuing.models import MailApplication, Parcel, PostRun
from yinxin.issuing.outcomes import Said, after_loss
from yinxin.issuing.posting import GOING
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art12_ways
from yinxin.law.parties import Party
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.register import endings, stock
from yinxin.register.endings import Ending
from yinxin.register.states import CertificateState, PaperState


@dataclass(frozen=True)
class ParcelView:
    """One try to deliver; ``said`` is what the courier last reported."""

    run: int
    waybill: str
    carrier: str
    delivery: int
    sent_at: datetime
    said: Said | None
    said_at: datetime | None
    trouble: str


@dataclass(frozen=True)
class MailView:
    """An application as pages show it; nothing of the recipient.

    :ivar paper: the copy as it is now.
    :ivar problem: why it cannot go out although it is its turn; None where nothing stands in the way.
    """

    id: int
    over: Body
    paper: Ending
    state: MailState
    payer: Party
    late: bool
    run_on: date
    promised_on: date | None
    applied_at: datetime
    decided_at: datetime | None
    reason: str
    consent: str
    parcels: tuple[ParcelView, ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return MAIL.names[self.state]

    @property
    def coming_back(self) -> bool:
        """Say whether the courier has announced that it comes back."""
        return self.state is MailState.POSTED and self.parcels[-1].said is Said.RETURNED

    @property
    def trouble(self) -> bool:
        """Say whether the courier has contradicted itself."""
        return any(one.trouble for one in self.parcels)

    @property
    def problem(self) -> Words | None:
        """Why it cannot go out now."""
        if self.paper.certificate_state is not CertificateState.VALID:
            return Words("证书不再有效，不能邮寄")
        if self.state in (MailState.APPLIED, *GOING) and self.paper.state is not PaperState.HELD:
            return Words("证书现在是“{state}”", state=self.paper.state_words)
        return (
            Words("已退回两次，不再投递")
            if self.state is MailState.RETURNED and len(self.parcels) > 1
            else None
        )


@dataclass(frozen=True)
class RunView:
    """A posting run; ``told_at`` is when the courier's folder got its file."""

    id: int
    over: Body
    carrier: str
    parcels: int
    at: datetime
    by: str
    told_at: datetime | None


@dataclass(frozen=True)
class Leg:
    """One step of a delivery as its holder sees it; ``at`` is None while it lies ahead."""

    words: Words
    at: datetime | date | None
    done: bool
    note: Words | None = None


def applications_for(by: Actor, *, states: Collection[MailState] = tuple(MailState)) -> tuple[MailView, ...]:
    """Return the applications to the issuers for which the person sends post, the oldest run first."""
    own = territory(by, Permission.POST_SEND)
    rows = MailApplication.objects.filter(issuer_id__in=own, state__in=[one.value for one in states])
    return _views(rows.order_by("run_on", "id"))


def application(number: int, by: Actor) -> tuple[MailView, Recipient]:
    """Return an application with its recipient, for whoever sends the issuer's post.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to send.
    """
    found = of_issuer(number, by)
    return _views(MailApplication.objects.filter(pk=found.pk))[0], opened(found.sealed)


def going_out(issuer_id: int, by: Actor, today: date) -> tuple[MailView, ...]:
    """Return the applications of an issuer that can go with the next run.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    """
    access.require(by, Permission.POST_SEND, body(issuer_id))
    rows = MailApplication.objects.filter(issuer_id=issuer_id, state__in=[one.value for one in GOING])
    second = practice.terms_on(issuer_id, today).second_delivery
    return tuple(
        one
        for one in _views(rows.order_by("run_on", "id"))
        if one.problem is None and (second or one.state is MailState.APPROVED)
    )


def runs_for(by: Actor) -> Found[RunView]:
    """Return the posting runs of the issuers for which the person sends post, the latest first."""
    own = territory(by, Permission.POST_SEND)
    return Found(PostRun.objects.filter(issuer_id__in=own).order_by("-id"), _runs)


def run(number: int, by: Actor) -> tuple[RunView, tuple[MailView, ...]]:
    """Return a posting run with its applications, in the order in which they were entered.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    found = next(iter(_runs(PostRun.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.POST_SEND, found.over)
    return found, _views(MailApplication.objects.filter(parcels__run_id=number).order_by("id"))


def of_holder(holder_id: int, certificate_id: int) -> MailView | None:
    """Return a holder's latest application for a certificate; None where there is none."""
    rows = MailApplication.objects.filter(holder_id=holder_id, copy__certificate_id=certificate_id)
    found = _views(rows.order_by("-id")[:1])
    return found[0] if found else None


def own(holder_id: int, number: int) -> MailView:
    """Return one of a holder's applications.

    :raises NotFound: there is none, or it is somebody else's: the two look the same.
    """
    found = _views(MailApplication.objects.filter(holder_id=holder_id, pk=number))
    if not found:
        raise access.not_here()
    return found[0]


def legs(view: MailView) -> tuple[Leg, ...]:
    """Return a delivery's steps in order, what lies ahead with the promised days."""
    steps = [Leg(Words("提交申请"), view.applied_at, done=True)]
    if view.state in (MailState.REFUSED, MailState.WITHDRAWN) and not view.parcels:
        return (*steps, Leg(view.state_words, view.decided_at, done=True, note=_why(view)))
    agreed = view.promised_on is not None
    steps.append(Leg(Words("发放机构同意邮寄"), view.decided_at if agreed else None, done=agreed))
    for one in view.parcels:
        words = Words("已交{carrier}寄出，运单号{waybill}", carrier=one.carrier, waybill=one.waybill)
        steps.append(Leg(words, one.sent_at, done=True))
        if one.said in (Said.RETURNED, Said.LOST):
            steps.append(Leg(one.said.words, one.said_at, done=True))
    if not view.parcels:
        steps.append(
            Leg(
                Words("寄出"),
                view.promised_on or view.run_on,
                done=False,
                note=Words("本机构承诺的最晚日期") if view.promised_on else Words("预计随这一天的批次寄出"),
            )
        )
    return (*steps, *_ending(view))


def recipients(views: Collection[MailView], by: Actor) -> dict[int, Recipient]:
    """Return the recipients of applications, for whoever sends the post of each issuer."""
    return {one.id: opened(of_issuer(one.id, by).sealed) for one in views}


def names_on(views: Collection[MailView], by: Actor) -> dict[int, str]:
    """Return the holders' names by copy, as their certificates state them."""
    return {one.sheet.id: one.face.name for one in stock.named([view.paper.copy_id for view in views], by)}


def waiting(by: Actor) -> tuple[MailView, ...]:
    """Return what this person's office still has to decide, send, take back or ask about."""
    found = applications_for(
        by, states=(MailState.APPLIED, MailState.APPROVED, MailState.POSTED, MailState.RETURNED)
    )
    return tuple(one for one in found if one.state is not MailState.POSTED or one.coming_back or one.trouble)


def _ending(view: MailView) -> tuple[Leg, ...]:
    if view.state is MailState.LOST:
        return (Leg(view.state_words, None, done=True, note=after_loss(electronic=view.paper.electronic)),)
    if view.state is MailState.DELIVERED:
        return (Leg(view.state_words, view.parcels[-1].said_at, done=True),)
    if view.state in (MailState.REFUSED, MailState.WITHDRAWN):
        return (Leg(view.state_words, view.decided_at, done=True, note=_why(view)),)
    if view.state is MailState.RETURNED:
        note = (
            Words("请核对收件信息，发放机构再投递一次；也可以撤回申请，改为现场领取。")
            if len(view.parcels) == 1
            else Words("已退回两次，请到发放机构现场领取。")
        )
        return (Leg(view.state_words, None, done=True, note=note),)
    return (Leg(Words("送达"), None, done=False),)


def _why(view: MailView) -> Words | None:
    return Words("{reason}", reason=view.reason) if view.reason else None


def _views(rows: QuerySet[MailApplication]) -> tuple[MailView, ...]:
    found = list(rows)
    over = bodies(row.issuer_id for row in found)
    papers = {one.copy_id: one for one in endings.endings([row.copy_id for row in found])}
    parcels: dict[int, list[ParcelView]] = {}
    lines = Parcel.objects.select_related("run").filter(application_id__in=[row.pk for row in found])
    for line in lines.order_by("delivery"):
        said = Said(line.said) if line.said else None
        parcels.setdefault(line.application_id, []).append(
            ParcelView(
                line.run_id, line.waybill, line.run.carrier, line.delivery, line.run.at, said, line.said_at,
                line.trouble,
            )
        )  # fmt: skip
    return tuple(
        MailView(
            row.pk, over[row.issuer_id], papers[row.copy_id], MailState(row.state),
            art12_ways.postage_paid_by(issuer_pays=row.issuer_pays), row.late, row.run_on, row.promised_on,
            row.applied_at, row.decided_at, row.reason, row.consent, tuple(parcels.get(row.pk, ())),
        )
        for row in found
    )  # fmt: skip


def _runs(rows: QuerySet[PostRun]) -> tuple[RunView, ...]:
    found = list(rows)
    over, people = bodies(row.issuer_id for row in found), names(row.by for row in found)
    return tuple(
        RunView(
            row.pk, over[row.issuer_id], row.carrier, row.parcels, row.at, people.get(row.by, ""), row.told_at
        )
        for row in found
    )
