"""领取凭单 — what was given to whom, with the signature that was written on the pad (N13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.kernel.identity import masked
from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

NAME = "证书领取凭单"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was given out; ``serial`` is the blank's own number, empty where it has none."""

    management_number: str
    exam: str
    subject: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who collected for the holder, and the papers that were shown."""

    name: str
    id_number: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectionReceipt:
    """A hand-out at a window of the issuer (``heading.body``). Identity numbers are printed masked.

    :ivar signature: the picture of the signature as PNG; None leaves a line to sign on.
    """

    heading: Heading
    holder: str
    id_kind: str
    id_number: str
    certificates: tuple[Certificate, ...]
    at: datetime
    window: str
    clerk: str
    proxy: Proxy | None = None
    signature: bytes | None = None


def render(form: CollectionReceipt) -> bytes:
    """Return the receipt as PDF.

    :raises Refusal: a character has no glyph, or the signature is not a PNG picture.
    """
    proxy = form.proxy
    facts = {
        "holder": form.holder,
        "id_kind": form.id_kind,
        "id_number": masked(form.id_number),
        "certificates": form.certificates,
        "at": form.at,
        "window": form.window,
        "clerk": form.clerk,
        "proxy": proxy and {"name": proxy.name, "id_number": masked(proxy.id_number), "papers": proxy.papers},
        "signature": pictures.signature(form.signature) if form.signature else None,
        "code": pictures.code128(form.heading.number),
    }
    return press("receipt", NAME, form.heading, facts, tagged=True)
