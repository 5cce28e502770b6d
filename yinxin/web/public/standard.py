"""The information standard, open to everyone: the page, its JSON Schema, an empty template (N9.1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from yinxin.production.intake import standard as passed_candidates
from yinxin.production.intake.columns import COLUMNS
from yinxin.web import wording, workbook
from yinxin.web.doors import public

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public("N9.1")
@require_GET
def standard(request: HttpRequest) -> HttpResponse:
    """Explain every column and every check."""
    facts = {
        "columns": [(column, passed_candidates.checks_of(column)) for column in COLUMNS],
        "checks": passed_candidates.checks(),
        "levels": wording.LEVELS,
        "version": passed_candidates.VERSION,
    }
    return render(request, "public/standard.html", facts)


@public("N9.1")
@require_GET
def standard_json(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of a batch."""
    schema = passed_candidates.json_schema(gettext)
    return JsonResponse(
        schema,
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@public("N9.1")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """Return an empty workbook with the standard's headings, to be filled in."""
    response = HttpResponse(workbook.empty(gettext), content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="yinxin-template.xlsx"'
    return response
