"""The doors' clock: set by YINXIN_NOW in a demonstration, and by nothing in production."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from config.clock import now

NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["2027-01-01T00:00:00", "2027-01-01T00:00:00+08:00", "2026-12-31T16:00:00Z", "2027-01-01"]
)
def test_a_demonstration_may_set_the_clock(monkeypatch, said):
    monkeypatch.setenv("YINXIN_NOW", said)
    with override_settings(DEMO=True):
        assert now() == NEW_YEAR
    with override_settings(DEMO=False):
        assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("demo", [True, False])
def test_a_clock_that_nobody_set_says_the_moment(monkeypatch, demo):
    monkeypatch.delenv("YINXIN_NOW", raising=False)
    with override_settings(DEMO=demo):
        assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
        assert now().tzinfo is UTC
