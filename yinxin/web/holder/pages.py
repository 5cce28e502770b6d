"""My certificates: the list, one of them, its file (N14). Only one's own: any other is as if it did not exist."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.issuing import applying, mail
from yinxin.parties import access
from yinxin.register import holders
from yinxin.register.files import files
from yinxin.web.doors import Request, holder


@holder("N14")
@require_GET
def mine(request: Request) -> HttpResponse:
    """List the holder's certificates."""
    number = request.holder or 0
    facts = {"name": holders.name_of(number), "certificates": holders.certificates_of(number)}
    return render(request, "holder/mine.html", facts)


@holder("N14")
@require_GET
def certificate(request: Request, number: int) -> HttpResponse:
    """Show one certificate: what it says, its two carriers, where it can be verified."""
    held = holders.certificate_of(request.holder or 0, number)
    facts = {
        "certificate": held,
        "face": held.face,
        "photo_address": f"/me/certificates/{number}/photo",
        "public": urlparse(held.face.verify_at).path,
        "posted": mail.of_holder(request.holder or 0, number) is not None,
        "may_post": applying.can_apply(request.holder or 0, number),
    }
    return render(request, "holder/certificate.html", facts)


@holder("N14")
@require_GET
def certificate_file(request: Request, number: int) -> HttpResponse:
    """Return the electronic certificate.

    :raises NotFound: there is no file to download now.
    """
    held = holders.certificate_of(request.holder or 0, number)
    if held.file is None:
        raise access.not_here()
    response = HttpResponse(files().get(held.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{held.id}.pdf"'
    return response


@holder("N14")
@require_GET
def certificate_photo(request: Request, number: int) -> HttpResponse:
    """Return the photo on the certificate."""
    held = holders.certificate_of(request.holder or 0, number)
    return HttpResponse(files().get(held.face.photo), content_type="image/jpeg")
