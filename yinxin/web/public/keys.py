"""What lets others check our signatures without us: public keys, and the ledger's newest signed root."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from config.workshop import keyring
from yinxin.ledger import queries as ledger
from yinxin.parties import access
from yinxin.web.doors import public

_MINUTE = "public, max-age=60"


@public("N6")
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Return the public keys of seals and ledger."""
    response = JsonResponse(
        keyring().public_document(), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Cache-Control"] = _MINUTE
    return response


@public()
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest checkpoint of the ledger as a signed note.

    :raises NotFound: the ledger has never been sealed.
    """
    note = ledger.latest_checkpoint()
    if note is None:
        raise access.not_here()
    response = HttpResponse(note, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = _MINUTE
    return response
