"""Progress and scope, for people and programs: pages and files of dated editions, nothing counted on the way (N23).

A page is made from a kept edition once for each language and year, and then only put into its frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from yinxin.disclosure import files, promises, queries
from yinxin.disclosure.counted import GIVING, GIVING_DAYS, MAKING, MAKING_DAYS
from yinxin.disclosure.queries import TITLES, EditionView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.refusal import Incomplete, NotFound
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.web.dates import asked_day
from yinxin.web.doors import Request, public
from yinxin.web.forms import number_in
from yinxin.web.public.progress_charts import chart, said

_FRESH: Final = "public, max-age=300"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_SHOWN: Final = 200
"""Differences on one page; the files have all."""


@public("N23")
@require_GET
def progress(request: Request) -> HttpResponse:
    """Show the latest edition, or the one that held on a day."""
    asked = asked_day(request, "on")
    try:
        view = queries.on(asked) if asked else queries.latest()
    except NotFound:
        facts = {"asked": asked, "promise": promises.promise_on(day_of(request.now))}
        return render(request, "public/progress_none.html", facts, status=404 if asked else 200)
    return _page(request, view)


@public("N23")
@require_GET
def edition(request: Request, number: int) -> HttpResponse:
    """Show one edition.

    :raises NotFound: there is none of this number.
    """
    return _page(request, queries.numbered(number))


@public("N23")
@require_GET
def compare(request: Request) -> HttpResponse:
    """Show every figure by which two editions differ; without numbers the last two.

    :raises NotFound: there is no such edition; Incomplete: there are no two editions to compare.
    """
    newer = number_in(request, "to") or (queries.latest().line.number)
    older = number_in(request, "from") or newer - 1
    if older < 1 or older == newer:
        raise Incomplete(Words("没有可以比较的两期。"), do=Words("请选择两期不同的公布内容。"))
    old, new = queries.numbered(older), queries.numbered(newer)
    found = queries.changes(old, new)
    exams = {**old.exams, **new.exams}
    facts = {
        "old": old.line,
        "new": new.line,
        "count": len(found),
        "rounded": old.said["rounded_down_to"] != new.said["rounded_down_to"],
        "changes": [
            {
                "table": TITLES[one.table],
                "exam": _name(exams[one.exam]),
                "region": one.region or gettext("合计"),
                "column": queries.COLUMNS[one.table][one.column],
                "then": _told(one.then),
                "now": _told(one.now),
            }
            for one in found[:_SHOWN]
        ],
        "editions": queries.editions(),
    }
    return render(request, "public/progress_compare.html", facts)


@public("N23")
@require_GET
def editions_json(request: HttpRequest) -> HttpResponse:
    """List the editions for programs."""
    found = [
        {
            "edition": one.number,
            "on": one.on.isoformat(),
            "published_at": one.at.isoformat(),
            "cause": one.cause.value,
            "sha256": one.digest,
            "address": f"{settings.PUBLIC_ADDRESS}/progress/editions/{one.number}.json",
        }
        for one in queries.editions()
    ]
    return _file(request, canonical_json({"editions": found}), "application/json", _FRESH)


@public("N23")
@require_GET
def edition_json(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Return an edition's very bytes, whose digest stands in the ledger; the latest without a number.

    :raises NotFound: there is none.
    """
    view = queries.latest() if number is None else queries.numbered(number)
    return _file(request, view.text.encode(), "application/json", _caching(number))


