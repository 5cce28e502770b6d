"""What somebody to whom a holder shows a certificate comes to see: the code of a marked copy, and a share link (N22.1).

Nothing personal stands in these addresses. A link first tells what it is, without a word about the person, and counts
only when its opener goes on; so programs that look at addresses before people do neither count nor see anybody.
"""

from __future__ import annotations

import base64

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.parties import access
from yinxin.presenting import linking
from yinxin.register import looks
from yinxin.register.files import files
from yinxin.register.looks import Way
from yinxin.verification import answers
from yinxin.verification.grants import GrantAnswer
from yinxin.verification.reader import Unavailable
from yinxin.verification.verdicts import Answer, Verdict
from yinxin.web import limits
from yinxin.web.doors import Request, public


@public("N22.1")
@require_GET
def copy(request: Request, token: str) -> HttpResponse:
    """Show what a marked copy was made for, whether it holds, and what it must say."""
    limits.count_question(request)
    try:
        grant = _found(request, token, is_link=False)
    except Unavailable:
        return _cannot_tell(request)
    if grant is None:
        return _nothing(request)
    looks.note(grant.answer.about, Way.COPY, request.now, grant_id=grant.id)
    facts = {"grant": grant, "answer": grant.answer, "photo_address": f"/m/{token}/photo"}
    return render(request, "public/copy.html", facts)


@public("N22.1")
@require_GET
def copy_photo(request: Request, token: str) -> HttpResponse:
    """Return the photo, to be compared with the one on the copy, while that may be used.

    :raises NotFound: the token is nobody's, or the copy's time is over.
    """
    limits.count_question(request)
    try:
        grant = _found(request, token, is_link=False)
    except Unavailable:
        return _cannot_tell(request)
    face = grant.answer.face if grant else None
    if face is None or not face.photo:
        raise access.not_here()
    return HttpResponse(files().get(face.photo), content_type="image/jpeg")


@public("N22.1")
@require_http_methods(["GET", "POST"])
def link(request: Request, token: str) -> HttpResponse:
    """Tell what a link is; who goes on sees the certificate, and is counted."""
    limits.count_question(request)
    try:
        grant = _found(request, token, is_link=True)
    except Unavailable:
        return _cannot_tell(request)
    if grant is None:
        return _nothing(request)
    if request.method == "GET" or grant.answer.face is None:
        return render(request, "public/link.html", {"grant": grant})
    if not linking.count_opening(token=token, at=request.now):
        return render(request, "public/link.html", {"grant": _found(request, token, is_link=True)})
    face = grant.answer.face
    # The photo goes with the page: an address of its own could be opened without being counted.
    photo = base64.b64encode(files().get(face.photo)).decode() if face.photo else ""
    facts = {
        "grant": grant,
        "answer": grant.answer,
        "photo_address": f"data:image/jpeg;base64,{photo}" if photo else "",
    }
    return render(request, "public/copy.html", facts)


def _found(request: Request, token: str, *, is_link: bool) -> GrantAnswer | None:
    found = answers.by_grant(token, at=request.now)
    return found if found and found.is_link is is_link else None


def _nothing(request: Request) -> HttpResponse:
    """Answer the same for a token that never was and for one of another kind."""
    answer = Answer(Verdict.NOT_FOUND, request.now)
    return render(request, "public/bearer.html", {"answer": answer, "face": None}, status=404)


def _cannot_tell(request: Request) -> HttpResponse:
    answer = Answer(Verdict.UNAVAILABLE, request.now)
    return render(request, "public/bearer.html", {"answer": answer, "face": None}, status=503)
