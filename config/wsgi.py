"""The entry for web servers: verification and health first, Django for everything else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from config.clock import now  # noqa: E402 — Django must be set up first
from config.workshop import sign_receipt  # noqa: E402
from yinxin.verification import application as verification  # noqa: E402
from yinxin.verification.reader import Unavailable, reader  # noqa: E402

_verify = verification.VerificationApplication(now, sign_receipt)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    path = environ.get("PATH_INFO", "")
    if path == verification.PATH and environ["REQUEST_METHOD"] == "POST":
        return _verify(environ, start_response)
    if path == "/healthz":
        return _health(start_response)
    return django_application(environ, start_response)


def _health(start_response: Any) -> Iterable[bytes]:
    try:
        alive = reader().alive()
    except Unavailable:
        alive = False
    status, body = (
        ("200 OK", b'{"status":"ok"}') if alive else ("503 Service Unavailable", b'{"status":"down"}')
    )
    start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [body]
