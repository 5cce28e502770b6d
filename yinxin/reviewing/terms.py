"""How long ahead reviews look: the office's own habits, which no law sets."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

RENEW_AHEAD: Final = timedelta(days=90)
"""How long before its last day a committee's approval is to be renewed."""
