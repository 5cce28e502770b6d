"""The data of a decision on its way: the agency submits them, the centre checks them (N18.1).

The fifteen days of the agency run from the decision beside the ten of the notice: data are taken whether or not the
notice has come. The centre's five days run from the moment that it has the data.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.duties.obligations import discharge, open_duty
from yinxin.invalidation import cases
from yinxin.invalidation.cases import N18_1, N18_2
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre


def submit(*, case_id: int, by: Actor, at: datetime) -> None:
    """Submit the data of a decision to the centre; late ones are taken and count as late.

    :raises NotPermitted: ``by`` does not submit for this agency; NotFound where it is out of reach.
    :raises WrongState: nothing is decided, or they are submitted already.
    """
    cases.of_agency(case_id, by, Permission.INVALIDATION_SUBMIT)
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.DECIDED, CaseState.NOTIFIED])
        centre = the_centre()
        cases.step(
            case,
            CaseState.SUBMITTED,
            by=by,
            at=at,
            facts={"certificates": case.lines.count()},
            submitted_by=by.account_id,
            submitted_at=at,
        )
        discharge(N18_1, subject=CASE.subject, subject_id=case.pk, act="invalidation.submitted", by=by, at=at)
        open_duty(
            N18_2,
            subject=CASE.subject,
            subject_id=case.pk,
            owed_by=centre.id,
            since=day_of(at),
            by=by,
            at=at,
        )
        words = Words("收到无效处理{code}的数据，请核对", code=cases.code_of(case))
        cases.tell([centre.id], Permission.INVALIDATION_PREPARE, words, case, at)


def prepare(*, case_id: int, by: Actor, at: datetime) -> None:
    """Confirm at the centre that the data are what the decision says; another person makes them effective.

    :raises NotPermitted: ``by`` does not check data at the centre; NotFound where the case is out of reach.
    :raises WrongState: they were not submitted, or are checked already.
    """
    cases.at_centre(case_id, by, Permission.INVALIDATION_PREPARE)
    with transaction.atomic():
        case: Case = cases.hold(case_id, [CaseState.SUBMITTED])
        cases.step(case, CaseState.PREPARED, by=by, at=at, prepared_by=by.account_id, prepared_at=at)
        words = Words("无效处理{code}已核对，等待生效", code=cases.code_of(case))
        cases.tell([the_centre().id], Permission.INVALIDATION_EFFECT, words, case, at)
