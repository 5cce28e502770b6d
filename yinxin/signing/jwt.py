"""Signed JSON as a compact JWT (RFC 7515, RFC 8037: EdDSA over Ed25519): what other people's tools read."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yinxin.kernel.canonical import canonical_json


def signed(payload: Mapping[str, Any], *, kind: str, name: str, key: Ed25519PrivateKey) -> str:
    """Return the payload as a token of a kind (``typ``), signed with the key of that name (``kid``)."""
    header = {"alg": "EdDSA", "kid": name, "typ": kind}
    body = f"{_text(canonical_json(header))}.{_text(canonical_json(payload))}"
    return f"{body}.{_text(key.sign(body.encode()))}"


def said(token: str) -> dict[str, Any]:
    """Return what a token of our own says; its signature is not looked at."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
