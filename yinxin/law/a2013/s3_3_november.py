"""A3.3 — national exams: the province applies to the ministry each November; its own it handles regularly.

依据：皖人社秘〔2013〕176号 三（三）.
"""
# Reading: 每年11月 ends on 30 November. Since 2023-06-15 a certificate that the ministry makes goes by
# N15 and N16 at any time of the year (N29); the November summary then remains as a report. Computer
# and foreign language certificates are the provincial exam institute's.

from datetime import date
from enum import Enum
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.n2023.art27_by_reference import follows
from yinxin.law.n2023.art29_commencement import in_force
from yinxin.law.regimes import Regime

FORWARD = Clause("A3.3")

ARTICLE = anhui(
    "三（三）",
    title=Words("分类办理"),
    points={
        "A3.3": Words(
            "全国统考的由省厅每年11月报部里；省统考和高级评审的由省厅定期办；计算机、外语的由考试院办。"
        )
    },
)

APPLIED_BY: Final = (11, 30)
"""Month and day by which the province applies to the ministry."""

SPECIAL_EXAMS: Final = ("计算机应用能力", "职称外语", "外语等级")
"""What the names of the exams say that the province's exam institute handles."""


class Route(Enum):
    """Where an audited application goes."""

    NATIONAL_PATH = "national_path"
    MINISTRY_IN_NOVEMBER = "ministry_in_november"
    PROVINCE = "province"
    EXAM_INSTITUTE = "exam_institute"

    @property
    def label(self) -> Words:
        """The route in Chinese."""
        return _LABELS[self]


_LABELS = {
    Route.NATIONAL_PATH: Words("按全国规程随时办理"),
    Route.MINISTRY_IN_NOVEMBER: Words("每年11月报部申请"),
    Route.PROVINCE: Words("省厅定期办理"),
    Route.EXAM_INSTITUTE: Words("省人事考试院办理"),
}


@enacts(FORWARD)
def november_due(summed_up_on: date) -> date:
    """Return the last day for the province's application to the ministry."""
    month, day = APPLIED_BY
    due = date(summed_up_on.year, month, day)
    return due if summed_up_on <= due else due.replace(year=due.year + 1)


@enacts(FORWARD)
def route_of(regime: Regime, *, on: date, special_exam: bool = False) -> Route:
    """Return where an application goes on ``on``.

    :param special_exam: the certificate is of the computer or the foreign-language exam.
    """
    if special_exam:
        return Route.EXAM_INSTITUTE
    if regime in (Regime.PROVINCIAL_EXAM, Regime.REVIEW):
        return Route.PROVINCE
    return Route.NATIONAL_PATH if in_force(on) and follows(regime) else Route.MINISTRY_IN_NOVEMBER


@enacts(FORWARD)
def is_special_exam(qualification: str) -> bool:
    """Say whether a qualification is of the computer or the foreign-language exam for titles, by its name."""
    return any(name in qualification for name in SPECIAL_EXAMS)
