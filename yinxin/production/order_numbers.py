"""Number print orders: within a batch, or within a day where there is no batch."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from yinxin.kernel.calendar import day_of
from yinxin.production.models import PrintOrder

_LOCK = 0x53494E47


def following(batch_id: int | None, at: datetime) -> str:
    """Return the next number; nobody else takes it until the transaction ends.

    :param batch_id: the batch whose paper it is; its row is held by the caller. None for single certificates.
    """
    if batch_id is not None:
        return f"{batch_id}-{PrintOrder.objects.filter(batch_id=batch_id).count() + 1}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    day = f"S{day_of(at):%Y%m%d}-"
    return f"{day}{PrintOrder.objects.filter(number__startswith=day).count() + 1}"
