"""A spot check until its result is public: freeze the list, draw by a seed that nobody chose, publish (A2.1.4).

1. Whoever plans freezes the list and names the public event that will give the seed; the list's digest goes on record.
2. After the event somebody else enters its outcome; the law's draw picks the cases, which are dealt to the checkers.
3. When every case was looked at, whoever did not freeze the list publishes the figures.
"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date, datetime
from itertools import cycle

from django.db import transaction

from yinxin.catalogue import queries as catalogue
from yinxin.desk import notices
from yinxin.kernel import regions
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.ledger.queries import first_fact
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, territory
from yinxin.register import candidates
from yinxin.supervision.models import Candidate, SpotCase, SpotCheck
from yinxin.supervision.states import SPOT_CHECK, CaseState, CheckState

A2_1_4 = Clause("A2.1.4")


def freeze(
    *,
    over_id: int,
    exam_id: int,
    region: str,
    size: int,
    seed_source: str,
    seed_on: date,
    by: Actor,
    at: datetime,
) -> int:
    """Freeze the list of an exam's candidates, and name the event that will give the seed; return the check.

    :param region: the code of a division, or nothing for everyone.
    :param seed_on: the day of the event: after this one.
    :raises NotPermitted: ``by`` plans no checks for this organisation; NotFound where it is out of reach.
    :raises Incomplete: the region is unknown, the event is not named or already past, or more are asked for than are.
    :raises NotApplicable: there is nobody to check.
    """
    access.require(by, Permission.SPOT_CHECK_PLAN, body(over_id))
    exam = catalogue.exam_by_id(exam_id)
    law.check_seed_unknown(day_of(at), seed_on)
    source = law.one_line(seed_source, Words("请写明种子来自哪一个公开事件。"))
    reached = [one for one in territory(by, Permission.SUPERVISION_SEE) if exam.part_of(one)]
    found = candidates.of_exam(exam.id, agencies=reached, region=_prefix(region))
    if not found:
        raise NotApplicable(
            Words("这场考试在所选地区没有可以抽查的有效证书。"),
            do=Words("请换一场考试或地区；证书发布后才能抽查。"),
            clause=A2_1_4,
        )
    if not 0 < size <= len(found):
        raise Incomplete(
            Words("抽取数量须在1到{count}之间。", count=len(found)), do=Words("请改正数量。"), clause=A2_1_4
        )
    hidden = [secrets.token_hex(16) for _ in found]
    entries = [
        law.entry_of(place, nonce, one.management_number)
        for place, (one, nonce) in enumerate(zip(found, hidden, strict=True), 1)
    ]
    with transaction.atomic():
        check = SpotCheck.objects.create(
            over_id=over_id, exam_id=exam.id, region=_prefix(region), size=size, candidates=len(found),
            digest=law.list_digest(entries), seed_source=source, seed_on=seed_on, frozen_by=by.account_id,
            frozen_at=at, state=CheckState.FROZEN.value,
        )  # fmt: skip
        Candidate.objects.bulk_create(
            Candidate(
                check_made=check, number=place, certificate_id=one.certificate_id, agency_id=one.agency_id,
                nonce=nonce, entry=entry,
            )
            for place, (one, nonce, entry) in enumerate(zip(found, hidden, entries, strict=True), 1)
        )  # fmt: skip
        _record_frozen(check, by, at)
    return check.pk


def _record_frozen(check: SpotCheck, by: Actor, at: datetime) -> None:
    facts = {
        "list": check.digest, "candidates": check.candidates, "size": check.size,
        "seed_source": check.seed_source, "seed_on": check.seed_on.isoformat(),
    }  # fmt: skip
    record(
        Line(
            "spot_check.frozen", A2_1_4, by.account_id, by.organisation_id, "spot_check", check.pk, at, facts
        )
    )


def withdraw(*, check_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a frozen list before its seed is public; it stays on record, with the reason.

    :raises NotPermitted: ``by`` plans no checks there; NotFound where the check is out of reach.
    :raises Incomplete: there is no reason; WrongState: the seed is public, or the cases are drawn.
    """
    check = _of(check_id, Permission.SPOT_CHECK_PLAN, by)
    said = law.one_line(reason, Words("请写明撤回的原因。"))
    law.check_may_withdraw(day_of(at), check.seed_on)
    move(
        SPOT_CHECK, check_id, frm=CheckState.FROZEN, to=CheckState.WITHDRAWN, kind="spot_check.withdrawn",
        by=by, at=at, said=said,
    )  # fmt: skip


