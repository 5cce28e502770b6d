from datetime import date

import pytest

from yinxin.law.n2023.art29_commencement import REPEALED, in_force


@pytest.mark.parametrize(
    ("on", "holds"), [(date(2023, 6, 14), False), (date(2023, 6, 15), True), (date(2023, 6, 16), True)]
)
def test_the_procedure_holds_from_the_fifteenth_of_june_2023(on, holds):
    assert in_force(on) is holds


def test_six_older_notices_ended():
    assert [notice.year for notice in REPEALED] == [1990, 1994, 1995, 1996, 1997, 1998]
    assert all(f"〔{notice.year}〕" in notice.number for notice in REPEALED)
