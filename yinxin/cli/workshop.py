"""What commands and workers need once: the press, the key ring, the file store, the glyphs that can be printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from yinxin.production.making import Workshop
from yinxin.register.files import files
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.signing.keys import Keyring


@cache
def fonts() -> FontChain:
    """Return the fonts of this machine."""
    return FontChain.default()


@cache
def keyring() -> Keyring:
    """Return this installation's seals and keys."""
    return Keyring.open(Path(settings.KEYS))


@cache
def workshop() -> Workshop:
    """Return what making needs."""
    ring = keyring()
    return Workshop(CertificatePress(fonts(), demo=ring.demonstration), ring, files())


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font here can print."""
    return fonts().missing(text)
