"""The public log, for people and programs: its page, checkpoint, tiles, proofs, and the program that verifies it.

Whoever reads it learns how many acts were entered and the digest of each, and nothing about anybody (docs/log.md).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config import witnesses
from config.workshop import keyring
from yinxin.kernel.refusal import Incomplete, NotFound
from yinxin.kernel.tiles import LEVELS, Tile, read_path
from yinxin.kernel.words import Words
from yinxin.ledger import tree
from yinxin.ledger.exporting import VERIFIER
from yinxin.parties import access
from yinxin.signing import notes
from yinxin.web.doors import public

_FRESH: Final = "public, max-age=5"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_NUMBER: Final = 15
"""No number in an address has more digits."""


@public()
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Explain the log, show its newest checkpoint, and say how to verify it oneself."""
    ring = keyring()
    published = tree.published()
    facts = {
        "published": published,
        "root": published.root.hex() if published else "",
        "origin": ring.log_origin,
        "key": notes.verifier_key(ring.log_origin, ring.log_public_key()),
        "witnesses": [
            {**one, "cosigned": published is not None and one["name"] in published.witnesses}
            for one in witnesses.public_view()
        ],
        "own_witness": ring.demonstration and not settings.WITNESSES,
        "log_address": f"{settings.PUBLIC_ADDRESS}/log",
        "verifier_digest": sha256(VERIFIER.read_bytes()).hexdigest(),
    }
    return render(request, "public/log.html", facts)


@public()
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest checkpoint of the ledger as a signed note, with what witnesses have added.

    :raises NotFound: the ledger has never been sealed.
    """
    published = tree.published()
    if published is None:
        raise access.not_here()
    return _file(request, published.note.encode(), "text/plain; charset=utf-8", _FRESH)


@public()
@require_GET
def tile(request: HttpRequest, level: int, path: str) -> HttpResponse:
    """Return the hashes of a tile; it never changes.

    :raises NotFound: the log has no such tile, or not yet.
    """
    return _file(request, tree.read_tile(_tile(level, path)), "application/octet-stream", _FOR_EVER)


@public()
@require_GET
def entries(request: HttpRequest, path: str) -> HttpResponse:
    """Return a bundle of entries: the digest of each, its length in two octets before it.

    :raises NotFound: the log has no such bundle, or not yet.
    """
    return _file(request, tree.read_entries(_tile(0, path)), "application/octet-stream", _FOR_EVER)


@public()
@require_GET
def inclusion(request: HttpRequest) -> JsonResponse:
    """Return the proof that a leaf is in the log of a size; without a size, of now.

    :raises Incomplete: a number is missing or none. :raises NotFound: the log has no such leaf or size.
    """
    size = tree.size()
    whole = tree.tree(size)
    index, wanted = _number(request, "index"), _number(request, "size", size)
    try:
        facts = {
            "index": index,
            "size": wanted,
            "leaf": whole.leaf(index).hex(),
            "root": tree.root(whole, wanted).hex(),
            "proof": [one.hex() for one in whole.inclusion(index, wanted)],
        }
    except IndexError:
        raise _beyond(size) from None
    return _proof(facts)


@public()
@require_GET
def consistency(request: HttpRequest) -> JsonResponse:
    """Return the proof that the log of one size goes on from the log of another; without ``to``, of now.

    :raises Incomplete: a number is missing or none. :raises NotFound: the log has no such size.
    """
    size = tree.size()
    whole = tree.tree(size)
    old, new = _number(request, "from"), _number(request, "to", size)
    try:
        facts = {
            "from": old,
            "to": new,
            "from_root": tree.root(whole, old).hex(),
            "to_root": tree.root(whole, new).hex(),
            "proof": [one.hex() for one in whole.consistency(old, new)],
        }
    except IndexError:
        raise _beyond(size) from None
    return _proof(facts)


@public()
@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """Return the stand-alone verifier, a Python program in one file."""
    response = _file(request, VERIFIER.read_bytes(), "text/x-python; charset=utf-8", "public, max-age=3600")
    response.headers["Content-Disposition"] = f'attachment; filename="{VERIFIER.name}"'
    return response


def _tile(level: int, path: str) -> Tile:
    try:
        wanted = Tile(level, *read_path(path))
    except ValueError:
        raise access.not_here() from None
    if level >= LEVELS or not tree.has(wanted, tree.size()):
        raise access.not_here()
    return wanted


def _number(request: HttpRequest, name: str, otherwise: int | None = None) -> int:
    text = request.GET.get(name, "")
    if not text and otherwise is not None:
        return otherwise
    if not (text.isascii() and text.isdecimal()) or len(text) > _NUMBER:
        raise Incomplete(Words("参数{name}须为非负整数", name=name), do=Words("请按接口文档给出序号或条数。"))
    return int(text)


def _beyond(size: int) -> NotFound:
    return NotFound(
        Words("日志现有{size}条，没有所问的序号或条数", size=size),
        do=Words("请先取最新的检查点，再在其范围内提问。"),
    )


def _proof(facts: dict[str, object]) -> JsonResponse:
    response = JsonResponse(facts)
    response.headers["Cache-Control"] = _FRESH
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _file(request: HttpRequest, data: bytes, kind: str, caching: str) -> HttpResponse:
    """Return a file, or 304 to whoever has it already; it may be read from pages of others."""
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type=kind)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
