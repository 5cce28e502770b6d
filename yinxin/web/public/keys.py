"""What lets others check our signatures without us: public keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config import witnesses
from config.workshop import keyring
from yinxin.sealing import queries
from yinxin.web.doors import Request, public

_MINUTE = "public, max-age=60"


@public("N6")
@require_GET
def page(request: Request) -> HttpResponse:
    """Show the keys with their periods and states, for people."""
    ring = keyring()
    facts = {"keys": queries.shown(ring), "demonstration": ring.demonstration}
    return render(request, "public/keys.html", facts)


@public("N6")
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Return the public keys of seals and ledger, and of the witnesses of its log."""
    document = keyring().public_document()
    document["log"]["witnesses"] = witnesses.public_view()
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Cache-Control"] = _MINUTE
    return response
