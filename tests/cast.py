"""The fixed cast, and factories that reach a state by walking the real verbs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

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


def found_cast() -> Cast:
    """Found the demo country where it is not yet, and return its people."""
    from pathlib import Path

    from django.conf import settings

    from config.workshop import keyring
    from yinxin.demo import country
    from yinxin.parties.queries import actor_named
    from yinxin.signing.demo import create_demo_authority

    country.settle(FOUNDED)
    create_demo_authority(Path(settings.KEYS), ("人力资源和社会保障部", "民政部"), FOUNDED)
    keyring.cache_clear()
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
    return Cast(*(actor_named(name, AT) for name in names))


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
    table, photos = sample(count, seed=seed, province=by.seats[0].body.region[:2])
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
