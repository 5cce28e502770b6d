"""A report of supervision: what became of duties, certificates, checks, criticism and objections in a period (N4).

It is counted from live data over the territory of one body, as things stood at the end of the last day that it counts.
The same period counted again says the same, unless somebody has put the past right; then the two can be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db.models import Q

from yinxin.catalogue import queries as catalogue
from yinxin.closing import objection_figures
from yinxin.duties import periods as duties
from yinxin.duties.periods import Fallen
from yinxin.kernel.calendar import beginning, day_of, ending
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.law import index
from yinxin.parties.actor import Body
from yinxin.parties.queries import below, bodies
from yinxin.register import happenings
from yinxin.supervision.models import Criticism, SpotCase, SpotCheck
from yinxin.supervision.periods import Period
from yinxin.supervision.sheets import BY_KEY, LATE_LISTED, SHEETS, Sheet

Names = Mapping[int, str]


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, and its figures in the order of the table's columns."""

    key: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Late:
    """A duty that was late in the period; ``done_on`` is empty where it was open at its end."""

    body: str
    clause: str
    due_on: str
    done_on: str
    reason: str


@dataclass(frozen=True)
class Report:
    """The figures of a body's territory in a period.

    :ivar until: the last day that is counted, as ``2026-09-30``.
    :ivar late: the late duties one by one, at most :data:`LATE_LISTED`; ``late_count`` all of them.
    """

    over: str
    period: str
    until: str
    rows: Mapping[str, tuple[Row, ...]]
    late: tuple[Late, ...]

    @property
    def text(self) -> str:
        """The report as canonical JSON."""
        said = {
            "over": self.over,
            "period": self.period,
            "until": self.until,
            "tables": {key: [[r.key, r.label, *r.counts] for r in rows] for key, rows in self.rows.items()},
            "late": [[one.body, one.clause, one.due_on, one.done_on, one.reason] for one in self.late],
        }
        return canonical_json(said).decode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the figures, hexadecimal."""
        return digest(self.text.encode())

    @property
    def late_count(self) -> int:
        """How many duties were late."""
        return self.total("bodies", "done_late") + self.total("bodies", "open_late")

    def total(self, sheet: str, column: str) -> int:
        """Return the sum of a column."""
        place = [one.key for one in BY_KEY[sheet].columns].index(column)
        return sum(row.counts[place] for row in self.rows[sheet])

    def totals(self, sheet: Sheet) -> tuple[int, ...]:
        """Return the sums of all columns."""
        return tuple(self.total(sheet.key, column.key) for column in sheet.columns)


def restored(text: str | bytes) -> Report:
    """Return a report from its canonical JSON."""
    said: dict[str, Any] = orjson.loads(text)
    return Report(
        said["over"],
        said["period"],
        said["until"],
        {key: tuple(Row(r[0], r[1], tuple(r[2:])) for r in rows) for key, rows in said["tables"].items()},
        tuple(Late(*one) for one in said["late"]),
    )


def compose(over: Body, period: Period) -> Report:
    """Count a period over the territory of a body, from live data."""
    places = below(over)
    names = {number: one.name for number, one in bodies(places).items()}
    first, until = period.first, period.until
    happened = happenings.in_period(places, period.trend_from, until)
    in_period = [one for one in happened if one.month >= f"{first:%Y-%m}"]
    of_bodies, of_clauses = duties.by_body_and_clause(places, first, until)
    objected = objection_figures.in_period(places, first, until)
    rows: dict[str, Iterable[Row]] = {
        "trend": (
            Row(one.key, one.key, (one.due, one.in_time, one.done_late, one.open_late))
            for one in duties.by_month(places, period.trend_from, until)
        ),
        "bodies": sorted(
            (_duty(one, names[int(one.key)]) for one in of_bodies),
            key=lambda row: (-row.counts[3], -row.counts[2], int(row.key)),
        ),
        "clauses": (_duty(one, f"{one.key} {index.entry(one.key).title}") for one in of_clauses),
        "months": _summed(((one.month, one) for one in happened), {}),
        "certificates": _summed(((str(one.issuer), one) for one in in_period), names),
        "checks": _checks(places, period),
        "criticisms": _criticisms(places, period, names),
        "objections": (
            Row(
                str(o.issuer),
                names[o.issuer],
                (o.received, o.answered, o.in_time, o.late, o.waiting, o.overdue),
            )
            for o in objected
        ),
    }
    late = tuple(
        Late(
            names[one.body], one.clause, one.due_on.isoformat(), one.done_on.isoformat() if one.done_on else "",
            " ".join(one.reason.split()),
        )
        for one in duties.late(places, first, until, limit=LATE_LISTED)
    )  # fmt: skip
    found = {sheet.key: tuple(rows[sheet.key]) for sheet in SHEETS}
    return Report(over.name, period.text, until.isoformat(), found, late)


def _duty(one: Fallen, label: str) -> Row:
    counts = (one.due, one.in_time, one.done_late, one.open_late, one.explained, one.left)
    return Row(one.key, label, counts)


def _summed(found: Iterable[tuple[str, happenings.Happened]], names: Names) -> list[Row]:
    sums: dict[str, list[int]] = {}
    for key, one in found:
        counts = (one.made, one.given, one.replaced, one.invalidated, one.restored)
        sums[key] = [a + b for a, b in zip(sums.get(key, [0] * len(counts)), counts, strict=True)]
    return [
        Row(key, names[int(key)] if names else key, tuple(counts)) for key, counts in sorted(sums.items())
    ]


def _checks(places: Sequence[int], period: Period) -> list[Row]:
    """Return the checks that ran in the period, withdrawn ones among them while they are its own."""
    begins, ends = beginning(period.first), ending(period.until)
    ran = Q(published_at__isnull=True) | Q(published_at__gte=begins)
    found = SpotCheck.objects.filter(ran, over_id__in=places, frozen_at__lt=ends)
    found = found.exclude(state="withdrawn", frozen_at__lt=begins).order_by("id")
    return [_check(one, ends) for one in found]


def _check(check: SpotCheck, ends: datetime) -> Row:
    cases = SpotCase.objects.filter(check_made=check, check_made__drawn_at__lt=ends)
    states = Counter(
        (state, found is not None and found < ends, settled is not None and settled < ends)
        for state, found, settled in cases.values_list("state", "found_at", "settled_at")
    )

    def count(*, looked: bool = True, conforms: bool | None = None, settled: bool = False) -> int:
        return sum(
            number
            for (state, was_looked, was_settled), number in states.items()
            if was_looked >= looked
            and (conforms is None or (state == "conforms") == conforms)
            and was_settled >= settled
        )

    published = check.published_at is not None and check.published_at < ends
    exam = catalogue.exam_by_id(check.exam_id)
    counts = (
        check.candidates, count(looked=False), count(), count(conforms=True), count(conforms=False),
        count(conforms=False, settled=True), int(published),
    )  # fmt: skip
    return Row(str(check.pk), f"抽查{check.pk} {exam.name}", counts)


def _criticisms(places: Sequence[int], period: Period, names: Names) -> list[Row]:
    """Return the criticism that bodies of the territory issued, by the body that is criticised."""
    sums: dict[int, Counter[str]] = {}
    for one in Criticism.objects.filter(over_id__in=places, issued_at__isnull=False):
        counts = _criticism(one, period)
        if +counts:
            sums[one.body_id] = sums.get(one.body_id, Counter()) + counts
    known = {**names, **{number: found.name for number, found in bodies(sums.keys() - names.keys()).items()}}
    keys = [column.key for column in BY_KEY["criticisms"].columns]
    return [
        Row(str(body), known[body], tuple(counts[key] for key in keys))
        for body, counts in sorted(sums.items())
    ]


def _criticism(one: Criticism, period: Period) -> Counter[str]:
    def on(moment: datetime | None) -> date:
        return day_of(moment) if moment else date.max

    issued, until = on(one.issued_at), period.until
    # A body that is asked again has answered before, and waits all the same.
    answered = date.max if one.state == "issued" else on(one.answered_at)
    waiting = issued <= until < answered
    is_new = period.first <= issued <= until
    return Counter(
        issued=int(is_new),
        grave=int(is_new and one.grave),
        ended=int(period.first <= on(one.ended_at) <= until),
        waiting=int(waiting),
        overdue=int(waiting and one.due_on <= until),
    )
