"""What a scan's lines of print propose for the fields of a certificate: labels are found, values are never believed.

The reader knows digits well. A rare character in a name it takes for another one, as sure as ever: so the name is not
proposed at all, and whoever checks the scan types it, to be held against what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yinxin.attachments.text import Line
from yinxin.kernel import names
from yinxin.legacy.fields import BY_KEY, FIELDS, heading

TYPED: Final = ("name",)
"""The fields that a person types without being shown what was read."""
ON_A_SCAN: Final = tuple(
    field.key
    for field in FIELDS
    if not field.by_row and field.key not in ("employer", "region", "approved_year")
)
"""The fields that a certificate itself can show, in the order of the page on which they are checked."""

_LABELLED: Final = re.compile(r"\s*(?P<label>[^:：]{1,12})[:：]\s*(?P<value>.*)")
_ENGLISH: Final = {
    "FULLNAME": "name",
    "NAME": "name",
    "SEX": "sex",
    "DATEOFBIRTH": "born",
    "FILENO": "management_number",
    "FILENO.": "management_number",
    "PROFESSIONALTYPE": "specialty",
    "PROFESSIONAL TYPE": "specialty",
    "APPROVALDATE": "approved_on",
    "ISSUEDBY": "sealed_by",
    "NO.": "certificate_number",
}
"""The English half of the old booklets' labels."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read for a field: the text, how sure the reader says it is, and where it stands (page, box)."""

    text: str
    score: float
    page: int
    box: tuple[int, int, int, int]


def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for field in FIELDS:
        if field.key in ON_A_SCAN:
            found |= {heading(name): field.key for name in (str(field.name), *field.aliases)}
    return found | _ENGLISH


_BY_LABEL: Final[Mapping[str, str]] = _labels()


def proposals(lines: Sequence[Line]) -> dict[str, Proposal]:
    """Return what a scan proposes for each field: “label: value” on a line, or a label and its value beside it."""
    found: dict[str, Proposal] = {}
    for line in lines:
        said = _LABELLED.fullmatch(line.text)
        key = _BY_LABEL.get(heading((said["label"] if said else line.text).strip()))
        if key is None or key in found:
            continue
        value = said["value"].strip() if said else ""
        if value:
            found[key] = Proposal(value, line.score, line.page, line.box)
        elif beside := _beside(line, lines):
            found[key] = Proposal(beside.text.strip(), beside.score, beside.page, beside.box)
    return found


def differs(typed: str, read: str) -> bool:
    """Say whether a typed name is another one than what was read; nothing read differs from nothing."""
    return bool(read) and names.key(typed) != names.key(read)


def row(fields: Mapping[str, str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the headings of a sheet of scans, and one scan's cells under them."""
    return HEADER, [fields.get(key, "") for key in ON_A_SCAN]


HEADER: Final = tuple(str(BY_KEY[key].name) for key in ON_A_SCAN)


def _beside(label: Line, lines: Iterable[Line]) -> Line | None:
    """Return the nearest line to the right of a label, on the same height, that is no label itself."""
    middle = (label.box[1] + label.box[3]) / 2
    right = [
        line
        for line in lines
        if line.page == label.page
        and line.box[0] >= label.box[2] - 5
        and line.box[1] <= middle <= line.box[3]
        and _BY_LABEL.get(heading(line.text)) is None
    ]
    return min(right, key=lambda line: line.box[0], default=None)
