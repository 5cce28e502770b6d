"""How far a holder's certificates have come: what is said to the person themself, before and after release.

Before release nothing of the face is told, and no file (N5): only the exam's name, the step, and days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yinxin.register.states import CertificateState, PaperState


@dataclass(frozen=True, slots=True)
class Course:
    """One certificate on its way, and the moments at which its sheet reached the next step.

    :ivar paper: the state of the sheet in use; None where there is none.
    :ivar waits_at: whose book the sheet lies in; None while it lies in none.
    :ivar arrived_at: when it first lay in its issuer's own book, at a place of keeping.
    :ivar given_at: when it was last given out or posted.
    """

    certificate_id: int
    state: CertificateState
    exam: str
    exam_en: str
    batch_id: int
    issuer_id: int
    copy_id: int | None
    paper: PaperState | None
    waits_at: int | None
    printed_at: datetime | None
    sent_at: datetime | None
    arrived_at: datetime | None
    given_at: datetime | None


_COURSE = """
    select c.id, c.state, x.name, x.name_en, c.batch_id, c.issuer_id, p.id, p.state, w.organisation_id,
           m.printed, m.sent, m.arrived, m.given
    from register_certificate c
    join catalogue_exam x on x.id = c.exam_id
    left join lateral (select * from register_paper_copy p where p.certificate_id = c.id
                       order by p.number desc limit 1) p on true
    left join register_place w on w.id = p.place_id
    left join lateral (
        select min(s.at) filter (where s.state = %(printed)s) as printed,
               min(s.at) filter (where s.state = %(transit)s) as sent,
               min(s.at) filter (where s.state = %(held)s and t.organisation_id = c.issuer_id) as arrived,
               max(s.at) filter (where s.state in (%(collected)s, %(posted)s)) as given
        from register_movement v join register_slip s on s.id = v.slip_id join register_place t on t.id = s.to_id
        where v.copy_id = p.id) m on true
    where c.holder_id = %(holder)s"""
_STATES = {
    "printed": PaperState.PRINTED.value,
    "transit": PaperState.IN_TRANSIT.value,
    "held": PaperState.HELD.value,
    "collected": PaperState.COLLECTED.value,
    "posted": PaperState.POSTED.value,
}


def under_way(holder_id: int) -> tuple[Course, ...]:
    """Return a holder's certificates that are being made, the newest first; a successor is its application's matter."""
    return _courses(
        "and c.state = %(prepared)s and c.predecessor_id is null order by c.id desc",
        {"holder": holder_id, "prepared": CertificateState.PREPARED.value},
    )


def of_certificates(holder_id: int) -> dict[int, Course]:
    """Return how far a holder's valid certificates have come, by their numbers."""
    found = _courses("and c.state = %(valid)s", {"holder": holder_id, "valid": CertificateState.VALID.value})
    return {one.certificate_id: one for one in found}


def _courses(where: str, values: dict[str, Any]) -> tuple[Course, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_COURSE} {where}", {**_STATES, **values})
        rows = cursor.fetchall()
    return tuple(_course(list(row)) for row in rows)


def _course(facts: list[Any]) -> Course:
    facts[1] = CertificateState(facts[1])
    facts[7] = PaperState(facts[7]) if facts[7] else None
    return Course(*facts)
