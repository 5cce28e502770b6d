"""How long the random tests go on: a run for every day, and a long one with ``YINXIN_LONG=1``."""

from __future__ import annotations

import os

LONG = os.environ.get("YINXIN_LONG", "") == "1"


def often(usual: int, long: int) -> int:
    """Return how often to try: the usual number, or that of a long run."""
    return long if LONG else usual
