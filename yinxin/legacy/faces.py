"""From a record to the face that the register keeps, and how complete it is (N20, N21.1, N21.2).

Key fields block, all others may be missing and are shown as not recorded; what is not sure waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art20_legacy_electronic as art20
from yinxin.law.n2023 import art21_new_names as art21
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.law.regimes import Kind, Regime
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.fields import NAMES
from yinxin.legacy.rules import RULES, Confidence
from yinxin.legacy.titles import Title, Titles

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_SOMEWHERE: Final = "https://address"
"""Stands for the address of the code, which the register gives when a certificate is opened."""
NO_PHOTO: Final = frozenset({"photo"})
"""What a table of an older system never has: not worth a line for each record."""


class Completeness(Enum):
    """What can become of a record as it is."""

    BLOCKED = "blocked"
    LOOK = "look"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a record: what is wrong, and what to do.

    :ivar code: the rule, or ``key_gap`` and ``tolerated_gap``. :ivar weight: ``error``, ``ask`` or ``notice``.
    """

    row: int
    field: str
    code: str
    weight: str
    message: Words
    fix: Words

    def stored(self) -> dict[str, object]:
        """Return the finding as JSON values; it says nothing of what stands in the cell."""
        return {
            "row": self.row, "field": self.field, "code": self.code, "weight": self.weight,
            "message": str(self.message), "fix": str(self.fix),
        }  # fmt: skip


def face_of(entry: Entry, titles: Titles) -> Face:
    """Return the face of a record; gaps are empty, the address is the register's to fill in."""
    value, title = entry.value, titles.by_id.get(entry.qualification_id)
    approved = value("approved_on")
    whole = bool(_DAY.fullmatch(approved))
    remarks = [art20.MARK]
    if approved and not whole and not entry.fields["approved_on"].doubtful:
        remarks.append(f"批准日期的原记录为{approved}")
    return Face(
        kind=Kind.CERTIFICATE.value,
        regime=(title.regime if title else Regime.NATIONAL).value,
        qualification=value("qualification"),
        level=value("level"),
        specialty=value("specialty"),
        name=value("name"),
        sex=value("sex"),
        born=value("born") if _MONTH.fullmatch(value("born")) else "",
        id_kind=value("id_kind"),
        id_number=value("id_number"),
        photo="",
        management_number=value("management_number"),
        approved_on=approved if whole else "",
        verify_at="",
        scope=value("scope"),
        valid_until="",
        remarks=tuple(remarks),
        sealed_by=tuple(filter(None, value("sealed_by").split("、"))),
    )


def printed(face: Face, title: Title) -> Face:
    """Return the face with the names in force, which older certificates take on as well (N21.1)."""
    return replace(face, qualification=title.name, sealed_by=title.sealed_by)


def year_of(entry: Entry) -> int:
    """Return the year of approval, 0 where it is not recorded or not sure."""
    field = entry.fields["approved_year"]
    return int(field.value[:4]) if field.value and not field.doubtful else 0


def gaps_of(entry: Entry, titles: Titles) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields that are missing: those that block, and those that are shown as not recorded."""
    face = face_of(entry, titles)
    key, tolerated = art21.gaps_of(face)
    return tuple(one for one in key if one != "verify_at"), tuple(
        one for one in tolerated if one not in NO_PHOTO
    )


def findings_of(entry: Entry, titles: Titles) -> Iterator[Finding]:
    """Yield what is to be completed, what is to be asked, and what will be shown as not recorded."""
    key, tolerated = gaps_of(entry, titles)
    for field in key:
        yield Finding(
            entry.row, field, "key_gap", "error", Words("缺少关键信息：{item}。", item=ITEMS[field]),
            Words("查原档案或原证书，补全后才能移交。"),
        )  # fmt: skip
    for field, one in entry.fields.items():
        if field in ("archive", "volume", "taken_by", "file_number", "certificate_number"):
            continue
        for rule in one.rules:
            confidence, words = RULES[rule]
            if confidence is Confidence.DOUBTFUL or (confidence is Confidence.LIKELY and field in art21.KEY):
                yield Finding(
                    entry.row, field, rule, "ask", Words("{item}：{why}。", item=NAMES[field], why=words),
                    Words("对照原档案，在记录页上改正或确认。"),
                )  # fmt: skip
    for field in tolerated:
        yield Finding(
            entry.row, field, "tolerated_gap", "notice", Words("没有记载：{item}。", item=ITEMS[field]),
            Words("可以容缺，证书和查验结果上显示为未记载；查到了可以补。"),
        )  # fmt: skip


def completeness_of(entry: Entry, titles: Titles) -> Completeness:
    """Return what can become of a record: a key field is missing, somebody must look, or it can be handed over."""
    weights = {one.weight for one in findings_of(entry, titles)}
    if "error" in weights:
        return Completeness.BLOCKED
    return Completeness.LOOK if "ask" in weights else Completeness.READY
