"""Quotas: so many calls a minute and a day, counted in the database, where all processes see them (N22.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from yinxin.kernel.calendar import CHINA, beginning, day_of
from yinxin.sharing.terms import Terms

MINUTE: Final = 60
DAY: Final = 86_400

_TAKE: Final = """
    insert into sharing_meter as m (agreement_id, seconds, since, used, refused) values (%s, %s, %s, 1, 0)
    on conflict (agreement_id, seconds, since) do update set used = m.used + 1 where m.used < %s returning used"""
_GIVE_BACK: Final = """
    update sharing_meter set used = used - 1 where agreement_id = %s and seconds = %s and since = %s"""
_REFUSE: Final = """
    update sharing_meter set refused = refused + 1 where agreement_id = %s and seconds = %s and since = %s"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left in the window that ends the quota first.

    :ivar limit: calls in the window; ``left`` how many more; ``reset`` seconds until the next one begins.
    :ivar allowed: whether this call was within.
    """

    limit: int
    left: int
    reset: int
    allowed: bool
    policy: str

    def headers(self) -> dict[str, str]:
        """Return what every answer says of the quota."""
        found = {
            "RateLimit-Policy": self.policy,
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.reset),
        }
        return found if self.allowed else {**found, "Retry-After": str(self.reset)}


def count(agreement_id: int, terms: Terms, at: datetime) -> Allowance:
    """Count one call, if both windows have room for it; a call that one of them refuses takes nothing of the other."""
    windows = (
        (MINUTE, at.astimezone(CHINA).replace(second=0, microsecond=0), terms.per_minute),
        (DAY, beginning(day_of(at)), terms.per_day),
    )
    policy = f"{terms.per_minute};w={MINUTE}, {terms.per_day};w={DAY}"
    taken: list[tuple[int, int, datetime]] = []
    found: list[Allowance] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for seconds, since, limit in windows:
            window = (agreement_id, seconds, since)
            reset = max(1, int((since + timedelta(seconds=seconds) - at).total_seconds()))
            cursor.execute(_TAKE, [*window, limit])
            row = cursor.fetchone()
            if row is None:
                cursor.execute(_REFUSE, window)
                for one in taken:
                    cursor.execute(_GIVE_BACK, one)
                return Allowance(limit, 0, reset, False, policy)
            taken.append(window)
            found.append(Allowance(limit, limit - row[0], reset, True, policy))
    return min(found, key=lambda one: one.left)
