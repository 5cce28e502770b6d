"""Make one batch now, with several processes: what a worker does in the background, waited for."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime

from yinxin.production import making, queries
from yinxin.register.workshop import Workshop

_PATIENCE = 1.0
"""Seconds between looks at chunks that another process holds."""


def make_batch(
    batch_id: int,
    workshop: Workshop,
    *,
    workers: int,
    clock: Callable[[], datetime],
    tell: Callable[[int], None] = lambda made: None,
) -> None:
    """Make what is left of a batch and close it; come back when nothing waits any more.

    :param workers: processes in all, this one among them.
    :param tell: told how many certificates are made, now and then.
    """
    more = min(workers - 1, queries.waiting_chunks(batch_id) - 1)
    helpers = [subprocess.Popen(_work_on(batch_id)) for _ in range(more)]
    while True:
        if making.step(workshop, batch_id=batch_id, clock=clock):
            tell(queries.progress(batch_id).made)
        elif not queries.waiting_chunks(batch_id):
            break
        else:
            # Another process holds the last chunks; if it was killed they are free when its lease is over.
            time.sleep(_PATIENCE if all(helper.poll() is not None for helper in helpers) else _PATIENCE / 10)
    for helper in helpers:
        helper.wait()
    making.close_batch(batch_id, at=clock())
    tell(queries.progress(batch_id).made)


def _work_on(batch_id: int) -> list[str]:
    return [sys.executable, "-m", "yinxin.cli.main", "work", "--once", "--batch", str(batch_id)]
