"""A3.2 — the city audits, registers, sums up in annex 3 or 4, and hands in by the end of October.

依据：皖人社秘〔2013〕176号 三（二）.
"""
# Reading: 当年10月底前 is 31 October, that day included, and does not move when it falls on a day off. An
# application of 1 November or later stands in next year's summary. Practising and vocational qualifications
# go on annex 4, all else on annex 3: reviewed titles, and exams for what the catalogue calls 专业技术资格.

from datetime import date
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.regimes import Regime

SUM_UP = Clause("A3.2")
ANNEX_3: Final = Clause("A.annex3")
ANNEX_4: Final = Clause("A.annex4")

ARTICLE = anhui(
    "三（二）",
    title=Words("年度汇总"),
    points={"A3.2": Words("各市审完、登记、汇总成表，每年10月31日前交到省政务中心人社窗口。")},
)

_TITLES: Final = "专业技术资格"

HANDED_IN_BY: Final = (10, 31)
"""Month and day by which a year's summary is handed in."""


@enacts(SUM_UP)
def summary_due(applied_on: date) -> date:
    """Return the last day for handing in the summary that an application belongs to."""
    month, day = HANDED_IN_BY
    due = date(applied_on.year, month, day)
    return due if applied_on <= due else due.replace(year=due.year + 1)


@enacts(SUM_UP)
def summary_form(*, vocational: bool) -> Clause:
    """Return the annex on which an application is summed up.

    :param vocational: the certificate is of a vocational or practising qualification.
    """
    return ANNEX_4 if vocational else ANNEX_3


@enacts(SUM_UP)
def is_vocational(regime: Regime, qualification: str) -> bool:
    """Say whether a certificate is of a vocational or practising qualification.

    :param qualification: the qualification's name.
    """
    return regime is not Regime.REVIEW and _TITLES not in qualification
