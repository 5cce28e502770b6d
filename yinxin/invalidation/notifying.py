"""After the decision: its service on the person, and the written notices to agency and centre with receipts (N17)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yinxin.duties.obligations import discharge
from yinxin.invalidation import cases
from yinxin.invalidation.cases import N17
from yinxin.invalidation.models import Case, Letter
from yinxin.invalidation.states import CASE, CaseState, Service
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art17_invalidation
from yinxin.law.parties import Party
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre

_AFTER = [CaseState.DECIDED, CaseState.NOTIFIED, CaseState.SUBMITTED, CaseState.PREPARED]
_AFTER += [CaseState.RUNNING, CaseState.EFFECTIVE]


def serve(*, case_id: int, on: date, service: Service, proof: str, by: Actor, at: datetime) -> None:
    """Enter that the decision reached the person: when, how, and what proves it.

    :raises NotPermitted: ``by`` does not carry this body's cases; NotFound where it is out of reach.
    :raises Incomplete: the proof is missing, or the day is ahead or before the decision.
    :raises WrongState: nothing is decided. AlreadyDone: it was served before.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_NOTIFY)
    cases.written({Words("送达凭证"): proof})
    cases.not_ahead(on, at, Words("送达"))
    with transaction.atomic():
        case = cases.hold(case_id, _AFTER)
        cases.not_before(on, case.decided_on, Words("送达"))
        if case.served_on is not None:
            raise AlreadyDone(Words("决定书已登记送达。"), do=Words("请查看这件无效处理的经过。"), clause=N17)
        cases.note(
            "invalidation.served",
            case,
            N17,
            {"on": on.isoformat(), "service": service.value},
            by,
            at,
            served_on=on,
            service=service.value,
            service_proof=proof.strip(),
        )


def notify(*, case_id: int, party: Party, number: str, on: date, by: Actor, at: datetime) -> None:
    """Enter the written notice to agency or centre; with the second of them the ten days of N17 are kept.

    A late notice counts as late, and is never refused: the duty says by how many days.

    :raises NotPermitted: ``by`` does not carry this body's cases; NotFound where it is out of reach.
    :raises Incomplete: its number is missing, or the day is ahead or before the decision.
    :raises WrongState: nothing is decided. AlreadyDone: this party was told.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_NOTIFY)
    cases.written({Words("书面告知的文号"): number}, most=60)
    cases.not_ahead(on, at, Words("告知"))
    if party not in art17_invalidation.RECIPIENTS:
        raise Incomplete(
            Words("书面告知只发给考试机构和人事考试中心。"), do=Words("请选择其中一方。"), clause=N17
        )
    with transaction.atomic():
        case = cases.hold(case_id, _AFTER)
        cases.not_before(on, case.decided_on, Words("告知"))
        to = case.agency_id if party is Party.AGENCY else the_centre().id
        if case.letters.filter(party=party.value).exists():
            raise AlreadyDone(
                Words("已登记对{party}的告知。", party=party.label), do=Words("请等待对方签收。"), clause=N17
            )
        Letter.objects.create(
            case=case,
            party=party.value,
            organisation_id=to,
            number=number.strip(),
            sent_on=on,
            sent_by=by.account_id,
        )
        facts = {"party": party.value, "addressee": body(to).name, "on": on.isoformat()}
        cases.note("invalidation.letter_sent", case, N17, facts, by, at)
        receives = _RECEIVES[party]
        words = Words("无效处理{code}的书面告知，请签收", code=cases.code_of(case))
        cases.tell([to], receives, words, case, at)
        _close(case, by, at)


def receive(*, case_id: int, party: Party, by: Actor, at: datetime) -> None:
    """Sign for a written notice: the agency for its own, the centre for its own.

    :raises NotPermitted: ``by`` does not sign for this party; NotFound where the case is out of reach.
    :raises AlreadyDone: it is signed for.
    """
    if party is Party.CENTER:
        case = cases.at_centre(case_id, by, _RECEIVES[party])
    else:
        case = cases.of_agency(case_id, by, _RECEIVES[party])
    letter = case.letters.filter(party=party.value).first()
    if letter is None:
        raise NotFound(
            Words("还没有对{party}的书面告知。", party=party.label), do=Words("请等待作出处理的机构告知。")
        )
    with transaction.atomic():
        fresh = Letter.objects.filter(pk=letter.pk, received_at__isnull=True)
        if not fresh.update(received_at=at, received_by=by.account_id):
            raise AlreadyDone(Words("已经签收。"), do=Words("请办理下一步。"), clause=N17)
        cases.note("invalidation.letter_received", case, N17, {"party": party.value}, by, at)


_RECEIVES = {
    Party.AGENCY: Permission.INVALIDATION_SUBMIT,
    Party.CENTER: Permission.INVALIDATION_PREPARE,
}


def _close(case: Case, by: Actor, at: datetime) -> None:
    """Discharge N17 once both were told; the law says what a notice must have."""
    letters = {Party(one.party): one for one in case.letters.all()}
    if set(letters) != set(art17_invalidation.RECIPIENTS):
        return
    art17_invalidation.check_notice_complete(
        decision=case.decision_number,
        grounds=case.ground,
        document=letters[Party.AGENCY].number,
        recipients=set(letters),
    )
    if CaseState(case.state) is CaseState.DECIDED:
        cases.step(case, CaseState.NOTIFIED, by=by, at=at)
        act = "invalidation.notified"
    else:
        act = "invalidation.letter_sent"
    discharge(N17, subject=CASE.subject, subject_id=case.pk, act=act, by=by, at=at)
