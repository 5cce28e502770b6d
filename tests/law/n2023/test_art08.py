from dataclasses import replace

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.n2023.art08_collection import Origin, check_origin

WHOLE = Origin(exam="SW2026", session="2026-06-13", agency="安徽省人事考试院", registration="R-1")


def test_a_record_with_its_whole_origin_is_taken():
    check_origin(WHOLE)


@pytest.mark.parametrize(
    ("part", "name"),
    [("exam", "考试"), ("session", "场次"), ("agency", "考试机构"), ("registration", "报名序号")],
)
def test_each_missing_part_of_the_origin_is_named(part, name):
    with pytest.raises(Incomplete) as refusal:
        check_origin(replace(WHOLE, **{part: " "}))
    assert refusal.value.facts["missing"] == [name]
