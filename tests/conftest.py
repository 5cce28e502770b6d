"""The tests' installation: the embedded database, its roles, and a fixed cast."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    from config import embedded

    if not config.getoption("--collect-only") and "no:django" not in config.getoption("-p"):
        embedded.ensure_running()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    from config import roles

    with django_db_blocker.unblock():
        roles.grant()
