"""Which applications stand in which summary, and what each line says (A3.2, A3.3, annexes 3 and 4).

A city sums up what it has audited of the applications of a period, by the day of each application; one that was
audited after its summary had been handed in stands in the next. A province sums up, for the ministry, what it took
of certificates that the ministry makes: before 2023-06-15 as its application, since then as a report (N29).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from yinxin.annexes.models import Summary, SummaryLine
from yinxin.annexes.states import Stage, SummaryState
from yinxin.annexes.templates import template_on
from yinxin.changing import filing
from yinxin.changing.models import Application
from yinxin.changing.states import ApplicationState
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import NOT_RECORDED
from yinxin.law.a2013 import s3_2_october, s3_3_november
from yinxin.law.a2013.s3_3_november import Route
from yinxin.law.changes import Cause, Way
from yinxin.law.regimes import Regime
from yinxin.parties.queries import body
from yinxin.register import changeable
from yinxin.register.changeable import Changeable
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import chinese
from yinxin.rendering.forms.summary import Line
from yinxin.rendering.forms.summary import Summary as Form

_S: Final = ApplicationState
AUDITED: Final = (_S.REVIEWED, _S.CONFIRMED, _S.MAKING, _S.RELEASED)
"""The states of applications that the city has audited."""
ALIVE: Final = (*AUDITED, _S.FILED, _S.RETURNED)
"""The states of applications that a summary is, or will be, owed for."""
WAYS: Final = (Way.REPLACEMENT, Way.REISSUE)
TO_MINISTRY: Final = (Route.NATIONAL_PATH, Route.MINISTRY_IN_NOVEMBER)


@dataclass(frozen=True)
class Entry:
    """An application as a summary has it; ``route`` says where it goes by A3.3."""

    id: int
    number: str
    filed_on: date
    route: Route
    line: Line


def unsummed(stage: Stage) -> QuerySet[Application]:
    """Return the applications for which the stage owes a summary and that stand in none that was handed in."""
    done = SummaryLine.objects.filter(stage=stage.value).values("application_id")
    found = Application.objects.filter(way__in=[way.value for way in WAYS]).exclude(id__in=done)
    if stage is Stage.CITY:
        return found.filter(state__in=[one.value for one in ALIVE]).order_by("filed_on", "id")
    taken = SummaryLine.objects.filter(stage=Stage.CITY.value, summary__state=SummaryState.TAKEN.value)
    return found.filter(id__in=taken.values("application_id")).order_by("filed_on", "id")


def annex_of(one: Changeable) -> Clause:
    """Return the annex on which a certificate's application is summed up."""
    vocational = s3_2_october.is_vocational(one.regime, one.face.qualification)
    return s3_2_october.summary_form(vocational=vocational)


def route_of(row: Application, one: Changeable) -> Route:
    """Return where an application goes, by the rules of its own day."""
    special = one.special or s3_3_november.is_special_exam(one.face.qualification)
    return s3_3_november.route_of(Regime(row.regime), on=row.filed_on, special_exam=special)


def entries(summary: Summary) -> list[Entry]:
    """Return what a draft would say if it were handed in now, by the day of application."""
    return [_entry(row, one) for row, one in _rows(summary)]


def missing(summary: Summary) -> int:
    """Return how many applications of a draft's period the city has still to audit."""
    if summary.stage != Stage.CITY.value:
        return 0
    waiting = _of(summary, unsummed(Stage.CITY)).exclude(state__in=[one.value for one in AUDITED])
    return sum(str(annex_of(changeable.of(row.certificate_id))) == summary.annex for row in waiting)


def form_of(
    summary: Summary, lines: tuple[Line, ...], *, on: date, filler: str = "", phone: str = ""
) -> Form:
    """Return a summary as it is printed: final with its number, else a draft."""
    over = body(summary.organisation_id)
    annex = Clause(summary.annex)
    template = template_on(over.region, annex, on)
    return Form(
        Heading(over.name, summary.reference, on),
        annex,
        summary.period,
        body(summary.receiver_id).name if summary.receiver_id else "人力资源和社会保障部",
        lines,
        template.shown(annex),
        template.title,
        filler,
        phone,
        template.copies,
        draft=not summary.reference,
    )


def _rows(summary: Summary) -> Iterator[tuple[Application, Changeable]]:
    stage = Stage(summary.stage)
    rows = _of(summary, unsummed(stage))
    if stage is Stage.CITY:
        rows = rows.filter(state__in=[one.value for one in AUDITED])
    for row in rows:
        one = changeable.of(row.certificate_id)
        fits = stage is Stage.CITY or route_of(row, one) in TO_MINISTRY
        if fits and str(annex_of(one)) == summary.annex:
            yield row, one


def _of(summary: Summary, rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the applications of a summary's organisation and of its time."""
    if summary.stage == Stage.CITY.value:
        return rows.filter(issuer_id=summary.organisation_id, filed_on__lte=summary.due_on)
    taken = SummaryLine.objects.filter(
        stage=Stage.CITY.value,
        summary__receiver_id=summary.organisation_id,
        summary__state=SummaryState.TAKEN.value,
    )
    return rows.filter(id__in=taken.values("application_id"))


def _entry(row: Application, one: Changeable) -> Entry:
    route = route_of(row, one)
    face, said = one.face, filing.opened(row.sealed)
    values = {
        "name": face.name,
        "sex": face.sex,
        "id_number": face.id_number,
        "employer": said.get("employer", ""),
        "qualification": face.qualification,
        "level": face.level,
        "specialty": face.specialty,
        "management_number": face.management_number,
        "approved_on": chinese(one.approved_on) if one.approved_on else NOT_RECORDED,
        "way": str(Way(row.way).label),
        "cause": str(Cause(row.cause).label),
        "remarks": str(route.label),
    }
    return Entry(row.pk, row.number, row.filed_on, route, Line(values))
