"""How long things last at the counter, and how often holders are told: the office's own rules; no clause sets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

UNDO_WITHIN: Final = timedelta(minutes=5)
"""How long a hand-out can be taken back by the counter itself; after that a custodian corrects it, with a reason."""

QUEUED_AT_MOST: Final = timedelta(hours=24)
"""How long a hand-out may wait on a counter without a network before it is told to the server."""

CLOCKS_APART: Final = timedelta(minutes=2)
"""How far a counter's clock may run ahead of the server's."""

PROXY_LOOKS_BACK: Final = timedelta(days=30)
PROXY_HOLDERS: Final = 3
"""Whoever collects for more holders than this within that time is noted, and the clerk is told before."""

REMIND_AFTER: Final = (timedelta(0), timedelta(days=30), timedelta(days=90), timedelta(days=365))
"""When holders are told that their paper waits: on its arrival, and again."""

TRY_AGAIN_AFTER: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""When a message that could not be sent is tried again; after the last time a person is told."""

LOOK_AGAIN_AFTER: Final = timedelta(minutes=10)
"""How often an address is held against the paper that waits for its owner."""
