"""Who asks to be told of my certificates: agreeing, refusing, what was told, ending it (N22.1). All without script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from yinxin.kernel.words import Words
from yinxin.watching import answering, queries
from yinxin.web.doors import Request, holder

HERE = "/me/watches"


@holder("N22.1")
@require_GET
def watches(request: Request) -> HttpResponse:
    """List who asks and who is told, those that wait for an answer first."""
    found = queries.of_holder(request.holder or 0, request.now)
    facts = {
        "waiting": [one for one in found if one.waits],
        "running": [one for one in found if one.runs],
        "past": [one for one in found if not one.waits and not one.runs],
    }
    return render(request, "holder/watches.html", facts)


@holder("N22.1")
@require_POST
def agree(request: Request, number: int) -> HttpResponse:
    """Agree that an employer is told how a certificate stands."""
    answering.consent(holder_id=request.holder or 0, watch_id=number, at=request.now)
    return _done(request, Words("您已同意。可以随时停止。"))


@holder("N22.1")
@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Refuse it."""
    answering.refuse(holder_id=request.holder or 0, watch_id=number, at=request.now)
    return _done(request, Words("您没有同意，什么都不会告知对方。"))


@holder("N22.1")
@require_POST
def end(request: Request, number: int) -> HttpResponse:
    """End a watch that was agreed to."""
    answering.end(holder_id=request.holder or 0, watch_id=number, at=request.now)
    return _done(request, Words("已停止，从现在起不再告知对方。"))


def _done(request: Request, said: Words) -> HttpResponse:
    messages.success(request, said.render(gettext))
    return redirect(HERE)
