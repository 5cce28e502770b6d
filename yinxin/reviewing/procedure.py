"""The local procedure of a session: which steps in which order, whose each is, which is next (A2.2.1, A2.2.2).

The steps stand in the province's folder, by place and rank; a session keeps those that held when it was opened. What
the public notice says and how long it runs is not known here: only its place in the order, and the day on which it is
over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_2_2_local
from yinxin.law.provinces import Province, StepKind, province_of
from yinxin.law.regimes import ReviewLevel
from yinxin.parties.actor import Body
from yinxin.parties.queries import authority_of, body, oldest_of
from yinxin.reviewing.models import Session, StepTaken

A2_2_2 = Clause("A2.2.2")


@dataclass(frozen=True)
class Step:
    """One step of a session's procedure.

    :ivar body: whose it is; None for the public notice, which nobody signs.
    :ivar on: the day on which it was done, None while it is not.
    """

    place: int
    kind: StepKind
    words: str
    body: Body | None
    on: date | None
    document: str
    by: int
    at: datetime | None

    @property
    def done(self) -> bool:
        """Say whether it is done."""
        return self.on is not None


def recorded(founder: Body, rank: ReviewLevel) -> dict[str, Any]:
    """Return the procedure that holds for a founder's sessions: its place's, else its province's.

    :raises NotFound: none is recorded for the rank.
    """
    province = province_of(founder.region)
    home = f"{founder.region[:2]}0000"
    place = founder.region if province and (founder.region, rank) in province.steps else home
    known = province.procedures if province else {}
    found = s2_2_2_local.procedure_of(place, rank, known)
    return {
        "place": place,
        "document": found.document,
        "steps": [{"kind": one.kind.value, "words": one.words} for one in _steps(province, place, rank)],
    }


def steps(session: Session, *, notice_over_on: date | None, on: date) -> tuple[Step, ...]:
    """Return a session's steps in order, each with what was done in this round.

    :param notice_over_on: the last day of the public notice of this session's list; None where there is none yet.
    :param on: today: a notice that still runs is not over.
    """
    taken = {
        one.place: one for one in StepTaken.objects.filter(session=session, round=session.round, taken=True)
    }
    founder = body(session.committee.founder_id)
    found: list[Step] = []
    before = day_of(session.listed_at) if session.listed_at else session.decided_on
    for place, said in enumerate(session.procedure["steps"]):
        kind, row = StepKind(said["kind"]), taken.get(place)
        if kind is StepKind.NOTICE:
            over = notice_over_on is not None and before <= notice_over_on < on
            one = Step(place, kind, said["words"], None, notice_over_on if over else None, "", 0, None)
        elif row is None:
            one = Step(place, kind, said["words"], body_of(kind, founder), None, "", 0, None)
        else:
            one = Step(place, kind, said["words"], body(row.body_id), row.on, row.document, row.by, row.at)
        before = one.on or before
        found.append(one)
    return tuple(found)


def next_of(found: Sequence[Step]) -> Step | None:
    """Return the step whose turn it is; None where all are done."""
    return next((one for one in found if not one.done), None)


def body_of(kind: StepKind, founder: Body) -> Body:
    """Return whose a step is.

    :raises NotFound: the place has no such body.
    """
    if kind is StepKind.FOUNDER:
        return founder
    if kind is StepKind.CITY:
        city = f"{founder.region[:4]}00"
        number = oldest_of("city", city) or oldest_of("issuer", city)
        found = body(number) if number else None
    else:
        found = authority_of(founder.region)
    if found is None:
        raise NotFound(
            Words("“{name}”所在地没有办理“{step}”的机构。", name=founder.name, step=kind.label),
            do=Words("请先登记该机构，再继续办理。"),
            clause=A2_2_2,
        )
    return found


def check_finished(found: Sequence[Step]) -> None:
    """Let nothing go on before every step is done, in order.

    :raises WrongState: a step is not done; the refusal names it and whose it is.
    """
    missing = next_of(found)
    if missing is None:
        return
    who = missing.body.name if missing.body else Words("公示")
    raise WrongState(
        Words("发证程序还差一步：{step}（{who}）。", step=missing.words, who=who),
        do=Words("请按本地办法办完各步骤，再制作证书。"),
        clause=A2_2_2,
    )


def _steps(province: Province | None, place: str, rank: ReviewLevel) -> Sequence[Any]:
    return province.steps[place, rank] if province else ()
