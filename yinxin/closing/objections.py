"""Read objections: for their issuer, for whoever holds the code, for the holder who filed them (N25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When

from yinxin.closing import objecting
from yinxin.closing.models import Objection
from yinxin.closing.objecting import Claim
from yinxin.closing.states import OBJECTION, OPEN_OBJECTION, ObjectionState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.found import Found
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art25_objection
from yinxin.law.n2023.art25_objection import Finding
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, issuers, names, territory
from yinxin.register.vault import OBJECTION as SEALED
from yinxin.register.vault import vault
from yinxin.rendering.forms import objection as form
from yinxin.rendering.forms.objection import ObjectionReply
from yinxin.rendering.forms.parts import Heading

_OPEN: Final = [state.value for state in OPEN_OBJECTION]
_PATHS: Final = {
    "N15": Words("由持证人申请换发（N15）"),
    "N18.1": Words("按作无效处理的程序办理（N17、N18）"),
}


@dataclass(frozen=True)
class ObjectionView:
    """An objection with everything in it; pages for others than its issuer show less.

    :ivar receipt: the text of the receipt that came with it; empty where none did.
    :ivar promised_on: by when the issuer means to answer; its own promise.
    """

    id: int
    number: str
    code: str
    over: Body
    certificate_id: int | None
    holder_id: int
    claim: Claim
    receipt: str
    receipt_number: str
    at: datetime
    promised_on: date | None
    state: ObjectionState
    taken_by: str
    taken_at: datetime | None
    finding: Finding | None
    reply: str
    settled_at: datetime | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return OBJECTION.names[self.state]

    @property
    def waits(self) -> bool:
        """Say whether it waits for its issuer."""
        return self.state in OPEN_OBJECTION

    @property
    def is_received(self) -> bool:
        """Say whether its check has not begun."""
        return self.state is ObjectionState.RECEIVED

    @property
    def is_checked(self) -> bool:
        """Say whether it is being checked."""
        return self.state is ObjectionState.CHECKING

    @property
    def carried_out(self) -> Words | None:
        """By which path the finding is carried out; None where nothing changes."""
        path = art25_objection.carried_out_under(self.finding) if self.finding else None
        return _PATHS[str(path)] if path else None

    @property
    def by_change(self) -> bool:
        """Say whether its holder is to apply for replacement."""
        return self.finding is Finding.DATA_WRONG


def objection(objection_id: int, by: Actor) -> ObjectionView:
    """Return one objection; raises as :func:`yinxin.closing.objecting.of_issuer` does."""
    row = objecting.of_issuer(objection_id, Permission.OBJECTION_SEE, by)
    return _views(Objection.objects.filter(pk=row.pk))[0]


def objections_for(by: Actor, *, waiting: bool = False) -> Found[ObjectionView]:
    """Return the objections that a person may see, those that wait first, the oldest of them first."""
    rows = Objection.objects.filter(issuer_id__in=territory(by, Permission.OBJECTION_SEE))
    if waiting:
        rows = rows.filter(state__in=_OPEN)
    settled = Case(When(state__in=_OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Found(rows.order_by(settled, "at", "id"), _views)


def followed(code: str) -> ObjectionView:
    """Return the objection that a code follows.

    :raises NotFound: the code is nobody's.
    """
    return _views(Objection.objects.filter(pk=objecting.by_code(code).pk))[0]


def of_holder(holder_id: int, certificate_id: int) -> tuple[ObjectionView, ...]:
    """Return the objections that a holder filed about a certificate, the latest first."""
    rows = Objection.objects.filter(holder_id=holder_id, certificate_id=certificate_id)
    return _views(rows.order_by("-id")) if holder_id else ()


def addressees() -> tuple[Body, ...]:
    """Return the issuers to whom an objection can be addressed where no certificate is found, by their region."""
    by_region = issuers()
    found = bodies(by_region.values())
    return tuple(found[number] for _, number in sorted(by_region.items()) if number in found)


def may(by: Actor, permission: Permission, view: ObjectionView) -> bool:
    """Say whether a person may do something about an objection."""
    return access.may(by, permission, view.over)


def reply_pdf(view: ObjectionView) -> bytes:
    """Return the written reply as PDF.

    :raises WrongState: there is none yet.
    """
    if view.finding is None or view.settled_at is None:
        raise WrongState(
            Words("这件异议还没有答复。"), do=Words("答复后再下载答复书。"), clause=Clause("N25")
        )
    return form.render(
        ObjectionReply(
            heading=Heading(view.over.name, view.number, day_of(view.settled_at)),
            objector=view.claim.objector,
            about=view.claim.management_number,
            received_at=view.at,
            statement=view.claim.statement,
            receipt=view.receipt_number,
            finding=str(view.finding.label),
            reply=" ".join(view.reply.split()),
            carried_out=str(view.carried_out or ""),
            answered_at=view.settled_at,
        )
    )


def public_address(code: str) -> str:
    """Return the address at which an objection is followed."""
    return f"{settings.PUBLIC_ADDRESS}/objections/{code}"


def _views(rows: QuerySet[Objection]) -> tuple[ObjectionView, ...]:
    found = list(rows)
    over = bodies(row.issuer_id for row in found)
    people = names(row.taken_by for row in found)
    return tuple(_view(row, over[row.issuer_id], people) for row in found)


def _view(row: Objection, over: Body, people: dict[int, str]) -> ObjectionView:
    claim, receipt = objecting.opened(row.sealed)
    return ObjectionView(
        id=row.pk,
        number=row.number,
        code=vault().objection_token(row.pk),
        over=over,
        certificate_id=row.certificate_id,
        holder_id=row.holder_id,
        claim=claim,
        receipt=receipt,
        receipt_number=row.receipt,
        at=row.at,
        promised_on=row.promised_on,
        state=ObjectionState(row.state),
        taken_by=people.get(row.taken_by, "") if row.taken_by else "",
        taken_at=row.taken_at,
        finding=Finding(row.finding) if row.finding else None,
        reply=vault().open(bytes(row.reply), SEALED).decode() if row.reply else "",
        settled_at=row.settled_at,
    )
