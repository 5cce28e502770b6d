"""What doors and workers need once: the press, the key ring, the file store, the glyphs that can be printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from config.clock import now
from yinxin.issuing import courier, messages
from yinxin.issuing.messages import Outbox
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.production import printing
from yinxin.production.making import Workshop
from yinxin.register.files import files
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.signing import notes
from yinxin.signing.keys import Keyring


@cache
def fonts() -> FontChain:
    """Return the fonts of this machine."""
    return FontChain.default()


@cache
def keyring() -> Keyring:
    """Return this installation's seals and keys."""
    try:
        return Keyring.open(Path(settings.KEYS))
    except FileNotFoundError:
        raise NotFound(
            Words("还没有印章和密钥。"),
            do=Words("请运行 yinxin seals demo 建立演示印章，或按 docs/operations.md 登记正式印章。"),
        ) from None


@cache
def workshop() -> Workshop:
    """Return what making needs."""
    ring = keyring()
    seals = {key.id: key for key in ring.seals}
    return Workshop(CertificatePress(fonts(), demo=ring.demonstration), seals, files())


def sign_checkpoint(size: int, root: bytes) -> str:
    """Return the signed note that publishes the ledger's root."""
    ring = keyring()
    return notes.sign_note(ring.log_origin, size, root, ring.log_key)


def sign_manifest(order: str, count: int, manifest: bytes) -> str:
    """Return the signed note that goes with a print order: its name, its sheets, its manifest's digest."""
    ring = keyring()
    return notes.sign_note(f"{ring.log_origin}/print/{order}", count, manifest, ring.log_key)


def hand_over_to_print() -> bool:
    """Put the files of one print order into the drop folder; say whether any waited."""
    shop = workshop()
    return printing.step(
        drop=settings.PRINT_DROP, press=shop.press, store=shop.store, sign=sign_manifest, clock=now
    )


def messenger() -> Outbox:
    """Return the way messages to holders take: a folder, until a service is connected."""
    return Outbox(settings.OUTBOX)


def tell_holders() -> bool:
    """Tell holders whose paper waits; say whether anybody was to be told."""
    return messages.step(messenger=messenger(), clock=now)


def exchange_with_courier() -> bool:
    """Hand one posting run over to the courier and read what has come back; say whether there was anything."""
    return courier.step(courier=courier.DropFolder(settings.POST_DROP), clock=now)


def check_checkpoint(note: str, size: int, root: bytes) -> bool:
    """Say whether a note is ours and says just this."""
    ring = keyring()
    try:
        said = notes.verify_note(note, ring.log_public_key())
    except notes.BadNote:
        return False
    return said == notes.Checkpoint(ring.log_origin, size, root)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no font here can print."""
    return fonts().missing(text)
