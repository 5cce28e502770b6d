"""Read the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from yinxin.kernel import names
from yinxin.kernel.face import Face
from yinxin.kernel.numbers import normalise_management_number
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register import succeeding
from yinxin.register.models import Certificate
from yinxin.register.vault import FACE, vault


@dataclass(frozen=True, slots=True)
class PaperOfBatch:
    """A paper copy to print; ``face`` is the digest of what is printed on it, ``issuer`` who gives it out."""

    paper_id: int
    certificate_id: int
    face: str
    issuer: int


@dataclass(frozen=True)
class CertificateView:
    """A certificate as staff see it; what concerns a copy is None where there is none.

    :ivar successor_id: what takes its place or is being made to; :attr:`basis_id` what a qualification proof attests.
    """

    id: int
    face: Face
    face_digest: str
    state: str
    agency_id: int
    issuer_id: int
    exam_id: int
    batch_id: int | None
    row: int | None
    holder_id: int
    approved_on: date | None
    opened_at: datetime
    settled_at: datetime | None
    electronic_id: int | None
    electronic_state: str | None
    file: str | None
    size: int | None
    signed_at: datetime | None
    seals: tuple[str, ...]
    paper_id: int | None
    paper_state: str | None
    cause: str
    predecessor_id: int | None
    successor_id: int | None
    basis_id: int | None


@dataclass(frozen=True)
class CertificateLine:
    """A certificate as a list shows it."""

    id: int
    name: str
    qualification: str
    level: str
    specialty: str
    management_number: str
    approved_on: date | None
    state: str


def papers_of_batch(batch_id: int) -> list[PaperOfBatch]:
    """Return the paper copies of a batch's certificates, in order of their certificates."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.id, c.id, encode(c.face_digest, 'hex'), c.issuer_id from register_certificate c
               join register_paper_copy p on p.certificate_id = c.id where c.batch_id = %s order by c.id""",
            [batch_id],
        )
        return [PaperOfBatch(*row) for row in cursor.fetchall()]


def certificate(number: int, by: Actor) -> CertificateView:
    """Return a certificate.

    :raises NotFound: there is none, or it lies outside the person's territory.
    """
    found = Certificate.objects.select_related("electronic").filter(id=number).first()
    if found is None:
        raise access.not_here()
    access.require_one(
        by, Permission.CERTIFICATE_SEE, list(bodies([found.agency_id, found.issuer_id]).values())
    )
    paper = found.papers.order_by("-number").first()
    copy = getattr(found, "electronic", None)
    return CertificateView(
        found.pk,
        Face.from_json(vault().open(bytes(found.face), FACE)),
        bytes(found.face_digest).hex(),
        found.state,
        found.agency_id,
        found.issuer_id,
        found.exam_id,
        found.batch_id,
        found.row,
        found.holder_id,
        found.approved_on,
        found.opened_at,
        found.settled_at,
        copy.pk if copy else None,
        copy.state if copy else None,
        bytes(copy.digest).hex() if copy and copy.digest else None,
        copy.size if copy else None,
        copy.signed_at if copy else None,
        tuple(copy.seals.split("|")) if copy else (),
        paper.pk if paper else None,
        paper.state if paper else None,
        found.cause,
        found.predecessor_id,
        succeeding.successor_of(found.pk),
        found.basis_id,
    )


def of_batch(batch_id: int, by: Actor, *, start: int = 0, count: int = 50) -> tuple[CertificateLine, ...]:
    """Return some of a batch's certificates, in order."""
    return _lines("c.batch_id = %s", [batch_id], by, start, count)


def search(text: str, by: Actor, *, count: int = 50) -> tuple[CertificateLine, ...]:
    """Return certificates by management number, name or the pinyin of a name; the exact ones first."""
    text = text.replace("\0", "").strip()
    if not text:
        return ()
    numbers = [text, normalise_management_number(text)]
    where = """c.management_number = any(%s) or c.holder_id in
               (select holder_id from register_holder_name where key = %s or replace(pinyin, ' ', '') like %s)"""
    typed = "".join(character for character in text.lower() if character.isalnum())
    pinyin = f"%{typed}%" if typed.isascii() and len(typed) > 1 else None
    order = "c.management_number = any(%s) desc, c.id"
    return _lines(where, [numbers, names.key(text), pinyin], by, 0, count, order=order, ordered_by=[numbers])


def count_of_batch(batch_id: int) -> int:
    """Return how many certificates a batch has."""
    return Certificate.objects.filter(Q(batch_id=batch_id)).count()


def _lines(
    where: str,
    values: list[Any],
    by: Actor,
    start: int,
    count: int,
    *,
    order: str = "c.id",
    ordered_by: Sequence[Any] = (),
) -> tuple[CertificateLine, ...]:
    """Return certificates of the person's territory; what a list shows of each stands in its face."""
    seen = territory(by, Permission.CERTIFICATE_SEE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select c.id, c.face, c.approved_on, c.state from register_certificate c
                where (c.agency_id = any(%s) or c.issuer_id = any(%s)) and ({where})
                order by {order} offset %s limit %s""",  # noqa: S608
            [seen, seen, *values, *ordered_by, start, count],
        )
        rows = cursor.fetchall()
    safe = vault()
    return tuple(
        _line(number, Face.from_json(safe.open(bytes(closed), FACE)), approved_on, state)
        for number, closed, approved_on, state in rows
    )


def _line(number: int, face: Face, approved_on: date | None, state: str) -> CertificateLine:
    return CertificateLine(
        number,
        face.name,
        face.qualification,
        face.level,
        face.specialty,
        face.management_number,
        approved_on,
        state,
    )