def draw(*, check_id: int, seed: str, seen_at: str, by: Actor, at: datetime) -> tuple[int, ...]:
    """Draw by the public seed, deal the cases to the checkers; return the drawn rows in the order of the draw.

    :param seed: the outcome of the announced event, letter by letter.
    :param seen_at: where anybody can read it.
    :raises NotPermitted: ``by`` froze the list, or enters no seeds there; NotFound where it is out of reach.
    :raises WrongState: the seed is not public yet, the list was changed, or the cases are drawn.
    :raises Incomplete: the seed or where it was read is missing, or nobody there looks at cases.
    """
    check = _of(check_id, Permission.SPOT_CHECK_SEED, by)
    act = Words("登记种子并抽取")
    access.require_other_person(by, check.frozen_by, act=act, clause=A2_1_4, when=check.frozen_at)
    law.check_seed_public(day_of(at), check.seed_on)
    outcome = law.one_line(seed, Words("请填写种子。"))
    where = law.one_line(seen_at, Words("请写明种子的出处。"))
    checkers = members_of(check.over_id, Permission.SPOT_CHECK_FIND, at)
    if not checkers:
        raise Incomplete(
            Words("本机构没有可以检查案卷的监督员。"), do=Words("请先授予监督员岗位。"), clause=A2_1_4
        )
    with transaction.atomic():
        rows = list(check.entries.order_by("number"))
        entries = [row.entry for row in rows]
        law.check_same_list(entries, first_fact("spot_check.frozen", check_id, "list"))
        by_entry = {row.entry: row for row in rows}
        drawn = [by_entry[entry] for entry in law.draw(entries, seed=outcome, size=check.size)]
        numbers = [row.number for row in drawn]
        move(
            SPOT_CHECK, check_id, frm=CheckState.FROZEN, to=CheckState.DRAWN, kind="spot_check.drawn", by=by, at=at,
            facts={"seed": outcome, "seen_at": where, "drawn": numbers},
            seed=outcome, seen_at=where, drawn_by=by.account_id, drawn_at=at,
        )  # fmt: skip
        cases = SpotCase.objects.bulk_create(
            SpotCase(
                check_made=check,
                place=place,
                candidate=row,
                assigned_to=checker,
                state=CaseState.ASSIGNED.value,
            )
            for place, (row, checker) in enumerate(zip(drawn, cycle(checkers), strict=False), 1)
        )
        record_many(
            Line(
                "spot_case.assigned", A2_1_4, by.account_id, by.organisation_id, "spot_case", case.pk, at,
                {"account": case.assigned_to},
            )
            for case in cases
        )  # fmt: skip
        for checker, count in Counter(case.assigned_to for case in cases).items():
            notices.tell(
                accounts=[checker],
                words=Words("抽查{check}抽中的案卷中，有{count}件由您检查", check=check_id, count=count),
                address="/office/spot-checks",
                at=at,
            )
    return tuple(numbers)


def publish(*, check_id: int, said: str, by: Actor, at: datetime) -> None:
    """Publish the result in figures, with a sentence; corrections go on after it.

    :raises NotPermitted: ``by`` froze the list, or publishes nothing there; NotFound where it is out of reach.
    :raises WrongState: cases wait to be looked at, or the result is public.
    :raises Incomplete: there is no sentence.
    """
    check = _of(check_id, Permission.SPOT_CHECK_SEED, by)
    access.require_other_person(
        by, check.frozen_by, act=Words("公布抽查结果"), clause=A2_1_4, when=check.frozen_at
    )
    text = law.one_line(said, Words("请写一句对结果的说明。"))
    with transaction.atomic():
        check = SpotCheck.objects.select_for_update().get(pk=check_id)
        cases = list(check.cases.values_list("state", flat=True))
        waiting = cases.count(CaseState.ASSIGNED.value)
        if waiting:
            raise WrongState(
                Words("还有{count}件没有检查，不能公布结果。", count=waiting),
                do=Words("请先登记每一件的结论。"),
                clause=A2_1_4,
            )
        faulty = len(cases) - cases.count(CaseState.CONFORMS.value)
        move(
            SPOT_CHECK, check_id, frm=CheckState.DRAWN, to=CheckState.PUBLISHED, kind="spot_check.published",
            by=by, at=at, facts={"cases": len(cases), "faulty": faulty}, said=text, published_at=at,
        )  # fmt: skip


def _of(check_id: int, permission: Permission, by: Actor) -> SpotCheck:
    found = SpotCheck.objects.filter(pk=check_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.over_id))
    return found


def _prefix(region: str) -> str:
    """Return the leading digits under which a division's people are found."""
    code = region.strip()
    if not code:
        return ""
    if not regions.is_known(code):
        raise Incomplete(
            Words("没有代码为{code}的行政区划。", code=code), do=Words("请按GB/T 2260填写6位代码，或留空。"),
            clause=A2_1_4,
        )  # fmt: skip
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
