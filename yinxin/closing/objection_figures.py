"""Objections in figures, for those who oversee: by issuer, in a period (N25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

_QUERY: Final = """
    with o as (
        select issuer_id, promised_on, (at at time zone 'Asia/Shanghai')::date as came,
               (settled_at at time zone 'Asia/Shanghai')::date as ended, state
        from closing_objection where issuer_id = any(%(issuers)s))
    select issuer_id,
           count(*) filter (where came between %(first)s and %(last)s),
           count(*) filter (where answered),
           count(*) filter (where answered and ended <= promised_on),
           count(*) filter (where answered and ended > promised_on),
           count(*) filter (where waits),
           count(*) filter (where waits and promised_on <= %(last)s)
    from (select o.*, state = 'answered' and ended between %(first)s and %(last)s as answered,
                 came <= %(last)s and (ended is null or ended > %(last)s) as waits from o) f
    where came between %(first)s and %(last)s or answered or waits
    group by issuer_id order by issuer_id"""


@dataclass(frozen=True, slots=True)
class Objected:
    """The objections of one issuer.

    :ivar in_time: answered by the day that the issuer promised, ``late`` after it; what was answered without a promise
        is neither.
    :ivar waiting: not settled at the end of the period; ``overdue`` those whose promised day has come by then.
    """

    issuer: int
    received: int
    answered: int
    in_time: int
    late: int
    waiting: int
    overdue: int


def in_period(issuers: Sequence[int], first: date, last: date) -> tuple[Objected, ...]:
    """Return the figures of each issuer from one day to another, both counted."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"issuers": list(issuers), "first": first, "last": last})
        return tuple(Objected(*row) for row in cursor.fetchall())
