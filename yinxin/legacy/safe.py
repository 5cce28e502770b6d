"""What collecting keeps of people: entries encrypted, found again through keyed marks; the catalogue's names.

Nothing here decides who may see it: the verbs and look-ups have asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import orjson

from yinxin.catalogue.histories import histories
from yinxin.kernel.canonical import canonical_json
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.models import Mend, Pair, Record
from yinxin.legacy.rules import Cleaned
from yinxin.legacy.titles import Title, Titles
from yinxin.register.vault import vault

ENTRY: Final = b"legacy"
_RAW: Final = b"legacy-row"
_MEND: Final = b"legacy-mend"
_MARK: Final = b"legacy-mark\0"
_MARK_SIZE: Final = 12


def titles_on(day: date) -> Titles:
    """Return the catalogue's qualifications with all their names, as they print on a day."""
    names: dict[int, tuple[str, ...]] = {}
    found = histories(day)
    for one in found:
        number = one.printed.qualification_id
        names[number] = (*names.get(number, ()), *one.names)
    return Titles(
        Title(
            one.id, one.printed.name, tuple(dict.fromkeys(names[one.id])), one.printed.sealed_by,
            tuple(one.printed.levels), one.province, one.ended,
        )
        for one in found
        if one.id == one.printed.qualification_id
    )  # fmt: skip


def closed_row(cells: Sequence[str]) -> bytes:
    """Return a row's cells, encrypted."""
    return vault().close(orjson.dumps(list(cells)), _RAW)


def opened_row(sealed: bytes) -> list[str]:
    """Return the cells of a row that was read."""
    cells: list[str] = orjson.loads(vault().open(bytes(sealed), _RAW))
    return cells


def closed(entry: Entry) -> tuple[bytes, bytes]:
    """Return an entry encrypted, and the keyed digest of its content."""
    plain = canonical_json(entry.stored())
    return vault().close(plain, ENTRY), vault().row_key(ENTRY + plain)


def original(record: Record) -> Entry:
    """Return a record as it was cleaned, before any mend."""
    return Entry.restored(orjson.loads(vault().open(bytes(record.sealed), ENTRY)))


def key_of(entry: Entry) -> bytes:
    """Return the keyed digest of an entry's content."""
    return vault().row_key(ENTRY + canonical_json(entry.stored()))


def content_of(record: Record) -> bytes:
    """Return the keyed digest of what a record holds, counted anew."""
    return vault().row_key(ENTRY + vault().open(bytes(record.sealed), ENTRY))


def closed_mend(before: Cleaned, after: Cleaned, qualification: int) -> bytes:
    """Return a mend encrypted: the field before and after, and the qualification's number where it is that field."""
    facts = {
        "before": before.value,
        "after": [after.original, after.value, list(after.rules), after.hint],
        "qualification": qualification,
    }
    return vault().close(orjson.dumps(facts), _MEND)


def opened_mend(mend: Mend) -> tuple[str, Cleaned, int]:
    """Return what a mend did: the value before, the field after, the qualification's number."""
    facts = orjson.loads(vault().open(bytes(mend.sealed), _MEND))
    one, value, rules, hint = facts["after"]
    return facts["before"], Cleaned(one, value, tuple(rules), hint), facts["qualification"]


def marks_of(marks: Iterable[str]) -> list[bytes]:
    """Return keyed marks: whoever reads the table learns which records share one, and nothing else."""
    key = vault().row_key
    return [key(_MARK + mark.encode())[:_MARK_SIZE] for mark in marks]


def mended(record: Record) -> Entry:
    """Return a record with its mends, before any merge."""
    entry = original(record)
    fields, qualification = dict(entry.fields), entry.qualification_id
    for mend in Mend.objects.filter(record=record).order_by("id"):
        _, after, number = opened_mend(mend)
        fields[mend.field] = after
        if mend.field == "qualification":
            qualification = number
    return Entry(entry.row, entry.cells, fields, qualification)


def current(record: Record) -> Entry:
    """Return a record as it stands: its own fields with mends, and those that a merge chose from another.

    A merge is a view: take it apart, and what is returned here is what it was before.
    """
    entry = mended(record)
    fields, qualification = dict(entry.fields), entry.qualification_id
    merges = Pair.objects.filter(kept=record).exclude(absorbed=None).select_related("absorbed")
    for pair in merges.order_by("turn"):
        assert pair.absorbed is not None
        other = current(pair.absorbed)
        for field in pair.choices.get("absorbed", ()):
            fields[field] = other.fields[field]
            if field == "qualification":
                qualification = other.qualification_id
    return Entry(entry.row, entry.cells, fields, qualification)


def current_many(records: Sequence[Record]) -> dict[int, Entry]:
    """Return many records as they stand, by id; those that nobody touched cost no question of their own."""
    numbers = [record.pk for record in records]
    touched = set(Mend.objects.filter(record_id__in=numbers).values_list("record_id", flat=True))
    touched |= set(Pair.objects.filter(kept_id__in=numbers).values_list("kept_id", flat=True))
    return {record.pk: (current if record.pk in touched else original)(record) for record in records}


def canonical(record: Record) -> bytes:
    """Return everything that a record is, in canonical JSON: what a merge must leave as it is, and restore."""
    mends: list[Any] = []
    for mend in Mend.objects.filter(record=record).order_by("id"):
        before, after, _ = opened_mend(mend)
        mends.append(
            [mend.field, before, after.value, list(after.rules), mend.why, mend.by, mend.at.isoformat()]
        )
    entry = current(record)
    facts = {
        "content": original(record).stored(),
        "mends": mends,
        "stands": entry.stored(),
        "findings": record.findings,
        "match": bytes(record.match).hex(),
        "qualification": record.qualification_id,
        "year": record.year,
        "state": record.state,
    }
    return canonical_json(facts)
