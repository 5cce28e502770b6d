"""The discipline rules by the date of the act: what an act leads to, on which ground, and who may say so.

Neither text of ours says when a certificate is void: N17 and N18 begin where somebody has decided. The grounds stand in
the national rules for examinations, in the rules for reviews, in the working rule for notification and commitment, and
in the Anhui notice (A1.3b). Each is kept apart: what a record is, and what a bar is, stands in different rules.
"""
# Reading: the rules of the day of the act govern, not those of the day of the decision. A record is a reference for
# whoever issues, registers or reviews, and stops nobody; a bar stops. The rules of 2017 know records and no bar, those
# of 2011 a bar and no record. The bar of A1.3b is a provincial measure beside both. Acts before 1 May 2011 are not in
# this table: the body that decides then states its own ground.

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from yinxin.kernel.calendar import years_after
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable, NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

DECIDE = Clause("N17")
BAR = s1_3_bar.BAR
ANHUI: Final = "34"


class Act(Enum):
    """What a person did, as a decision must name it; one value for each consequence that differs."""

    FALSE_PROOF = "false_proof"
    SERIOUS = "serious"
    GRAVE = "grave"
    FALSE_COMMITMENT = "false_commitment"
    UNTRUE_COMMITMENT = "untrue_commitment"
    REVIEW_FRAUD = "review_fraud"
    UNFIT = "unfit"
    OTHER = "other"

    @property
    def label(self) -> Words:
        """The act in Chinese."""
        return _ACTS[self]


_ACTS = {
    Act.FALSE_PROOF: Words("提供虚假证明材料，或者以其他不正当手段取得证书"),
    Act.SERIOUS: Words("考试中严重违纪违规"),
    Act.GRAVE: Words("考试中特别严重违纪违规（如替考、串通作弊）"),
    Act.FALSE_COMMITMENT: Words("故意作出虚假承诺"),
    Act.UNTRUE_COMMITMENT: Words("承诺不实，没有查明故意"),
    Act.REVIEW_FRAUD: Words("评审中弄虚作假"),
    Act.UNFIT: Words("不符合报考或者评审条件"),
    Act.OTHER: Words("其他情形（由作出处理的机构写明依据）"),
}


class Term(Enum):
    """How long an entry in the file of integrity stands."""

    NONE = "none"
    THREE_YEARS = "three_years"
    FIVE_YEARS = "five_years"
    LONG = "long"

    @property
    def label(self) -> Words:
        """The term in Chinese."""
        return _TERMS[self]

    @property
    def years(self) -> int | None:
        """The years of a term that ends; None for none and for long."""
        return {Term.THREE_YEARS: 3, Term.FIVE_YEARS: 5}.get(self)


_TERMS = {
    Term.NONE: Words("不记入"),
    Term.THREE_YEARS: Words("记录3年"),
    Term.FIVE_YEARS: Words("记录5年"),
    Term.LONG: Words("长期记录"),
}


