"""The office's own terms of lists: how large, how many, how long what was brought is kept (N22.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from yinxin.kernel.calendar import beginning, day_of

MOST_ROWS: Final = 5_000
"""Rows of one list, below its header."""
MOST_BYTES: Final = 8 * 1024 * 1024
CHUNK: Final = 500
"""Rows that one look-up asks about."""
KEPT: Final = timedelta(days=30)
"""How long rows and files of a list that is done are kept."""
LOOKS_KEPT: Final = timedelta(days=3 * 366)
"""How long a holder is shown who asked about the certificate in a list: as long as the look-ups of platforms."""


def gone_after(done_at: datetime) -> datetime:
    """Return the moment after which a list's rows and files are removed."""
    return done_at + KEPT


def month_of(at: datetime) -> tuple[datetime, datetime]:
    """Return the first moment of the calendar month in China, and that of the next one."""
    first = day_of(at).replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return beginning(first), beginning(following)