@public("N23")
@require_GET
def edition_csv(request: HttpRequest, table: str, number: int | None = None) -> HttpResponse:
    """Return a table of an edition as CSV; of the latest without a number.

    :raises NotFound: there is no such edition or table.
    """
    if table not in files.TABLES:
        raise access.not_here()
    view = queries.latest() if number is None else queries.numbered(number)
    response = _file(request, _csv(view, table), "text/csv; charset=utf-8", _caching(number))
    name = f"progress-{view.line.number}-{table}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public("N23")
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of an edition."""
    data = canonical_json(files.schema(settings.PUBLIC_ADDRESS))
    return _file(request, data, "application/schema+json", _FRESH)


@public("N23")
@require_GET
def description(request: HttpRequest) -> HttpResponse:
    """Describe the files as catalogues of data do, with their licence."""
    data = canonical_json(files.description(queries.editions(), settings.PUBLIC_ADDRESS))
    return _file(request, data, "application/ld+json", _FRESH)


def _page(request: Request, view: EditionView) -> HttpResponse:
    years = sorted({one["year"] for one in view.exams.values() if not one["older"]}, reverse=True)
    asked = number_in(request, "year")
    year = asked if asked in years else (years[0] if years else 0)
    facts = {
        "view": view,
        "line": view.line,
        "years": years,
        "year": year,
        "part": _part(view, year, get_language() or ""),
        "editions": queries.before(view.line, 12),
        "tables": [(name, words) for name, words in TITLES.items()],
        "here": f"/progress/editions/{view.line.number}",
        "promise": promises.promise_on(day_of(request.now)),
    }
    return render(request, "public/progress.html", facts)


@lru_cache(maxsize=128)
def _part(view: EditionView, year: int, _language: str) -> SafeString:
    """Return what an edition tells of a year, in the reader's language, as it goes into the page."""
    own = {code: one for code, one in view.exams.items() if one["year"] == year and not one["older"]}
    facts = {
        "exams": [_exam(view, code, own[code]) for code in sorted(own)],
        "verification": _scope(view),
        "electronic": view.said["electronic"],
        "english": _english(),
        "rounded_to": view.said["rounded_down_to"],
    }
    # Made by our own templates, which escape every text.
    return mark_safe(render_to_string("parts/progress.html", facts))  # noqa: S308


def _exam(view: EditionView, code: str, exam: Mapping[str, Any]) -> dict[str, Any]:
    making, giving = (
        [row for row in view.said[table] if row["exam"] == code] for table in ("making", "giving")
    )
    title = _name(exam)
    return {
        "code": code,
        "title": title,
        "making": _table(making, MAKING, MAKING_DAYS),
        "giving": _table(giving, GIVING, GIVING_DAYS),
        "making_chart": chart(gettext("制作进度"), making[0], MAKING) if making else None,
        "giving_chart": chart(gettext("发放进度"), giving[0], GIVING) if giving else None,
    }


def _table(
    rows: list[dict[str, Any]], steps: Mapping[str, Words], days: Mapping[str, Words]
) -> dict[str, Any]:
    # An edition from before a column was told is shown without it.
    return {
        "heads": [*steps.values()],
        "days": [*days.values()],
        "rows": [
            {
                "name": row["region_name"],
                "whole": row["level"] == "all",
                "cells": [(words, said(row[name])) for name, words in steps.items()],
                "days": [(words, row.get(name, "")) for name, words in days.items()],
            }
            for row in rows
        ],
    }


def _scope(view: EditionView) -> list[dict[str, Any]]:
    """Return the scope by qualification: which years, which regions, how many."""
    found: dict[str, list[dict[str, Any]]] = {}
    places: dict[str, list[str]] = {}
    for row in view.said["verification"]:
        if row["level"] == "place":
            places.setdefault(row["exam"], []).append(row["region_name"])
    for row in view.said["verification"]:
        exam = view.exams[row["exam"]]
        if row["level"] == "all":
            name = exam["qualification_name_en"] if _english() else exam["qualification_name"]
            line = {
                "year": exam["year"],
                "older": exam["older"],
                "places": places.get(row["exam"], []),
                "count": said(row["certificates"]),
            }
            found.setdefault(name, []).append(line)
    return [
        {"name": name, "lines": sorted(lines, key=lambda one: (-one["year"], one["older"]))}
        for name, lines in sorted(found.items())
    ]


def _name(exam: Mapping[str, Any]) -> str:
    return str(exam["name_en"] if _english() else exam["name"])


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _told(value: Any) -> str:
    return value if isinstance(value, str) and not value.startswith("<") else said(value)


@lru_cache(maxsize=64)
def _csv(view: EditionView, table: str) -> bytes:
    return files.csv_file(view, table)


def _caching(number: int | None) -> str:
    return _FRESH if number is None else _FOR_EVER


def _file(request: HttpRequest, data: bytes, kind: str, caching: str) -> HttpResponse:
    """Return a file, or 304 to whoever has it already; it may be read from pages of others."""
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
