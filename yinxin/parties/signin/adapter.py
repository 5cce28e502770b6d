"""What allauth asks us: how secrets lie in the database, and what names authenticator programs show."""

from __future__ import annotations

import base64
import io
import os
from typing import Any

import qrcode
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

_NONCE = 12
_PLACE = b"second factor"
_ISSUER = "印信 Yinxin"


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are closed with AES-256-GCM under a key derived from the installation's secret."""

    def encrypt(self, text: str) -> str:
        """Close a secret under the present key."""
        nonce = os.urandom(_NONCE)
        closed = _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), _PLACE)
        return base64.b64encode(nonce + closed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` closed, under the present key or one that was used before.

        :raises InvalidTag: it was altered, or closed under a key that is gone.
        """
        closed = base64.b64decode(encrypted_text)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return _cipher(secret).decrypt(closed[:_NONCE], closed[_NONCE:], _PLACE).decode()
            except InvalidTag:
                continue
        raise InvalidTag

    def get_totp_issuer(self) -> str:
        """Return what authenticator programs show beside the user name."""
        return _ISSUER

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on a white ground, so that it can be read in the dark mode too."""
        page = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(page)
        return page.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return to whom passkeys belong: the host under which the page was opened, port left out."""
        host = context.request.get_host()
        return {"id": host.rpartition(":")[0] if ":" in host else host, "name": _ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return whom a passkey names; the handle is our number, no personal data."""
        return {"id": user_pk_to_url_str(user).encode(), "name": user.username, "display_name": user.name}


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"yinxin second factor").derive(secret.encode()))
