"""Read summaries: the list of a territory, one with its lines, its file and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yinxin.annexes import rhythms
from yinxin.annexes.models import Summary
from yinxin.annexes.states import SUMMARY, Stage, SummaryState
from yinxin.changing import summaries, summing
from yinxin.changing.models import Application
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.a2013 import annexes
from yinxin.law.a2013.s3_3_november import Route
from yinxin.law.n2023.art29_commencement import COMMENCE
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.register import changeable
from yinxin.register.closed_files import ClosedStore
from yinxin.rendering.forms import summary as forms
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.summary import Line


@dataclass(frozen=True)
class SummaryView:
    """A summary as the pages show it.

    :ivar receiver: who takes it; None where that is the ministry.
    :ivar by_law: its last day is the notice's; else the province's own.
    """

    id: int
    over: Body
    receiver: Body | None
    annex: Clause
    stage: Stage
    period: str
    due_on: date
    number: str
    state: SummaryState
    digest: str
    handed_at: datetime | None
    handed_by: str
    taken_at: datetime | None
    taken_by: str
    by_law: bool

    @property
    def title(self) -> Words:
        """The annex's title."""
        return annexes.form_of(self.annex).title

    @property
    def state_words(self) -> Words:
        """The state for people."""
        return SUMMARY.names[self.state]


@dataclass(frozen=True)
class Standing:
    """A line of a summary: the application where it may be seen, what the line says, which rule it goes by.

    :ivar clause: the clause of its route; :ivar because: why it goes that way.
    """

    application_id: int
    number: str
    filed_on: date
    route: Route
    clause: Clause
    because: Words
    values: Mapping[str, str]


BECAUSE: Mapping[Route, tuple[Clause, Words]] = {
    Route.NATIONAL_PATH: (
        COMMENCE,
        Words("证书由部里统一制作，2023年6月15日起按全国规程随时办理；年度汇总只作报告。"),
    ),
    Route.MINISTRY_IN_NOVEMBER: (
        Clause("A3.3"),
        Words("证书由部里统一制作，申请在全国规程施行之前，由省厅每年11月报部。"),
    ),
    Route.PROVINCE: (Clause("A3.3"), Words("省级考试和职称评审的证书，由省厅定期办理。")),
    Route.EXAM_INSTITUTE: (Clause("A3.3"), Words("计算机、外语考试的证书，由省人事考试院办理。")),
}
"""Which rule an application's route follows, and why."""


def summaries_for(by: Actor, *, count: int = 200) -> tuple[SummaryView, ...]:
    """Return the summaries of the person's territory: open ones first, by their last day."""
    places = territory(by, Permission.SUMMARY_SEE)
    rows = Summary.objects.filter(organisation_id__in=places).order_by(
        "-due_on", "organisation_id", "annex", "id"
    )
    found = sorted(rows[:count], key=lambda row: row.state != SummaryState.DRAFT.value)
    return _views(found)


def summary(number: int, by: Actor) -> SummaryView:
    """Return a summary.

    :raises NotFound: there is none in the person's territory.
    """
    return _views([_row(number, by)])[0]


def lines_of(number: int, by: Actor) -> tuple[Standing, ...]:
    """Return the lines of a summary: of a draft as they stand now, else as they were handed in."""
    row = _row(number, by)
    if row.state == SummaryState.DRAFT.value:
        found = [(one.id, one.line.values) for one in summing.entries(row)]
    else:
        said = summaries.opened(row.sealed)["lines"]
        found = list(
            zip(row.lines.order_by("id").values_list("application_id", flat=True), said, strict=True)
        )
    known = Application.objects.in_bulk([number for number, _ in found])
    return tuple(_standing(known[number], values) for number, values in found)


def unaudited(number: int, by: Actor) -> int:
    """Return how many applications of a draft's period are still to be audited."""
    row = _row(number, by)
    return summing.missing(row) if row.state == SummaryState.DRAFT.value else 0


def document(number: int, store: ClosedStore, by: Actor, at: datetime) -> tuple[str, bytes]:
    """Return a summary's name and its PDF: the very file that was handed in, or a draft of what stands now."""
    row = _row(number, by)
    if row.state == SummaryState.DRAFT.value:
        return f"summary-{row.pk}-draft.pdf", forms.render(_form(row, day_of(at)))
    return f"{row.reference}.pdf", store.get(row.file)


def table(number: int, by: Actor, at: datetime) -> tuple[str, bytes]:
    """Return a summary's name and its XLSX table."""
    row = _row(number, by)
    name = f"{row.reference}.xlsx" if row.reference else f"summary-{row.pk}-draft.xlsx"
    return name, forms.table(_form(row, day_of(at)))


def _form(row: Summary, today: date) -> forms.Summary:
    if row.state == SummaryState.DRAFT.value:
        lines = tuple(one.line for one in summing.entries(row))
        return summing.form_of(row, lines, on=today)
    said = summaries.opened(row.sealed)
    return forms.Summary(
        Heading(said["body"], row.reference, date.fromisoformat(said["on"])),
        Clause(row.annex),
        row.period,
        said["to"],
        tuple(Line(values) for values in said["lines"]),
        frozenset(said["shown"]),
        said["title"],
        said["filler"],
        said["phone"],
        said["copies"],
    )


def _row(number: int, by: Actor) -> Summary:
    found = Summary.objects.filter(id=number).first()
    if found is None:
        raise access.not_here()
    owners = [found.organisation_id, *([found.receiver_id] if found.receiver_id else [])]
    access.require(by, Permission.SUMMARY_SEE, bodies(owners)[found.organisation_id])
    return found


def _views(rows: list[Summary]) -> tuple[SummaryView, ...]:
    known = bodies(
        {row.organisation_id for row in rows} | {row.receiver_id for row in rows if row.receiver_id}
    )
    people = names({row.handed_by for row in rows} | {row.taken_by for row in rows})
    return tuple(_view(row, known, people) for row in rows)


def _view(row: Summary, known: Mapping[int, Body], people: Mapping[int, str]) -> SummaryView:
    over = known[row.organisation_id]
    return SummaryView(
        row.pk,
        over,
        known[row.receiver_id] if row.receiver_id else None,
        Clause(row.annex),
        Stage(row.stage),
        row.period,
        row.due_on,
        row.reference,
        SummaryState(row.state),
        row.digest,
        row.handed_at,
        people.get(row.handed_by, "") if row.handed_by else "",
        row.taken_at,
        people.get(row.taken_by, "") if row.taken_by else "",
        over.region.startswith(rhythms.ANHUI),
    )


def _standing(row: Application, values: Mapping[str, str]) -> Standing:
    route = summing.route_of(row, changeable.of(row.certificate_id))
    clause, because = BECAUSE[route]
    return Standing(row.pk, row.number, row.filed_on, route, clause, because, values)
