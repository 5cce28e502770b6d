"""The papers that an application needs: the law's, and what its place adds, in its province's folder or by a dated
rule of its authority's (N15, N16, N24.1, N27, A3.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from django.db.models import Q

from yinxin.changing.models import EvidenceRule
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law import loss_notice, precedence
from yinxin.law.changes import Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.loss_notice import LossNotice
from yinxin.law.n2023 import art24_withdrawn
from yinxin.law.provinces import chose_national, papers_of
from yinxin.law.regimes import Regime


class How(Enum):
    """How a paper comes to the office."""

    FILLED_IN = "filled_in"
    UPLOADED = "uploaded"
    AT_HAND = "at_hand"

    @property
    def words(self) -> Words:
        """How, for people."""
        return _HOWS[self]


_HOWS = {
    How.FILLED_IN: Words("按填写的内容生成，不用上传"),
    How.UPLOADED: Words("拍照或扫描后上传"),
    How.AT_HAND: Words("原证书还在发放机构，不用交回"),
}
FILLED_IN: Final = frozenset({Evidence.APPLICATION, Evidence.REISSUE_FORM})
"""The papers that are made of what the applicant fills in."""

TEXT: Final = 120
"""The longest of a paper's facts, in characters."""

FACTS: Final[Mapping[Evidence, tuple[str, ...]]] = {
    Evidence.LOSS_NOTICE: ("newspaper", "serial", "level", "published_on", "page"),
    Evidence.CHANGE_PROOF: ("proved_by",),
    Evidence.REGISTRATION_COPY: ("extract",),
}
"""What is asked about a paper beside its picture."""


@dataclass(frozen=True)
class Needed:
    """One paper that is needed.

    :ivar clause: the clause that asks for it; None where a place's own rule or folder does.
    :ivar basis: that rule's basis, in the authority's words; empty where the law asks.
    :ivar wait_months: how long after its day of print a notice is acted on.
    """

    paper: Evidence
    how: How
    clause: Clause | None
    basis: str = ""
    wait_months: int = 0

    @property
    def uploaded(self) -> bool:
        """Say whether somebody must hand it in."""
        return self.how is How.UPLOADED

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that are asked for with it."""
        return FACTS.get(self.paper, ())


def needed(
    *,
    regime: Regime,
    cause: Cause,
    way: Way,
    on: date,
    region: str,
    original_at_hand: bool = False,
    known_at: datetime | None = None,
) -> tuple[Needed, ...]:
    """Return the papers that an application of a day needs: the law's first, then what its place adds.

    :param region: the division of the issuer, six digits; rules of its province and of itself apply.
    :param known_at: rules that were published later do not count; None where it is asked for now.
    """
    chose = chose_national(region, on)
    clause = precedence.governing_change(regime, cause, on, province_chose=chose).clause
    if way is Way.PROOF:
        papers, clause = art24_withdrawn.evidence_needed(), art24_withdrawn.PROOF
    else:
        papers = precedence.evidence_needed(regime, cause, on, province_chose=chose)
    found = {paper: Needed(paper, _how(paper, original_at_hand), clause) for paper in papers}
    written = [(one.paper, one.basis, one.wait_months) for one in papers_of(region, regime, cause, on)]
    published = [
        (Evidence(rule.paper), rule.basis, rule.wait_months)
        for rule in _rules(regime, cause, on, region, known_at)
    ]
    for paper, basis, wait in (*written, *published):
        known = found.get(paper) or Needed(paper, _how(paper, original_at_hand), None, basis)
        found[paper] = replace(known, wait_months=max(known.wait_months, wait))
    return tuple(found.values())


def with_photo(wanted: Sequence[Needed]) -> tuple[Needed, ...]:
    """Return the papers where the photo is to change: the new one is handed in as well (N15)."""
    if any(one.paper is Evidence.TWO_PHOTOS for one in wanted):
        return tuple(wanted)
    return (*wanted, Needed(Evidence.TWO_PHOTOS, How.UPLOADED, Clause("N15")))


def missing(wanted: Iterable[Needed], there: Iterable[Evidence]) -> list[Words]:
    """Return the names of the papers that must be handed in and have not been."""
    have = set(there)
    return [one.paper.label for one in wanted if one.uploaded and one.paper not in have]


def checked_facts(paper: Evidence, given: Mapping[str, str], on: date) -> dict[str, Any]:
    """Return what is kept of a paper's facts, after looking at them.

    :raises Incomplete: a fact is missing, too long, or cannot be so.
    """
    said = {name: " ".join(given.get(name, "").replace("\0", "").split()) for name in FACTS.get(paper, ())}
    if any(len(value) > TEXT for value in said.values()):
        raise Incomplete(
            Words("{paper}的说明太长。", paper=paper.label), do=Words("每一项不超过{count}字。", count=TEXT)
        )
    if paper is Evidence.LOSS_NOTICE:
        loss_notice.check_loss_notice(_notice(said), on)
        said["serial"] = loss_notice.serial_of(said["serial"]) or ""
    elif paper is Evidence.CHANGE_PROOF and not said["proved_by"]:
        raise Incomplete(
            Words("缺少：{gaps}。", gaps=Words("出具证明的机关")),
            do=Words("请填写出具证明的公安机关或其他机关。"),
            clause=Clause("N15"),
        )
    elif paper is Evidence.REGISTRATION_COPY:
        said["extract"] = "1" if said["extract"] else ""
    return said


def check_waited(wanted: Sequence[Needed], facts: Mapping[Evidence, Mapping[str, Any]], on: date) -> None:
    """Let an application go on only when every notice has stood for as long as its place asks.

    :raises Incomplete: one has not; the refusal names the day.
    """
    for one in wanted:
        printed = _day(str(facts.get(one.paper, {}).get("published_on", "")))
        if one.wait_months and printed is not None:
            ready = loss_notice.counts_from(printed, one.wait_months)
            if on < ready:
                raise Incomplete(
                    Words("{paper}刊登还不满{count}个月。", paper=one.paper.label, count=one.wait_months),
                    do=Words("{day}起可以继续办理（{basis}）。", day=ready, basis=one.basis or "—"),
                    clause=one.clause,
                )


def _how(paper: Evidence, original_at_hand: bool) -> How:
    if paper in FILLED_IN:
        return How.FILLED_IN
    return How.AT_HAND if paper is Evidence.ORIGINAL and original_at_hand else How.UPLOADED


def _rules(
    regime: Regime, cause: Cause, on: date, region: str, known_at: datetime | None
) -> list[EvidenceRule]:
    places = [region[:2] + "0000", region] if region else []
    rows = EvidenceRule.objects.filter(region__in=places, since__lte=on)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=on))
    rows = rows.filter(regime__in=["", regime.value], cause__in=["", cause.value])
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    return list(rows.order_by("since", "id"))


def _notice(said: Mapping[str, str]) -> LossNotice:
    return LossNotice(
        said["newspaper"], said["serial"], said["level"], _day(said["published_on"]), said["page"]
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
