"""Read what a body has in stock, and for whom: what chapters need before they enter a slip (N11.1, A2.1.1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.law.regimes import Regime
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import territory
from yinxin.register.models import Place
from yinxin.register.places import KEPT, PlaceKind
from yinxin.register.states import PAPER, CertificateState, PaperState
from yinxin.register.vault import FACE, vault


@dataclass(frozen=True, slots=True)
class Stock:
    """Copies of one exam for one issuer that lie with a body and wait to be sent on."""

    exam_id: int
    issuer_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A copy as slips and packing need it: nothing of the person."""

    id: int
    certificate_id: int
    exam_id: int
    issuer_id: int
    management_number: str
    blank_serial: str
    regime: str
    state: PaperState
    place_id: int | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PAPER.names[self.state]


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A copy with whose it is, for whoever works with the paper in hand."""

    sheet: Sheet
    face: Face


_SHEET = """select p.id, c.id, c.exam_id, c.issuer_id, c.management_number, p.blank_serial, c.regime, p.state,
                   p.place_id
            from register_paper_copy p join register_certificate c on c.id = p.certificate_id"""

_TO_SEND = """p.id in (
    select p.id from register_paper_copy p join register_place w on w.id = p.place_id
    join register_certificate c on c.id = p.certificate_id
    where w.organisation_id = %(body)s and c.state = %(valid)s and c.issuer_id <> %(body)s
      and ((p.state = %(printed)s and w.kind = %(house)s) or (p.state = %(held)s and w.kind = any(%(kept)s)))
      and p.id <> all(%(but)s))"""


def to_send(organisation_id: int, *, but: Collection[int]) -> tuple[Stock, ...]:
    """Return what lies with a body for others, by exam and issuer: printed there, or kept there on its way.

    :param but: copies that are packed already.
    """
    rows = _rows(
        f"""select c.exam_id, c.issuer_id, count(*) from register_paper_copy p
            join register_certificate c on c.id = p.certificate_id where {_TO_SEND}
            group by 1, 2 order by 1, 2""",  # noqa: S608
        _sending(organisation_id, but),
    )
    return tuple(Stock(*row) for row in rows)


def sheets_to_send(
    organisation_id: int, *, exam_id: int, issuers: Collection[int], but: Collection[int]
) -> list[Sheet]:
    """Return these copies one by one, by issuer and management number: the order in which they are packed."""
    return _sheets(
        f"{_TO_SEND} and c.exam_id = %(exam)s and c.issuer_id = any(%(issuers)s)",
        {**_sending(organisation_id, but), "exam": exam_id, "issuers": list(issuers)},
    )


def sheets(copies: Collection[int]) -> list[Sheet]:
    """Return copies by issuer and management number."""
    return _sheets("p.id = any(%(copies)s)", {"copies": list(copies)})


def has_room(organisation_id: int) -> bool:
    """Say whether a body has a room of its own to keep paper in."""
    return Place.objects.filter(organisation_id=organisation_id, kind=PlaceKind.ROOM.value).exists()


def kept_in_region(region: str, regimes: Collection[Regime]) -> list[Sheet]:
    """Return what issuers of a region keep for their own holders, of certificates of these regimes.

    What a founding body of reviews collects at the window is there while it lies at the window (A2.2.1).

    :param region: the first digits of a GB/T 2260 code.
    """
    return _sheets(
        """p.id in (
               select p.id from register_paper_copy p join register_place w on w.id = p.place_id
               join register_certificate c on c.id = p.certificate_id
               join parties_organisation o on o.id = c.issuer_id
               join parties_organisation k on k.id = w.organisation_id
               where p.state = %(held)s and c.regime = any(%(regimes)s)
                 and (c.issuer_id = w.organisation_id or (o.kind = 'committee' and k.kind = 'window'))
                 and starts_with(o.region, %(region)s))""",
        {"held": PaperState.HELD.value, "regimes": [one.value for one in regimes], "region": region},
    )


def named(copies: Collection[int], by: Actor) -> list[NamedSheet]:
    """Return copies with their faces, as far as the person may see the certificate or has the paper in their book."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.id, c.face from register_paper_copy p join register_certificate c on c.id = p.certificate_id
               left join register_place w on w.id = p.place_id
               where p.id = any(%(copies)s) and (c.agency_id = any(%(seen)s) or c.issuer_id = any(%(seen)s)
                   or w.organisation_id = any(%(books)s))""",
            {
                "copies": list(copies),
                "seen": territory(by, Permission.CERTIFICATE_SEE),
                "books": territory(by, Permission.CUSTODY_KEEP),
            },
        )
        faces = dict(cursor.fetchall())
    safe = vault()
    return [
        NamedSheet(sheet, Face.from_json(safe.open(bytes(faces[sheet.id]), FACE)))
        for sheet in sheets(list(faces))
    ]


def _sheets(where: str, values: dict[str, Any]) -> list[Sheet]:
    rows = _rows(f"{_SHEET} where {where} order by c.issuer_id, c.management_number, p.id", values)
    return [
        Sheet(one, certificate, exam, issuer, number, blank, regime, PaperState(state), place)
        for one, certificate, exam, issuer, number, blank, regime, state, place in rows
    ]


def _sending(organisation_id: int, but: Collection[int]) -> dict[str, Any]:
    return {
        "body": organisation_id,
        "valid": CertificateState.VALID.value,
        "printed": PaperState.PRINTED.value,
        "house": PlaceKind.PRINTING_HOUSE.value,
        "held": PaperState.HELD.value,
        "kept": [kind.value for kind in KEPT],
        "but": list(but),
    }


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
