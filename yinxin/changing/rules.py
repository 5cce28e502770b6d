"""Papers that a place asks for beyond the law's: set by its authority, from a day to a day, with their basis (A3.1).

What the law asks for is never less, and a rule never opens what the law closes: it can only add a paper, or ask that a
notice of loss has stood for some months. A rule is never changed: it ends, and another begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.changing.evidence import FILLED_IN
from yinxin.changing.models import EvidenceRule
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory

A3_1: Final = Clause("A3.1")
N15: Final = Clause("N15")
SUBJECT: Final = "evidence_rule"
LONGEST_WAIT: Final = 12
"""Months."""


@dataclass(frozen=True)
class Rule:
    """One added paper.

    :ivar region: six digits; the whole province where the last four are 0.
    :ivar regime: None for every one; ``cause`` likewise.
    :ivar until: its last day; None while none is set.
    """

    region: str
    regime: Regime | None
    cause: Cause | None
    paper: Evidence
    basis: str
    since: date
    wait_months: int = 0
    until: date | None = None
    id: int = 0


def publish(*, authority_id: int, rule: Rule, by: Actor, at: datetime) -> int:
    """Ask for one more paper from a day on; return the rule.

    :raises NotPermitted: ``by`` does not speak for this authority; NotFound where it is out of reach.
    :raises Incomplete: there is no basis, the place is not the authority's, or a figure is out of bounds.
    :raises WrongState: the day has passed: nobody is asked afterwards for what was not asked then.
    """
    over = body(authority_id)
    access.require(by, Permission.APPLICATION_RULE, over)
    _check(rule, over)
    if rule.since < day_of(at):
        raise WrongState(
            Words("材料要求不能从过去的日期起增加。"), do=Words("请填写今天或以后的日期。"), clause=A3_1
        )
    columns = {
        "region": rule.region,
        "regime": rule.regime.value if rule.regime else "",
        "cause": rule.cause.value if rule.cause else "",
        "paper": rule.paper.value,
        "basis": rule.basis.strip(),
        "wait_months": rule.wait_months,
    }
    with transaction.atomic():
        made = EvidenceRule.objects.create(
            authority_id=authority_id, since=rule.since, at=at, by=by.account_id, **columns
        )
        facts = {"authority": authority_id, "since": rule.since.isoformat(), **columns}
        _record("evidence_rule.published", made.pk, facts, by, at)
    return made.pk


def end(*, rule_id: int, until: date, by: Actor, at: datetime) -> None:
    """Let a rule end on a day, that day included.

    :raises NotPermitted: ``by`` does not speak for its authority; NotFound where it is out of reach.
    :raises WrongState: it has ended already, or the day lies before today or before its first day.
    """
    row = EvidenceRule.objects.filter(id=rule_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.APPLICATION_RULE, body(row.authority_id))
    if until < max(day_of(at), row.since):
        raise WrongState(
            Words("材料要求不能在过去的日期终止，也不能早于开始的日期。"),
            do=Words("请填写今天或以后的日期。"),
            clause=A3_1,
        )
    with transaction.atomic():
        if not EvidenceRule.objects.filter(id=rule_id, until__isnull=True).update(until=until):
            raise WrongState(Words("这条材料要求已有终止日期。"), do=Words("请刷新页面查看。"), clause=A3_1)
        _record("evidence_rule.ended", rule_id, {"until": until.isoformat()}, by, at)


def rule(rule_id: int, by: Actor) -> tuple[Body, Rule]:
    """Return a rule with its authority, to who speaks for it.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    row = EvidenceRule.objects.filter(id=rule_id).first()
    if row is None:
        raise access.not_here()
    over = body(row.authority_id)
    access.require(by, Permission.APPLICATION_RULE, over)
    return over, _rule(row)


def rules_for(by: Actor) -> tuple[tuple[Body, tuple[Rule, ...]], ...]:
    """Return the authorities for which a person speaks, each with its rules, the latest first."""
    found = bodies(territory(by, Permission.APPLICATION_RULE))
    rows = EvidenceRule.objects.filter(authority_id__in=found).order_by("-since", "-id")
    known: dict[int, list[Rule]] = {}
    for row in rows:
        known.setdefault(row.authority_id, []).append(_rule(row))
    return tuple(
        (over, tuple(known.get(number, ())))
        for number, over in sorted(found.items())
        if over.kind == "authority"
    )


def _check(rule: Rule, over: Body) -> None:
    check_nothing_missing(
        [] if rule.basis.strip() else [Words("依据")],
        clause=A3_1,
        do=Words("请填写公布这项要求的文件名称和文号。"),
    )
    inside = len(rule.region) == 6 and rule.region.isdecimal() and rule.region[:2] == over.region[:2]
    fits = len(rule.basis.strip()) <= 200 and 0 <= rule.wait_months <= LONGEST_WAIT
    notice = rule.paper is Evidence.LOSS_NOTICE or not rule.wait_months
    if not (over.kind == "authority" and inside and fits and notice and rule.paper not in FILLED_IN):
        raise Incomplete(
            Words("材料要求不对。"),
            do=Words("只能为本地区增加要上传的材料；只有遗失声明可以要求刊登满若干个月（不超过12个月）。"),
            clause=A3_1,
        )


def _record(kind: str, number: int, facts: Mapping[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, A3_1, by.account_id, by.organisation_id, SUBJECT, number, at, facts))


def _rule(row: EvidenceRule) -> Rule:
    return Rule(
        row.region,
        Regime(row.regime) if row.regime else None,
        Cause(row.cause) if row.cause else None,
        Evidence(row.paper),
        row.basis,
        row.since,
        row.wait_months,
        row.until,
        row.pk,
    )
