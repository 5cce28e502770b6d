"""信封、邮寄面单、邮寄清单 — certificates that go to their holders by post (N12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

LABEL = "邮寄面单"
ENVELOPE = "信封"
LIST = "邮寄清单"


class Size(Enum):
    """The formats of envelopes: 220 × 110 mm and 229 × 162 mm."""

    DL = "DL"
    C5 = "C5"


@dataclass(frozen=True, slots=True)
class Party:
    """Sender or recipient; the address is one line of text, the parts of a name stand as given."""

    name: str
    phone: str
    postcode: str
    address: str


@dataclass(frozen=True, slots=True)
class MailingLabel:
    """What stands on a parcel.

    :ivar waybill: the carrier's number, as the scanner reads it.
    :ivar collect: the recipient pays the carrier on delivery.
    :ivar mask_phone: print the recipient's telephone with its middle hidden.
    :ivar reference: the office's own number of the posting.
    """

    recipient: Party
    sender: Party
    waybill: str
    carrier: str
    collect: bool
    reference: str
    mask_phone: bool = False


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A parcel handed to the carrier; ``certificates`` is how many it holds."""

    waybill: str
    recipient: Party
    certificates: int
    collect: bool


@dataclass(frozen=True, slots=True)
class PostingList:
    """The parcels that an issuer (``heading.body``) hands to a carrier in one run."""

    heading: Heading
    carrier: str
    lines: tuple[PostingLine, ...]
    signers: tuple[Signer, ...]


def masked_phone(phone: str) -> str:
    """Return a telephone number with all but the first three and the last four characters hidden."""
    if len(phone) < 8:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def render_labels(heading: Heading, labels: Sequence[MailingLabel]) -> bytes:
    """Return the labels as PDF, one to a page of 100 × 150 mm.

    :raises Refusal: a character has no glyph, a text has no room, a waybill number cannot be a bar code.
    """
    facts = [{"label": _shown(label), "bars": pictures.code128(label.waybill)} for label in labels]
    return press("mailing_label", LABEL, heading, {"labels": facts})


def render_envelopes(heading: Heading, letters: Sequence[tuple[Party, Party]], size: Size = Size.DL) -> bytes:
    """Return envelopes as PDF, one to a page of their own size; no page numbers, no telephone numbers.

    :param letters: recipient and sender of each.
    :raises Refusal: a character has no glyph, or a text has no room.
    """
    return press("envelope", ENVELOPE, heading, {"letters": letters, "size": size})


def render_list(form: PostingList) -> bytes:
    """Return the posting list as PDF; telephones are masked.

    :raises MissingGlyphs: names the characters that no font has.
    """
    lines = tuple(replace(one, recipient=_quiet(one.recipient)) for one in form.lines)
    count = sum(one.certificates for one in lines)
    return press("posting_list", LIST, form.heading, {"form": replace(form, lines=lines), "count": count})


def _shown(label: MailingLabel) -> MailingLabel:
    return replace(label, recipient=_quiet(label.recipient)) if label.mask_phone else label


def _quiet(party: Party) -> Party:
    return replace(party, phone=masked_phone(party.phone))
