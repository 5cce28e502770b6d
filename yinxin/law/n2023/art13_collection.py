"""N13 — collected in person or by a proxy with three papers; kept for 5 years from the exam's last day.

依据：人社厅发〔2023〕16号 第十三条.
"""
# Reading: custody runs from the exam's last day, not from arrival, approval or notice. It ends with the same
# day five years later, that day included; the copy is past custody on the day after. Paper that lay in
# custody on the procedure's first day has the same term. The article's list of a proxy's papers is open: where an
# issuer has published that a unit may collect for its people, the unit's introduction letter stands for the letters
# of authority; the documents of both sides are shown all the same.

from collections.abc import Set
from datetime import date

from yinxin.kernel.calendar import years_after
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing

COLLECT = Clause("N13.1")
KEEP = Clause("N13.2")

ARTICLE = national(
    "第十三条",
    title=Words("现场领取与保管期限"),
    points={
        "N13.1": Words("现场领取由本人来；确需代领的，带齐双方身份证件和委托书。"),
        "N13.2": Words("没人领的先由发放机构收好，从考试结束那天算起留5年。"),
    },
)

KEPT_FOR_YEARS = Dated({NATIONAL_FIRST_DAY: 5}, source="人社厅发〔2023〕16号 第十三条第二款")


@enacts(COLLECT)
def documents_needed(*, proxy: bool, unit: bool = False) -> tuple[Evidence, ...]:
    """Return what must be shown at the counter: by the holder, by a proxy, or by who collects for a unit."""
    if unit:
        return (Evidence.HOLDER_ID, Evidence.PROXY_ID, Evidence.INTRODUCTION_LETTER)
    if proxy:
        return (Evidence.HOLDER_ID, Evidence.PROXY_ID, Evidence.LETTER_OF_AUTHORITY)
    return (Evidence.HOLDER_ID,)


@enacts(COLLECT)
def check_may_collect(*, proxy: bool, documents: Set[Evidence], unit: bool = False) -> None:
    """Hand a certificate over only to somebody who shows all the papers.

    :param unit: a unit collects for its people, and the issuer has published that it may.
    :raises Incomplete: a paper is missing; each is named.
    """
    needed = documents_needed(proxy=proxy, unit=unit)
    missing = [paper.label for paper in needed if paper not in documents]
    check_nothing_missing(missing, clause=COLLECT, do=Words("带齐后再来领取，证书仍为您保管。"))


@enacts(KEEP)
def custody_until(exam_last_day: date) -> date:
    """Return the last day of custody for a copy of an exam that ended on ``exam_last_day``."""
    return years_after(exam_last_day, KEPT_FOR_YEARS.on_or_first(exam_last_day))


@enacts(KEEP)
def is_past_custody(on: date, exam_last_day: date) -> bool:
    """Say whether a copy may be listed for destruction on ``on``."""
    return on > custody_until(exam_last_day)
