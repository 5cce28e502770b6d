"""How holders can be told that paper waits for them: phone and e-mail, encrypted, theirs to change and to take away.

A registration brings a phone (N8); what a holder leaves on their own page stands above it, and whoever asks not to be
told is not told, whatever later registrations bring.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.register.models import Certificate, HolderContact
from yinxin.register.vault import vault

CONTACT: Final = b"contact"
TOLD: Final = Clause("A2.1.2")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Contact:
    """What is known; ``own`` says that the holder left it, ``off`` that they do not wish to be told."""

    holder_id: int
    phone: str
    email: str
    own: bool
    off: bool


def mobile(text: str) -> str:
    """Return a mobile number in its plain form, or nothing where the text is none."""
    digits = re.sub(r"[\s()+-]|^\+?86(?=1)", "", text.strip())
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return digits if _MOBILE.fullmatch(digits) else ""


def mail_address(text: str) -> str:
    """Return an e-mail address without blanks around it, or nothing where the text is none."""
    address = text.strip()
    return address if _EMAIL.fullmatch(address) else ""


def hidden(text: str) -> str:
    """Return a number or an address with its middle hidden, as its owner is reminded of it."""
    head, sign, rest = text.partition("@")
    if sign:
        return f"{head[:2]}***@{rest}"
    return f"{head[:3]}****{head[-4:]}" if len(head) > 7 else "*" * len(head)


def of_holder(holder_id: int) -> Contact | None:
    """Return what is known of a holder, or None."""
    row = HolderContact.objects.filter(holder_id=holder_id).first()
    return _contact(row) if row else None


def leave(*, holder_id: int, phone: str, email: str, agreed: bool, at: datetime) -> None:
    """Keep how a holder wishes to be told; it replaces what was known.

    :raises Incomplete: neither is given, one of them cannot be right, or the holder has not agreed.
    """
    number, address = mobile(phone), email.strip()
    wrong = (phone.strip() and not number) or (address and not _EMAIL.fullmatch(address))
    if wrong or not (number or address) or not agreed:
        raise Incomplete(
            Words("请填写手机号码或电子邮箱，并勾选同意。"),
            do=Words("手机号码为11位数字；电子邮箱形如name@example.com。"),
            clause=TOLD,
        )
    _keep(holder_id, number, address, off=False, at=at)


def forget(*, holder_id: int, at: datetime) -> None:
    """Take away what is known of a holder, and do not tell them any more."""
    _keep(holder_id, "", "", off=True, at=at)


def from_registration(phones: Mapping[int, str], *, at: datetime) -> int:
    """Keep the phones that came with an exam's data, by certificate; return how many were usable.

    What holders have left themselves, and their wish not to be told, stay as they are.
    """
    usable = {number: plain for number, text in phones.items() if (plain := mobile(text))}
    holders = dict(Certificate.objects.filter(id__in=usable).values_list("id", "holder_id"))
    safe = vault()
    rows = {
        holder: HolderContact(holder_id=holder, phone=safe.close(usable[number].encode(), CONTACT), since=at)
        for number, holder in holders.items()
    }
    kept = HolderContact.objects.filter(holder_id__in=rows)
    chosen = set(kept.filter(Q(own=True) | Q(off=True)).values_list("holder_id", flat=True))
    kept.exclude(holder_id__in=chosen).delete()
    HolderContact.objects.bulk_create(
        [row for holder, row in rows.items() if holder not in chosen], ignore_conflicts=True
    )
    return len(rows)


def to_look_at(*, before: datetime, count: int, at: datetime) -> Sequence[Contact]:
    """Take the contacts that were looked at longest ago, and note that they are looked at now."""
    with transaction.atomic():
        waiting = HolderContact.objects.filter(Q(looked_at__isnull=True) | Q(looked_at__lt=before), off=False)
        rows = list(
            waiting.order_by(F("looked_at").asc(nulls_first=True)).select_for_update(skip_locked=True)[:count]
        )
        HolderContact.objects.filter(id__in=[row.pk for row in rows]).update(looked_at=at)
    return [_contact(row) for row in rows]


def _keep(holder_id: int, phone: str, email: str, *, off: bool, at: datetime) -> None:
    safe = vault()
    values = {
        "phone": safe.close(phone.encode(), CONTACT) if phone else b"",
        "email": safe.close(email.encode(), CONTACT) if email else b"",
        "own": not off,
        "off": off,
        "since": at,
        "looked_at": None,
    }
    with transaction.atomic():
        HolderContact.objects.update_or_create(holder_id=holder_id, defaults=values)
        kind = "holder.contact_removed" if off else "holder.contact_left"
        record(Line(kind, TOLD, 0, 0, "holder", holder_id, at, {}))


def _contact(row: HolderContact) -> Contact:
    safe = vault()
    phone, email = (
        safe.open(bytes(closed), CONTACT).decode() if closed else "" for closed in (row.phone, row.email)
    )
    return Contact(row.holder_id, phone, email, row.own, row.off)
