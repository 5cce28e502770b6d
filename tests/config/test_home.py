"""What an installation remembers, and where it keeps it."""

from __future__ import annotations

import json
import threading

import pytest

from config import home as place


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("YINXIN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YINXIN_DEMO", raising=False)
    return tmp_path / "home"


def test_nothing_is_remembered_before_anything_was_said(home):
    assert place.home() == home
    assert place.remembered("demo", "otherwise") == "otherwise"
    assert not home.exists()


def test_what_was_said_is_remembered_beside_what_was_said_before(home):
    place.remember(demo="1", address="http://127.0.0.1:8000")
    place.remember(address="https://例子.example")
    assert place.remembered("demo", "") == "1"
    assert place.remembered("address", "") == "https://例子.example"
    assert [file.name for file in home.iterdir()] == ["home.json"]


@pytest.mark.parametrize("said", ["0", ""])
def test_the_environment_goes_before_memory_even_where_it_is_empty(home, monkeypatch, said):
    place.remember(demo="1")
    monkeypatch.setenv("YINXIN_DEMO", said)
    assert place.remembered("demo", "otherwise") == said


def test_two_homes_are_two_installations(home, tmp_path, monkeypatch):
    place.remember(demo="1")
    monkeypatch.setenv("YINXIN_HOME", str(tmp_path / "other"))
    assert place.remembered("demo", "no") == "no"


def test_a_private_folder_is_for_its_owner_alone(home):
    folder = place.private_folder("waiting", "room")
    assert folder == home / "waiting" / "room"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_those_who_remember_at_once_leave_a_whole_file(home):
    place.remember(first="1")
    gate, failures = threading.Barrier(8), []

    def come(number: int) -> None:
        gate.wait()
        try:
            place.remember(**{f"from{number}": "x" * 10_000})
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert json.loads((home / "home.json").read_text())["first"] == "1"
