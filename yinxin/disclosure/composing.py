"""Make an edition's text from what was counted: tables of told figures, and the two scopes (N23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import orjson

from yinxin.catalogue import queries as catalogue
from yinxin.disclosure.counted import GIVING, MAKING, START_DUE, Counted, Giving, Key
from yinxin.disclosure.rounding import Told, told, told_sum, total
from yinxin.kernel import regions
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR

NATION: Final = "全国"
"""What a region of no code is called: a body that belongs to no division."""

TOGETHER: Final = "*"
"""What follows a province's two digits where some of its regions are told together."""

OTHERS: Final = "其他地区"
WHOLE: Final = "各地"

N11_2: Final = Clause("N11.2")

LEVELS: Final = ("all", "place")
"""What a row is about: a whole exam, or one region of it."""

Counts = Mapping[str, int | None]


@dataclass(frozen=True)
class Header:
    """What an edition says of itself; ``previous`` is the digest of the edition before, empty for the first."""

    number: int
    on: date
    at: datetime
    cause: str
    rounded_to: int
    every_days: int
    previous: str


@dataclass(frozen=True)
class Text:
    """An edition's text."""

    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def canonical(self) -> str:
        """The text as canonical JSON."""
        return canonical_json(self.said).decode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the text, hexadecimal."""
        return digest(self.canonical.encode())


def compose(header: Header, counted: Counted) -> Text:
    """Return the text of an edition: its head, the tables, the scopes as the catalogue has them on its day."""
    exams = catalogue.exams_by_code({code for code, _ in (*counted.making, *counted.older)})
    return Text(
        {
            "edition": header.number,
            "on": header.on.isoformat(),
            "published_at": header.at.isoformat(),
            "cause": header.cause,
            "rounded_down_to": header.rounded_to,
            "promised_every_days": header.every_days,
            "previous": header.previous,
            "exams": [_exam(exams[code]) for code in sorted(exams)],
            **_with_limits(tables(counted, header.rounded_to), header.on),
            "electronic": _electronic(header.on),
        }
    )


def _with_limits(said: dict[str, list[dict[str, Any]]], on: date) -> dict[str, list[dict[str, Any]]]:
    """Add until when giving out must have begun, by the calendar as it was known on a day."""
    known = CALENDAR.as_of(on)
    for row in said["giving"]:
        received = row["received_on"]
        due = limits.due(N11_2, date.fromisoformat(received), known).due.isoformat() if received else ""
        row[START_DUE] = due
    return said


def restored(text: str) -> dict[str, Any]:
    """Return what the text of an edition says."""
    said: dict[str, Any] = orjson.loads(text)
    return said


def tables(counted: Counted, to: int) -> dict[str, list[dict[str, Any]]]:
    """Return the three tables of figures as they are told."""
    making = {key: {name: getattr(one, name) for name in MAKING} for key, one in counted.making.items()}
    merged = _merged(counted.giving, to)
    giving = {key: {name: getattr(one, name) for name in GIVING} for key, one in merged.items()}
    verifiable = {key: one.verifiable for key, one in counted.making.items()}
    return {
        "making": list(_table(making, {key: one.days for key, one in counted.making.items()}, to)),
        "giving": list(_table(giving, {key: one.days for key, one in merged.items()}, to)),
        "verification": list(_scope({**verifiable, **counted.older}, to)),
    }


def region_name(code: str, *, others: bool = True) -> str:
    """Return the whole name of a region, of several that are told together, or of the nation.

    :param others: further regions of the same province are told by themselves.
    """
    if code.endswith(TOGETHER):
        return f"{regions.full_name(code.replace(TOGETHER, '0000'))}{OTHERS if others else WHOLE}"
    try:
        return regions.full_name(code) if code else NATION
    except LookupError:
        return code


def _table(
    rows: Mapping[Key, Counts], days: Mapping[Key, Mapping[str, str]], to: int
) -> Iterator[dict[str, Any]]:
    """Yield the sum of each exam, then its regions."""
    for code in sorted({code for code, _ in rows}):
        own = {region: counts for (one, region), counts in rows.items() if one == code}
        names = list(next(iter(own.values())))
        whole = {name: total(counts[name] for counts in own.values()) for name in names}
        some = {
            region: {name: told(counts[name], to=to, whole=whole[name]) for name in names}
            for region, counts in sorted(own.items())
        }
        sums = {name: told_sum([one[name] for one in some.values()], to=to) for name in names}
        yield _row(code, "all", "", sums, {name: _bound(days, code, name) for name in _names(days)})
        for region, counts in some.items():
            others = sum(one[:2] == region[:2] for one in some) > 1
            yield _row(code, "place", region, counts, days.get((code, region), {}), others=others)


def _merged(rows: Mapping[Key, Giving], to: int) -> dict[Key, Giving]:
    """Return the figures with the small regions of a province together, and the smallest of the others with them.

    How many sheets a province has is told by its agency's figures: those, and all cities one by one, would tell the
    small ones. The one that goes with them could be of any size.
    """
    provinces: dict[Key, dict[str, Giving]] = {}
    for (code, region), one in rows.items():
        provinces.setdefault((code, region[:2]), {})[region] = one
    merged: dict[Key, Giving] = {}
    for (code, province), some in provinces.items():
        by_size = sorted(some, key=lambda region: (some[region].ordered, region))
        small = sum(one.ordered < to for one in some.values())
        group = by_size[: small + 1] if small and len(some) > 1 and province else []
        merged |= {(code, region): some[region] for region in by_size[len(group) :]}
        if group:
            merged[code, f"{province}{TOGETHER}"] = _sum([some[region] for region in group])
    return merged


def _sum(some: Sequence[Giving]) -> Giving:
    days = [day for one in some if (day := one.days.get("received_on"))]
    counts = {name: sum(getattr(one, name) for one in some) for name in GIVING}
    return Giving(days={"received_on": min(days, default="")}, **counts)


def _scope(verifiable: Mapping[Key, int], to: int) -> Iterator[dict[str, Any]]:
    """Yield how many certificates can be verified, by exam and region; who is named has one at least."""
    yield from _table({key: {"certificates": count} for key, count in verifiable.items() if count}, {}, to)


def _row(
    code: str,
    level: str,
    region: str,
    counts: Mapping[str, Told],
    days: Mapping[str, str],
    *,
    others: bool = True,
) -> dict[str, Any]:
    name = "" if level == "all" else region_name(region, others=others)
    return {"exam": code, "level": level, "region": region, "region_name": name, **counts, **days}


def _names(days: Mapping[Key, Mapping[str, str]]) -> list[str]:
    return list(next(iter(days.values()), {}))


def _bound(days: Mapping[Key, Mapping[str, str]], code: str, name: str) -> str:
    """Return the day of a whole exam: the first one of what begins, the last one of everything else."""
    known = [one[name] for (exam, _), one in days.items() if exam == code and one.get(name)]
    return (min if name == "received_on" else max)(known, default="")


def _exam(one: catalogue.NamedExam) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "year": one.year,
        "regime": one.regime,
        "older": one.older,
        "qualification": one.qualification,
        "qualification_name": one.qualification_name,
        "qualification_name_en": one.qualification_name_en,
    }


def _electronic(on: date) -> list[dict[str, Any]]:
    return [
        {
            "qualification": one.code,
            "name": one.name,
            "name_en": one.name_en,
            "since": one.electronic_since.isoformat(),
            "sealed_by": list(one.sealed_by),
        }
        for one in catalogue.versions_on(on)
        if one.electronic_since is not None and one.has_electronic(on)
    ]
