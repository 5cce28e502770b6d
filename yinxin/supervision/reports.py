"""Read reports of supervision: which bodies and periods there are, one counted now, one as it was issued (N4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yinxin.kernel.calendar import day_of
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.parties.roles import Supervisor
from yinxin.register.files import FileStore
from yinxin.supervision import papers, periods, report
from yinxin.supervision.models import IssuedReport
from yinxin.supervision.periods import Period
from yinxin.supervision.report import Late, Report, Row, restored
from yinxin.supervision.sheets import SHEETS, Column, Sheet


@dataclass(frozen=True)
class IssuedView:
    """A report that was issued.

    :ivar digest: of its figures; ``file`` of its PDF.
    """

    id: int
    over: Body
    period: str
    digest: str
    file: str
    issued_by: str
    issued_at: datetime

    @property
    def number(self) -> str:
        """The number that it carries."""
        return papers.report_number(self.over.id, self.period)


@dataclass(frozen=True)
class Bar:
    """A drawn bar: how long its grave part is, and the other, in thousandths of the longest."""

    badly: int
    well: int


def bar_of(badly: int, well: int, most: int) -> Bar:
    """Return the bar of two figures where the longest has ``most``."""
    return Bar(1000 * badly // most, 1000 * well // most) if most else Bar(0, 0)


@dataclass(frozen=True)
class Counted:
    """A table of a report: what it is, its rows and its sums."""

    sheet: Sheet
    rows: tuple[Row, ...]
    totals: tuple[int, ...]

    @property
    def lines(self) -> tuple[tuple[str, tuple[tuple[Column, int], ...], Bar | None], ...]:
        """Each row's label with its figures, each beside its column, and its bar where the table has a chart."""
        parts = [self._parts(row) for row in self.rows]
        most = max((badly + well for badly, well in parts), default=0)
        return tuple(
            (row.label, self._beside(row.counts), bar_of(*part, most) if self.is_drawn else None)
            for row, part in zip(self.rows, parts, strict=True)
        )

    @property
    def is_drawn(self) -> bool:
        """Say whether its rows have bars."""
        return bool(self.sheet.drawn) and self.sheet.stacked

    @property
    def sums(self) -> tuple[tuple[Column, int], ...]:
        """The sums, each beside its column."""
        return self._beside(self.totals)

    def _parts(self, row: Row) -> tuple[int, int]:
        """Return the grave part of a row's bar, and the other: the last of what is drawn."""
        keys = [column.key for column in self.sheet.columns]
        *badly, well = [row.counts[keys.index(key)] for key in self.sheet.drawn] or [0]
        return sum(badly), well

    def _beside(self, counts: tuple[int, ...]) -> tuple[tuple[Column, int], ...]:
        return tuple(zip(self.sheet.columns, counts, strict=True))


@dataclass(frozen=True)
class Changed:
    """A figure that is not what it was when the report was issued."""

    sheet: Sheet
    label: str
    column: Words
    then: int
    now: int


@dataclass(frozen=True)
class ReportView:
    """A report as pages show it.

    :ivar issued: None where it was not issued; then its figures are those of now.
    :ivar changed: how the figures of now differ from the issued ones.
    """

    over: Body
    period: Period
    report: Report
    issued: IssuedView | None
    changed: tuple[Changed, ...] = ()

    @property
    def tables(self) -> tuple[Counted, ...]:
        """Its tables in their order."""
        return tuple(
            Counted(sheet, self.report.rows[sheet.key], self.report.totals(sheet)) for sheet in SHEETS
        )

    @property
    def late(self) -> tuple[Late, ...]:
        """The late duties."""
        return self.report.late


def overseers(by: Actor) -> tuple[Body, ...]:
    """Return the bodies whose reports a person may see: those that oversee others, the person's own first."""
    found = bodies(territory(by, Permission.SUPERVISION_SEE)).values()
    own = {seat.body.id for seat in by.seats}
    some = [one for one in found if one.kind in Supervisor.kinds]
    return tuple(sorted(some, key=lambda one: (one.id not in own, one.id)))


def issued_for(by: Actor) -> Found[IssuedView]:
    """Return the issued reports of the person's territory, the latest first."""
    places = territory(by, Permission.SUPERVISION_SEE)
    rows = IssuedReport.objects.filter(over_id__in=places).order_by("-issued_at", "-id")
    return Found(rows, lambda part: _issued(list(part)))


def report_of(over_id: int, text: str, by: Actor, today: date) -> ReportView:
    """Return the report of a body's period: as it was issued, else counted now.

    :raises NotFound: the body is out of reach, or oversees nobody; Incomplete: the text names no period to be counted.
    """
    over = _seen(over_id, by)
    period = periods.period(text, today)
    now = report.compose(over, period)
    row = IssuedReport.objects.filter(over_id=over_id, period=period.text).first()
    if row is None:
        return ReportView(over, period, now, None)
    then = restored(row.figures)
    return ReportView(over, period, then, _issued([row])[0], _changes(then, now))


def document(over_id: int, text: str, store: FileStore, by: Actor, today: date) -> bytes:
    """Return a report as PDF: the very file that was issued, else what can be counted now.

    :raises NotFound, Incomplete: as :func:`report_of` does.
    """
    over = _seen(over_id, by)
    period = periods.period(text, today)
    row = IssuedReport.objects.filter(over_id=over_id, period=period.text).first()
    if row:
        return store.get(row.file)
    return papers.report_paper(report.compose(over, period), over_id=over_id, on=today)


def workbook(over_id: int, text: str, by: Actor, today: date) -> bytes:
    """Return a report as a workbook: of the issued figures, else of those of now.

    :raises NotFound, Incomplete: as :func:`report_of` does.
    """
    view = report_of(over_id, text, by, today)
    on = day_of(view.issued.issued_at) if view.issued else today
    return papers.report_table(view.report, over_id=over_id, on=on)


def _seen(over_id: int, by: Actor) -> Body:
    over = body(over_id)
    access.require(by, Permission.SUPERVISION_SEE, over)
    if over.kind not in Supervisor.kinds:
        raise access.not_here()
    return over


def _changes(then: Report, now: Report) -> tuple[Changed, ...]:
    """Return every figure that differs; a row that is on one side only counts as nothing on the other."""
    found = []
    for sheet in SHEETS:
        before = {row.key: row for row in then.rows[sheet.key]}
        after = {row.key: row for row in now.rows[sheet.key]}
        for key in dict.fromkeys([*before, *after]):
            old, new = before.get(key), after.get(key)
            nothing = (0,) * len(sheet.columns)
            for column, was, is_now in zip(
                sheet.columns, old.counts if old else nothing, new.counts if new else nothing, strict=True
            ):
                if was != is_now:
                    label = (old or new).label  # type: ignore[union-attr]
                    found.append(Changed(sheet, label, column.name, was, is_now))
    return tuple(found)


def _issued(rows: list[IssuedReport]) -> tuple[IssuedView, ...]:
    over = bodies(row.over_id for row in rows)
    people = names(row.issued_by for row in rows)
    return tuple(
        IssuedView(
            row.pk, over[row.over_id], row.period, row.digest, row.file, people.get(row.issued_by, ""),
            row.issued_at,
        )
        for row in rows
    )  # fmt: skip
