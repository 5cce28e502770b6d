"""The beginning of a case: the notice of intent, with facts and grounds, and its service on the person.

Before anybody decides, the person is told what is intended, on which facts and grounds, and until when they can answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yinxin.invalidation import cases
from yinxin.invalidation.cases import N17
from yinxin.invalidation.models import Case, CaseLine
from yinxin.invalidation.states import CASE, CaseState, Service
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law import discipline
from yinxin.law.calendars import CALENDAR
from yinxin.law.discipline import Act
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import striking
from yinxin.register.striking import Concerned

MOST = 20_000
"""Certificates that one case names at most; more are several cases."""


@dataclass(frozen=True)
class Intent:
    """What is intended, as the notice of intent states it.

    :ivar body_id: who decides; ``number`` its number for the notice.
    :ivar act_on: the day of the act, whose rules govern.
    :ivar facts: what was found, and by what.
    :ivar statement_by: the last day for statement and defence.
    """

    body_id: int
    act: Act
    act_on: date
    facts: str
    number: str
    statement_by: date


def propose(
    *, intent: Intent, certificates: Sequence[int], mass: bool = False, by: Actor, at: datetime
) -> int:
    """Open a case with its notice of intent; return it. Nothing about the certificates changes yet.

    :param certificates: one person's; of many people only where ``mass`` says so.
    :raises NotPermitted: ``by`` proposes nothing for this body, or the body does not decide about such certificates;
        NotFound where one is out of its reach.
    :raises Incomplete: something is missing, the day of the act has not come, the time for a statement is too short, or
        the certificates belong to several people, agencies or regimes.
    :raises NotApplicable: no rule governs such an act on that day.
    :raises WrongState: nothing of a certificate is valid.
    :raises AlreadyDone: one of them is named by another open case.
    """
    over = body(intent.body_id)
    access.require(by, Permission.INVALIDATION_PROPOSE, over)
    _check_texts(intent, at)
    found = _reached(certificates, by)
    first = _check_together(found, mass)
    discipline.check_may_decide(cases.party_of(over), first.regime)
    discipline.ground(intent.act, on=intent.act_on, regime=first.regime)
    with transaction.atomic():
        case = Case.objects.create(
            body_id=intent.body_id,
            agency_id=first.agency_id,
            regime=first.regime.value,
            mass=mass,
            act=intent.act.value,
            act_on=intent.act_on,
            sealed=cases.close(intent.facts),
            proposed_by=by.account_id,
            proposed_at=at,
            intent_number=intent.number.strip(),
            statement_by=intent.statement_by,
            state=CaseState.INTENDED.value,
        )
        _name(case, found)
        facts = {"act": intent.act.value, "certificates": len(found), "mass": mass}
        record(
            Line(
                "invalidation.intended",
                N17,
                by.account_id,
                by.organisation_id,
                CASE.subject,
                case.pk,
                at,
                facts,
            )
        )
    return case.pk


def serve_intent(*, case_id: int, on: date, service: Service, proof: str, by: Actor, at: datetime) -> None:
    """Enter that the notice of intent reached the person: when, how, and what proves it.

    :raises NotPermitted: ``by`` does not carry this body's cases; NotFound where it is out of reach.
    :raises Incomplete: the proof is missing, or the day is ahead or after the last one for a statement.
    :raises WrongState: the person has been heard already, or it was served before.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_PROPOSE)
    cases.written({Words("送达凭证"): proof})
    cases.not_ahead(on, at, Words("送达"))
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.INTENDED])
        cases.not_before(on, day_of(case.proposed_at), Words("送达"))
        if case.intent_served_on is not None:
            raise AlreadyDone(
                Words("拟处理告知书已登记送达。"), do=Words("请办理下一步：听取陈述申辩。"), clause=N17
            )
        _check_time(on, case.statement_by)
        cases.note(
            "invalidation.intent_served",
            case,
            N17,
            {"on": on.isoformat(), "service": service.value},
            by,
            at,
            intent_served_on=on,
            intent_service=service.value,
            intent_proof=proof.strip(),
        )


def _check_texts(intent: Intent, at: datetime) -> None:
    cases.written({Words("告知书文号"): intent.number}, most=60)
    cases.written({Words("事实和证据"): intent.facts}, most=4000)
    cases.not_ahead(intent.act_on, at, Words("行为"))
    _check_time(day_of(at), intent.statement_by)


def _check_time(since: date, until: date) -> None:
    """Refuse a time for statement and defence that is shorter than the house's least."""
    least = CALENDAR.after(since, discipline.STATEMENT_DAYS)
    if until < least:
        raise Incomplete(
            Words("陈述申辩的期限到{day}，太短：最早应为{least}。", day=until, least=least),
            do=Words("请把期限定在{least}或以后。", least=least),
            clause=N17,
        )


def _reached(certificates: Sequence[int], by: Actor) -> list[Concerned]:
    """Return certificates of agencies in the person's territory.

    :raises NotFound: one is not there, or not for this person.
    """
    wanted = set(certificates)
    if not 1 <= len(wanted) <= MOST:
        raise Incomplete(
            Words("一件无效处理涉及1至{most}本证书。", most=MOST),
            do=Words("请选择证书，或分成几件。"),
            clause=N17,
        )
    found = striking.concerned(wanted)
    if len(found) < len(wanted):
        raise access.not_here()
    for agency in {one.agency_id for one in found}:
        access.require(by, Permission.INVALIDATION_SEE, body(agency))
    return found


def _check_together(found: Sequence[Concerned], mass: bool) -> Concerned:
    """Refuse a list that cannot be one decision; return the first of it."""
    first = found[0]
    for kinds, words in (
        ({one.agency_id for one in found}, Words("这些证书属于不同的考试机构。")),
        ({one.regime for one in found}, Words("这些证书属于不同的制度。")),
        ({one.holder_id for one in found} if not mass else {0}, Words("这些证书属于不同的持证人。")),
    ):
        if len(kinds) > 1:
            raise Incomplete(words, do=Words("请分开办理；涉及多人的，按批量处理办理。"), clause=N17)
    dead = [one for one in found if not striking.living(one.certificate_id)]
    if dead:
        raise WrongState(
            Words("证书{number}已经没有有效的，不需要作无效处理。", number=dead[0].face.management_number),
            do=Words("请从名单中去掉它。"),
            clause=N17,
        )
    return first


def _name(case: Case, found: Sequence[Concerned]) -> None:
    """Write down which certificates the case names; each is named by one open case only."""
    named = CaseLine.objects.filter(open=True, certificate_id__in=_kin(found)).first()
    try:
        if named is None:
            with transaction.atomic():
                CaseLine.objects.bulk_create(
                    CaseLine(case=case, certificate_id=one.certificate_id) for one in found
                )
            return
    except IntegrityError as error:
        if "case_line_one_open" not in str(error):
            raise
    raise AlreadyDone(
        Words("有证书已在另一件无效处理中。"),
        do=Words("请先查看那一件；确需重新处理的，先办结它。"),
        clause=N17,
    )


def _kin(found: Sequence[Concerned]) -> list[int]:
    """Return what a decision about these would strike, and themselves."""
    return sorted(
        {one.certificate_id for one in found}
        | {number for one in found for number in striking.living(one.certificate_id)}
    )
