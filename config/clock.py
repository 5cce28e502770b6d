"""The doors' clock. Only doors read it, once a request; in demo mode ``YINXIN_NOW`` sets it."""

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
