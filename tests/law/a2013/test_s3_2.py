from datetime import date

import pytest

from yinxin.law.a2013.s3_2_october import summary_due, summary_form


@pytest.mark.parametrize(
    ("applied", "due"),
    [
        (date(2026, 1, 1), date(2026, 10, 31)),
        (date(2026, 10, 30), date(2026, 10, 31)),
        (date(2026, 10, 31), date(2026, 10, 31)),  # a Saturday: the day does not move
        (date(2026, 11, 1), date(2027, 10, 31)),
        (date(2026, 12, 31), date(2027, 10, 31)),
    ],
)
def test_an_application_of_november_stands_in_next_year_s_summary(applied, due):
    assert summary_due(applied) == due


def test_titles_go_on_annex_3_and_vocational_qualifications_on_annex_4():
    assert str(summary_form(vocational=False)) == "A.annex3"
    assert str(summary_form(vocational=True)) == "A.annex4"
