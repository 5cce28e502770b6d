"""``POST /api/v1/receipts/verify``: whether a receipt is genuine, and what the register says now (N22.1, N25)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.workshop import keyring
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.signing.receipts import LARGEST
from yinxin.verification import receipts
from yinxin.verification.answers import LONGEST
from yinxin.verification.receipts import Asked, Checked
from yinxin.web import limits
from yinxin.web.doors import Request, public

_FIELDS = ("management_number", "name", "id_number")


@csrf_exempt
@public("N25")
@require_POST
def verify_receipt(request: Request) -> HttpResponse:
    """Answer for a receipt: the body is ``{"receipt": …}``, or the receipt's file as it is.

    With the three things beside it, ``asked`` says whether they are those that were asked.

    :raises Incomplete: the body is no JSON object, or is too long.
    """
    limits.count_question(request)
    body = _object(request)
    wrapped = isinstance(body.get("receipt"), dict) and "signature" in body["receipt"]
    text = json.dumps(body["receipt"] if wrapped else body)
    checked = receipts.check(text, keyring(), at=request.now, asked=_asked(body))
    response = JsonResponse(_told(checked), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response


def _object(request: Request) -> dict[str, Any]:
    data = request.read(2 * LARGEST + 1)
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or len(data) > 2 * LARGEST:
        raise Incomplete(
            Words("请求须为JSON对象，其中有一份回执。"),
            do=Words("请原样发送核验回执文件的内容。"),
            clause=Clause("N25"),
        )
    return body


def _asked(body: dict[str, Any]) -> Asked | None:
    number, name, id_number = (body.get(field) for field in _FIELDS)
    if not (isinstance(number, str) and isinstance(name, str) and isinstance(id_number, str)):
        return None
    return None if max(map(len, (number, name, id_number))) > LONGEST else (number, name, id_number)


def _told(checked: Checked) -> dict[str, Any]:
    now = checked.now
    return {
        "genuine": checked.genuine,
        "receipt": dict(checked.receipt.said) if checked.receipt else None,
        "asked": checked.proved,
        "changed": checked.changed if checked.genuine else None,
        "now": {
            "verdict": now.verdict.value,
            "message": now.verdict.words.render(gettext),
            "checked_at": now.checked_at.isoformat(timespec="seconds"),
        }
        if now
        else None,
    }
