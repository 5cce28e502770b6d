"""Status lists, as they were published: for programs that check many certificates without asking for any (N18.2)."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_GET

from yinxin.parties import access
from yinxin.register import status_lists
from yinxin.web.doors import public

_FRESH: Final = f"public, max-age={status_lists.KEPT_SECONDS}"
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@public("N18.2")
@require_GET
def status_list(request: HttpRequest, name: str, version: int | None = None) -> HttpResponse:
    """Return the newest version of a list, or the one that the address names; 304 for who has it already.

    :raises NotFound: there is no such list.
    """
    found = status_lists.published(name, version)
    if found is None:
        raise access.not_here()
    tag = f'"{found.version}-{found.digest[:16]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(found.token, content_type="application/vc+jwt")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _FRESH if version is None else _FOR_EVER
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
