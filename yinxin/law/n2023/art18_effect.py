"""N18 — the agency submits within 15 working days of the decision; the center updates within 5 of receipt.

The electronic certificate is revoked with the update. 依据：人社厅发〔2023〕16号 第十八条.
"""
# Reading: the fifteen days run from the decision itself, whether or not the notice of N17 has come. From
# decision to effect the law allows at most 15 and then 5 working days.

from datetime import date

from yinxin.kernel.calendar import Calendar
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national

SUBMIT = Clause("N18.1")
UPDATE = Clause("N18.2")

ARTICLE = national(
    "第十八条",
    title=Words("无效处理的生效"),
    points={
        "N18.1": Words("考试机构自处理决定作出起15个工作日内处理完数据并报送。"),
        "N18.2": Words("人事考试中心收到后5个工作日内更新查询结果，电子证书同步撤销。"),
    },
)

SUBMIT_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 15}, source="人社厅发〔2023〕16号 第十八条第一款")
UPDATE_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 5}, source="人社厅发〔2023〕16号 第十八条第二款")


@enacts(SUBMIT)
def data_due(decided_on: date, calendar: Calendar) -> date:
    """Return the last day for submitting the data of a decision: counted from the decision."""
    return calendar.after(decided_on, SUBMIT_WITHIN_WORKDAYS.on_or_first(decided_on))


@enacts(UPDATE)
def update_due(received_on: date, calendar: Calendar) -> date:
    """Return the last day for updating verification after the data was received."""
    return calendar.after(received_on, UPDATE_WITHIN_WORKDAYS.on_or_first(received_on))


@enacts(UPDATE)
def check_updated_together(
    *, answer_updated: bool, electronic_exists: bool, electronic_revoked: bool
) -> None:
    """Count the decision as in effect only when answer and electronic certificate changed together.

    :raises WrongState: one changed without the other, or neither did.
    """
    if not answer_updated or (electronic_exists and not electronic_revoked):
        raise WrongState(
            Words("查询结果与电子证书没有同步处理。"),
            do=Words("在同一步内更新查询结果并撤销电子证书。"),
            clause=UPDATE,
        )
