"""Where, when and how paper is collected, as each issuer has published it (N11.1, N12). No personal data."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.issuing import service
from yinxin.issuing.service import Notice
from yinxin.kernel.calendar import day_of
from yinxin.parties.actor import Body
from yinxin.web.doors import Request, public


@public("N11.1", "N12")
@require_GET
def issuers(request: Request) -> HttpResponse:
    """List the issuers that have published a notice."""
    return render(request, "public/issuers.html", {"found": service.published(day_of(request.now))})


@public("N11.1", "N12", "N13.1")
@require_GET
def issuer(request: Request, code: str) -> HttpResponse:
    """Show one issuer's notice."""
    body, notice = service.of_code(code, day_of(request.now))
    return render(request, "public/issuer.html", {"code": code, "body": body, "notice": notice})


@public("N11.1", "N12")
@require_GET
def issuer_json(request: Request, code: str) -> HttpResponse:
    """Return one issuer's notice for programs."""
    body, notice = service.of_code(code, day_of(request.now))
    return JsonResponse(facts(code, body, notice), json_dumps_params={"ensure_ascii": False})


def facts(code: str, body: Body, notice: Notice) -> dict[str, Any]:
    """Return a notice as JSON values; the texts are the issuer's own."""
    offer = notice.offer
    return {
        "issuer": code,
        "name": body.name,
        "region": body.region,
        "version": notice.version,
        "since": notice.since.isoformat(),
        "hours": offer.hours,
        "place": offer.place,
        "ways": [service.value for service in offer.services],
        "reason": offer.reason,
        "postage_paid_by": offer.payer.value,
        "papers": offer.papers,
        "process": offer.process,
        "units": offer.units,
        "per_day": offer.per_day,
        "phone": offer.phone,
    }
