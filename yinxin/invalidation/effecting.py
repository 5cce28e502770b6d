"""The effect: from one moment on nobody is told any more that these certificates are valid (N18.2).

One decision about one person takes effect in one transaction: certificates, electronic copies, duties, notices. One
about many people does so certificate by certificate, in chunks that a worker takes; it can be stopped between two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yinxin.duties.obligations import discharge
from yinxin.invalidation import cases
from yinxin.invalidation.cases import N18_2
from yinxin.invalidation.models import Case, CaseLine
from yinxin.invalidation.states import CASE, CaseState, Outcome
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art18_effect
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.register import recall_lists, striking

CHUNK = 100
"""Certificates that a worker settles in one transaction."""


def effect(*, case_id: int, by: Actor, at: datetime) -> None:
    """Make a decision effective, or begin to where it is about many people.

    :raises NotPermitted: ``by`` does not do so at the centre, or checked the data or took the decision; NotFound where
        the case is out of reach.
    :raises WrongState: the data are not checked, or it is effective already.
    """
    cases.at_centre(case_id, by, Permission.INVALIDATION_EFFECT)
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.PREPARED])
        for earlier, when in ((case.prepared_by, case.prepared_at), (case.decided_by, case.decided_at)):
            access.require_other_person(by, earlier, act=Words("使无效处理生效"), clause=N18_2, when=when)
        if case.mass:
            cases.step(case, CaseState.RUNNING, by=by, at=at, effective_by=by.account_id)
            return
        _settle(list(case.lines.select_for_update().filter(outcome="").order_by("id")), by, at)
        _finish(case, by, at, effective_by=by.account_id)


def halt(*, case_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Stop the effect of a case about many people; what is settled stays so, and it can be taken up again.

    :raises NotPermitted: ``by`` does not do so at the centre; NotFound where the case is out of reach.
    :raises Incomplete: it is not said why. WrongState: it does not run.
    """
    cases.at_centre(case_id, by, Permission.INVALIDATION_EFFECT)
    cases.written({Words("暂停的原因"): reason})
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.RUNNING])
        facts = {"reason": reason.strip(), "settled": case.lines.exclude(outcome="").count()}
        cases.step(
            case, CaseState.PREPARED, by=by, at=at, kind="invalidation.halted", facts=facts, effective_by=0
        )


def run(*, clock: Callable[[], datetime]) -> bool:
    """Settle the next chunk of a case about many people; say whether any waited. Another worker takes another case."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(skip_locked=True).filter(state=CaseState.RUNNING.value)
        case = rows.order_by("id").first()
        if case is None:
            return False
        at = clock()
        waiting = case.lines.filter(outcome="").order_by("certificate_id")
        _settle(list(waiting[:CHUNK]), SYSTEM, at)
        if not waiting.exists():
            _finish(case, SYSTEM, at)
    return True


def _settle(lines: Sequence[CaseLine], by: Actor, at: datetime) -> None:
    """Strike what lives of each certificate, and write down what that was."""
    for line in lines:
        struck = striking.strike(line.certificate_id, by=by, at=at)
        line.outcome = (Outcome.STRUCK if struck else Outcome.NOTHING).value
        line.struck, line.settled_at = list(struck), at
        line.save(update_fields=["outcome", "struck", "settled_at"])


def _finish(case: Case, by: Actor, at: datetime, **columns: Any) -> None:
    """Say that the whole decision is in effect, once law and register agree that it is."""
    struck = [number for one in case.lines.values_list("struck", flat=True) for number in one]
    dead, open_copies = striking.check_dead(struck)
    art18_effect.check_updated_together(
        answer_updated=dead, electronic_exists=True, electronic_revoked=not open_copies
    )
    facts = {"certificates": len(struck)}
    cases.step(case, CaseState.EFFECTIVE, by=by, at=at, facts=facts, effective_at=at, **columns)
    discharge(N18_2, subject=CASE.subject, subject_id=case.pk, act="invalidation.effective", by=by, at=at)
    words = Words("无效处理{code}已生效", code=cases.code_of(case))
    cases.tell([case.body_id, case.agency_id], Permission.INVALIDATION_SEE, words, case, at)
    for issuer, count in recall_lists.to_recall_by_issuer(struck).items():
        recall = Words("证书已作无效处理，有{count}本纸质证书待收回", count=count)
        recall_lists.tell(issuer, recall, at)
