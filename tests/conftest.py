"""The tests' installation: an embedded database with its roles, and one released batch that every test may read.

Each test runs in a transaction that is rolled back. What is committed here is seen by all of them, also through
connections of their own, as verification uses.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.cast import AT, Cast, base_batch, found_cast


def pytest_configure(config: pytest.Config) -> None:
    if config.pluginmanager.has_plugin("django"):
        from config import embedded

        embedded.ensure_running()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database, whichever fixture of ours asks for it first, and commit what all tests may read."""
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    from config import roles
    from config.workshop import sign_checkpoint
    from yinxin.catalogue import loading
    from yinxin.ledger import seal as sealing
    from yinxin.verification.reader import forget_reader

    # The demonstration's witness remembers the log of the run before, which this one does not go on from.
    shutil.rmtree(Path(settings.KEYS) / "witness", ignore_errors=True)
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        roles.grant()
        loading.load()
        _keep_empty()
        found_cast()
        base_batch(found_cast(), AT)
        sealing.seal(sign=sign_checkpoint, at=AT)
    yield
    forget_reader()
    with django_db_blocker.unblock():
        _drop_empty()
        teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session")
def empty_database(django_db_setup: None) -> str:
    """Return the name of a database with its tables and the catalogue alone; who wants one of their own copies it."""
    from django.db import connection

    return f"{connection.settings_dict['NAME']}{_EMPTY}"


_EMPTY = "_empty"


def _keep_empty() -> None:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    _drop_empty()
    connection.close()  # a database is copied when nobody is in it
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'create database "{name}{_EMPTY}" template "{name}"')


def _drop_empty() -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{connection.settings_dict["NAME"]}{_EMPTY}" with (force)')


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    """Begin with nobody having asked too often: limits live in the process, and so do the tests before this one."""
    from yinxin.web import limits

    for limit in (
        limits.questions,
        limits.attempts_from,
        limits.attempts_as,
        limits.attempts_to_prove,
        limits.objections,
    ):
        getattr(limit, "cache_clear", lambda: None)()  # what a test has put in its place has nothing to clear


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed people: the same in every test."""
    return found_cast()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Work on the database without a surrounding transaction; what is written stays for the tests after it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def behind_the_back(db: None) -> Callable[..., None]:
    """Run SQL as an insider would who has switched the ledger's triggers off."""
    from django.db import connection

    def run(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            # What waits for the end of the transaction is right until now: ask it before anything is spoilt.
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(sql, values)
            cursor.execute("set local session_replication_role = origin")

    return run
