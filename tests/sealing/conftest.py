"""A folder of keys that a test may change, and nothing decided about them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.workshop import keyring, workshop
from tests.doors.cast import SameConnection
from yinxin.verification import reader


@pytest.fixture
def folder(cast, settings, tmp_path: Path, monkeypatch):
    """This test's own copy of the folder of keys."""
    monkeypatch.setattr(reader, "_reader", SameConnection())
    place = tmp_path / "keys"
    shutil.copytree(settings.KEYS, place)
    settings.KEYS = place
    keyring.cache_clear()
    workshop.cache_clear()
    yield place
    keyring.cache_clear()
    workshop.cache_clear()
