"""My certificates: the list, one of them, its file (N14). Only one's own: any other is as if it did not exist."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from config.workshop import licence_scheme, ofd_bench
from yinxin.changing import queries
from yinxin.closing import objections
from yinxin.issuing import applying, mail
from yinxin.kernel.calendar import day_of
from yinxin.parties import access
from yinxin.presenting import correcting, reformatting
from yinxin.presenting import queries as presenting
from yinxin.presenting.terms import looks_since
from yinxin.qualifying import audits
from yinxin.register import course, holders, provable
from yinxin.register.files import files
from yinxin.sharing import queries as platforms
from yinxin.vetting import looks as employers
from yinxin.watching import queries as watching
from yinxin.web.doors import Request, holder
from yinxin.web.holder import progress
from yinxin.web.responses import log_proof, ofd


@holder("N14")
@require_GET
def mine(request: Request) -> HttpResponse:
    """List the holder's certificates."""
    number = request.holder or 0
    today = day_of(request.now)
    ways = {one: progress.way_of(found, today) for one, found in course.of_certificates(number).items()}
    facts = {
        "name": holders.name_of(number),
        "certificates": holders.certificates_of(number),
        "ways": ways,
        "making": [(one.certificate_id, progress.way_of(one, today)) for one in course.under_way(number)],
        "running": presenting.running(number, today),
        "asking": watching.waiting(number, request.now),
    }
    return render(request, "holder/mine.html", facts)


@holder("N14")
@require_GET
def certificate(request: Request, number: int) -> HttpResponse:
    """Show one certificate: what it says, its two carriers, where it can be verified."""
    held = holders.certificate_of(request.holder or 0, number)
    today = day_of(request.now)
    found = course.of_certificates(request.holder or 0).get(number)
    facts = {
        "certificate": held,
        "way": progress.way_of(found, today) if found else None,
        "corrections": correcting.of_holder(request.holder or 0, number),
        "objections": objections.of_holder(request.holder or 0, number),
        "looks": presenting.looks_at(number, today, count=0)[1]
        + platforms.look_ups_of(number, count=0)[1]
        + watching.told_of(number, looks_since(today), count=0)[1]
        + employers.of_certificate(number, count=0)[1],
        "face": held.face,
        "photo_address": f"/me/certificates/{number}/photo",
        "public": urlparse(held.face.verify_at).path,
        "ofd": held.file is not None and reformatting.has_ofd(held.face, ofd_bench(), today),
        "licence": str(licence_scheme().identifier(held.face)),
        "posted": mail.of_holder(request.holder or 0, number) is not None,
        "applications": queries.of_certificate(number),
        "audit": audits.of_holder(number, request.holder or 0),
        "may_post": applying.can_apply(request.holder or 0, number),
    }
    return render(request, "holder/certificate.html", facts)


@holder("N10", "N11.2")
@require_GET
def making(request: Request, number: int) -> HttpResponse:
    """Show how far a certificate has come that is still being made: its exam, the steps, the days; nothing of its face.

    :raises NotFound: none of that number is being made for the holder.
    """
    found = next((one for one in course.under_way(request.holder or 0) if one.certificate_id == number), None)
    if found is None:
        raise access.not_here()
    return render(request, "holder/making.html", {"way": progress.way_of(found, day_of(request.now))})


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


@holder("N5", "N14")
@require_POST
def make_ofd(request: Request, number: int) -> HttpResponse:
    """Make the certificate's OFD file where there is none yet, and hand it over."""
    reformatting.issue_ofd(
        holder_id=request.holder or 0, certificate_id=number, bench=ofd_bench(), at=request.now
    )
    return redirect(f"/me/certificates/{number}/file.ofd")


@holder("N5", "N14")
@require_GET
def certificate_ofd(request: Request, number: int) -> HttpResponse:
    """Return the certificate's OFD file."""
    data = reformatting.ofd_of(holder_id=request.holder or 0, certificate_id=number, bench=ofd_bench())
    return ofd(data, f"certificate-{number}.ofd")


@holder("N14")
@require_GET
def certificate_log_proof(request: Request, number: int) -> HttpResponse:
    """Return the certificate's lines in the ledger with the proofs that they are in the public log (docs/log.md)."""
    held = holders.certificate_of(request.holder or 0, number)
    return log_proof(provable.log_proof(held.id), f"log-proof-{held.id}.json")


@holder("N14")
@require_GET
def certificate_photo(request: Request, number: int) -> HttpResponse:
    """Return the photo on the certificate."""
    held = holders.certificate_of(request.holder or 0, number)
    if not held.face.photo:
        raise access.not_here()
    return HttpResponse(files().get(held.face.photo), content_type="image/jpeg")
