"""The doors' clocks. Only doors read them, once a request.

:func:`now` is the moment of the office's acts; in demo mode ``YINXIN_NOW`` sets it. :func:`wall` always goes on:
it measures how long somebody has been away, and nothing may stop it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

from django.conf import settings

from yinxin.kernel.calendar import CHINA


def now() -> datetime:
    """Return the moment, in UTC."""
    set_to = os.environ.get("YINXIN_NOW") if settings.DEMO else None
    if not set_to:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(set_to)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def wall() -> datetime:
    """Return the moment by the clock on the wall, in UTC, which no setting moves."""
    return datetime.now(UTC)
