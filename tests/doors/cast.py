"""The pages' cast: the demo country, a keyring, small files, and people at their browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection
from django.test import Client

from config import clock, workshop
from tests.cast import read_here
from yinxin.demo import country, sample
from yinxin.demo.story import FOUNDED
from yinxin.production import making, waiting_room
from yinxin.register import files as store
from yinxin.register.vault import vault
from yinxin.signing.demo import create_demo_authority
from yinxin.verification import reader

NOW = datetime(2026, 9, 14, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
OWNERS = ("人力资源和社会保障部", "民政部")
COUNT = 3


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    create_demo_authority(folder, OWNERS, FOUNDED, picture=workshop.seal_artist())
    return folder


@pytest.fixture(autouse=True)
def installation(
    keys_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[None]:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.KEYS = keys_folder
    settings.FILES = str(tmp_path / "files")
    monkeypatch.setenv("YINXIN_NOW", NOW.isoformat())
    _forget()
    yield
    _forget()


class SameConnection(reader.Reader):
    """The read path on the test's own connection, which alone sees what the test has written."""

    def __init__(self) -> None:
        pass

    def _rows(self, query: str, value: Any, ask: Any = None) -> list[Any]:
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.format = psycopg.pq.Format.BINARY
            rows = cursor.execute(query.replace("$1", "%b"), (value,)).fetchall()
        if "$1" not in query:
            return rows
        return [(state, day and date.fromisoformat(day), int(number)) for state, day, number in rows]


def _forget() -> None:
    """Let the next test open keys, vault and store anew: this test's were its own."""
    for cached in (workshop.keyring, workshop.workshop, vault, store.files):
        cached.cache_clear()


@pytest.fixture
def demo_country(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo country, as it is committed before the tests begin, read on this test's connection."""
    monkeypatch.setattr(reader, "_reader", SameConnection())


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("sample")
    return sample.write_sample(folder, COUNT, sample.SW2026, seed=11)


@pytest.fixture(scope="session")
def faulty_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Three rows: the first one with a wrong check character, so that two are good."""
    folder = tmp_path_factory.mktemp("faulty")
    rows = sample.invented_rows(COUNT, sample.SW2026, seed=11)
    photos = dict(sample.photos_for(rows, seed=11))
    bad = next(row for row in rows if row["证件类型"] == "居民身份证")
    bad["证件号码"] = bad["证件号码"][:17] + ("1" if bad["证件号码"][17] != "1" else "2")
    table, archive = folder / "faulty.xlsx", folder / "photos.zip"
    sample.write_xlsx(table, rows)
    sample.write_photos(archive, photos.items())
    return table, archive


@pytest.fixture
def browser_of(demo_country: None) -> Callable[[str], Client]:
    def browser(username: str) -> Client:
        client = Client()
        done = client.post("/office/sign-in", {"username": username, "password": country.PASSWORD})
        assert done.status_code == 302, done.content
        return client

    return browser


@pytest.fixture
def upload(browser_of: Callable[[str], Client]) -> Callable[[str, tuple[Path, Path]], str]:
    """Upload a file as its agency does, let it be checked, return the report's address."""

    def go(username: str, given: tuple[Path, Path]) -> str:
        table, photos = given
        with table.open("rb") as file, photos.open("rb") as archive:
            form = {"exam": country.EXAM, "file": file, "photos": archive}
            answer = browser_of(username).post("/office/batches/new", form)
        assert answer.status_code == 302, answer.content.decode()
        work()
        return str(answer["Location"])

    return go


@pytest.fixture
def batch(
    upload: Callable[[str, tuple[Path, Path]], str],
    files: tuple[Path, Path],
    browser_of: Callable[[str], Client],
) -> str:
    """A submitted batch; its address."""
    report = upload("anhui-data", files)
    client = browser_of("anhui-data")
    client.post(report + "/submit")
    work()
    return str(client.get(report)["Location"])


@pytest.fixture
def released(batch: str, browser_of: Callable[[str], Client]) -> str:
    """A released batch; its address."""
    assert browser_of("center-make").post(batch + "/accept").status_code == 302
    make()
    assert browser_of("center-check").post(batch + "/release").status_code == 302
    return batch


def work() -> None:
    """Do what the worker does with waiting files."""
    with read_here():
        while waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now):
            pass


def make() -> None:
    """Do what the worker does with batches."""
    while making.step(workshop.workshop(), clock=clock.now):
        pass
