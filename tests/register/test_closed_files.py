"""Files that only this installation can read."""

from __future__ import annotations

import pytest

from yinxin.kernel.refusal import NotFound
from yinxin.register.closed_files import ClosedStore
from yinxin.register.files import FolderStore
from yinxin.register.vault import open_vault


@pytest.fixture
def closed(tmp_path) -> ClosedStore:
    return ClosedStore(FolderStore(tmp_path / "files"), open_vault(tmp_path / "keys"))


def test_a_file_comes_back_as_it_was_and_lies_there_unreadable(closed):
    key = closed.put(b"a copy of an identity card")
    assert closed.get(key) == b"a copy of an identity card"
    assert b"identity" not in closed.store.get(key)


def test_the_same_file_twice_is_not_to_be_recognised(closed):
    assert closed.put(b"same") != closed.put(b"same")


def test_a_file_that_was_altered_does_not_open(closed):
    stranger = closed.store.put(b"\x01" + b"put here behind the program's back")
    with pytest.raises(NotFound, match="被改动.*系统管理员"):
        closed.get(stranger)


def test_a_file_that_was_taken_away_is_not_found(closed):
    key = closed.put(b"old")
    assert closed.has(key)
    closed.remove(key)
    assert not closed.has(key)
    with pytest.raises(NotFound):
        closed.get(key)
