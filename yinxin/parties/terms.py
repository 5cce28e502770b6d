"""How long things last that the house sets itself, because no clause does."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

INVITATION: Final = timedelta(days=7)
"""How long an invitation can be accepted."""

DELEGATION: Final = timedelta(days=60)
"""The longest time for which a seat is lent."""

KEY: Final = timedelta(days=366)
"""The longest life of an API key."""

PASSWORD: Final = timedelta(days=90)
"""How long a password serves under the profile ``dengbao``."""
