"""The way to everything about organisations and people, each link where the person may follow it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.approvals import queries
from yinxin.web.doors import Request, staff


@staff(None, "A4")
@require_GET
def manage(request: Request) -> HttpResponse:
    """Show the ways in, and how many changes wait for this person."""
    return render(request, "office/manage.html", {"waiting": len(queries.waiting_for(request.actor))})
