"""What happened to certificates in a period, by who gives them out and by month: read from the ledger and the book.

A certificate has one state, and may have had others: only what was written down when it happened can be counted later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from yinxin.kernel.calendar import beginning, ending
from yinxin.register.places import SlipKind

_MONTH: Final = "to_char({at} at time zone 'Asia/Shanghai', 'YYYY-MM')"
_ACTS: Final = f"""
    select c.issuer_id, {_MONTH.format(at="e.at")},
           count(*) filter (where e.kind = 'certificate.released' and c.predecessor_id is null),
           count(*) filter (where e.kind = 'certificate.released' and c.predecessor_id is not null),
           count(*) filter (where e.kind = 'certificate.invalidated'),
           count(*) filter (where e.kind = 'certificate.restored')
    from ledger_entry e join register_certificate c on c.id = e.subject_id
    where e.subject = 'certificate'
      and e.kind in ('certificate.released', 'certificate.invalidated', 'certificate.restored')
      and e.at >= %(since)s and e.at < %(until)s and c.issuer_id = any(%(issuers)s)
    group by 1, 2"""  # noqa: S608
_GIVEN: Final = f"""
    select c.issuer_id, {_MONTH.format(at="s.at")}, sum(case when s.kind = %(undone)s then -1 else 1 end)
    from register_slip s join register_movement m on m.slip_id = s.id
    join register_paper_copy p on p.id = m.copy_id join register_certificate c on c.id = p.certificate_id
    where s.kind = any(%(given)s) and s.at >= %(since)s and s.at < %(until)s and c.issuer_id = any(%(issuers)s)
    group by 1, 2"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to the certificates of one issuer in one month.

    :ivar month: ``2026-09``.
    :ivar made: made valid for the first time, in place of no other; ``replaced`` in place of another.
    :ivar given: paper copies that reached their holders, less the hand-outs that were put right.
    """

    issuer: int
    month: str
    made: int = 0
    given: int = 0
    replaced: int = 0
    invalidated: int = 0
    restored: int = 0


def in_period(issuers: Sequence[int], first: date, last: date) -> tuple[Happened, ...]:
    """Return what happened from one day to another, both counted, ordered by issuer and month."""
    given = [SlipKind.COLLECTION.value, SlipKind.DELIVERY.value, SlipKind.COLLECTION_UNDONE.value]
    values: dict[str, Any] = {
        "since": beginning(first), "until": ending(last), "issuers": list(issuers),
        "given": given, "undone": SlipKind.COLLECTION_UNDONE.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, values)
        acts = {(issuer, month): counts for issuer, month, *counts in cursor.fetchall()}
        cursor.execute(_GIVEN, values)
        out = {(issuer, month): int(count) for issuer, month, count in cursor.fetchall()}
    return tuple(
        Happened(issuer, month, made, out.get((issuer, month), 0), replaced, invalidated, restored)
        for issuer, month in sorted({*acts, *out})
        for made, replaced, invalidated, restored in (acts.get((issuer, month), (0, 0, 0, 0)),)
    )
