"""The fixed cast, and factories that reach a state by walking the real verbs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

CHINA = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime(2026, 1, 5, 9, tzinfo=CHINA)
AT = datetime(2026, 9, 14, 10, tzinfo=CHINA)
SEED_BASE = 7
BASE_COUNT = 12


@dataclass(frozen=True)
class Cast:
    """Who acts in the tests."""

    data: object
    check: object
    maker: object
    checker: object
    counter: object
    other_data: object
    auditor: object
    supervisor: object


_founded: dict[str, Cast] = {}
"""The cast of each database: what is committed there is not founded again for every test."""


def found_cast() -> Cast:
    """Found the demo country where it is not yet, and return its people."""
    from django.db import connection

    from yinxin.demo import country
    from yinxin.parties.queries import actor_named

    _seals()
    database = connection.settings_dict["NAME"]
    if not _are_there(_founded.get(database)):
        country.settle(FOUNDED)
        names = (
            "anhui-data",
            "anhui-check",
            "center-make",
            "center-check",
            "hefei-counter",
            "jiangsu-data",
            "auditor",
            "supervisor",
        )
        _founded[database] = Cast(*(actor_named(name, AT) for name in names))
    return _founded[database]


def _are_there(known: Cast | None) -> bool:
    """Say whether a cast is that of this database: it may have been rolled back, or dropped and made anew."""
    from yinxin.parties.models import Account

    people = [getattr(known, one.name) for one in fields(Cast)] if known else []
    there = Account.objects.filter(id__in=[one.account_id for one in people])
    return known is not None and set(there.values_list("id", "username")) == {
        (one.account_id, one.username) for one in people
    }


def _seals() -> None:
    """Make the seals of this test's installation, of both formats, where there are none."""
    from django.conf import settings

    from config.workshop import keyring, seal_artist
    from yinxin.signing import sm2
    from yinxin.signing.algorithms import SM2
    from yinxin.signing.demo import create_demo_authority
    from yinxin.signing.keys import REGISTRY

    registry = Path(settings.KEYS) / REGISTRY
    there = registry.read_text("utf-8") if registry.exists() else ""
    if '"credentials"' not in there or (sm2.available() and SM2 not in there):
        create_demo_authority(
            Path(settings.KEYS), ("人力资源和社会保障部", "民政部"), FOUNDED, picture=seal_artist()
        )
        keyring.cache_clear()


def sample(count: int, *, seed: int, folder: Path | None = None, province: str = "34") -> tuple[Path, Path]:
    """Write a clean sample file of invented people; another seed gives other people."""
    from yinxin.demo.sample import SW2026, write_sample

    place = folder or Path(tempfile.mkdtemp(prefix="yinxin-sample-"))
    return write_sample(place, count, replace(SW2026, regions=(province,)), seed=seed)


def submitted(cast: Cast, *, count: int = 4, seed: int, at: datetime = AT, by: Any = None) -> int:
    """Submit a clean sample, in the name of the first agency where no one else is named; return its batch."""
    from config.workshop import missing_glyphs
    from yinxin.production.submission import submit
    from yinxin.register.files import files

    by = by or cast.data
    with (
        tempfile.TemporaryDirectory(prefix="yinxin-sample-") as folder,
        read_here(),
    ):
        table, photos = sample(count, seed=seed, folder=Path(folder), province=by.seats[0].body.region[:2])
        done = submit(
            exam_code="SW2026",
            data=table,
            photos=photos,
            file_name="合格人员.xlsx",
            partial=False,
            store=files(),
            glyphs=missing_glyphs,
            by=by,
            at=at,
        )
    return done.batch_id


@contextmanager
def read_here() -> Iterator[None]:
    """Let files that we wrote ourselves be read in this process: two children for each would cost most of the time.

    What the children do is done all the same; that strangers' files are read by nobody else is the business of
    tests/production/intake, and of the tests that submit by themselves.
    """
    from yinxin.attachments.archives import Unreadable
    from yinxin.production.intake import child, examine, reading

    def read(data: Path, photos: Path | None, folder: Path, limits: Any) -> Any:
        try:
            facts = child.table(data, folder, limits)
            if photos is not None:
                child.photos(photos, folder, limits)
        except Unreadable as no:
            raise reading.refusal(no.reason, **no.facts) from None
        table = reading.Table(tuple(facts["header"]), _frame(folder / "table.arrow"))
        return table, None if photos is None else _frame(folder / "photos.arrow")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examine, "read", read)
        yield


def _frame(file: Path) -> pl.DataFrame:
    return pl.read_ipc(file.read_bytes())


def accepted(cast: Cast, *, count: int = 4, seed: int, at: datetime = AT, by: Any = None) -> int:
    """Submit and accept a sample; return its batch."""
    from config.workshop import keyring
    from yinxin.production.acceptance import accept

    batch = submitted(cast, count=count, seed=seed, at=at, by=by)
    accept(batch_id=batch, keyring=keyring(), by=cast.maker, at=at)
    return batch


def made(cast: Cast, *, count: int = 4, seed: int, at: datetime = AT, by: Any = None) -> int:
    """Submit, accept and make a sample; return its batch."""
    from config.workshop import workshop
    from yinxin.production import making

    batch = accepted(cast, count=count, seed=seed, at=at, by=by)
    while making.step(workshop(), batch_id=batch, clock=lambda: at):
        pass
    return batch


def released(cast: Cast, *, count: int = 4, seed: int, at: datetime = AT, by: Any = None) -> int:
    """Walk a sample all the way to release; return its batch."""
    from yinxin.production.releasing import release
    from yinxin.register.files import files

    batch = made(cast, count=count, seed=seed, at=at, by=by)
    release(batch_id=batch, store=files(), by=cast.checker, at=at)
    return batch


def base_batch(cast: Cast, at: datetime) -> int:
    """Make the one batch that is committed before the tests begin."""
    return released(cast, count=BASE_COUNT, seed=SEED_BASE, at=at)
