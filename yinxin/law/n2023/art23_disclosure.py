"""N23 — the center regularly publishes progress, the scope of verification, the scope of e-certificates.

依据：人社厅发〔2023〕16号 第二十三条.
"""
# Reading: 定期 has no number. How often is the office's own promise, given as an argument; all three matters
# must be out.

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing

PUBLISH = Clause("N23")

ARTICLE = national(
    "第二十三条",
    title=Words("信息公布"),
    points={"N23": Words("制证发证到哪一步、哪些证书能查、哪些有电子证书，要定期公开。")},
)


class Matter(Enum):
    """What is published."""

    PROGRESS = "progress"
    VERIFICATION_SCOPE = "verification_scope"
    ELECTRONIC_SCOPE = "electronic_scope"

    @property
    def label(self) -> Words:
        """The matter in Chinese."""
        return _LABELS[self]


_LABELS = {
    Matter.PROGRESS: Words("制作发放进度"),
    Matter.VERIFICATION_SCOPE: Words("查询验证范围"),
    Matter.ELECTRONIC_SCOPE: Words("电子证书实行范围"),
}


@enacts(PUBLISH)
def matters_overdue(last: Mapping[Matter, date], *, on: date, every_days: int) -> tuple[Matter, ...]:
    """Return the matters that were never published, or longer ago than the office's promise.

    :param every_days: the promise, in calendar days.
    """
    oldest = on - timedelta(days=every_days)
    return tuple(matter for matter in Matter if matter not in last or last[matter] < oldest)


@enacts(PUBLISH)
def due_by(last: date, *, every_days: int) -> date:
    """Return the last day on which the next edition keeps the office's promise.

    :param every_days: the promise, in calendar days.
    """
    return last + timedelta(days=every_days)


@enacts(PUBLISH)
def check_published(last: Mapping[Matter, date]) -> None:
    """Count the duty as met only when all three matters are out.

    :raises Incomplete: a matter was never published; each is named.
    """
    gaps = [matter.label for matter in Matter if matter not in last]
    check_nothing_missing(gaps, clause=PUBLISH, do=Words("生成并公布这些信息。"))
