"""Two years of a province's paper: the books balance after every event, and what was planted is found.

The whole story of 20,000 certificates is ``yinxin bench province``; here is a small one, on an installation of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_books_balance_after_every_event_and_theft_and_doubling_are_named():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.province", "--people", "440"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("{"), done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["places"] == 17
    assert found["events"] > 400
    assert {"collected", "destroyed", "held", "lost", "spoiled"} <= set(found["states"])
    assert (found["doubled_slip_refused"], found["doubled_slip_named"], found["stolen_box_named"]) == (
        True,
    ) * 3
    assert found["audit_differences"] == 0
    assert done.returncode == 0
