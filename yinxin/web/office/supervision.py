"""Who is late: duties by body, clause and month, down to each one; as page, CSV and JSON (N4)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.duties import figures
from yinxin.duties.figures import KINDS, Filter, Tally
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law import index
from yinxin.parties.permissions import Permission
from yinxin.supervision import checks, criticisms
from yinxin.supervision.reports import bar_of
from yinxin.web.doors import Request, staff
from yinxin.web.forms import number_in
from yinxin.web.tables import Table

KIND_WORDS: Final = dict(
    zip(
        KINDS,
        (Words("未到期"), Words("快到期"), Words("逾期未办"), Words("按期办结"), Words("逾期办结")),
        strict=True,
    )
)
_HEADS: Final = (Words("机构"), *KIND_WORDS.values(), Words("已说明原因"), Words("合计"))


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def dashboard(request: Request) -> HttpResponse:
    """Show the figures of the territory, with the trend and the ways down."""
    today = day_of(request.now)
    asked = _asked(request, today)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    found = figures.overview(request.actor, today, asked)
    most = max((one.total for one in found.months), default=0)
    narrow = bool(asked.body or kind)
    facts = {
        "chosen": asked,
        "kind": kind,
        "kinds": KIND_WORDS,
        "whole": found.whole,
        "bodies": found.bodies,
        "by_clause": [(index.entry(one.key).title, one) for one in found.clauses],
        "clauses": figures.clauses(request.actor),
        "months": [(one, bar_of(one.overdue, one.total - one.overdue, most)) for one in found.months],
        "lines": figures.lines(request.actor, today, asked, kind=kind) if narrow else (),
        "narrow": narrow,
        "query": _query(asked),
        "unkinded": _query(asked, body=asked.body),
        "checks": checks.checks_for(request.actor)[:3],
        "criticisms": criticisms.criticisms_for(request.actor)[:3],
    }
    return render(request, "office/supervision.html", facts)


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def export_csv(request: Request) -> HttpResponse:
    """Return the figures of each body as CSV."""
    return _table(request).csv()


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def export_xlsx(request: Request) -> HttpResponse:
    """Return the figures of each body as a workbook."""
    return _table(request).xlsx()


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def export_json(request: Request) -> HttpResponse:
    """Return the figures for programs."""
    today = day_of(request.now)
    asked = _asked(request, today)
    found = figures.overview(request.actor, today, asked)
    facts = {
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "as_of": today.isoformat(),
        "bodies": [_facts(one) for one in found.bodies],
        "clauses": [_facts(one) for one in found.clauses],
        "months": [_facts(one) for one in found.months],
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})


def _table(request: Request) -> Table:
    today = day_of(request.now)
    found = figures.overview(request.actor, today, _asked(request, today)).bodies
    rows = [[one.name, *(getattr(one, kind) for kind in KINDS), one.explained, one.total] for one in found]
    return Table("duties-by-body", _HEADS, rows)


def _facts(one: Tally) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        **{kind: getattr(one, kind) for kind in KINDS},
        "explained": one.explained,
        "total": one.total,
    }


def _asked(request: Request, today: date) -> Filter:
    """Return what the address asks for; what cannot be read counts as not asked: the year so far."""
    region = "".join(letter for letter in request.GET.get("region", "") if letter in "0123456789")[:6]
    while region.endswith("00"):
        region = region[:-2]
    clause = request.GET.get("clause", "")[:12].replace("\0", "")
    first = _day(request.GET.get("first", "")) or today.replace(month=1, day=1)
    return Filter(
        first, _day(request.GET.get("last", "")) or today, region, clause, number_in(request, "body")
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _query(asked: Filter, body: int = 0) -> str:
    said = {
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "region": asked.region,
        "clause": asked.clause,
        "body": body or "",
    }
    return urlencode({name: value for name, value in said.items() if value})
