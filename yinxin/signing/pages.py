"""Signed pages of a feed: each says what it covers and names the page before it, so that none can be lost unseen.

A page is a JSON object of two parts::

    {"page": {...},                          what is signed, as canonical JSON
     "signature": {"key": name, "value": …}} Ed25519 with the installation's log key, base64

The signed bytes begin with a line of their own, so that a page is never a checkpoint or a receipt. ``page`` holds
``after`` and ``upto`` (it covers every change after the one and up to the other) and ``previous``, the SHA-256 of the
canonical JSON of the page before it; empty for the first one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yinxin.kernel.canonical import canonical_json, digest

PAGE: Final = "yinxin-share-page-1"
SNAPSHOT: Final = "yinxin-share-snapshot-1"
_HEAD: Final = b"yinxin-share-v1\n"


class BadPage(ValueError):
    """A text is not a page that the key has signed, or does not follow the page before it."""


def sign(said: Mapping[str, Any], name: str, key: Ed25519PrivateKey) -> tuple[dict[str, Any], str]:
    """Return a page, signed in somebody's name, as JSON values; and the digest by which the next one names it."""
    text = canonical_json(said)
    value = base64.b64encode(key.sign(_HEAD + text)).decode()
    return {"page": dict(said), "signature": {"key": name, "value": value}}, digest(text)


def digest_of(said: Mapping[str, Any]) -> str:
    """Return the digest by which the next page names this one, hexadecimal."""
    return digest(canonical_json(said))


def opened(parts: Any, name: str, key: Ed25519PublicKey, *, form: str = PAGE) -> dict[str, Any]:
    """Return what a signed page says.

    :raises BadPage: it is none of this form, or the key has not signed it in this name.
    """
    try:
        said, signature = parts["page"], parts["signature"]
        if signature["key"] != name or said["format"] != form:
            raise BadPage("not a page of this installation")
        key.verify(base64.b64decode(signature["value"], validate=True), _HEAD + canonical_json(said))
    except (KeyError, TypeError, ValueError, binascii.Error, InvalidSignature, RecursionError) as wrong:
        raise wrong if isinstance(wrong, BadPage) else BadPage("the signature does not fit") from None
    return dict(said)


def check_follows(said: Mapping[str, Any], before: Mapping[str, Any] | None, *, start: str = "") -> None:
    """Refuse a page that is not the next one after ``before``, or whose changes are not in order within it.

    :param start: what the first page must name as its predecessor: the digest of a snapshot's manifest.
    :raises BadPage: it is of another agreement, or a page between the two is missing, or came twice.
    """
    sequences = [one["sequence"] for one in said["changes"]]
    if sequences != sorted(set(sequences)) or any(
        not said["after"] < one <= said["upto"] for one in sequences
    ):
        raise BadPage("the changes are not in order")
    if before is None:
        if said["previous"] != start:
            raise BadPage("not the first page")
        return
    if said["agreement"] != before["agreement"] or said["after"] != before["upto"]:
        raise BadPage(f"a page is missing between {before['upto']} and {said['after']}")
    if said["previous"] != digest_of(before):
        raise BadPage("the page names another predecessor")


def check_chain(
    pages: Iterable[Any], name: str, key: Ed25519PublicKey, *, start: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return what the pages say, having checked every signature and that each follows the one before.

    :param start: the snapshot's manifest from which they go on; None where the first page begins the feed.
    :raises BadPage: one does not hold; the message says which, counted from 1.
    """
    found: list[dict[str, Any]] = []
    for number, parts in enumerate(pages, 1):
        try:
            said = opened(parts, name, key)
            first = digest_of(start) if start else ""
            check_follows(said, found[-1] if found else None, start=first)
            if start and not found and said["after"] != start["upto"]:
                raise BadPage("the first page does not go on from the snapshot")
        except (BadPage, KeyError, TypeError) as wrong:
            raise BadPage(f"page {number}: {wrong}") from None
        found.append(said)
    return found
