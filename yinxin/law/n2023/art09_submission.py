"""N9 — the agency checks its data, and submits it to the center within 25 working days of the results.

It may submit in batches. 依据：人社厅发〔2023〕16号 第九条.
"""
# Reading: 原则上 makes the limit a duty, not a bar. Late data is taken with its reason and shown as late. The
# duty stays open until every passed person is submitted or excluded with a reason; batches do not stop it.

from collections.abc import Mapping, Set
from datetime import date

from yinxin.kernel.calendar import Calendar
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national
from yinxin.law.lateness import Timeliness, timeliness
from yinxin.law.parties import Binding

CHECK = Clause("N9.1")
SUBMIT = Clause("N9.2")

ARTICLE = national(
    "第九条",
    title=Words("数据核查与报送"),
    points={
        "N9.1": Words("考试机构及时核查和处理数据，做到完整、准确、有效。"),
        "N9.2": Words("成绩发布后原则上25个工作日内向人事考试中心报送，一次报不完可以分批。"),
    },
)

SUBMIT_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 25}, source="人社厅发〔2023〕16号 第九条第二款")


@enacts(CHECK)
def check_may_accept(*, findings: int) -> None:
    """Take a batch only when the check left no finding that blocks.

    :param findings: how many findings block; each is listed with the batch, by row and field.
    :raises Incomplete: there are findings.
    """
    if findings:
        raise Incomplete(
            Words("核查发现{findings}处问题，整批未保存。", findings=findings),
            do=Words("按清单逐条改正后重新报送；也可以只报送没有问题的部分，其余以后分批补报。"),
            clause=CHECK,
            facts={"findings": findings},
        )


@enacts(SUBMIT)
def submission_due(results_published_on: date, calendar: Calendar) -> date:
    """Return the last day on which an exam's certificate data may be submitted on time."""
    return calendar.after(results_published_on, SUBMIT_WITHIN_WORKDAYS.on_or_first(results_published_on))


@enacts(SUBMIT)
def check_submitted_in_time(*, due_on: date, submitted_on: date, reason: str) -> Timeliness:
    """Say whether a batch came on time; a late one needs a reason.

    :raises Incomplete: late without a reason.
    """
    return timeliness(
        due_on=due_on, done_on=submitted_on, binding=Binding.PRINCIPLE, reason=reason, clause=SUBMIT
    )


@enacts(SUBMIT)
def still_owed(passed: Set[str], submitted: Set[str], excluded: Mapping[str, str]) -> frozenset[str]:
    """Return the passed persons who are neither submitted nor excluded with a reason.

    :param excluded: person to reason; a blank reason excludes nobody.
    """
    reasoned = {person for person, reason in excluded.items() if reason.strip()}
    return frozenset(passed - submitted - reasoned)
