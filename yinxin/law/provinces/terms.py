"""What a province can decide, in types: documents and their terms, procedures, conditions, papers, rhythms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Final

from yinxin.kernel.words import Words
from yinxin.law.a2013.s2_2_2_local import Procedure
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.regimes import Kind, Regime, ReviewLevel


class Maker(Enum):
    """Who makes a family of certificates."""

    CENTRE = "centre"
    AUTHORITY = "authority"
    INSTITUTE = "institute"

    @property
    def label(self) -> Words:
        """The maker in Chinese."""
        return _MAKERS[self]


_MAKERS = {
    Maker.CENTRE: Words("人事考试中心"),
    Maker.AUTHORITY: Words("省级人社部门"),
    Maker.INSTITUTE: Words("省人事考试院"),
}


class StepKind(Enum):
    """A step that a local procedure can ask for before titles are certified (A2.2.2)."""

    NOTICE = "notice"
    FOUNDER = "founder"
    CITY = "city"
    FILING = "filing"
    PROVINCE = "province"

    @property
    def label(self) -> Words:
        """The step in Chinese."""
        return _STEPS[self]


_STEPS = {
    StepKind.NOTICE: Words("公示"),
    StepKind.FOUNDER: Words("组建单位核准"),
    StepKind.CITY: Words("市级人社部门审批"),
    StepKind.FILING: Words("报省级人社部门备案"),
    StepKind.PROVINCE: Words("省级人社部门审批"),
}


@dataclass(frozen=True)
class Document:
    """What a family of exams or reviews ends in, and what is done before it is given out.

    :ivar key: its name in the province's folder and with each exam; empty for what the ministry makes.
    :ivar number_template: how management numbers are made; empty where the data bring them.
    :ivar months_valid: how long the document holds, from its approval; None for ever (N7, N27).
    :ivar scope: where it counts, as it is printed; empty where each row of the data says so.
    :ivar audited: whether each person's conditions are audited before it is given out (A2.1.2).
    :ivar notice_days: for how many working days the list is shown in public before it is made; 0 for none.
    :ivar sample_percent: which share of those who promised instead of proving is checked after the exam; 0 for none.
    :ivar special: the computer or foreign-language exam, which the exam institute handles (A3.3).
    """

    key: str
    title: str
    regime: Regime
    kind: Kind
    maker: Maker
    basis: str
    number_template: str = ""
    months_valid: int | None = None
    scope: str = ""
    audited: bool = False
    notice_days: int = 0
    sample_percent: int = 0
    special: bool = False

    @property
    def term(self) -> Words:
        """How long it holds, for people."""
        if self.months_valid is None:
            return Words("长期有效")
        return Words("自批准之日起{count}个月", count=self.months_valid)

    @property
    def numbering(self) -> Words:
        """How it is numbered, for people."""
        if not self.number_template:
            return Words("数据里带来")
        return Words("{template}", template=self.number_template)

    def stored(self) -> dict[str, Any]:
        """Return what is kept with an exam, so that a later change of the folder does not reach it."""
        facts = asdict(self)
        return facts | {
            "regime": self.regime.value,
            "kind": self.kind.value,
            "maker": self.maker.value,
        }

    @classmethod
    def from_stored(cls, facts: Mapping[str, Any]) -> Document:
        """Return the document whose terms an exam keeps; what the ministry makes where it keeps none."""
        if not facts:
            return NATIONAL
        return cls(
            **{
                **facts,
                "regime": Regime(facts["regime"]),
                "kind": Kind(facts["kind"]),
                "maker": Maker(facts["maker"]),
            }
        )


NATIONAL: Final = Document(
    "", "资格证书", Regime.NATIONAL, Kind.CERTIFICATE, Maker.CENTRE, "人社厅发〔2023〕16号"
)
"""What the ministry makes (N2)."""


def national(regime: Regime) -> Document:
    """Return the terms of what the centre makes under a regime: certificates, and pass proofs (N27)."""
    if regime is Regime.PASS_PROOF:
        return replace(NATIONAL, regime=regime, kind=Kind.PASS_PROOF, title="考试合格证明")
    return replace(NATIONAL, regime=regime)


@dataclass(frozen=True)
class ProvincialQualification:
    """A qualification or a series of titles that the province gives; the form is that of the catalogue.

    :ivar document: the key of what its exams end in; empty where every document of its regime will do.
    :ivar levels: level → specialties.
    :ivar ranks: level → rank of the reviewed title; empty for exams.
    """

    code: str
    name: str
    name_en: str
    regime: Regime
    sealed_by: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    ranks: Mapping[str, ReviewLevel]
    since: date
    electronic_since: date | None
    basis: str
    document: str = ""

    def ends_in(self, document: Document) -> bool:
        """Say whether an exam of it can end in a document of its province."""
        return self.regime is document.regime and self.document in ("", document.key)


@dataclass(frozen=True)
class Condition:
    """One condition of an exam, and the papers that show it (A2.1.2)."""

    code: str
    words: str
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of a local procedure, with the document's words for it."""

    kind: StepKind
    words: str


@dataclass(frozen=True)
class LocalPaper:
    """A paper that the province asks for beyond the law's (A3.1).

    :ivar regime: None for every one; ``cause`` likewise.
    """

    regime: Regime | None
    cause: Cause | None
    paper: Evidence
    basis: str
    since: date
    wait_months: int = 0


@dataclass(frozen=True)
class Summaries:
    """How often the cities hand in their summaries, and one of the last days (A3.2)."""

    every: str
    month: int
    day: int
    basis: str


@dataclass(frozen=True)
class Wording:
    """How the province words one of the annexes."""

    annex: str
    title: str
    over: str
    copies: int
    hidden: frozenset[str]
    opinions: Mapping[str, str]


@dataclass(frozen=True)
class SeparateLine:
    """Where certificates of a separate pass line count: the words on the certificate, and the divisions meant."""

    scope: str
    regions: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Province:
    """Everything that one province decides.

    :ivar region: six digits of GB/T 2260.
    :ivar follows_since: from when its own exams follow the national procedure (N27); None where it has not chosen so.
    :ivar procedures: by place and rank; the place is a division's code, or the code of a department.
    :ivar conditions: by the qualification's code.
    """

    region: str
    name: str
    name_en: str
    follows_since: date | None
    follows_basis: str
    summaries: Summaries | None
    documents: Mapping[str, Document]
    qualifications: Mapping[str, ProvincialQualification]
    procedures: Mapping[tuple[str, ReviewLevel], Procedure]
    steps: Mapping[tuple[str, ReviewLevel], tuple[Step, ...]]
    conditions: Mapping[str, tuple[Condition, ...]]
    papers: tuple[LocalPaper, ...]
    wordings: Mapping[str, Wording]
    separate_lines: tuple[SeparateLine, ...]

    def chose_national(self, day: date) -> bool:
        """Say whether the province's own exams follow the national procedure on a day (N27)."""
        return self.follows_since is not None and self.follows_since <= day

    def papers_for(self, regime: Regime, cause: Cause, day: date) -> tuple[LocalPaper, ...]:
        """Return the papers that are asked for beyond the law's, for an application of a day (A3.1)."""
        return tuple(
            one
            for one in self.papers
            if one.since <= day and one.regime in (None, regime) and one.cause in (None, cause)
        )

    def line_of(self, scope: str) -> SeparateLine | None:
        """Return the separate pass line whose words stand on a certificate, None where they are another scope's."""
        return next((line for line in self.separate_lines if line.scope == scope), None)
