"""Who is approved to review titles, for what, until when: for everybody (A2.2). No personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.reviewing import queries
from yinxin.reviewing.queries import CommitteeView
from yinxin.web.doors import Request, public
from yinxin.web.tables import Table

_HEADS = (
    Words("组建单位"),
    Words("职称系列"),
    Words("评审级别"),
    Words("批准文号"),
    Words("批准单位"),
    Words("期限自"),
    Words("期限至"),
    Words("状态"),
)


@public("A2.2.1", "A2.2.2")
@require_GET
def committees(request: Request) -> HttpResponse:
    """List every committee that was approved."""
    return render(request, "public/committees.html", {"found": _found(request)})


@public("A2.2.1")
@require_GET
def committees_csv(request: Request) -> HttpResponse:
    """Return the list as CSV."""
    rows = [
        (
            one.founder.name,
            one.series_name,
            one.rank_words,
            one.document,
            one.over.name,
            one.since,
            one.last,
            state,
        )
        for one, _, state in _found(request)
    ]
    return Table("committees", _HEADS, rows).csv()


@public("A2.2.1")
@require_GET
def committees_json(request: Request) -> HttpResponse:
    """Return the list for programs."""
    found = [_facts(one, holds=holds) for one, holds, _ in _found(request)]
    return JsonResponse({"committees": found}, json_dumps_params={"ensure_ascii": False})


def _found(request: Request) -> list[tuple[CommitteeView, bool, Words]]:
    today = day_of(request.now)
    return [(one, one.holds(today), _state(one, holds=one.holds(today))) for one in queries.published()]


def _state(one: CommitteeView, *, holds: bool) -> Words:
    if holds:
        return Words("有效")
    return Words("提前终止") if one.ended_on else Words("不在期限内")


def _facts(one: CommitteeView, *, holds: bool) -> dict[str, Any]:
    return {
        "founder": one.founder.name,
        "region": one.founder.region,
        "series": one.series,
        "series_name": one.series_name,
        "ranks": [rank.value for rank in one.ranks],
        "document": one.document,
        "approved_by": one.over.name,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "last_day": one.last.isoformat(),
        "holds": holds,
    }
