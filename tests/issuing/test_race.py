"""Many hands at one copy: exactly one wins over HTTP; and what fell first is never given out.

The whole run of a hundred rounds is ``yinxin bench counter``; here are a few, on an installation of their own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cast import AT
from tests.issuing.counter_helpers import give, on_shelf, state_of
from yinxin.issuing import collecting
from yinxin.kernel.refusal import WrongState
from yinxin.register import status
from yinxin.register.models import PaperCopy

ROOT = Path(__file__).parents[2]


def run(*words: str) -> tuple[int, dict]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.counter", "--keys", "0", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("{"), done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


def test_of_fifty_clerks_one_wins_and_the_others_learn_who_and_nothing_goes_out_after_it_fell():
    code, found = run("--rounds", "3", "--invalidations", "20")
    assert found["race"]["rounds_by_winners"] == {"1": 3}
    assert found["race"]["answers_without_the_winner"] == 0, found["race"]["examples"]
    assert found["invalidation"]["given_after_it_fell"] == 0
    assert code == 0


def test_the_same_run_finds_fault_where_the_guard_is_gone():
    code, found = run("--clerks", "20", "--rounds", "4", "--invalidations", "0", "--without-guard")
    assert max(int(winners) for winners in found["race"]["rounds_by_winners"]) > 1, found["race"]
    assert code == 1


@pytest.mark.django_db
@pytest.mark.parametrize("guarded", [True, False])
def test_an_invalidation_between_look_and_act_stops_the_hand_out_only_because_it_is_held_valid(
    cast, monkeypatch, guarded
):
    """The invalidation comes at the worst moment: after everything was looked at, before anything is written."""
    (copy,) = on_shelf(cast, seed=6301, count=1)
    certificate = PaperCopy.objects.get(id=copy).certificate_id
    held = status.hold_valid

    def fall_first(certificates):
        status.invalidate([certificate], by=cast.checker, at=AT)
        if guarded:
            held(certificates)

    monkeypatch.setattr(collecting.status, "hold_valid", fall_first)
    if guarded:
        with pytest.raises(WrongState, match="无效"):
            give(copy)
        assert state_of(copy) == "held"
    else:
        give(copy)
        assert state_of(copy) == "collected"
