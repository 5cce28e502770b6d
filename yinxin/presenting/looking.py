"""Enter what verification left behind: who looked at which certificate, for its holder; and forget it in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from yinxin.kernel.calendar import day_of
from yinxin.parties import clients
from yinxin.presenting import terms
from yinxin.presenting.models import Look
from yinxin.register import looks
from yinxin.register.looks import Noted

_ENTER = """
    insert into presenting_look (certificate_id, way, at, organisation_id, grant_id, source)
    select c.id, n.way, n.at, n.organisation, g.id, n.source
    from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bigint[], %s::bigint[], %s::text[])
         as n(certificate, way, at, organisation, of_grant, source)
    join register_certificate c on c.id = n.certificate
    left join presenting_grant g on g.id = n.of_grant and g.certificate_id = c.id
    on conflict (source) do nothing"""


def bring(folder: Path, *, wall: datetime) -> int:
    """Enter the lines of every file that is written no more, and take the file away; return how many were new.

    Whoever is killed between the two does no harm: a line that was entered is known by its file and number.

    :param wall: the moment by the clock on the wall, by which files are named.
    """
    new = 0
    for file in looks.ripe(folder, wall=wall):
        new += _enter(list(looks.lines(file)))
        file.unlink(missing_ok=True)
    return new


def forget(*, at: datetime) -> int:
    """Remove looks whose time is over; return how many there were."""
    gone, _ = Look.objects.filter(at__date__lt=terms.looks_since(day_of(at))).delete()
    return gone


def _enter(noted: Sequence[Noted]) -> int:
    if not noted:
        return 0
    keys = {one.key for one in noted if one.key}
    whose = clients.organisations_of(keys, max(one.at for one in noted)) if keys else {}
    columns: list[list[object]] = [
        [one.certificate_id for one in noted],
        [one.way.value for one in noted],
        [one.at for one in noted],
        [whose.get(one.key) for one in noted],
        [one.grant_id for one in noted],
        [one.source for one in noted],
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ENTER, columns)
        return int(cursor.rowcount)
