"""Numbers without gaps and without doubles, whatever comes at once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from yinxin.catalogue.models import Exam, NumberSeries
from yinxin.catalogue.numbering import allocate

PATTERN = "{year}{exam}{province}{serial:07}"
FACTS = {"year": 2026, "exam": "099", "province": "34"}


@pytest.mark.django_db
def test_numbers_follow_each_other():
    assert allocate(PATTERN, 2, **FACTS) == ["2026099340000001", "2026099340000002"]
    assert allocate(PATTERN, 1, **FACTS) == ["2026099340000003"]
    assert allocate(PATTERN, 0, **FACTS) == []


@pytest.mark.django_db
def test_every_exam_province_and_template_has_its_own_series():
    allocate(PATTERN, 5, **FACTS)
    assert allocate(PATTERN, 1, **FACTS | {"exam": "098"}) == ["2026098340000001"]
    assert allocate(PATTERN, 1, **FACTS | {"province": "32"}) == ["2026099320000001"]
    assert allocate("{year}-{serial}", 1, **FACTS) == ["2026-1"]


@pytest.mark.django_db
def test_numbers_of_an_act_that_fails_go_back():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        allocate(PATTERN, 7, **FACTS)
        raise ZeroDivisionError
    assert allocate(PATTERN, 1, **FACTS) == ["2026099340000001"]


@pytest.mark.django_db
def test_a_number_that_would_be_too_long_is_not_given_out():
    with pytest.raises(ValueError, match="not a management number"):
        allocate("{serial:041}", 1, **FACTS)


@pytest.mark.django_db
def test_the_longest_template_and_exam_code_have_room():
    longest = Exam._meta.get_field("number_template").max_length
    template = "{serial:01}" + "X" * (longest - 11)
    exam = "E" * Exam._meta.get_field("code").max_length
    with pytest.raises(ValueError, match="not a management number"):  # the series itself was found room
        allocate(template, 1, **FACTS | {"exam": exam})


def test_eight_connections_at_once_leave_neither_gap_nor_double(committed):
    """Each takes 25 numbers, one transaction each; every fifth changes its mind."""
    facts, gate, given = FACTS | {"exam": "T8"}, threading.Barrier(8), []

    def come() -> None:
        try:
            gate.wait(timeout=5)
            for turn in range(25):
                try:
                    with transaction.atomic():
                        numbers = allocate(PATTERN, 1, **facts)
                        if turn % 5 == 4:
                            raise ZeroDivisionError
                    given.extend(numbers)
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert sorted(given) == [f"2026T834{serial:07}" for serial in range(1, 8 * 20 + 1)]
    finally:
        NumberSeries.objects.filter(key__contains="|T8|").delete()
