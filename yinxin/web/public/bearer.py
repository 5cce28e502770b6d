"""Where the QR code of a certificate leads: the verdict, and what the paper must show (N22.1).

Whoever has the code holds the certificate, or a copy of it. The page is there to be compared with the paper.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.parties import access
from yinxin.register import looks
from yinxin.register.files import files
from yinxin.register.looks import Way
from yinxin.verification import answers, counting
from yinxin.verification.verdicts import Verdict
from yinxin.web import limits
from yinxin.web.doors import Request, public

_STATUS = {Verdict.NOT_FOUND: 404, Verdict.UNAVAILABLE: 503}


@public("N22.1", "N7")
@require_GET
def bearer(request: Request, token: str) -> HttpResponse:
    """Show the verdict beside what the certificate says."""
    limits.count_question(request)
    answer = answers.by_token(token, at=request.now)
    looks.note(answer.about, Way.QR, request.now)
    facts = {
        "answer": answer,
        "face": answer.face,
        "photo_address": f"/c/{token}/photo",
        "counts": counting.counting(answer, request.GET.get("region", "")),
        "limited": bool(answer.face and answer.face.scope not in ("", "全国")),
    }
    return render(request, "public/bearer.html", facts, status=_STATUS.get(answer.verdict, 200))


@public("N22.1", "N7")
@require_GET
def bearer_photo(request: Request, token: str) -> HttpResponse:
    """Return the photo of the certificate, to be compared with the one on the paper.

    :raises NotFound: the token is nobody's.
    """
    limits.count_question(request)
    face = answers.by_token(token, at=request.now).face
    if face is None or not face.photo:
        raise access.not_here()
    return HttpResponse(files().get(face.photo), content_type="image/jpeg")
