"""The national catalogue of qualifications as it stood on a day (N2)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.catalogue import queries
from yinxin.kernel.calendar import day_of
from yinxin.web import wording
from yinxin.web.dates import asked_day
from yinxin.web.doors import Request, public


@public("N2")
@require_GET
def catalogue(request: Request) -> HttpResponse:
    """Show every qualification of a day, and how sure each entry is."""
    on = asked_day(request, "on") or day_of(request.now)
    versions = queries.versions_on(on)
    groups = [
        (category, title, [version for version in versions if version.category == category])
        for category, title in wording.CATEGORIES.items()
    ]
    facts = {"on": on, "groups": groups, "count": len(versions), "certainty": wording.CERTAINTY}
    return render(request, "public/catalogue.html", facts)
