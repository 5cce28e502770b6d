"""The store of numbered blanks as it is read: deliveries, and numbers as ranges (N10)."""

from __future__ import annotations

import pytest

from tests.cast import AT, released
from yinxin.kernel.refusal import NotPermitted
from yinxin.register import blanks, sheets

pytestmark = pytest.mark.django_db


def test_a_delivery_says_what_is_used_and_what_is_left(cast):
    sheets.register_blanks(prefix="AH", first="0001", last="0012", by=cast.maker, at=AT)
    released(cast, count=12, seed=3951)
    (line,) = blanks.blanks(cast.maker)
    assert (line.first, line.last, line.next, line.used, line.left) == ("AH0001", "AH0012", "", 12, 0)
    with pytest.raises(NotPermitted):
        blanks.blanks(cast.counter)


@pytest.mark.parametrize(
    ("serials", "found"),
    [
        ([], []),
        (["", ""], []),
        (["A09", "A10", "", "A11"], [("A09", "A11", 3)]),
        (["A11", "A09"], [("A09", "A09", 1), ("A11", "A11", 1)]),
        (["A09", "B10"], [("A09", "A09", 1), ("B10", "B10", 1)]),
        (["A9", "A10"], [("A9", "A9", 1), ("A10", "A10", 1)]),
        (["A", "B"], [("A", "A", 1), ("B", "B", 1)]),
    ],
)
def test_numbers_are_told_as_unbroken_runs(serials, found):
    assert blanks.runs(serials) == found
