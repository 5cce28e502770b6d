"""N10 — within 20 working days of receipt the center hands over to printing and opens verification.

The electronic certificate is made and released with them. 依据：人社厅发〔2023〕16号 第十条.
"""
# Reading: the limit ends when the paper goes to the printer and verification is open, not when printing is
# done or the parcel arrives: the text limits neither. All that is asked must have happened, so the last of
# the days discharges the duty. 一般 makes it a duty in principle.

from datetime import date

from yinxin.kernel.calendar import Calendar
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national

MAKE = Clause("N10")

ARTICLE = national(
    "第十条",
    title=Words("制作与开通查询"),
    points={"N10": Words("人事考试中心收到数据后一般20个工作日内交付印制并开通查询验证，电子证书同步制发。")},
)

DELIVER_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 20}, source="人社厅发〔2023〕16号 第十条")


@enacts(MAKE)
def delivery_due(received_on: date, calendar: Calendar) -> date:
    """Return the last day for handing over to printing and opening verification."""
    return calendar.after(received_on, DELIVER_WITHIN_WORKDAYS.on_or_first(received_on))


@enacts(MAKE)
def discharged_on(
    *,
    handed_to_printing_on: date | None,
    verification_opened_on: date | None,
    electronic_made_on: date | None,
    electronic_ordered: bool = True,
) -> date | None:
    """Return the day on which the duty was fulfilled, or None while a part of it is open.

    :param electronic_ordered: False where the qualification has no electronic certificates yet.
    """
    days = [handed_to_printing_on, verification_opened_on]
    if electronic_ordered:
        days.append(electronic_made_on)
    done = [day for day in days if day is not None]
    return max(done) if len(done) == len(days) else None
