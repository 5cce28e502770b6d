import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinxin.kernel.refusal import WrongState
from yinxin.law.a2013.s2_1_4_spot_check import check_same_list, draw, list_digest

ENTRIES = [f"审核{n}" for n in range(100)]


def test_the_same_seed_gives_the_same_draw_whatever_the_order_of_the_list():
    first = draw(ENTRIES, seed="2026-10-30", size=10)
    assert first == draw(ENTRIES[::-1], seed="2026-10-30", size=10)
    assert len(set(first)) == 10


def test_another_seed_gives_another_draw():
    assert draw(ENTRIES, seed="a", size=10) != draw(ENTRIES, seed="b", size=10)


def test_the_draw_is_pinned_so_that_anybody_can_recompute_it():
    assert draw(["甲", "乙", "丙", "丁"], seed="种子", size=2) == ("丙", "甲")


def test_a_small_list_is_drawn_whole():
    assert set(draw(["甲", "乙"], seed="s", size=5)) == {"甲", "乙"}


def test_an_entry_that_stands_twice_and_a_negative_size_are_mistakes():
    with pytest.raises(ValueError, match="twice"):
        draw(["甲", "甲"], seed="s", size=1)
    with pytest.raises(ValueError, match="negative"):
        draw(["甲"], seed="s", size=-1)


@pytest.mark.parametrize("changed", [ENTRIES[1:], [*ENTRIES, "审核100"], ["审核x", *ENTRIES[1:]]])
def test_a_changed_list_is_detected(changed):
    committed = list_digest(ENTRIES)
    check_same_list(ENTRIES[::-1], committed)
    with pytest.raises(WrongState):
        check_same_list(changed, committed)


@settings(max_examples=30)
@given(st.sets(st.text(max_size=5), max_size=20), st.text(max_size=5), st.integers(0, 25))
def test_a_larger_draw_only_adds(entries, seed, size):
    smaller, larger = draw(entries, seed=seed, size=size), draw(entries, seed=seed, size=size + 1)
    assert larger[: len(smaller)] == smaller
