"""Close each client's day: how often it called, with a digest of the calls, as one line of the ledger (N22.2).

Calls are too many for lines of their own. The line of the day makes it plain if one is taken away or altered later.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction

from yinxin.kernel.calendar import beginning, day_of, ending
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.canonical import digest as digest_of
from yinxin.ledger.record import Line, record
from yinxin.sharing import terms
from yinxin.sharing.models import Agreement, Call
from yinxin.sharing.terms import N22_2

_OPEN: Final = """
    select distinct a.id, (c.at at time zone 'Asia/Shanghai')::date
    from sharing_agreement a join sharing_call c on c.agreement_id = a.id
    where c.at < %s and (a.closed_on is null or c.at >= (a.closed_on + 1)::timestamp at time zone 'Asia/Shanghai')
    order by 1, 2"""


def close_days(*, at: datetime) -> int:
    """Write the line of every day that is over and has none; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('share days'))")
        cursor.execute(_OPEN, [beginning(day_of(at))])
        days = cursor.fetchall()
        for agreement, day in days:
            count, digest = tally(agreement, day)
            facts = {"day": day.isoformat(), "count": count, "digest": digest}
            record(Line("share_agreement.day_closed", N22_2, 0, 0, "share_agreement", agreement, at, facts))
            Agreement.objects.filter(pk=agreement).update(closed_on=day)
    return len(days)


def tally(agreement_id: int, day: date) -> tuple[int, str]:
    """Return how many calls a client made on a day, and the digest over all of them."""
    rows = Call.objects.filter(agreement_id=agreement_id, at__gte=beginning(day), at__lt=ending(day))
    lines: list[list[Any]] = [
        [number, way, at.isoformat(), ground, verdict, certificate, count]
        for number, way, at, ground, verdict, certificate, count in rows.order_by("id").values_list(
            "id", "way", "at", "ground", "verdict", "certificate_id", "count"
        )
    ]
    return len(lines), digest_of(canonical_json({"calls": lines}))


def forget(*, at: datetime) -> int:
    """Remove calls whose time is over; return how many there were."""
    gone, _ = Call.objects.filter(at__lt=beginning(day_of(at) - terms.CALLS_KEPT)).delete()
    return gone
