"""Kept filters: each person their own, a few of them, forgotten by nobody else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from yinxin.desk import filters, queries
from yinxin.desk.models import SavedFilter
from yinxin.kernel.refusal import Incomplete, NotFound, WrongState

pytestmark = pytest.mark.django_db


def keep(person, name="本周到期", query="whose=me&urgency=soon", page="work") -> int:
    return filters.save(page=page, name=name, query=query, by=person, at=AT)


def names(person, page="work") -> list[str]:
    return [one.name for one in queries.filters_of(person, page)]


def test_a_filter_is_kept_for_its_list_and_its_owner(cast):
    keep(cast.data)
    assert [(one.name, one.query) for one in queries.filters_of(cast.data, "work")] == [
        ("本周到期", "whose=me&urgency=soon")
    ]
    assert names(cast.data, "batches") == names(cast.check) == []


def test_the_same_name_again_replaces_the_filter(cast):
    assert keep(cast.data) == keep(cast.data, query="whose=all")
    assert queries.filters_of(cast.data, "work")[0].query == "whose=all"


@pytest.mark.parametrize(("name", "page"), [("", "work"), ("   ", "work"), ("名称", "elsewhere")])
def test_a_filter_needs_a_name_and_a_list(cast, name, page):
    with pytest.raises(Incomplete):
        keep(cast.data, name=name, page=page)


def test_nobody_keeps_more_than_twenty_and_replacing_one_is_still_possible(cast):
    for number in range(filters.MOST):
        keep(cast.data, name=f"筛选{number}")
    with pytest.raises(WrongState):
        keep(cast.data, name="再来一个")
    keep(cast.data, name="筛选3", query="whose=all")
    keep(cast.check, name="再来一个")
    assert len(names(cast.data)) == filters.MOST


def test_only_its_owner_forgets_a_filter(cast):
    number = keep(cast.data)
    with pytest.raises(NotFound):
        filters.forget(filter_id=number, by=cast.check, at=AT)
    assert filters.forget(filter_id=number, by=cast.data, at=AT) == "work"
    assert names(cast.data) == []


def test_the_database_keeps_no_filter_without_a_name_and_none_twice(cast):
    keep(cast.data)
    for name in ("", "本周到期"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedFilter.objects.create(account_id=cast.data.account_id, page="work", name=name)
