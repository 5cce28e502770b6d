from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.n2023.art23_disclosure import Matter, check_published, matters_overdue

DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("on", "overdue"),
    [(date(2026, 5, 30), ()), (date(2026, 5, 31), ()), (date(2026, 6, 1), tuple(Matter))],
)
def test_a_matter_is_overdue_on_the_day_after_the_promise_ran_out(on, overdue):
    assert matters_overdue(dict.fromkeys(Matter, DAY), on=on, every_days=30) == overdue


@pytest.mark.parametrize("absent", Matter)
def test_each_matter_that_was_never_published_is_named(absent):
    last = {matter: DAY for matter in Matter if matter is not absent}
    assert matters_overdue(last, on=DAY, every_days=30) == (absent,)
    with pytest.raises(Incomplete, match=str(absent.label)):
        check_published(last)


def test_all_three_matters_out_is_enough():
    check_published(dict.fromkeys(Matter, DAY))
