"""The demonstration's own time-stamp service (RFC 3161 over HTTP), so that every program at hand can ask it.

What an installation stamps for itself proves nothing to others: where the seals are not those of a demonstration,
there is no such address, and a service of others is set up instead.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.workshop import keyring
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.signing.timestamps import MEDIA_TYPES
from yinxin.web import limits
from yinxin.web.doors import Request, public

_LARGEST: Final = 4096


@csrf_exempt
@public("N6")
@require_POST
def stamp(request: Request) -> HttpResponse:
    """Answer a request for a time stamp.

    :raises NotFound: these are not the seals of a demonstration.
    :raises Incomplete: it is no request, or asks for a digest other than SHA-256.
    """
    limits.count_question(request)
    ring = keyring()
    if not ring.demonstration:
        raise access.not_here()
    asked = request.read(_LARGEST + 1)
    try:
        if len(asked) > _LARGEST:
            raise ValueError("too long")
        answer = ring.own_stamps(lambda: request.now).answer(asked)
    except ValueError:
        raise Incomplete(
            Words("这不是时间戳请求，或者摘要算法不是SHA-256。"),
            do=Words("请按RFC 3161以SHA-256摘要请求，不超过{most}字节。", most=_LARGEST),
            clause=Clause("N6"),
        ) from None
    return HttpResponse(answer, content_type=MEDIA_TYPES[1])
