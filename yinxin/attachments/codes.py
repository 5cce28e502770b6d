"""Reading the codes on a stranger's picture or PDF: nothing is kept, and nothing but their texts comes out."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Final

from yinxin.attachments.limits import LIMITS, Limits
from yinxin.attachments.process import kind_of, opened

_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""A process opens two strangers' files at a time: each takes a processor for a moment, and others wait."""


def codes(data: bytes, *, name: str, limits: Limits = LIMITS) -> tuple[str, ...]:
    """Return the texts of the QR codes on a picture, or on the pages of a PDF, each once, in order.

    :param name: what the sender calls the file; told back in a refusal, and not believed.
    :raises Incomplete: it is no JPEG, PNG or PDF, or too large, damaged, locked or slow; says what to do.
    """
    kind = kind_of(data, name, limits)

    def texts(_: Path, facts: dict[str, Any]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(facts["codes"]))

    with _AT_ONCE:
        return opened(data, kind, name, limits, job="codes", then=texts)
