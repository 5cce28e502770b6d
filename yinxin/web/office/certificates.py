"""One certificate: its face, its copies, and everything that ever happened to it (N5, N7)."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.issuing import handed_out as issued
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register import books
from yinxin.register import queries as register
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.office.timeline import asked_length, events_of


@staff(Permission.CERTIFICATE_SEE, "N5", "N7")
@require_GET
def certificate(request: Request, number: int) -> HttpResponse:
    """Show a certificate as it was issued, with its timeline."""
    view = register.certificate(number, request.actor)
    timeline = events_of(
        ("certificate", view.id),
        ("electronic_copy", view.electronic_id or 0),
        *(("slip", step.slip_id) for step in books.history_of(view.paper_id)),
        *(("collection", number) for number in issued.of_copy(view.paper_id)),
        ("batch", view.batch_id),
        length=asked_length(request),
    )
    facts = {
        "certificate": view,
        "face": view.face,
        "timeline": timeline,
        "photo_address": f"/office/certificates/{number}/photo",
        "public": urlparse(view.face.verify_at).path,
    }
    return render(request, "office/certificate.html", facts)


@staff(Permission.CERTIFICATE_SEE, "N10")
@require_GET
def certificate_file(request: Request, number: int) -> HttpResponse:
    """Return the electronic certificate's file.

    :raises NotFound: it has not been made yet.
    """
    view = register.certificate(number, request.actor)
    if not view.file:
        raise access.not_here()
    response = HttpResponse(files().get(view.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{view.id}.pdf"'
    return response


@staff(Permission.CERTIFICATE_SEE, "N7")
@require_GET
def certificate_photo(request: Request, number: int) -> HttpResponse:
    """Return the photo on the certificate."""
    view = register.certificate(number, request.actor)
    return HttpResponse(files().get(view.face.photo), content_type="image/jpeg")
