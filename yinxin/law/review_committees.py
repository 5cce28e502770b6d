"""What Order 40 sets for review committees: how long one is approved for, and when a candidate has passed (A2.2).

依据：职称评审管理暂行规定（人力资源社会保障部令第40号），2019年9月1日起施行.
"""
# Reading: an approval holds from its first through its last day, three years at most; what counts is the day on
# which the members decided, not the day on which their decision is entered. An approval that is ended early no
# longer holds on the day of its end. A candidate passes with the votes of two thirds of the members present:
# abstaining counts as presence, and not as a vote in favour.

from datetime import date
from fractions import Fraction

from yinxin.kernel.calendar import day_before, day_of, ending, years_after
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words

SENIOR, LOCAL = Clause("A2.2.1"), Clause("A2.2.2")
ORDER_40_FIRST_DAY = date(2019, 9, 1)
SOURCE = "人力资源社会保障部令第40号"

APPROVED_FOR_YEARS = Dated({ORDER_40_FIRST_DAY: 3}, source=SOURCE)
PASSING_SHARE = Dated({ORDER_40_FIRST_DAY: Fraction(2, 3)}, source=SOURCE)


def longest(since: date) -> date:
    """Return the last day that an approval from ``since`` on can have."""
    return day_before(years_after(since, APPROVED_FOR_YEARS.on_or_first(since)))


def follows_on(until: date) -> date:
    """Return the first day of the approval that follows one without a gap."""
    return day_of(ending(until))


@enacts(SENIOR, LOCAL)
def check_term(since: date, until: date) -> None:
    """Let a committee be approved for no longer than the order allows.

    :raises Incomplete: the last day lies before the first, or too long after it; the refusal names the latest one.
    """
    if until < since:
        raise Incomplete(Words("批准期限的最后一日早于第一日。"), do=Words("请核对批准文件。"), clause=SENIOR)
    if until > longest(since):
        raise Incomplete(
            Words("评审委员会的批准期限不超过{years}年。", years=APPROVED_FOR_YEARS.on_or_first(since)),
            do=Words("从{since}起，最迟到{until}；到期后重新核准备案。", since=since, until=longest(since)),
            clause=SENIOR,
        )


@enacts(SENIOR, LOCAL)
def check_in_term(day: date, *, since: date, until: date, ended_on: date | None) -> None:
    """Let a committee decide only while it is approved.

    :param ended_on: from which day on the approval no longer held, where it was ended early.
    :raises WrongState: it was not approved on ``day``; the refusal names the days.
    """
    if since <= day <= until and (ended_on is None or day < ended_on):
        return
    last = min(until, day_before(ended_on)) if ended_on else until
    raise WrongState(
        Words(
            "评审日{day}不在评审委员会的批准期限（{since}至{last}）之内。", day=day, since=since, last=last
        ),
        do=Words("期限以外作出的评审无效；请核对评审日，或由批准期限内的评审委员会评审。"),
        clause=SENIOR,
        facts={"since": since.isoformat(), "last": last.isoformat()},
    )


def needed(present: int, day: date) -> int:
    """Return how many votes in favour a candidate needs, of the members present."""
    share = PASSING_SHARE.on_or_first(day) * present
    return -(-share.numerator // share.denominator)


@enacts(SENIOR, LOCAL)
def has_passed(*, in_favour: int, present: int, day: date) -> bool:
    """Say whether a candidate has passed by the members' votes."""
    return in_favour >= needed(present, day)
