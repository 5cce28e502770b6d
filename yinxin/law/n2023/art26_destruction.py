"""N26 — recalled paper and paper past custody is registered, and goes to the center once a year.

依据：人社厅发〔2023〕16号 第二十六条.
"""
# Reading: 按年度 is counted by the calendar year in which the copy came onto the list: it is handed over by
# 31 December. Two people destroy; what was handed over and what was destroyed must be what was listed.

from datetime import date
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.n2023.art13_collection import custody_until, is_past_custody

DESTROY = Clause("N26")

ARTICLE = national(
    "第二十六条",
    title=Words("销毁"),
    points={"N26": Words("收回的和过了保管期的纸质证书，由发放机构登记造册，每年交人事考试中心销毁。")},
)

HANDED_OVER_BY: Final = (12, 31)
"""Month and day by which a year's list is handed over."""


@enacts(DESTROY)
def hand_over_due(listed_on: date) -> date:
    """Return the last day for handing over what came onto the list on ``listed_on``."""
    month, day = HANDED_OVER_BY
    return date(listed_on.year, month, day)


@enacts(DESTROY)
def check_may_list(*, on: date, recalled: bool, exam_last_day: date | None) -> None:
    """List a copy that was recalled, or is past custody.

    :raises WrongState: the copy still has time in custody; the refusal says until when.
    """
    if recalled or (exam_last_day is not None and is_past_custody(on, exam_last_day)):
        return
    if exam_last_day is None:
        raise WrongState(
            Words("这本证书没有收回，也没有考试结束日期，不能列入销毁清册。"),
            do=Words("补录考试结束日期，或先办理收回。"),
            clause=DESTROY,
        )
    raise WrongState(
        Words("这本证书的保管期到{day}。", day=custody_until(exam_last_day)),
        do=Words("保管期满后的次日起可以列入销毁清册。"),
        clause=DESTROY,
    )


@enacts(DESTROY)
def check_two_destroyers(first: str, second: str) -> None:
    """Let copies be destroyed only by two different people.

    :raises NotPermitted: it is one person twice.
    """
    if first == second:
        raise NotPermitted(
            Words("销毁须由两人共同实施。"), do=Words("请另一位工作人员到场并签字。"), clause=DESTROY
        )


@enacts(DESTROY)
def check_counts(*, listed: int, handed_over: int, destroyed: int) -> None:
    """Close a year's destruction only when the three counts agree.

    :raises Incomplete: they differ.
    """
    if not listed == handed_over == destroyed:
        raise Incomplete(
            Words(
                "清册{listed}本，移交{handed_over}本，销毁{destroyed}本，数目不一致。",
                listed=listed,
                handed_over=handed_over,
                destroyed=destroyed,
            ),
            do=Words("逐本核对清册，查明差异后再结清。"),
            clause=DESTROY,
        )
