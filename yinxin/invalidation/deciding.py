"""The decision, by another person than who proposed it; from its day run the ten and the fifteen days (N17, N18.1).

What it brings beside the invalidity has each its own ground and is entered apart: a record in the file of integrity by
the national rules, a bar by the Anhui notice (A1.3b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yinxin.duties.obligations import open_duty
from yinxin.invalidation import cases
from yinxin.invalidation.cases import N17, N18_1
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone
from yinxin.kernel.words import Words
from yinxin.law import discipline
from yinxin.law.discipline import Act, Ground, ProvincialBar, Term
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre
from yinxin.register import standing, striking
from yinxin.register.standing import StandingKind


@dataclass(frozen=True)
class Decision:
    """A decision as its document states it.

    :ivar ground: the body's own ground; needed only where the table of rules has none for the act.
    :ivar bar: impose the provincial bar where the notice founds one.
    """

    number: str
    on: date
    ground: str = ""
    bar: bool = True


def decide(*, case_id: int, decision: Decision, by: Actor, at: datetime) -> None:
    """Enter a decision that certificates are invalid; the clocks of N17 and N18.1 run from its day.

    :raises NotPermitted: ``by`` does not decide for this body, or proposed the case; NotFound where it is out of reach.
    :raises Incomplete: the number or the body's own ground is missing, or the day is ahead or before the hearing.
    :raises WrongState: the person has not been heard, or it is decided already.
    :raises AlreadyDone: the body has another decision under this number.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_DECIDE)
    cases.written({Words("决定书文号"): decision.number}, most=60)
    cases.not_ahead(decision.on, at, Words("决定"))
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.HEARD])
        access.require_other_person(
            by, case.proposed_by, act=Words("作出决定"), clause=N17, when=case.proposed_at
        )
        cases.not_before(decision.on, day_of(case.heard_at) if case.heard_at else None, Words("决定"))
        found = discipline.ground(Act(case.act), on=case.act_on, regime=Regime(case.regime))
        ground = found.text or _own(decision)
        bar = _bar_of(case, decision)
        _enter(case, decision, found, ground, bar, by, at)
        _stand(case, decision, found, ground, bar, by, at)
        for clause, owed_by in ((N17, case.body_id), (N18_1, case.agency_id)):
            open_duty(
                clause,
                subject=CASE.subject,
                subject_id=case.pk,
                owed_by=owed_by,
                since=decision.on,
                by=by,
                at=at,
            )
        _tell(case, at)


def _enter(
    case: Case,
    decision: Decision,
    found: Ground,
    ground: str,
    bar: ProvincialBar | None,
    by: Actor,
    at: datetime,
) -> None:
    try:
        with transaction.atomic():
            cases.step(
                case,
                CaseState.DECIDED,
                by=by,
                at=at,
                facts={
                    "on": decision.on.isoformat(),
                    "rules": found.rules.code,
                    "record": found.record.value,
                    "bar_until": bar.until.isoformat() if bar else None,
                },
                decision_number=decision.number.strip(),
                decided_on=decision.on,
                decided_by=by.account_id,
                decided_at=at,
                rules=found.rules.code,
                ground=ground,
                record=found.record.value,
                record_until=found.record_until(decision.on),
                bar_until=bar.until if bar else None,
            )
    except IntegrityError as error:
        if "case_decision_once" not in str(error):
            raise
        raise AlreadyDone(
            Words("本机构已有文号为{number}的决定。", number=decision.number.strip()),
            do=Words("请核对决定书文号。"),
            clause=N17,
        ) from None


def _own(decision: Decision) -> str:
    """Return the ground that the body states itself.

    :raises Incomplete: it states none.
    """
    cases.written({Words("处理依据"): decision.ground})
    return decision.ground.strip()


def _bar_of(case: Case, decision: Decision) -> ProvincialBar | None:
    if not decision.bar:
        return None
    return discipline.provincial_bar(
        Act(case.act),
        decided_on=decision.on,
        regime=Regime(case.regime),
        region=body(case.body_id).region,
    )


def _stand(
    case: Case,
    decision: Decision,
    found: Ground,
    ground: str,
    bar: ProvincialBar | None,
    by: Actor,
    at: datetime,
) -> None:
    """Enter records and bars against each person, each with its own basis, and remember which they are."""
    out = found.out_until(case.act_on)
    bars: list[tuple[date, str]] = []
    if bar:
        bars.append((bar.until, f"{discipline.ANHUI_NOTICE.document} · {decision.number.strip()}"))
    if out and out >= decision.on:
        bars.append((out, f"{ground} · {decision.number.strip()}"))
    if found.record is Term.NONE and not bars:
        return
    lines = {line.certificate_id: line for line in case.lines.all()}
    done: dict[tuple[int, int], tuple[int | None, list[int]]] = {}
    for one in striking.concerned(lines):
        line = lines[one.certificate_id]
        who = (one.holder_id, one.qualification_id)
        if who not in done:
            done[who] = _against(one, case, decision, found, ground, bars, by, at)
            line.record_id, line.bar_ids = done[who]
            line.save(update_fields=["record_id", "bar_ids"])


def _against(
    one: striking.Concerned,
    case: Case,
    decision: Decision,
    found: Ground,
    ground: str,
    bars: list[tuple[date, str]],
    by: Actor,
    at: datetime,
) -> tuple[int | None, list[int]]:
    kept: int | None = None
    if found.record is not Term.NONE:
        kept = standing.enter(
            kind=StandingKind.RECORDED,
            qualification_id=None,
            until=found.record_until(decision.on),
            basis=f"{ground} · {decision.number.strip()}"[:200],
            clause=N17,
            by=by,
            at=at,
            id_kind=one.face.id_kind,
            id_number=one.face.id_number,
            since=decision.on,
        )
    entered = [
        standing.enter(
            kind=StandingKind.BARRED,
            qualification_id=one.qualification_id,
            until=until,
            basis=basis[:200],
            clause=discipline.BAR,
            by=by,
            at=at,
            id_kind=one.face.id_kind,
            id_number=one.face.id_number,
            since=decision.on,
        )
        for until, basis in bars
    ]
    return kept, entered


def _tell(case: Case, at: datetime) -> None:
    words = Words("无效处理{code}已作出决定", code=cases.code_of(case))
    cases.tell([case.body_id], Permission.INVALIDATION_NOTIFY, words, case, at)
    cases.tell([case.agency_id], Permission.INVALIDATION_SUBMIT, words, case, at)
    cases.tell([the_centre().id], Permission.INVALIDATION_PREPARE, words, case, at)
