"""Answers that are files: made by us, shown in the page's own window, never guessed at by a browser."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpResponse

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTHING: Final = "default-src 'none'; sandbox"


def pdf(data: bytes, name: str) -> HttpResponse:
    """Return a PDF of ours to be looked at; no cache keeps it."""
    return _answer(data, "application/pdf", f'inline; filename="{name}"')


def ofd(data: bytes, name: str) -> HttpResponse:
    """Return an OFD document of ours to be kept; no cache keeps it."""
    return _answer(data, "application/ofd", f'attachment; filename="{name}"')


def xlsx(data: bytes, name: str) -> HttpResponse:
    """Return a workbook of ours to be kept; no cache keeps it."""
    return _answer(data, _XLSX, f'attachment; filename="{name}"')


def archive(data: bytes, name: str) -> HttpResponse:
    """Return an archive of ours to be kept; no cache keeps it."""
    return _answer(data, "application/zip", f'attachment; filename="{name}"')


def json_text(text: str, name: str) -> HttpResponse:
    """Return a JSON document of ours to be kept; no cache keeps it."""
    return _answer(text.encode(), "application/json", f'attachment; filename="{name}"')


def log_proof(facts: dict[str, Any] | None, name: str) -> HttpResponse:
    """Return a log proof as a file.

    :raises WrongState: nothing of it is in the public log yet.
    """
    if facts is None:
        raise WrongState(Words("账目还没有封存到公开日志"), do=Words("账目每半分钟封存一次，请稍后再下载。"))
    return json_text(json.dumps(facts, ensure_ascii=False, indent=1), name)


def picture(data: bytes) -> HttpResponse:
    """Return a page of evidence: a JPEG picture that we drew ourselves, which may load and run nothing."""
    response = _answer(data, "image/jpeg", "inline")
    response.headers["Content-Security-Policy"] = _NOTHING
    return response


def _answer(data: bytes, kind: str, disposition: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = disposition
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
