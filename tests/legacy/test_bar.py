"""The bar on a smaller table: every key gap blocked, every tolerable one shown, planted duplicates proposed (N19, N21.2)."""

from __future__ import annotations

import pytest

from benchmarks.legacy import examined
from tests.cast import AT
from tests.long import LONG
from yinxin.demo.older import collection
from yinxin.legacy import safe

ROWS = 100_000 if LONG else 2_000


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_an_invented_collection_is_held_against_its_key(cast, seed):
    found = examined(collection(ROWS, seed=seed), safe.titles_on(AT.date()))
    assert (found["gaps_not_blocked"], found["blocked_without_gap"], found["tolerated_not_shown"]) == (
        0,
        0,
        0,
    )
    assert min(found["key_gaps"], found["tolerated_gaps"], found["planted_duplicates"]) > 0
    assert found["recall"] >= 0.99, found["missed_by_kind"]
    assert found["false_share"] <= 0.01
