"""A notice of loss counts only in a real newspaper of a city or above, whole, and not of a later day (A3.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.loss_notice import LossNotice, check_loss_notice, counts_from, serial_of

ON = date(2026, 9, 14)
GOOD = LossNotice("演示日报", "CN 34-0001", "city", date(2026, 9, 14), "第4版")


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("CN34-0001", "CN34-0001"),
        ("cn 11-0065", "CN11-0065"),
        ("34—0001", "CN34-0001"),
        ("CN34-0001/D", None),
        ("CN34-1234/F", None),
        ("CN34-0000", None),
        ("CN10-0001", None),
        ("CN99-0001", None),
        ("ISSN 1000-0001", None),
        ("", None),
    ],
)
def test_a_newspaper_s_serial_number_is_known_by_its_form(text, serial):
    assert serial_of(text) == serial


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"newspaper": " "}, "报纸名称"),
        ({"serial": ""}, "国内统一刊号"),
        ({"serial": "CN34-4321"}, "不是报纸的国内统一刊号"),
        ({"level": ""}, "报纸级别"),
        ({"level": "village"}, "报纸级别不对"),
        ({"level": "below"}, "市级以上"),
        ({"published_on": None}, "刊登日期"),
        ({"published_on": date(2026, 9, 15)}, "不能晚于今天"),
        ({"page": ""}, "版面"),
    ],
)
def test_each_gap_is_named(change, word):
    with pytest.raises(Incomplete, match=word) as refusal:
        check_loss_notice(replace(GOOD, **change), ON)
    assert str(refusal.value.clause) == "A3.1"


def test_a_whole_notice_of_the_day_itself_is_taken():
    check_loss_notice(GOOD, ON)


@pytest.mark.parametrize(
    ("printed", "months", "ready"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 9, 14), 0, date(2026, 9, 14)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_month_s_last(printed, months, ready):
    assert counts_from(printed, months) == ready