@dataclass(frozen=True)
class RuleSet:
    """One document, by the days of the acts to which it applies.

    :ivar last_day: the last day of an act to which it applies; None while it is in force.
    """

    code: str
    document: str
    first_day: date
    last_day: date | None
    source: str

    def governs(self, on: date) -> bool:
        """Say whether an act of this day falls under it."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)


ORDER_12: Final = RuleSet(
    "order-12",
    "《专业技术人员资格考试违纪违规行为处理规定》（人力资源和社会保障部令第12号）",
    date(2011, 5, 1),
    date(2017, 3, 31),
    "人力资源和社会保障部令第12号，2011年5月1日起施行",
)
ORDER_31: Final = RuleSet(
    "order-31",
    "《专业技术人员资格考试违纪违规行为处理规定》（人力资源和社会保障部令第31号）",
    date(2017, 4, 1),
    None,
    "人力资源和社会保障部令第31号，2017年2月16日公布，2017年4月1日起施行",
)
COMMITMENT: Final = RuleSet(
    "commitment-2021",
    "资格考试报名告知承诺制的工作规程（人考中心函〔2021〕1号）",
    date(2021, 1, 1),
    None,
    "人考中心函〔2021〕1号；文号的年份为2021年，自该年首日起计",
)
ORDER_40: Final = RuleSet(
    "order-40",
    "《职称评审管理暂行规定》（人力资源和社会保障部令第40号）",
    date(2019, 9, 1),
    None,
    "人力资源和社会保障部令第40号，2019年9月1日起施行",
)
ANHUI_NOTICE: Final = RuleSet(
    "anhui-2013",
    "皖人社秘〔2013〕176号",
    s1_3_bar.BARRED_FOR_YEARS.first_day,
    None,
    s1_3_bar.BARRED_FOR_YEARS.source,
)
OWN: Final = RuleSet("own", "", date.min, None, "由作出处理的机构写明")
RULE_SETS: Final = (ORDER_12, ORDER_31, COMMITMENT, ORDER_40, ANHUI_NOTICE)


@dataclass(frozen=True)
class Ground:
    """What an act leads to.

    :ivar place: the article within the document; empty where copies of the text number it differently.
    :ivar record: what is entered in the file of integrity, by this very ground.
    :ivar out_years: years that this ground itself keeps a person out of examinations, counted from the act.
    """

    rules: RuleSet
    place: str
    record: Term
    out_years: int = 0

    @property
    def text(self) -> str:
        """The ground as a decision cites it; empty where the body states its own."""
        return f"{self.rules.document}{self.place}"

    def record_until(self, decided_on: date) -> date | None:
        """Return the last day of a record that ends; None for none and for one that stands long."""
        return years_after(decided_on, self.record.years) if self.record.years else None

    def out_until(self, act_on: date) -> date | None:
        """Return the last day on which the ground itself keeps the person out; None where it does not."""
        return years_after(act_on, self.out_years) if self.out_years else None


_EXAMS: Final = {
    Act.SERIOUS: (Ground(ORDER_12, "第七条", Term.NONE, 2), Ground(ORDER_31, "第七条", Term.FIVE_YEARS)),
    Act.GRAVE: (Ground(ORDER_12, "", Term.NONE, 2), Ground(ORDER_31, "第八条", Term.LONG)),
    Act.FALSE_PROOF: (Ground(ORDER_12, "", Term.NONE), Ground(ORDER_31, "第十条", Term.FIVE_YEARS)),
    Act.FALSE_COMMITMENT: (Ground(ORDER_31, "第十条", Term.FIVE_YEARS),),
    Act.UNTRUE_COMMITMENT: (Ground(COMMITMENT, "", Term.NONE),),
    Act.UNFIT: (Ground(ORDER_12, "", Term.NONE), Ground(ORDER_31, "", Term.NONE)),
}
_REVIEWS: Final = {
    Act.REVIEW_FRAUD: (Ground(ORDER_40, "", Term.THREE_YEARS),),
    Act.UNFIT: (Ground(ORDER_40, "", Term.NONE),),
}
_BARRING: Final = frozenset(
    {Act.FALSE_PROOF, Act.SERIOUS, Act.GRAVE, Act.FALSE_COMMITMENT, Act.REVIEW_FRAUD, Act.UNFIT}
)
"""What A1.3b calls unfit or fraudulent. An untrue commitment without intent is neither until somebody finds more."""


def acts_of(regime: Regime) -> tuple[Act, ...]:
    """Return the acts that a decision about a certificate of this regime can name."""
    return (*(_REVIEWS if regime is Regime.REVIEW else _EXAMS), Act.OTHER)


def ground(act: Act, *, on: date, regime: Regime) -> Ground:
    """Return the ground and consequences of an act of this day.

    :raises NotApplicable: no rule in the table governs such an act on that day; the body states its own ground.
    """
    if act is Act.OTHER:
        return Ground(OWN, "", Term.NONE)
    table = _REVIEWS if regime is Regime.REVIEW else _EXAMS
    for one in table.get(act, ()):
        if one.rules.governs(on):
            return one
    raise NotApplicable(
        Words("{day}的“{act}”没有已登记的处理依据。", day=on, act=act.label),
        do=Words("请核对行为日期和情形；按其他规定处理的，选择“其他情形”并写明依据。"),
        clause=DECIDE,
    )


@dataclass(frozen=True)
class ProvincialBar:
    """The measure of the Anhui notice, apart from every national record.

    :ivar until: its last day.
    :ivar stops: it stops the person at intake of provincial exams and reviews; at a national one a human is told.
    """

    until: date
    stops: bool


@enacts(BAR)
def provincial_bar(act: Act, *, decided_on: date, regime: Regime, region: str) -> ProvincialBar | None:
    """Return the provincial bar that a decision founds; None where the notice founds none.

    :param region: GB/T 2260 of the body that decides; the notice reaches its own province only.
    """
    if act not in _BARRING or region[:2] != ANHUI or not ANHUI_NOTICE.governs(decided_on):
        return None
    return ProvincialBar(s1_3_bar.bar_ends_on(decided_on), regime in (Regime.PROVINCIAL_EXAM, Regime.REVIEW))


DECIDERS: Final = {
    Regime.NATIONAL: (Party.MINISTRY, Party.AUTHORITY, Party.AGENCY),
    Regime.PROVINCIAL_EXAM: (Party.AUTHORITY, Party.AGENCY),
    Regime.REVIEW: (Party.AUTHORITY, Party.COMMITTEE),
    Regime.PASS_PROOF: (Party.MINISTRY, Party.AUTHORITY, Party.AGENCY),
}
"""Who decides. The centre never does: it receives the data and carries the decision out (N4, N18.2)."""


@enacts(DECIDE)
def check_may_decide(party: Party, regime: Regime) -> None:
    """Let only the bodies that answer for a certificate declare it invalid.

    :raises NotPermitted: the party is none of them; the refusal says who is.
    """
    if party not in DECIDERS[regime]:
        owners = listed([one.label for one in DECIDERS[regime]])
        raise NotPermitted(
            Words("{party}不能对“{regime}”的证书作出无效处理。", party=party.label, regime=regime.label),
            do=Words("请转交{owners}办理。", owners=owners),
            clause=DECIDE,
        )


STATEMENT_DAYS: Final = 5
"""Working days that a person has at least for statement and defence, where the notice of intent gives no more."""
# Reading: the rules give the right and set no number that all copies agree on. Five is the house's own least, and the
# notice states the day; a longer time may always be given.
