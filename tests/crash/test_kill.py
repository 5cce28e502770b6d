"""Killing at any moment loses nothing and doubles nothing; and the harness can tell, as its control shows."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.crash.installation import ROOT


def crash(*words: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.kill", "--certificates", "200", "--kills", "8", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr[-3000:]
    assert done.stdout.startswith("{"), done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to see when a process begins to work")
def test_killed_at_any_moment_every_certificate_is_made_once_and_released_as_one():
    outcome = crash("--seed", "1")
    assert outcome["sound"], outcome
    assert outcome["kills"]["making"] >= 5, outcome["kills"]
    assert outcome["half_released"] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to see when a process begins to work")
def test_the_harness_finds_fault_with_a_maker_without_the_safeguards():
    outcome = crash("--seed", "1", "--naive")
    assert not outcome["sound"]
    assert outcome["violations"]["one recorded copy each"]["count"], outcome
    assert outcome["violations"]["no file without an owner"]["count"], outcome
