"""The server's own floor: the same server, a fixed answer, nothing asked of anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_BODY = b'{"status":"ok"}'
_HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(_BODY)))]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read the question, as an honest server must, and answer always the same."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", _HEADERS)
    return [_BODY]
