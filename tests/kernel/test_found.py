"""What a query has found: every part of it, read as far as it is looked at."""

from __future__ import annotations

import pytest

from yinxin.kernel import found
from yinxin.kernel.found import Found


class Rows(list):
    """Rows that tell how many were read, and can be counted as a query set is."""

    reads: list[int]

    def count(self):
        return len(self)

    def __getitem__(self, part):
        self.reads.append(part.stop - part.start)
        return list.__getitem__(self, part)


@pytest.fixture
def rows():
    there = Rows(range(500))
    there.reads = []
    return there


@pytest.fixture
def all_of_it(rows):
    return Found(rows, lambda part: [f"no. {one}" for one in part])


def test_a_page_costs_a_page(rows, all_of_it):
    assert all_of_it[100:103] == ("no. 100", "no. 101", "no. 102")
    assert all_of_it[498:600] == ("no. 498", "no. 499")
    assert rows.reads == [3, 2]
    assert all_of_it[500:600] == all_of_it[5:5] == ()
    assert rows.reads == [3, 2]


def test_it_is_a_sequence_like_any_other(rows, all_of_it):
    assert (len(all_of_it), bool(all_of_it)) == (500, True)
    assert (all_of_it[0], all_of_it[-1]) == ("no. 0", "no. 499")
    with pytest.raises(IndexError):
        all_of_it[500]
    assert all_of_it[0:6:2] == ("no. 0", "no. 2", "no. 4")
    assert "no. 499" in all_of_it
    assert list(reversed(all_of_it))[0] == "no. 499"


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_going_through_reads_it_piece_by_piece_to_its_end(monkeypatch, count):
    monkeypatch.setattr(found, "_AT_ONCE", 3)
    there = Rows(range(count))
    there.reads = []
    assert list(Found(there, list)) == list(range(count))
    assert max(there.reads) == 3


def test_where_nothing_was_found_it_is_empty():
    nothing = Rows()
    nothing.reads = []
    assert not Found(nothing, list)
