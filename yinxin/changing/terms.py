"""How long things last around an application: the office's own rules; no clause sets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

TRY_AGAIN_AFTER: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""When a notice that could not be sent is tried again; after the last time it is given up."""
