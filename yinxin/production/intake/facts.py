"""What an examination must be told: the exam's facts, and what the register already knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import NamedTuple, Protocol

NATIONAL_SCOPES = frozenset({"全国", "单独划线地区", "少数民族语言文字出版"})
PROVINCIAL_SCOPES = frozenset({"本省", "本市"})


class Person(NamedTuple):
    """A person by document: the code of its kind, and the number as `kernel.identity.key` writes it."""

    id_kind: str
    id_number: str


class Claim(NamedTuple):
    """That a person holds a qualification at a level and in a specialty (each may be empty)."""

    person: Person
    qualification: str
    level: str
    specialty: str


class Standing(Enum):
    """What is on record against a person."""

    BARRED = "barred"
    """A bar of five years by the province is running (A1.3b)."""
    RECORDED = "recorded"
    """An entry in the file of exam integrity is running; it is a reference, not a bar."""


@dataclass(frozen=True)
class ExamFacts:
    """The exam whose passed candidates a file lists.

    :ivar code: the exam's code.
    :ivar regime: ``national``, ``provincial_exam``, ``review`` or ``pass_proof``.
    :ivar qualifications: the names that rows may give for the qualification.
    :ivar levels: each level with its specialties; none is an empty set, and no levels is the level ``""``.
    :ivar days: the days of the exam.
    :ivar results_on: the day on which results were published, where known.
    :ivar regions: the agency's territory as leading digits of division codes, such as ``("34",)``.
    :ivar numbers_given: the agency gives the management numbers; otherwise they come later.
    :ivar scopes: the valid scopes that certificates of the exam can have.
    :ivar expected: how many people the published list has, where known; a different total is a notice.
    """

    code: str
    regime: str
    qualifications: frozenset[str]
    levels: Mapping[str, frozenset[str]]
    year: int
    days: tuple[date, ...]
    results_on: date | None
    regions: tuple[str, ...]
    numbers_given: bool = True
    scopes: frozenset[str] = field(default=NATIONAL_SCOPES)
    expected: int | None = None

    @property
    def provincial(self) -> bool:
        """The province's own bar applies (A1.3b); for ministry-made certificates it is no bar."""
        return self.regime in ("provincial_exam", "review")


class Known(Protocol):
    """What the register can answer, many questions at a time; each method takes only what the file holds."""

    def management_numbers(self, numbers: Sequence[str]) -> Collection[str]:
        """Return those of the normalised numbers that a certificate of this qualification and year has."""

    def certified(self, claims: Sequence[Claim]) -> Collection[Claim]:
        """Return those of the claims for which a valid certificate is there."""

    def standing(self, people: Sequence[Person]) -> Mapping[Person, Standing]:
        """Return what is on record against those of the people against whom something is."""

    def submitted(self, digests: Sequence[str]) -> Collection[str]:
        """Return those of the row digests that an earlier part of this exam's data brought."""


class NothingKnown:
    """An empty register: for trying a file before there is one."""

    def management_numbers(self, numbers: Sequence[str]) -> Collection[str]:
        """Know no number."""
        return ()

    def certified(self, claims: Sequence[Claim]) -> Collection[Claim]:
        """Know no certificate."""
        return ()

    def standing(self, people: Sequence[Person]) -> Mapping[Person, Standing]:
        """Know nothing against anybody."""
        return {}

    def submitted(self, digests: Sequence[str]) -> Collection[str]:
        """Know no earlier row."""
        return ()
