"""The roles: what the site may do, and the little that verification may read."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from config import roles

pytestmark = pytest.mark.django_db


def grants(role: str) -> set[tuple[str, str, str]]:
    """Return what a role may do: privilege, table and, where it is one of columns, the column."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select privilege_type, table_name, '' from information_schema.role_table_grants where grantee = %s
               union all select privilege_type, table_name, column_name
               from information_schema.role_column_grants where grantee = %s""",
            [role, role],
        )
        return set(cursor.fetchall())


def test_granting_twice_changes_nothing():
    before = {role: grants(role) for role in ("yinxin_app", "yinxin_verify")}
    roles.grant()
    assert {role: grants(role) for role in before} == before
    assert all(before.values())


def test_granting_takes_back_what_was_given_by_hand():
    before = grants("yinxin_verify")
    with connection.cursor() as cursor:
        cursor.execute("grant update on register_certificate to yinxin_verify")
        cursor.execute("grant select on parties_account to yinxin_verify")
    assert grants("yinxin_verify") != before
    roles.grant()
    assert grants("yinxin_verify") == before


def test_verification_reads_just_the_columns_that_it_needs():
    wanted = {("SELECT", t, column) for t, columns in roles.VERIFY.items() for column in columns}
    assert grants("yinxin_verify") == wanted


def test_the_site_may_only_add_to_the_ledger():
    for table in roles.APPEND_ONLY:
        held = {privilege for privilege, t, _ in grants("yinxin_app") if t == table}
        assert held == {"SELECT", "INSERT"}


def test_the_site_may_not_change_the_schema():
    for sql in ("create table t (x int)", "drop table ledger_entry", "truncate register_certificate"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role yinxin_app")
            cursor.execute(sql)


def test_granting_is_one_act(monkeypatch):
    """Where it fails half-way, the site keeps what it had."""
    before = grants("yinxin_verify")
    monkeypatch.setattr(roles, "VERIFY", {"no_such_table": ("id",)})
    with pytest.raises(DatabaseError):
        roles.grant()
    assert grants("yinxin_verify") == before
