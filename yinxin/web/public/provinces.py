"""What each province decides for itself: documents, who makes them, procedures, conditions, papers (N2, N27, A1.1)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.annexes import rhythms
from yinxin.kernel import regions
from yinxin.kernel.calendar import day_of
from yinxin.law.provinces import PROVINCES, Province
from yinxin.parties import access
from yinxin.web.doors import Request, public


@public("N2", "N27", "A1.1")
@require_GET
def provinces(request: Request) -> HttpResponse:
    """List the provinces whose own rules are known."""
    return render(request, "public/provinces.html", {"provinces": list(PROVINCES.items())})


@public("N2", "N27", "A1.1", "A1.2", "A2.1.2", "A2.2.1", "A2.2.2", "A3.1", "A3.2", "A3.3")
@require_GET
def province(request: Request, code: str) -> HttpResponse:
    """Show what one province decides, each with its basis."""
    found = PROVINCES.get(code)
    if found is None:
        raise access.not_here()
    today = day_of(request.now)
    facts = {
        "province": found,
        "procedures": _procedures(found),
        "conditions": [
            (found.qualifications[key].name, conditions) for key, conditions in found.conditions.items()
        ],
        "rhythm": rhythms.rhythm_on(found.region, today),
        "follows": found.chose_national(today),
    }
    return render(request, "public/province.html", facts)


def _procedures(found: Province) -> list[tuple[str, object, str, object]]:
    """Return place, rank, document and steps of each procedure, the province's own first; a department has its code."""
    return [
        (_name(place), level.label, found.procedures[place, level].document, steps)
        for (place, level), steps in sorted(
            found.steps.items(), key=lambda one: (one[0][0] != found.region, one[0][0])
        )
    ]


def _name(place: str) -> str:
    return regions.region(place).name if regions.is_known(place) else place
