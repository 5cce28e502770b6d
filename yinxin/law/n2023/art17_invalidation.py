"""N17 — whoever invalidates a certificate tells agency and center in writing within 10 working days.

依据：人社厅发〔2023〕16号 第十七条.
"""
# Reading: the ten days run from the decision. They run beside the fifteen of N18.1, not before them.

from collections.abc import Set
from datetime import date

from yinxin.kernel.calendar import Calendar
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party

NOTIFY = Clause("N17")

ARTICLE = national(
    "第十七条",
    title=Words("无效处理的告知"),
    points={"N17": Words("谁认定证书无效，谁在10个工作日内把决定和理由书面告诉考试机构和人事考试中心。")},
)

NOTIFY_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 10}, source="人社厅发〔2023〕16号 第十七条")
RECIPIENTS = (Party.AGENCY, Party.CENTER)


@enacts(NOTIFY)
def notice_due(decided_on: date, calendar: Calendar) -> date:
    """Return the last day for telling agency and center of a decision."""
    return calendar.after(decided_on, NOTIFY_WITHIN_WORKDAYS.on_or_first(decided_on))


@enacts(NOTIFY)
def check_notice_complete(*, decision: str, grounds: str, document: str, recipients: Set[Party]) -> None:
    """Count a notice as given only when it is in writing, says decision and grounds, and reached both.

    :param document: the number of the written notice.
    :raises Incomplete: something is missing; each is named.
    """
    parts = {Words("处理决定"): decision, Words("处理事由"): grounds, Words("书面告知的文号"): document}
    gaps = [name for name, value in parts.items() if not value.strip()]
    gaps += [Words("对{party}的告知", party=party.label) for party in RECIPIENTS if party not in recipients]
    check_nothing_missing(gaps, clause=NOTIFY)
