"""Nobody finds a small number by subtraction: not from sums, not between regions, not between editions.

The attacker of these tests has every published table, knows how figures are rounded, and that people only ever get
further. They try every count that a figure may stand for, and keep those that fit all the others.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yinxin.disclosure.composing import tables
from yinxin.disclosure.counted import Counted, Giving, Making
from yinxin.disclosure.rounding import STEPS, bounds, told

TO = 5
REGIONS = ("340100", "340200", "340300", "320100")


def published(counts: dict[str, int], collected: dict[str, int] | None = None) -> dict[str, list[dict]]:
    """Publish an exam of which each region's sheets are all ordered; its agency is the province."""
    giving = {
        ("X", region): Giving(ordered=count, collected=(collected or counts)[region])
        for region, count in counts.items()
    }
    sums: dict[str, int] = {}
    for region, count in counts.items():
        sums[f"{region[:2]}0000"] = sums.get(f"{region[:2]}0000", 0) + count
    making = {("X", region): Making(released=count, verifiable=count) for region, count in sums.items()}
    return tables(Counted(making, giving), TO)


def cells(rows: list[dict], name: str) -> dict[str, object]:
    return {row["region"]: row[name] for row in rows if row["level"] == "place"}


def fits(counts: tuple[int, ...], seen: dict[str, list[dict]], ceiling: dict[str, int]) -> bool:
    """Say whether the tables would be the same with other counts: the attacker's whole knowledge."""
    named = dict(zip(REGIONS, counts, strict=False))
    return all(named[region] <= most for region, most in ceiling.items()) and published(named) == seen


def possible(
    seen: dict[str, list[dict]], true: dict[str, int], region: str, ceiling: dict[str, int]
) -> set[int]:
    """Return what a region's count may be, trying every count of every region within ten of the true one."""
    ranges = [
        range(max(count - 6, 1), count + 7) if name != region else range(1, TO + 5)
        for name, count in true.items()
    ]
    place = list(true).index(region)
    return {counts[place] for counts in product(*ranges) if fits(counts, seen, ceiling)}


COUNTS = st.lists(st.integers(1, 4) | st.integers(1, 12), min_size=2, max_size=3)


@settings(max_examples=12, deadline=None)
@given(COUNTS)
def test_every_small_count_stays_one_of_several(counts):
    """Even for who knows the rules: all tables together are the same for at least three counts of a small region."""
    true = dict(zip(REGIONS, counts, strict=False))
    if all(count < TO for count in counts):
        return
    seen = published(true)
    for region, count in true.items():
        if count < TO:
            found = possible(seen, true, region, {})
            assert count in found
            assert len(found) >= 3, (true, seen, region)


@settings(max_examples=8, deadline=None)
@given(COUNTS, st.lists(st.integers(0, 8), min_size=3, max_size=3))
def test_a_later_edition_does_not_tell_the_small_counts_of_an_earlier_one(counts, grown):
    """What was small may be told in the next edition; nobody goes back, so that its figures are ceilings."""
    true = dict(zip(REGIONS, counts, strict=False))
    if all(count < TO for count in counts):
        return
    then = {region: count + more for (region, count), more in zip(true.items(), grown, strict=False)}
    later = cells(published(then)["giving"], "ordered")
    ceiling = {region: bounds(later[region], TO)[1] for region in then if region in later}
    for region, count in true.items():
        if count < TO:
            assert len(possible(published(true), true, region, ceiling)) >= 2


def test_sums_tell_nothing_that_their_parts_do_not():
    """The same parts, told alike, have the same sum, whatever they are: there is nothing to subtract from."""
    one = cells(published({"340100": 24, "320100": 4})["making"], "released")
    other = cells(published({"340100": 20, "320100": 1})["making"], "released")
    assert one == other == {"340000": 20, "320000": "<5"}
    for counts in ({"340100": 24, "320100": 4}, {"340100": 20, "320100": 1}):
        assert [row["released"] for row in published(counts)["making"] if row["level"] == "all"] == [20]


def test_subtraction_would_tell_a_cell_that_is_hidden_alone():
    """Why a second region is told together with the small one: this is what is found otherwise."""
    province, city = 100, 97
    assert province - city == 3
    rows = published({"340100": 97, "340200": 3, "340300": 60})
    assert cells(rows["making"], "released") == {"340000": 160}
    assert cells(rows["giving"], "ordered") == {"340100": 95, "34*": 60}


def test_small_cities_and_nothing_else_are_told_as_their_province():
    """Ten cities with four each, and forty of the province, would tell every four."""
    small = {f"34{number:02d}00": 4 for number in range(1, 11)}
    assert cells(published(small)["giving"], "ordered") == {"34*": 40}
    assert cells(published({**small, "341800": 35})["giving"], "ordered") == {"34*": 75}


def test_a_step_that_has_only_begun_is_told_as_few():
    rows = published({"340100": 90, "340200": 60}, {"340100": 3, "340200": 0})["giving"]
    assert [row["collected"] for row in rows] == ["<9", "<5", "<5"]


def test_two_who_have_not_come_are_not_found_between_two_steps():
    row = published({"340100": 80}, {"340100": 78})["giving"][-1]
    assert (row["ordered"] - row["collected"]) % TO == 0


def test_nobody_at_all_is_told_only_where_the_whole_exam_has_nobody():
    assert {
        row["collected"]
        for row in published({"340100": 9, "320100": 9}, {"340100": 0, "320100": 0})["giving"]
    } == {0}


def test_a_scope_names_the_regions_that_have_a_certificate():
    making = {
        ("X", "340000"): Making(verifiable=60),
        ("X", "320000"): Making(),
        ("X", "330000"): Making(verifiable=3),
    }
    rows = tables(Counted(making, {("X", ""): Giving()}), TO)["verification"]
    assert [(row["region"], row["certificates"]) for row in rows] == [
        ("", 60),
        ("330000", "<5"),
        ("340000", 60),
    ]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 9, 10, 1083])
def test_two_roundings_tell_no_more_together_than_the_finer_one(count):
    ranges = [bounds(told(count, to=to, whole=9999), to) for to in STEPS]
    finest = ranges[0]
    assert all(low <= finest[0] and finest[1] <= high for low, high in ranges)


def test_what_is_not_known_is_not_rounded():
    making = {("X", "340000"): Making(passed=None, submitted=12)}
    rows = tables(Counted(making, {}), TO)["making"]
    assert {row["passed"] for row in rows} == {None}
    with pytest.raises(ValueError, match="nothing"):
        bounds(None, TO)
