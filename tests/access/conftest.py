"""One world for all tests of this folder, undone at its end; what a test does in it is undone with the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tests.access.matrix import RolledBack
from tests.access.world import World, build
from tests.cast import AT
from tests.doors.cast import SameConnection
from yinxin.verification import reader
from yinxin.verification.throttle import Throttle
from yinxin.web import limits, sessions

DAY = 24 * 3600


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("YINXIN_NOW", AT.isoformat())
        # Everybody signs in once, is asked about for long, and what their asking notes of them is undone each time.
        patch.setattr(settings, "PROOF_SECONDS", DAY)
        patch.setattr(settings, "SESSION_IDLE_SECONDS", DAY)
        patch.setattr(sessions, "_SEEN_EVERY", DAY)
        patch.setattr(reader, "_reader", SameConnection())
        for limit in ("questions", "attempts_from", "attempts_as", "attempts_to_prove", "objections"):
            patch.setattr(limits, limit, lambda: Throttle(0, 0))
        try:
            with transaction.atomic():
                yield build()
                raise RolledBack
        except RolledBack:
            pass
