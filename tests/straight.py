"""A program's requests that go straight into the site, so that a client is tried without a server."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from typing import Any

from django.test import Client

SITE = "http://site"


class _Answer(io.BytesIO):
    headers: dict[str, str]


def into_the_site(patch: Any) -> None:
    """Let every address below :data:`SITE` that is opened with ``urllib`` be answered by this process."""
    site = Client()

    def opened(request: urllib.request.Request, timeout: float) -> _Answer:
        path = request.full_url.removeprefix(SITE)
        sent: Any = request.data or b""
        answer = site.generic(
            request.get_method(),
            path,
            sent,
            content_type=request.get_header("Content-type", "application/json"),
            headers={name: value for name, value in request.header_items() if name != "Content-type"},
        )
        body = _Answer(answer.content)
        if answer.status_code >= 400:
            raise urllib.error.HTTPError(path, answer.status_code, "", answer.headers, body)  # type: ignore[arg-type]
        return body

    patch.setattr(urllib.request, "urlopen", opened)
