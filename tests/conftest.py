"""The tests' installation: an embedded database with its roles, and one released batch that every test may read.

Each test runs in a transaction that is rolled back. What is committed here is seen by all of them, also through
connections of their own, as verification uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
    from django.test.utils import setup_databases, teardown_databases

    from config import roles
    from config.workshop import sign_checkpoint
    from yinxin.catalogue import loading
    from yinxin.ledger import seal as sealing
    from yinxin.verification.reader import forget_reader

    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        roles.grant()
        loading.load()
        found_cast()
        base_batch(found_cast(), AT)
        sealing.seal(sign=sign_checkpoint, at=AT)
    yield
    forget_reader()
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


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
