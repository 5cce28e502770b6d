"""What comes out of an application on paper: its form, its receipt, the pages that were handed in (A3.1, A.annex2)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from yinxin.changing import printed, queries
from yinxin.parties.permissions import Permission
from yinxin.register.files import files
from yinxin.web import changes
from yinxin.web.doors import Request, staff
from yinxin.web.responses import pdf, picture


@staff(Permission.APPLICATION_SEE, "N15")
@require_GET
def sheet(request: Request, number: int, sheet: int) -> HttpResponse:
    """Show one page of a paper, as the picture that was made of it."""
    return picture(queries.page_for(number, sheet, request.actor))


@staff(Permission.APPLICATION_SEE, "A3.1", "A.annex2")
@require_GET
def form_pdf(request: Request, number: int) -> HttpResponse:
    """Return the reissue form of an application, filled in (annex 2)."""
    view = queries.application(number, request.actor)
    return pdf(printed.form(view, store=files()), f"annex2-{number}.pdf")


@staff(Permission.APPLICATION_SEE, "N15", "N16")
@require_GET
def receipt_pdf(request: Request, number: int) -> HttpResponse:
    """Return the receipt that the applicant takes home."""
    view = queries.application(number, request.actor)
    return pdf(printed.receipt(view, ask=changes.where_to_ask(view, request.now)), f"receipt-{number}.pdf")
