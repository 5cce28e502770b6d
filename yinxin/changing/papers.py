"""The papers of an application: handed in, replaced, looked at one by one (N15, N16, A3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from yinxin.attachments import store
from yinxin.changing import evidence, moving, wants
from yinxin.changing.evidence import Needed
from yinxin.changing.models import Application, Paper
from yinxin.changing.states import APPLICATION, ApplicationState, PaperCheck
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.register.closed_files import closed_files

SUBJECT: Final = "application_paper"
N15: Final = Clause("N15")
_TAKEN_IN: Final = (ApplicationState.FILED, ApplicationState.RETURNED)
_DESKS: Final = {
    ApplicationState.FILED: (Permission.APPLICATION_REVIEW, Desk.REVIEW),
    ApplicationState.REVIEWED: (Permission.APPLICATION_CONFIRM, Desk.CONFIRMATION),
}
"""Who looks at papers in each state."""


@dataclass(frozen=True)
class HandedIn:
    """A paper as it comes: its attachment, and what is said about it."""

    paper: Evidence
    key: str
    pages: int
    facts: Mapping[str, str] = field(default_factory=dict)


def received(paper: Evidence, data: bytes, *, name: str, facts: Mapping[str, str]) -> HandedIn:
    """Take a file of evidence in: rewritten as pictures, encrypted, and not part of any application yet.

    :raises Incomplete: the file is none that can be taken; says what to do.
    """
    taken = store.take(data, name=name, store=closed_files())
    return HandedIn(paper, taken.key, taken.pages, facts)


def hand_in(*, holder_id: int, application_id: int, paper: HandedIn, at: datetime) -> int:
    """Add a paper to one's own application, or put a better one in its place; return it.

    :raises NotFound: the application is not the holder's.
    :raises WrongState: it has left the first desk, or has ended.
    :raises NotApplicable: this application needs no such paper, or it was found good already.
    :raises Incomplete: what is said about the paper is missing or cannot be so.
    """
    return _take(own(holder_id, application_id), paper, SYSTEM, at)


def take_in(*, application_id: int, paper: HandedIn, by: Actor, at: datetime) -> int:
    """Add a paper that somebody brought to the window, or put a better one in its place; return it.

    :raises NotPermitted: ``by`` takes in no applications at this issuer; NotFound where it is out of reach.
    :raises WrongState, NotApplicable, Incomplete: as in :func:`hand_in`.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_FILE, Desk.REVIEW, by)
    return _take(row, paper, by, at)


def accept(*, paper_id: int, by: Actor, at: datetime) -> None:
    """Find a paper good.

    :raises NotPermitted: it is another desk's turn; NotFound where it is out of reach.
    :raises WrongState: somebody has looked at it already, or a better one took its place.
    """
    _check(paper_id, PaperCheck.ACCEPTED, "", by, at)


