"""Annex 1 for its holder: the registration form that goes into one's own file (A2.1.2)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.annexes import registering
from yinxin.kernel.calendar import day_of
from yinxin.register import holders
from yinxin.register.files import files
from yinxin.web.doors import Request, holder
from yinxin.web.office.annexes import Typed
from yinxin.web.responses import pdf


@holder("A2.1.2", "A.annex1")
@require_GET
def registration(request: Request, number: int) -> HttpResponse:
    """Ask what nobody recorded, before the form is printed."""
    return _page(request, number, Typed())


@holder("A2.1.2", "A.annex1")
@require_http_methods(["GET", "POST"])
def registration_pdf(request: Request, number: int) -> HttpResponse:
    """Return the form, with what was typed; what was not is left blank."""
    form = Typed(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    data = registering.for_holder(
        number, holder_id=request.holder or 0, typed=form.cleaned_data, store=files(), on=day_of(request.now)
    )
    return pdf(data, f"annex1-{number}.pdf")


def _page(request: Request, number: int, form: Typed) -> HttpResponse:
    held = holders.certificate_of(request.holder or 0, number)
    facts = {"certificate": held, "face": held.face, "form": form}
    return render(request, "holder/registration.html", facts, status=422 if form.is_bound else 200)
