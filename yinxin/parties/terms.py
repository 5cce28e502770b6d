"""How long things last that the house sets itself, because no clause does."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

INVITATION: Final = timedelta(days=7)
"""How long an invitation can be accepted."""

DELEGATION: Final = timedelta(days=60)
"""The longest time for which a seat is lent."""

NEW_PASSWORD: Final = timedelta(hours=24)
"""How long a link for a new password can be used."""

HELP_APART: Final = timedelta(days=7)
"""For how long whoever helped with one half of signing in cannot help with the other."""

KEY: Final = timedelta(days=366)
"""The longest life of an API key."""

PASSWORD: Final = timedelta(days=90)
"""How long a password serves under the profile ``dengbao``."""
