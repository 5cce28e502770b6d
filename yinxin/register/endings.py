"""Read what decides about a copy before its ways part: post, recall, custody's end, destruction (N12, N26)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.register.places import KEPT, PlaceKind, SlipKind
from yinxin.register.states import PAPER, CertificateState, CopyState, PaperState


@dataclass(frozen=True, slots=True)
class Ending:
    """A copy with what decides about its end; nothing of the person.

    :ivar book_id: the organisation in whose book it lies; ``issuer_id`` the one that gives it out.
    :ivar succeeded: another certificate has been opened in place of this one.
    :ivar electronic: its electronic copy can be downloaded now.
    :ivar last_day: the exam's last day, from which custody runs; where an older certificate's is not known, the day on
        which it was made again.
    """

    copy_id: int
    certificate_id: int
    certificate_state: CertificateState
    succeeded: bool
    electronic: bool
    holder_id: int
    issuer_id: int
    book_id: int
    exam_id: int
    exam_name: str
    last_day: date
    management_number: str
    blank_serial: str
    state: PaperState
    place_id: int

    @property
    def state_words(self) -> Words:
        """The copy's state for people."""
        return PAPER.names[self.state]


@dataclass(frozen=True, slots=True)
class Aged:
    """Copies of one exam that an issuer keeps for their holders."""

    issuer_id: int
    exam_id: int
    exam_name: str
    year: int
    last_day: date
    count: int


@dataclass(frozen=True, slots=True)
class Given:
    """A copy that reached its holder: the slip that says so, its kind, when, and by whose hand."""

    slip_id: int
    copy_id: int
    kind: SlipKind
    at: datetime
    by: int


_KEPT = [kind.value for kind in KEPT]
_ENDING = """
    select p.id, c.id, c.state, exists (select 1 from register_certificate n where n.predecessor_id = c.id
                                          and n.state <> 'dropped'),
           exists (select 1 from register_electronic_copy e where e.certificate_id = c.id and e.state = %(released)s),
           c.holder_id, c.issuer_id, w.organisation_id, x.id, x.name,
           coalesce((select max(d) from unnest(x.days) d), c.opened_at::date),
           c.management_number, p.blank_serial, p.state, p.place_id
    from register_paper_copy p join register_certificate c on c.id = p.certificate_id
    join catalogue_exam x on x.id = c.exam_id join register_place w on w.id = p.place_id"""


def endings(copies: Collection[int]) -> list[Ending]:
    """Return copies that lie somewhere, by management number."""
    return _endings("p.id = any(%(copies)s)", {"copies": list(copies)})


def kept_for_holders(issuer_id: int, *, exam_id: int | None = None) -> list[Ending]:
    """Return what an issuer keeps in its own places for its own holders."""
    return _endings(
        """c.issuer_id = %(issuer)s and w.organisation_id = %(issuer)s and p.state = %(held)s
           and w.kind = any(%(kept)s) and (%(exam)s::bigint is null or c.exam_id = %(exam)s)""",
        {"issuer": issuer_id, "exam": exam_id, "held": PaperState.HELD.value, "kept": _KEPT},
    )


def lying_at(organisation_id: int, kinds: Collection[PlaceKind]) -> list[Ending]:
    """Return what lies at an organisation's places of some kinds, as at its account of recalled paper."""
    return _endings(
        "w.organisation_id = %(body)s and w.kind = any(%(kinds)s)",
        {"body": organisation_id, "kinds": [kind.value for kind in kinds]},
    )


def of_certificate(certificate_id: int) -> Ending | None:
    """Return the copy of a certificate that is in use, wherever it lies; None where there is none."""
    found = _endings(
        "c.id = %(certificate)s and p.state not in (%(lost)s, %(spoiled)s)",
        {
            "certificate": certificate_id,
            "lost": PaperState.LOST.value,
            "spoiled": PaperState.SPOILED.value,
        },
    )
    return found[0] if found else None


def ageing(issuers: Collection[int]) -> list[Aged]:
    """Return how much these issuers keep for their holders, by exam, the oldest exam first."""
    rows = _rows(
        """select c.issuer_id, x.id, x.name, x.year,
                  coalesce((select max(d) from unnest(x.days) d), min(c.opened_at)::date) as last_day, count(*)
           from register_paper_copy p join register_certificate c on c.id = p.certificate_id
           join catalogue_exam x on x.id = c.exam_id join register_place w on w.id = p.place_id
           where c.issuer_id = any(%(issuers)s) and w.organisation_id = c.issuer_id and p.state = %(held)s
             and w.kind = any(%(kept)s)
           group by c.issuer_id, x.id order by last_day, c.issuer_id, x.id""",
        {"issuers": list(issuers), "held": PaperState.HELD.value, "kept": _KEPT},
    )
    return [Aged(*row) for row in rows]


