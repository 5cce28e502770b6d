"""The colour in which pages say a state: good, in work, to be looked at, bad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_TONES: Final[Mapping[str, str]] = {
    "valid": "good",
    "approved": "good",
    "sent": "good",
    "refused": "bad",
    "released": "good",
    "delivered": "good",
    "destroyed": "good",
    "applied": "work",
    "posted": "work",
    "recorded": "warn",
    "submitted": "good",
    "accepted": "good",
    "corrected": "good",
    "reported": "good",
    "held": "good",
    "whole": "good",
    "new": "good",
    "already": "warn",
    "elsewhere": "warn",
    "unknown": "bad",
    "gone": "warn",
    "changed": "bad",
    "lost": "bad",
    "spoiled": "bad",
    "official": "good",
    "received": "work",
    "packed": "work",
    "making": "work",
    "signed": "good",
    "collected": "good",
    "taken_in": "good",
    "explained": "good",
    "unpacked": "warn",
    "made": "work",
    "waiting": "work",
    "submitting": "work",
    "open": "work",
    "ordered": "work",
    "handed_over": "work",
    "proposed": "work",
    "finished": "warn",
    "printing": "work",
    "checked": "work",
    "soon": "warn",
    "flag": "warn",
    "replaced": "warn",
    "superseded": "warn",
    "expired": "warn",
    "unavailable": "warn",
    "recollected": "warn",
    "returned": "bad",
    "failed": "bad",
    "revoked": "bad",
    "invalid": "bad",
    "late": "bad",
    "error": "bad",
    "stuck": "bad",
}


def tone(value: str) -> str:
    """Return how something looks, beside its words: ``good``, ``work``, ``warn``, ``bad`` or ``quiet``."""
    return _TONES.get(value, "quiet")
