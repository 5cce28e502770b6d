from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.ledger.models import Entry
from yinxin.ledger.queries import history
from yinxin.ledger.record import Line, record, record_many

NOON = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def line(number: int = 1, **facts: object) -> Line:
    return Line("thing.done", Clause("N9.2"), 5, 6, "thing", number, NOON, facts)


@pytest.mark.django_db
def test_a_line_is_kept_as_it_was_said():
    record(line(7, count=3, name="甲"))
    (said,) = history(("thing", 7))
    assert (said.kind, said.clause, said.actor, said.organisation) == ("thing.done", "N9.2", 5, 6)
    assert (said.at, said.facts, said.index) == (NOON, {"count": 3, "name": "甲"}, None)


def test_a_line_without_a_transaction_is_refused(committed):
    with pytest.raises(RuntimeError, match="transaction"):
        record(line())


@pytest.mark.django_db
def test_a_line_falls_with_its_act():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(line(8))
        raise ZeroDivisionError
    assert history(("thing", 8)) == ()


@pytest.mark.django_db
def test_many_lines_are_counted_and_keep_their_order():
    assert record_many(line(9, place=place) for place in range(1000)) == 1000
    assert [said.facts["place"] for said in history(("thing", 9))] == list(range(1000))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["update ledger_entry set kind = 'x'", "delete from ledger_entry", "truncate ledger_entry cascade"]
)
def test_the_owner_of_the_table_cannot_change_it(sql):
    record(line())
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["update ledger_leaf set hash = ''", "delete from ledger_checkpoint"])
def test_the_role_of_the_site_has_no_grant_to_change_it(sql):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set local role yinxin_app")
        cursor.execute(sql)


@pytest.mark.django_db
def test_the_role_of_the_site_may_add_to_it():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role yinxin_app")
        record(line(11))
        cursor.execute("reset role")
    assert Entry.objects.filter(subject="thing", subject_id=11).count() == 1


@pytest.mark.django_db
def test_a_fact_without_a_canonical_form_is_refused():
    with pytest.raises(TypeError, match="float"):
        record(line(12, share=0.5))