def refuse(*, paper_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Find that a paper will not do, and say why; the applicant reads it when the application is given back.

    :raises Incomplete: there is no reason.
    :raises NotPermitted, NotFound, WrongState: as in :func:`accept`.
    """
    _check(paper_id, PaperCheck.REFUSED, moving.check_reason(reason), by, at)


def of_application(application_id: int) -> dict[Evidence, Paper]:
    """Return the papers that count, by their kind."""
    rows = Paper.objects.filter(application_id=application_id, replaced=False).order_by("id")
    return {Evidence(row.kind): row for row in rows}


def check_complete(row: Application, wanted: Sequence[Needed], at: datetime) -> None:
    """Let an application go on only when every paper is there, was found good, and has stood long enough.

    :raises Incomplete: each paper that is missing, not looked at, or refused is named.
    """
    there = of_application(row.pk)
    gaps = evidence.missing(wanted, there)
    for one in wanted:
        paper = there.get(one.paper)
        if one.uploaded and paper is not None and paper.check_result != PaperCheck.ACCEPTED.value:
            found = PaperCheck(paper.check_result).words
            gaps.append(Words("{paper}（{found}）", paper=one.paper.label, found=found))
    clause = Clause(row.governing) if row.governing else None
    check_nothing_missing(
        gaps, clause=clause or N15, do=Words("请逐份核对材料；缺少或不合要求的，请退回申请人补正。")
    )
    evidence.check_waited(wanted, {kind: paper.facts for kind, paper in there.items()}, day_of(at))


def enter(
    row: Application, papers: Sequence[HandedIn], wanted: Sequence[Needed], by: Actor, at: datetime
) -> None:
    """Write down the papers with which an application comes, inside the caller's transaction."""
    for paper in papers:
        _enter(row, paper, _facts(paper, wanted, row, at), by, at)


def own(holder_id: int, application_id: int) -> Application:
    """Return a holder's own application.

    :raises NotFound: there is none, or it is somebody else's: the two look the same.
    """
    row = Application.objects.filter(id=application_id, holder_id=holder_id).first()
    if row is None:
        raise access.not_here()
    return row


def _take(found: Application, paper: HandedIn, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=found.pk)
        if ApplicationState(row.state) not in _TAKEN_IN:
            raise came_too_late(APPLICATION, ApplicationState.RETURNED)
        facts = _facts(paper, wants.of(row), row, at)
        before = Paper.objects.filter(application=row, kind=paper.paper.value, replaced=False)
        if before.filter(check_result=PaperCheck.ACCEPTED.value).exists():
            raise NotApplicable(
                Words("{paper}已经核对无误，不用再交。", paper=paper.paper.label),
                do=Words("请补交缺少的或不合要求的材料。"),
                clause=N15,
            )
        before.update(replaced=True)
        return _enter(row, paper, facts, by, at)


def _facts(paper: HandedIn, wanted: Sequence[Needed], row: Application, at: datetime) -> dict[str, Any]:
    if paper.paper not in {one.paper for one in wanted if one.uploaded}:
        raise NotApplicable(
            Words("这份申请不需要{paper}。", paper=paper.paper.label),
            do=Words("请按所列的材料上传。"),
            clause=Clause(row.governing) if row.governing else None,
        )
    return evidence.checked_facts(paper.paper, paper.facts, day_of(at))


def _enter(row: Application, paper: HandedIn, facts: Mapping[str, Any], by: Actor, at: datetime) -> int:
    made = Paper.objects.create(
        application=row,
        kind=paper.paper.value,
        key=paper.key,
        pages=paper.pages,
        facts=dict(facts),
        added_at=at,
        added_by=by.account_id,
    )
    said = {"application": row.pk, "paper": paper.paper.value, "key": paper.key, "pages": paper.pages}
    _record("application_paper.added", made.pk, said, by, at)
    return made.pk


def _check(paper_id: int, result: PaperCheck, reason: str, by: Actor, at: datetime) -> None:
    found = Paper.objects.select_related("application").filter(id=paper_id).first()
    if found is None:
        raise access.not_here()
    state = ApplicationState(found.application.state)
    permission, desk = _DESKS.get(state, _DESKS[ApplicationState.FILED])
    row = moving.for_desk(found.application_id, permission, desk, by)
    with transaction.atomic():
        state_now = Application.objects.select_for_update().values_list("state", flat=True).get(pk=row.pk)
        if ApplicationState(state_now) not in _DESKS or state_now != state.value:
            raise came_too_late(APPLICATION, ApplicationState.FILED)
        rows = Paper.objects.filter(pk=paper_id, replaced=False).exclude(check_result=result.value)
        if not rows.update(check_result=result.value, reason=reason, checked_by=by.account_id, checked_at=at):
            raise came_too_late(APPLICATION, state)
        said = {"application": row.pk, "paper": found.kind}
        _record(f"application_paper.{result.value}", paper_id, said, by, at)


def _record(kind: str, number: int, facts: Mapping[str, Any], by: Actor, at: datetime) -> None:
    record(Line(kind, N15, by.account_id, by.organisation_id, SUBJECT, number, at, facts))
