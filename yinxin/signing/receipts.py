"""Signed receipts of verification answers: what was asked (as digests), what was answered, when, and whose word it is.

A receipt is a JSON object of three parts::

    {"receipt": {...},                       what is signed, as canonical JSON
     "signature": {"key": name, "value": …}  Ed25519 with the installation's log key, base64
     "opening": …}                           the salt of the commitment, base64url; only its keeper needs it

The signed bytes begin with a line of their own, so that no receipt is ever a checkpoint and no checkpoint a receipt.
Whoever passes a receipt on without the opening shows nothing of what was asked; whoever keeps it can prove it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from yinxin.kernel.canonical import canonical_json

FORMAT: Final = "yinxin-receipt-1"
LARGEST: Final = 8192
"""No receipt has more octets."""

_HEAD: Final = b"yinxin-receipt-v1\n"


class BadReceipt(ValueError):
    """A text is not a receipt that the key has signed."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt.

    :ivar said: what is signed, JSON values.
    :ivar signature: 64 bytes; ``key`` is the signer's name.
    :ivar opening: the salt of the commitment; empty where it was taken off.
    """

    said: Mapping[str, Any]
    key: str
    signature: bytes
    opening: str = ""

    @property
    def number(self) -> str:
        """Its number, which says nothing."""
        return str(self.said.get("number", ""))

    @property
    def digest(self) -> str:
        """The SHA-256 of what is signed, hexadecimal."""
        return hashlib.sha256(canonical_json(self.said)).hexdigest()

    def text(self) -> str:
        """Return the receipt as the file that people keep."""
        return json.dumps(self.parts(), ensure_ascii=False, indent=1)

    def parts(self) -> dict[str, Any]:
        """Return the receipt as JSON values."""
        parts: dict[str, Any] = {
            "receipt": self.said,
            "signature": {"key": self.key, "value": base64.b64encode(self.signature).decode()},
        }
        if self.opening:
            parts["opening"] = self.opening
        return parts


def commitment(opening: str, asked: tuple[str, ...]) -> str:
    """Return the digest that binds what was asked and shows nothing of it, hexadecimal."""
    return hashlib.sha256(
        canonical_json({"format": FORMAT, "opening": opening, "asked": list(asked)})
    ).hexdigest()


def sign(said: Mapping[str, Any], name: str, key: Ed25519PrivateKey, *, opening: str = "") -> Receipt:
    """Sign a receipt in somebody's name."""
    return Receipt(said, name, key.sign(_HEAD + canonical_json(said)), opening)


def read(text: str, name: str, key: Ed25519PublicKey) -> Receipt:
    """Return the receipt that a text holds.

    :raises BadReceipt: it is none, or the key has not signed it in this name.
    """
    receipt = _parsed(text)
    if receipt.key != name or receipt.said.get("format") != FORMAT:
        raise BadReceipt("not a receipt of this installation")
    try:
        key.verify(receipt.signature, _HEAD + canonical_json(receipt.said))
    except (InvalidSignature, TypeError, ValueError):
        raise BadReceipt("the signature does not fit") from None
    return receipt


def _parsed(text: str) -> Receipt:
    if len(text.encode(errors="replace")) > LARGEST:
        raise BadReceipt("too long for a receipt")
    try:
        parts = json.loads(text)
        signature = parts["signature"]
        value = base64.b64decode(signature["value"], validate=True)
        said, opening, name = parts["receipt"], parts.get("opening", ""), signature["key"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise BadReceipt("not a receipt") from None
    if not (isinstance(said, dict) and isinstance(opening, str) and isinstance(name, str)):
        raise BadReceipt("not a receipt")
    return Receipt(said, name, value, opening)
