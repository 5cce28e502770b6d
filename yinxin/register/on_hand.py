"""Paper copies as whoever gives them out needs to know them: one look-up for face, state and place (N13.1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.register.places import PlaceKind
from yinxin.register.states import CERTIFICATE, PAPER, CertificateState, PaperState
from yinxin.register.vault import FACE, vault


@dataclass(frozen=True)
class Sheet:
    """One paper copy with its certificate.

    :ivar body_id: the organisation in whose book it lies; the issuer where it is no paper yet.
    :ivar place: the name of the place, with the room that it is in; empty where it lies nowhere.
    :ivar released: the certificate has been released; before that nobody may know of it.
    """

    id: int
    state: PaperState
    mark: str
    blank_serial: str
    place_id: int | None
    place: str
    place_kind: PlaceKind | None
    body_id: int
    certificate_id: int
    certificate_state: CertificateState
    released: bool
    holder_id: int
    issuer_id: int
    exam_id: int
    batch_id: int | None
    row: int | None
    face: Face

    @property
    def state_words(self) -> Words:
        """The state of the paper, for people."""
        return PAPER.names[self.state]

    @property
    def certificate_words(self) -> Words:
        """The state of the certificate, for people."""
        return CERTIFICATE.names[self.certificate_state]


@dataclass(frozen=True)
class Waiting:
    """A copy that waits for its holder: since when, and whose it is to give out."""

    copy_id: int
    holder_id: int
    body_id: int
    qualification: str
    since: datetime


def sheets(copies: Collection[int]) -> tuple[Sheet, ...]:
    """Return copies in the order of their numbers; those that do not exist are left out."""
    rows = _rows(
        """select p.id, p.state, p.mark, p.blank_serial, p.place_id,
                  concat_ws(' · ', above.name, w.name), w.kind, coalesce(w.organisation_id, c.issuer_id),
                  c.id, c.state, c.settled_at is not null, c.holder_id, c.issuer_id, c.exam_id, c.batch_id, c.row,
                  c.face
           from register_paper_copy p join register_certificate c on c.id = p.certificate_id
           left join register_place w on w.id = p.place_id
           left join register_place above on above.id = w.parent_id
           where p.id = any(%s) order by p.id""",
        [list(copies)],
    )
    return tuple(_sheet(row) for row in rows)


def in_use(certificates: Collection[int]) -> list[int]:
    """Return of each certificate the copy in use, or its last one where none is."""
    rows = _rows(
        """select distinct on (certificate_id) id from register_paper_copy where certificate_id = any(%s)
           order by certificate_id, state in (%s, %s), number desc""",
        [list(certificates), PaperState.LOST.value, PaperState.SPOILED.value],
    )
    return [number for (number,) in rows]


def kept_at(places: Collection[int], *, count: int) -> list[int]:
    """Return some of the copies that lie at these places and can be given out, by management number."""
    rows = _rows(
        """select p.id from register_paper_copy p join register_certificate c on c.id = p.certificate_id
           where p.place_id = any(%s) and p.state = %s order by c.management_number, p.id limit %s""",
        [list(places), PaperState.HELD.value, count],
    )
    return [number for (number,) in rows]


def waiting_for(holders: Collection[int]) -> list[Waiting]:
    """Return the copies of valid certificates that wait for these holders, and since when: since they arrived."""
    rows = _rows(
        """select p.id, c.holder_id, w.organisation_id, v.name, max(s.at)
           from register_certificate c join register_paper_copy p on p.certificate_id = c.id
           join register_place w on w.id = p.place_id join catalogue_version v on v.id = c.version_id
           join register_movement m on m.copy_id = p.id join register_slip s on s.id = m.slip_id
           where c.holder_id = any(%s) and c.state = %s and p.state = %s
             and s.kind in ('receipt', 'mail_returned', 'found_again', 'stock_surplus')
           group by p.id, c.holder_id, w.organisation_id, v.name order by p.id""",
        [list(holders), CertificateState.VALID.value, PaperState.HELD.value],
    )
    return [Waiting(*row) for row in rows]


def _sheet(row: tuple[Any, ...]) -> Sheet:
    number, state, mark, serial, place, name, kind, owner, certificate, legal = row[:10]
    released, holder, issuer, exam, batch, line, face = row[10:]
    return Sheet(
        number,
        PaperState(state),
        mark,
        serial,
        place,
        name,
        PlaceKind(kind) if kind else None,
        owner,
        certificate,
        CertificateState(legal),
        released,
        holder,
        issuer,
        exam,
        batch,
        line,
        Face.from_json(vault().open(bytes(face), FACE)),
    )


def _rows(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
