"""Regimes and kinds of document: the regime picks the rules, the kind names the paper (N2, N27, A1.1)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class Regime(Enum):
    """Which family of rules a certificate lives under; the value is what ``Face.regime`` holds."""

    NATIONAL = "national"
    PROVINCIAL_EXAM = "provincial_exam"
    REVIEW = "review"
    PASS_PROOF = "pass_proof"  # noqa: S105 - an examination passed

    @property
    def label(self) -> Words:
        """The regime's name in Chinese."""
        return _REGIMES[self]


class Kind(Enum):
    """What the document is; the value is what ``Face.kind`` holds."""

    CERTIFICATE = "certificate"
    PASS_CERTIFICATE = "pass_certificate"  # noqa: S105 - an examination passed
    PASS_PROOF = "pass_proof"  # noqa: S105 - an examination passed
    QUALIFICATION_PROOF = "qualification_proof"

    @property
    def label(self) -> Words:
        """The document's name in Chinese."""
        return _KINDS[self]


class ReviewLevel(Enum):
    """The level of a reviewed title (A2.2)."""

    SENIOR = "senior"
    MIDDLE = "middle"
    JUNIOR = "junior"

    @property
    def label(self) -> Words:
        """The level's name in Chinese."""
        return _LEVELS[self]


_REGIMES = {
    Regime.NATIONAL: Words("全国统一制作"),
    Regime.PROVINCIAL_EXAM: Words("省级考试"),
    Regime.REVIEW: Words("职称评审"),
    Regime.PASS_PROOF: Words("考试合格证明类"),
}
_KINDS = {
    Kind.CERTIFICATE: Words("资格证书"),
    Kind.PASS_CERTIFICATE: Words("考试合格证书"),
    Kind.PASS_PROOF: Words("考试合格证明"),
    Kind.QUALIFICATION_PROOF: Words("职业资格证明"),
}
_LEVELS = {
    ReviewLevel.SENIOR: Words("高级"),
    ReviewLevel.MIDDLE: Words("中级"),
    ReviewLevel.JUNIOR: Words("初级"),
}
