"""One world for all tests of a module, undone at its end."""

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
from yinxin.web import limits


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("YINXIN_NOW", AT.isoformat())
        patch.setattr(
            settings, "PROOF_SECONDS", 24 * 3600
        )  # everybody signs in once, and is asked about for long
        patch.setattr(reader, "_reader", SameConnection())
        for limit in ("attempts_from", "attempts_as"):
            patch.setattr(limits, limit, lambda: Throttle(0, 0))
        try:
            with transaction.atomic():
                yield build()
                raise RolledBack
        except RolledBack:
            pass
