"""The way back: a decision annulled after reconsideration or by a court; certificates live again, the history stays.

No clause of either text has this way; practice needs it, and whoever was wrongly struck more than anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yinxin.duties.obligations import discharge
from yinxin.invalidation import cases
from yinxin.invalidation.cases import N17, N18_1, N18_2
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import standing, status

_UNDOABLE = [
    CaseState.DECIDED,
    CaseState.NOTIFIED,
    CaseState.SUBMITTED,
    CaseState.PREPARED,
    CaseState.EFFECTIVE,
]


@dataclass(frozen=True)
class Annulment:
    """What annulled a decision: the document with its body, its day, and why in a sentence."""

    document: str
    on: date
    why: str


def annul(*, case_id: int, annulment: Annulment, by: Actor, at: datetime) -> None:
    """Enter that a decision was annulled: its duties, records and bars end; what it struck waits for the centre.

    :raises NotPermitted: ``by`` does not answer for this body's decisions; NotFound where the case is out of reach.
    :raises Incomplete: the document or the reason is missing, or its day is ahead or before the decision.
    :raises WrongState: nothing is decided, it is annulled already, or it is taking effect now: stop that first.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_ANNUL)
    cases.written({Words("撤销决定的文书"): annulment.document}, most=120)
    cases.written({Words("撤销的原因"): annulment.why}, most=400)
    cases.not_ahead(annulment.on, at, Words("撤销"))
    with transaction.atomic():
        case = cases.hold(case_id, _UNDOABLE)
        cases.not_before(annulment.on, case.decided_on, Words("撤销"))
        struck = _struck(case)
        to = CaseState.OVERTURNED if struck else CaseState.ANNULLED
        cases.step(
            case,
            to,
            by=by,
            at=at,
            facts={"on": annulment.on.isoformat(), "certificates": len(struck)},
            undone=annulment.document.strip(),
            undone_why=annulment.why.strip(),
            undone_by=by.account_id,
            undone_at=at,
        )
        for clause in (N17, N18_1, N18_2):
            discharge(
                clause, subject=CASE.subject, subject_id=case.pk, act=f"invalidation.{to.value}", by=by, at=at
            )
        _lift(case, annulment, by, at)
        if to is CaseState.ANNULLED:
            case.lines.update(open=False)
        else:
            words = Words("无效处理{code}的决定已被撤销，请恢复证书", code=cases.code_of(case))
            cases.tell([the_centre().id], Permission.INVALIDATION_EFFECT, words, case, at)


def restore(*, case_id: int, by: Actor, at: datetime) -> int:
    """Make valid again what an annulled decision had struck, with the electronic copies; return how many.

    :raises NotPermitted: ``by`` does not do so at the centre, or entered the annulment; NotFound where out of reach.
    :raises WrongState: the decision stands, or everything is restored already.
    """
    cases.at_centre(case_id, by, Permission.INVALIDATION_EFFECT)
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.OVERTURNED])
        access.require_other_person(
            by, case.undone_by, act=Words("恢复证书"), clause=N18_2, when=case.undone_at
        )
        struck = _struck(case)
        status.restore(struck, by=by, at=at)
        cases.step(
            case, CaseState.ANNULLED, by=by, at=at, facts={"certificates": len(struck)}, restored_at=at
        )
        case.lines.exclude(struck=[]).update(restored_at=at)
        case.lines.update(open=False)
        words = Words("无效处理{code}涉及的证书已恢复有效", code=cases.code_of(case))
        cases.tell([case.body_id, case.agency_id], Permission.INVALIDATION_SEE, words, case, at)
    return len(struck)


def _struck(case: Case) -> list[int]:
    return sorted(number for one in case.lines.values_list("struck", flat=True) for number in one)


def _lift(case: Case, annulment: Annulment, by: Actor, at: datetime) -> None:
    """End what the decision had entered against people, from this day on, with the document that says so."""
    for line in case.lines.all():
        entered = [*line.bar_ids, *([line.record_id] if line.record_id else [])]
        for number in entered:
            standing.end(
                standing_id=number,
                why=f"{annulment.document.strip()}：{annulment.why.strip()}",
                clause=N17,
                on=day_of(at),
                by=by,
                at=at,
            )
