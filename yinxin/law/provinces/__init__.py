"""What a province decides for itself, as data: a folder for each, read and checked (N2, N27, A1.1, A2.2.2, A3.2).

``province_of("340100")`` returns Anhui; ``PROVINCES`` holds every folder beside this file. What is the same in every
province is code, in the clauses; what a province may choose stands in its folder, with the document that says so.
How a folder is written, and how a province is added, is told in docs/provinces.md.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from yinxin.law.changes import Cause
from yinxin.law.provinces.reading import read
from yinxin.law.provinces.terms import (
    NATIONAL,
    Condition,
    Document,
    LocalPaper,
    Maker,
    Province,
    ProvincialQualification,
    SeparateLine,
    Step,
    StepKind,
    Summaries,
    Wording,
)
from yinxin.law.regimes import Regime

FOLDER: Final = Path(__file__).parent / "data"

PROVINCES: Final = {one.region[:2]: one for one in map(read, sorted(FOLDER.iterdir())) if one}
"""Every province whose rules are known, by the first two digits of its region's code."""

__all__ = [
    "FOLDER",
    "NATIONAL",
    "PROVINCES",
    "Condition",
    "Document",
    "LocalPaper",
    "Maker",
    "Province",
    "ProvincialQualification",
    "SeparateLine",
    "Step",
    "StepKind",
    "Summaries",
    "Wording",
    "chose_national",
    "papers_of",
    "province_of",
    "read",
]


def chose_national(region: str, day: date) -> bool:
    """Say whether the province of a division has its own exams follow the national procedure on a day (N27).

    :param region: a code of GB/T 2260, six digits or its first two; empty for none.
    """
    province = province_of(region)
    return province is not None and province.chose_national(day)


def papers_of(region: str, regime: Regime, cause: Cause, day: date) -> tuple[LocalPaper, ...]:
    """Return the papers that the province of a division asks for beyond the law's, as its folder says (A3.1)."""
    province = province_of(region)
    return province.papers_for(regime, cause, day) if province else ()


def province_of(region: str) -> Province | None:
    """Return the rules of a division's province, None where none are known.

    :param region: a code of GB/T 2260, six digits or its first two.
    """
    return PROVINCES.get(region[:2]) if region else None
