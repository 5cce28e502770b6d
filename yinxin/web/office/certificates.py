"""One certificate: its face, its copies, and everything that ever happened to it (N5, N7)."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.workshop import licence_scheme
from yinxin.changing import queries as changing
from yinxin.issuing import handed_out as issued
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import queries as production
from yinxin.register import books, provable, succeeding
from yinxin.register import queries as register
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.responses import log_proof


@staff(Permission.CERTIFICATE_SEE, "N5", "N7")
@require_GET
def certificate(request: Request, number: int) -> HttpResponse:
    """Show a certificate as it was issued, with its timeline."""
    view = register.certificate(number, request.actor)
    applications = changing.of_certificate(number)
    timeline = events_of(
        ("certificate", view.id),
        ("electronic_copy", view.electronic_id or 0),
        *(("slip", step.slip_id) for step in (books.history_of(view.paper_id) if view.paper_id else ())),
        *(("collection", number) for number in (issued.of_copy(view.paper_id) if view.paper_id else ())),
        ("batch", view.batch_id or 0),
        *(("application", one.id) for one in applications),
        length=asked_length(request),
    )
    facts = {
        "certificate": view,
        "face": view.face,
        "lineage": succeeding.lineage(number),
        "applications": applications if access.may(request.actor, Permission.APPLICATION_SEE) else (),
        "may_file": access.may(request.actor, Permission.APPLICATION_FILE, body(view.issuer_id)),
        "sees_batch": view.batch_id is not None and production.sees_batch(view.batch_id, request.actor),
        "timeline": timeline,
        "photo_address": f"/office/certificates/{number}/photo",
        "public": urlparse(view.face.verify_at).path,
        "licence": str(licence_scheme().identifier(view.face)),
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


@staff(Permission.CERTIFICATE_SEE, "N5")
@require_GET
def certificate_log_proof(request: Request, number: int) -> HttpResponse:
    """Return the certificate's lines in the ledger with the proofs that they are in the public log (docs/log.md)."""
    view = register.certificate(number, request.actor)
    return log_proof(provable.log_proof(view.id), f"log-proof-{view.id}.json")


@staff(Permission.CERTIFICATE_SEE, "N7")
@require_GET
def certificate_photo(request: Request, number: int) -> HttpResponse:
    """Return the photo on the certificate."""
    view = register.certificate(number, request.actor)
    if not view.face.photo:
        raise access.not_here()
    return HttpResponse(files().get(view.face.photo), content_type="image/jpeg")
