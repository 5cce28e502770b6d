from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art17_invalidation import check_notice_complete, notice_due
from yinxin.law.parties import Party

WHOLE = {
    "decision": "证书无效",
    "grounds": "提供虚假证明",
    "document": "告知函1号",
    "recipients": {Party.AGENCY, Party.CENTER},
}


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (date(2026, 2, 12), date(2026, 3, 4)),
        (date(2026, 2, 13), date(2026, 3, 5)),
        (date(2026, 2, 14), date(2026, 3, 6)),
    ],
)
def test_notice_is_due_on_the_10th_working_day_after_the_decision(decided, due):
    assert notice_due(decided, CALENDAR) == due


def test_a_whole_notice_counts():
    check_notice_complete(**WHOLE)


@pytest.mark.parametrize(
    ("spoiled", "gap"),
    [
        ({"decision": ""}, "处理决定"),
        ({"grounds": ""}, "处理事由"),
        ({"document": ""}, "书面告知的文号"),
        ({"recipients": {Party.CENTER}}, "对考试机构的告知"),
        ({"recipients": {Party.AGENCY}}, "对人事考试中心的告知"),
    ],
)
def test_each_gap_of_a_notice_is_named(spoiled, gap):
    with pytest.raises(Incomplete) as refusal:
        check_notice_complete(**(WHOLE | spoiled))
    assert refusal.value.facts["missing"] == [gap]