def issuers_keeping() -> list[int]:
    """Return every issuer that keeps paper for its own holders."""
    rows = _rows(
        """select distinct c.issuer_id from register_paper_copy p
           join register_certificate c on c.id = p.certificate_id join register_place w on w.id = p.place_id
           where p.state = %(held)s and w.organisation_id = c.issuer_id order by 1""",
        {"held": PaperState.HELD.value},
    )
    return [number for (number,) in rows]


def signed_for(copies: Collection[int]) -> dict[int, datetime]:
    """Return when each copy was last signed for on its way to its issuer; one that never was is left out."""
    return dict(
        _rows(
            """select m.copy_id, max(s.at) from register_movement m join register_slip s on s.id = m.slip_id
               where m.copy_id = any(%(copies)s) and s.kind = %(receipt)s group by m.copy_id""",
            {"copies": list(copies), "receipt": SlipKind.RECEIPT.value},
        )
    )


def given_out(issuer_id: int, exam_id: int, since: datetime, until: datetime) -> list[Given]:
    """Return what an issuer gave out of an exam from a moment until before another, in the order of giving.

    What was entered as given out by mistake, and put right, is not among it.
    """
    rows = _rows(
        """select s.id, m.copy_id, s.kind, s.at, s.by from register_movement m
           join register_slip s on s.id = m.slip_id and s.kind in (%(collection)s, %(delivery)s)
           join register_paper_copy p on p.id = m.copy_id join register_certificate c on c.id = p.certificate_id
           where c.issuer_id = %(issuer)s and c.exam_id = %(exam)s and s.at >= %(since)s and s.at < %(until)s
             and not exists (select 1 from register_movement n join register_slip u on u.id = n.slip_id
                             where n.copy_id = m.copy_id and n.sequence = m.sequence + 1 and u.kind = %(undone)s)
           order by s.at, s.id, m.copy_id""",
        {
            "collection": SlipKind.COLLECTION.value,
            "delivery": SlipKind.DELIVERY.value,
            "undone": SlipKind.COLLECTION_UNDONE.value,
            "issuer": issuer_id,
            "exam": exam_id,
            "since": since,
            "until": until,
        },
    )
    return [Given(slip, copy, SlipKind(kind), at, by) for slip, copy, kind, at, by in rows]


def given_years(issuers: Collection[int]) -> list[tuple[int, int, int, int]]:
    """Return issuer, exam, year (in China) and count of what was given out and not undone, the newest year first."""
    return [
        (issuer, exam, year, count)
        for issuer, exam, year, count in _rows(
            """select c.issuer_id, c.exam_id, extract(year from s.at at time zone 'Asia/Shanghai')::int, count(*)
               from register_movement m
               join register_slip s on s.id = m.slip_id and s.kind in (%(collection)s, %(delivery)s)
               join register_paper_copy p on p.id = m.copy_id
               join register_certificate c on c.id = p.certificate_id
               where c.issuer_id = any(%(issuers)s)
                 and not exists (select 1 from register_movement n join register_slip u on u.id = n.slip_id
                                 where n.copy_id = m.copy_id and n.sequence = m.sequence + 1
                                   and u.kind = %(undone)s)
               group by 1, 2, 3 order by 3 desc, 1, 2""",
            {
                "collection": SlipKind.COLLECTION.value,
                "delivery": SlipKind.DELIVERY.value,
                "undone": SlipKind.COLLECTION_UNDONE.value,
                "issuers": list(issuers),
            },
        )
    ]


def _endings(where: str, values: dict[str, Any]) -> list[Ending]:
    rows = _rows(
        f"{_ENDING} where {where} order by c.management_number, p.id",
        {**values, "released": CopyState.RELEASED.value},
    )
    return [_ending(list(row)) for row in rows]


def _ending(facts: list[Any]) -> Ending:
    facts[2], facts[13] = CertificateState(facts[2]), PaperState(facts[13])
    return Ending(*facts)


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
