"""``POST /api/v1/verifications`` and ``…/file``: the machine's way to verification (N22.1)."""

from __future__ import annotations

import io
from functools import cache
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.clock import now
from config.workshop import keyring, sign_receipt
from yinxin.verification import brought, receipts
from yinxin.verification.application import VerificationApplication
from yinxin.verification.brought import FileAnswer
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.public.verify import LARGEST_FILE, no_file, note_file


@cache
def application() -> VerificationApplication:
    """Return the look-up that our own server mounts before Django, for whatever server comes here."""
    return VerificationApplication(now, sign_receipt)


@csrf_exempt
@public("N22.1")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Answer whether a certificate with a number, a name and an identity number is valid."""
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        said["status"], said["headers"] = int(status.split()[0]), headers

    body = request.body
    environ = {**request.META, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    answer = b"".join(application()(environ, start))
    return HttpResponse(answer, status=said["status"], headers=dict(said["headers"]))


@csrf_exempt
@public("N22.1")
@require_POST
def verify_file(request: Request) -> HttpResponse:
    """Answer for a certificate file, sent as a form's ``file`` or as the body itself; ``?receipt=true`` adds a receipt.

    :raises Incomplete: there is no file, or it is too large.
    """
    limits.count_question(request)
    data = _file(request)
    answer = brought.by_file(data, keyring(), at=request.now)
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    note_file(answer, key=key.strip() if scheme.lower() == "bearer" else "")
    body = _body(answer)
    if request.GET.get("receipt") == "true":
        body["receipt"] = receipts.of_file(sha256(data).hexdigest(), answer, keyring()).parts()
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(request: Request) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + 4096:
        raise no_file()
    if (request.content_type or "").startswith("multipart/"):
        given = request.FILES.get("file")
        data: bytes = given.read() if given else b""
    else:
        data = request.read(LARGEST_FILE + 1)
    if not data or len(data) > LARGEST_FILE:
        raise no_file()
    return data


def _body(answer: FileAnswer) -> dict[str, Any]:
    """Return the three answers, each on its own, and all of them together as ``genuine``."""
    signature, status = answer.signature, answer.status
    return {
        "genuine": answer.genuine,
        "carrier": answer.carrier.value,
        "unaltered": {
            "answer": signature.unaltered,
            "problems": [problem.render(gettext) for problem in signature.problems],
        },
        "signed_by": {
            "trusted": signature.trusted,
            "name": signature.signer_name,
            "certificate_sha256": signature.certificate_digest,
            "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        },
        "still_valid": {
            "known": answer.known,
            "verdict": status.verdict.value,
            "message": status.verdict.words.render(gettext),
            "checked_at": status.checked_at.isoformat(timespec="seconds"),
        },
        "marked_copy": _copy(answer),
        "code": _code(answer),
    }


def _code(answer: FileAnswer) -> dict[str, Any] | None:
    """Return where the QR code of a picture, or of a file that is not ours, leads; None where there is none."""
    code = answer.code
    if code is None:
        return None
    return {
        "ours": code.ours,
        "verdict": code.answer.verdict.value if code.answer else None,
        "elsewhere": list(code.others),
    }


def _copy(answer: FileAnswer) -> dict[str, Any] | None:
    """Return what a marked copy was made for and whether it may still be used; None for the certificate's own file."""
    grant = answer.grant
    if grant is None:
        return None
    return {
        "state": grant.standing.value,
        "message": grant.standing.words.render(gettext),
        "purpose": grant.purpose,
        "recipient": grant.recipient,
        "until": grant.until.isoformat(),
    }
