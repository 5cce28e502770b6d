"""A1.3 — who gives certificates out and checks; five years' bar for fraud; careless bodies answer for it.

依据：皖人社秘〔2013〕176号 一（三）.
"""
# Reading: the bar is a measure of the province, shown with its basis, and no national one: the national
# discipline rules keep records of their own, which are never merged with it. It covers exams and reviews of
# the corresponding kind. It begins with the decision, holds through the same day five years later, and ends
# by itself. A decision before the notice founds no bar.

from dataclasses import dataclass
from datetime import date
from enum import Enum

from yinxin.kernel.calendar import years_after
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import NotApplicable, NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.article import ANHUI_FIRST_DAY, anhui
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

GIVE_OUT = Clause("A1.3a")
BAR = Clause("A1.3b")
ANSWER = Clause("A1.3c")

ARTICLE = anhui(
    "一（三）",
    title=Words("发放、限制与问责"),
    points={
        "A1.3a": Words("考试证书按属地发放，评审证书由评委会组建单位发放，发证前核对名单和报考条件。"),
        "A1.3b": Words("条件不符或者造假的，拿不到证书，5年内不能再参加对应的考试和评审。"),
        "A1.3c": Words("单位审得马虎会被通报，造成严重后果的还要追责。"),
    },
)

BARRED_FOR_YEARS = Dated({ANHUI_FIRST_DAY: 5}, source="皖人社秘〔2013〕176号 一（三）")


@dataclass(frozen=True)
class Giver:
    """Who gives a certificate out: the party, and its region's GB/T 2260 code where one decides."""

    party: Party
    region: str


class Measure(Enum):
    """What happens to a body that audited carelessly."""

    CRITICISM = "criticism"
    ACCOUNTABILITY = "accountability"

    @property
    def label(self) -> Words:
        """The measure in Chinese."""
        return _MEASURES[self]


_MEASURES = {Measure.CRITICISM: Words("通报批评"), Measure.ACCOUNTABILITY: Words("追究责任")}


@enacts(GIVE_OUT)
def giver_of(regime: Regime, *, region: str, provincial_unit: bool) -> Giver:
    """Return who gives out: the committee's founder for reviews, else the person's city or the window.

    :param region: the region where the person belongs.
    :param provincial_unit: the person works for a provincial or central unit (A2.1.1).
    """
    if regime is Regime.REVIEW:
        return Giver(Party.COMMITTEE, region)
    return Giver(Party.WINDOW, "") if provincial_unit else Giver(Party.ISSUER, region)


@enacts(GIVE_OUT)
def check_may_give_out(*, on_passed_list: bool, audit_passed: bool) -> None:
    """Give a certificate out only to a person of the passed list whose conditions were audited.

    :raises Incomplete: one of the two is missing; each is named.
    """
    parts = {Words("合格人员名单中的记录"): on_passed_list, Words("报考条件的审核结论"): audit_passed}
    check_nothing_missing([name for name, there in parts.items() if not there], clause=GIVE_OUT)


@enacts(BAR)
def bar_ends_on(decided_on: date) -> date:
    """Return the last day of the bar that a decision of ``decided_on`` founds.

    :raises NotApplicable: the decision is older than the notice.
    """
    if decided_on < BARRED_FOR_YEARS.first_day:
        raise NotApplicable(
            Words("{day}作出的决定早于本通知，不产生报考限制。", day=decided_on),
            do=Words("按决定当时的规定办理。"),
            clause=BAR,
        )
    return years_after(decided_on, BARRED_FOR_YEARS.on(decided_on))


@enacts(BAR)
def is_barred(on: date, decided_on: date) -> bool:
    """Say whether the bar of a decision holds on ``on``: from the decision through its last day.

    :raises NotApplicable: the decision is older than the notice.
    """
    return decided_on <= on <= bar_ends_on(decided_on)


@enacts(BAR)
def check_not_barred(on: date, decided_on: date) -> None:
    """Let a person into an exam or a review only when no bar holds.

    :raises NotPermitted: the bar holds; the refusal says until when.
    """
    if is_barred(on, decided_on):
        raise NotPermitted(
            Words("在{day}以前（含当日）不能参加相应的考试和评审。", day=bar_ends_on(decided_on)),
            do=Words("期满后自动解除，无需申请；对处理决定不服的，可依法申请救济。"),
            clause=BAR,
            facts={"ends_on": bar_ends_on(decided_on).isoformat()},
        )


@enacts(ANSWER)
def measure_for(*, grave: bool) -> Measure:
    """Return what follows for a careless body: criticism in public, or accountability in grave cases."""
    return Measure.ACCOUNTABILITY if grave else Measure.CRITICISM
