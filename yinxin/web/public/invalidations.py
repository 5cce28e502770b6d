"""Decisions in effect, as the public may know them: days, body, counts, status; nothing of the person (N18.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.invalidation import propagation
from yinxin.invalidation.propagation import Propagation
from yinxin.web.doors import Request, public


@public("N17", "N18.1", "N18.2")
@require_GET
def invalidations(request: Request) -> HttpResponse:
    """List the decisions in effect."""
    return render(request, "public/invalidations.html", {"found": propagation.published()})


@public("N17", "N18.1", "N18.2")
@require_GET
def invalidation(request: Request, number: int) -> HttpResponse:
    """Show how one decision went its way, from its day to its effect."""
    facts = {"number": number, "one": propagation.published_one(number)}
    return render(request, "public/invalidation.html", facts)


@public("N17", "N18.1", "N18.2")
@require_GET
def invalidation_json(request: Request, number: int) -> HttpResponse:
    """Return the same for programs."""
    return JsonResponse(facts(propagation.published_one(number)), json_dumps_params={"ensure_ascii": False})


def facts(one: Propagation) -> dict[str, Any]:
    """Return a propagation record as JSON values; moments are in UTC."""
    return {
        "record": one.code,
        "body": one.body,
        "ground": one.ground,
        "state": one.state.value,
        "certificates": one.certificates,
        "decided_on": one.decided_on.isoformat(),
        "notified_on": one.notified_on.isoformat() if one.notified_on else None,
        "submitted_at": one.submitted_at.isoformat() if one.submitted_at else None,
        "effective_at": one.effective_at.isoformat(),
        "status_lists": [
            {"list": listed.name, "version": listed.version, "published_at": listed.at.isoformat()}
            for listed in one.lists
        ],
        "restored_at": one.restored_at.isoformat() if one.restored_at else None,
    }
