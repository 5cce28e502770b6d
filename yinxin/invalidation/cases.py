"""What every step of a case shares: who may take it, holding the case, writing the step down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from yinxin.desk import notices
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, the_centre
from yinxin.register.vault import vault

N17, N18_1, N18_2 = Clause("N17"), Clause("N18.1"), Clause("N18.2")
SECRET: Final = b"invalidation"
"""The vault's context for facts, statements and answers."""

_PARTIES: Final = {
    "ministry": Party.MINISTRY,
    "center": Party.CENTER,
    "authority": Party.AUTHORITY,
    "city": Party.AUTHORITY,
    "agency": Party.AGENCY,
    "association": Party.AGENCY,
    "committee": Party.COMMITTEE,
}


def party_of(over: Body) -> Party:
    """Return as which party of N4 a body decides; an issuer where it is none of those that can."""
    return _PARTIES.get(over.kind, Party.ISSUER)


def code_of(case: Case) -> str:
    """Return the number under which people speak of a case."""
    return f"WX{day_of(case.proposed_at).year}-{case.pk:05d}"


def seen(case_id: int, by: Actor, permission: Permission = Permission.INVALIDATION_SEE) -> Case:
    """Return a case over whose body or agency ``by`` holds a permission.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    access.require(by, permission)
    case = _case(case_id)
    access.require_one(by, permission, list(bodies([case.body_id, case.agency_id]).values()))
    return case


def of_decider(case_id: int, by: Actor, permission: Permission) -> Case:
    """Return a case that ``by`` carries on for the body that decides.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    access.require(by, permission)
    case = _case(case_id)
    access.require(by, permission, body(case.body_id))
    return case


def of_agency(case_id: int, by: Actor, permission: Permission) -> Case:
    """Return a case whose data ``by`` submits for their agency.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    access.require(by, permission)
    case = _case(case_id)
    access.require(by, permission, body(case.agency_id))
    return case


def at_centre(case_id: int, by: Actor, permission: Permission) -> Case:
    """Return a case that ``by`` carries on at the centre.

    :raises NotPermitted: ``by`` has no such seat there; NotFound: there is no such case.
    """
    access.require(by, permission)
    access.require(by, permission, the_centre())
    return _case(case_id)


def _case(case_id: int) -> Case:
    case = Case.objects.select_related("body", "agency").filter(id=case_id).first()
    if case is None:
        raise access.not_here()
    return case


def hold(case_id: int, states: Collection[CaseState]) -> Case:
    """Return a case as it stands, kept until the transaction ends.

    :raises WrongState: it is in none of these states (any more).
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related("body", "agency")
    case = rows.filter(id=case_id).first()
    if case is None or CaseState(case.state) not in states:
        raise came_too_late(CASE, next(iter(states)))
    return case


def step(
    case: Case,
    to: CaseState,
    *,
    by: Actor,
    at: datetime,
    kind: str = "",
    facts: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Take a case to its next state, with its line in the ledger, which bears the state's name or the given one."""
    frm = CaseState(case.state)
    move(
        CASE,
        case.pk,
        frm=frm,
        to=to,
        kind=kind or f"invalidation.{to.value}",
        by=by,
        at=at,
        facts=facts,
        **columns,
    )


def note(
    kind: str,
    case: Case,
    clause: Clause | None,
    facts: dict[str, Any],
    by: Actor,
    at: datetime,
    **columns: Any,
) -> None:
    """Write down what does not change a case's state, with the columns that say it."""
    with transaction.atomic():
        if columns:
            Case.objects.filter(pk=case.pk).update(**columns)
        record(Line(kind, clause, by.account_id, by.organisation_id, CASE.subject, case.pk, at, facts))


def tell(
    organisations: Collection[int], permission: Permission, words: Words, case: Case, at: datetime
) -> None:
    """Leave word with everybody of these organisations who can take the next step."""
    people = {one for over in set(organisations) for one in members_of(over, permission, at)}
    notices.tell(accounts=people, words=words, address=f"/office/invalidations/{case.pk}", at=at)


def written(parts: dict[Words, str], *, most: int = 200) -> None:
    """Refuse texts that are empty or too long; each gap is named.

    :raises Incomplete: one is.
    """
    check_nothing_missing([name for name, text in parts.items() if not text.strip()], clause=N17)
    for name, text in parts.items():
        if len(text.strip()) > most or "\0" in text:
            raise Incomplete(
                Words("{part}太长，最多{most}个字。", part=name, most=most),
                do=Words("请缩短后再提交。"),
                clause=N17,
            )


def not_ahead(day: date, at: datetime, what: Words) -> None:
    """Refuse a day that has not come.

    :raises Incomplete: it has not.
    """
    if day > day_of(at):
        raise Incomplete(
            Words("{what}的日期{day}还没有到。", what=what, day=day), do=Words("请核对日期。"), clause=N17
        )


def not_before(day: date, earlier: date | None, what: Words) -> None:
    """Refuse a day before the one that it follows.

    :raises Incomplete: it is before.
    """
    if earlier is not None and day < earlier:
        raise Incomplete(
            Words("{what}的日期{day}早于上一步的日期{earlier}。", what=what, day=day, earlier=earlier),
            do=Words("请核对日期。"),
            clause=N17,
        )


def close(text: str) -> bytes:
    """Encrypt a text about a person."""
    return vault().close(text.strip().encode(), SECRET)


def opened(closed: bytes | memoryview[int]) -> str:
    """Return a text that :func:`close` encrypted; empty where there is none."""
    return vault().open(bytes(closed), SECRET).decode() if closed else ""
