"""The reader can look up and do nothing else; a database that is gone is “unavailable”, never “not found”."""

from __future__ import annotations

import psycopg
import pytest
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.verification.helpers import base_faces
from yinxin.register.files import files
from yinxin.verification.reader import Reader, Unavailable, conninfo, forget_reader, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    """A connection as verification has it."""
    with psycopg.connect(conninfo(), autocommit=True) as link:
        yield link


@pytest.fixture
def own():
    """A reader of the test's own."""
    made = Reader(conninfo(), size=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    "sql",
    [
        "update register_certificate set state = 'valid'",
        "delete from register_certificate",
        "insert into register_holder (since) values (now())",
        "update ledger_entry set kind = 'x'",
        "truncate register_certificate",
        "create table t (x int)",
        "create temp table t (x int)",
        "select nextval('register_certificate_id_seq')",
    ],
)
def test_it_can_write_nothing(link, sql):
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    with pytest.raises(refused):
        link.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "update register_certificate set state = 'valid'",
        "insert into register_holder (since) values (now())",
        "delete from ledger_entry",
    ],
)
def test_it_can_write_nothing_even_where_transactions_are_not_read_only(link, sql):
    link.execute("set default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from register_certificate",
        "select management_number from register_certificate",
        "select holder_id from register_certificate",
        "select size from register_electronic_copy",
        "select 1 from register_holder_document",
        "select 1 from register_holder_name",
        "select 1 from parties_account",
        "select 1 from ledger_entry",
        "select 1 from production_batch_row",
    ],
)
def test_it_can_read_no_other_column_and_no_other_table(link, sql):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        link.execute(sql)


def test_it_finds_by_match_by_token_and_by_file(own):
    certificate, _ = base_faces()[0]
    key, digest = bytes(certificate.match_key), bytes(certificate.electronic.digest)
    assert own.match(key) == ("valid", None, certificate.pk)
    assert own.match(b"\0" * 16) is None
    shown = own.token(bytes(certificate.token_key))
    assert (shown.id, shown.state, bytes(shown.face)) == (certificate.pk, "valid", bytes(certificate.face))
    assert own.token(b"\0" * 32) is None
    assert own.file(digest).signed_at == certificate.electronic.signed_at
    assert own.file(b"\0" * 32) is None
    assert own.alive()
    assert files().has(digest.hex())


def test_a_database_that_is_not_there_is_unavailable():
    parts = conninfo_to_dict(conninfo()) | {"host": "/nonexistent", "connect_timeout": 1}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_conninfo(**parts))
    lost = Reader(make_conninfo(**parts), size=1)
    try:
        for ask in (lost.match, lost.token, lost.file):
            with pytest.raises(Unavailable):
                ask(b"\0" * 32)
        assert not lost.alive()
    finally:
        lost.close()


def test_a_connection_that_was_cut_is_replaced_without_a_word(own):
    assert own.alive()
    (idle,) = own._idle
    pid = idle.connection.info.backend_pid
    with psycopg.connect(conninfo().replace("role=yinxin_verify", "x.y=1"), autocommit=True) as killer:
        killer.execute("select pg_terminate_backend(%s, 2000)", [pid])
    assert own.match(b"\0" * 16) is None


def test_a_schema_that_does_not_fit_is_unavailable_too():
    without_role = conninfo().replace("role=yinxin_verify", "search_path=nowhere")
    lost = Reader(without_role, size=1)
    try:
        with pytest.raises(Unavailable):
            lost.match(b"\0" * 16)
    finally:
        lost.close()


def test_a_process_has_one_reader_until_it_is_forgotten():
    first = reader()
    assert reader() is first
    forget_reader()
    assert reader() is not first


@override_settings(VERIFY_DATABASE_URL="postgresql://verify@replica.example/yinxin?application_name=x")
def test_another_database_may_serve_and_is_read_under_the_same_limits():
    parts = conninfo_to_dict(conninfo())
    assert (parts["host"], parts["dbname"], parts["user"]) == ("replica.example", "yinxin", "verify")
    assert "role=yinxin_verify" in parts["options"]
    assert "default_transaction_read_only=on" in parts["options"]
