"""A world with everything in it, and what an insider could do to it; undone after each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.access.matrix import RolledBack
from tests.access.world import World, build
from tests.cast import AT
from tests.doors.cast import SameConnection
from yinxin.verification import reader


@pytest.fixture(scope="package")
def left(django_db_setup: None, django_db_blocker: Any) -> set[tuple[str, str]]:
    """Return what the audit names before there is a world: tests that commit leave what they spoilt."""
    from config.auditing import differences

    with django_db_blocker.unblock():
        return {(one.where, str(one.number)) for one in differences()}


@pytest.fixture(scope="package")
def world(left: set[tuple[str, str]], django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("YINXIN_NOW", AT.isoformat())
        patch.setattr(settings, "LOOKS", settings.LOOKS)
        patch.setattr(reader, "_reader", SameConnection())
        try:
            with transaction.atomic():
                yield build()
                raise RolledBack
        except RolledBack:
            pass


@pytest.fixture
def undone(world: World, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
                cursor.execute("set constraints all deferred")
                cursor.execute("set local session_replication_role = replica")
                yield world
                raise RolledBack
        except RolledBack:
            pass
