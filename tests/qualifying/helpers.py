"""What the tests of qualifying share: a provincial exam with its makers, a batch on its way, days around a notice."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests import cast as factories
from tests.cast import AT, FOUNDED
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import actor_named, body_by_code

SEAL = "安徽省人力资源和社会保障厅"
EXAM = "JZS2026"
OVER = AT + timedelta(days=9)
"""The first day after a notice of five working days that begins on ``AT``, a Monday, with a day to spare."""
SEED_ON = AT.date() + timedelta(days=2)
DRAWN: datetime = AT + timedelta(days=2)
SOURCE, OUTCOME, SEEN = (
    "演示彩票第2026107期开奖号码",
    "演示彩票第2026107期：01 02 03 04 05 06 + 07",
    "https://lottery.example/107",
)


@cache
def keys() -> Any:
    """Return a key ring with the province's seal, of a folder of its own."""
    from yinxin.signing.demo import create_demo_authority

    return create_demo_authority(Path(tempfile.mkdtemp(prefix="yinxin-keys-")), (SEAL,), FOUNDED)


def seated(username: str, role: str, code: str) -> Any:
    """Return somebody with one seat, newly enrolled where nobody has the name."""
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.models import Account

    if not Account.objects.filter(username=username).exists():
        number = enrol(username=username, name=username, password="demo", by=SYSTEM, at=FOUNDED)  # noqa: S106
        seat(account_id=number, organisation_id=body_by_code(code).id, role=role, by=SYSTEM, at=FOUNDED)
    return actor_named(username, AT)


def maker() -> Any:
    return seated("q-make", "province_maker", "anhui")


def releaser() -> Any:
    return seated("q-release", "province_checker", "anhui")


def data() -> Any:
    return actor_named("anhui-data", AT)


def checking() -> Any:
    return actor_named("anhui-check", AT)


def exam() -> Any:
    """Return the provincial exam, entered where it is not yet."""
    from yinxin.catalogue import exams, queries

    exams.enter(
        code=EXAM,
        qualification="anhui-secondary-constructor",
        regime="provincial_exam",
        year=2026,
        name="2026年度安徽省二级建造师考试",
        name_en="Anhui Constructor Examination 2026",
        days=(date(2026, 6, 13),),
        levels=("",),
        parts=((body_by_code("anhui-exam").id, None),),
        document="provincial-exam",
        by=SYSTEM,
        at=FOUNDED,
    )
    return queries.exam(EXAM)


def submitted(*, seed: int, count: int = 4, promised: int = 2, at: datetime = AT) -> int:
    """Submit a batch of the provincial exam of which the first so many promised instead of proving."""
    from config.workshop import missing_glyphs
    from yinxin.demo import sample
    from yinxin.production.exam_facts import exam_facts
    from yinxin.production.intake.columns import COMMITMENT, MATERIALS
    from yinxin.production.submission import submit
    from yinxin.register.files import files

    facts = replace(exam_facts(exam(), body_by_code("anhui-exam")), code=EXAM)
    rows = sample.invented_rows(count, facts, seed=seed)
    for place, row in enumerate(rows):
        row["报名方式"] = COMMITMENT if place < promised else MATERIALS
        row["有效范围"] = "本省"
        row["照片文件名"] = f"{seed}-{place}.jpg"
    with tempfile.TemporaryDirectory(prefix="yinxin-sample-") as folder, factories.read_here():
        table, photos = Path(folder) / "people.xlsx", Path(folder) / "photos.zip"
        sample.write_xlsx(table, rows)
        sample.write_photos(photos, sample.photos_for(rows, seed=seed))
        done = submit(
            exam_code=EXAM,
            data=table,
            photos=photos,
            file_name="二建.xlsx",
            partial=False,
            store=files(),
            glyphs=missing_glyphs,
            by=data(),
            at=at,
        )
    return done.batch_id


def noticed(batch: int, at: datetime = AT) -> int:
    """Begin the notice of a batch."""
    from yinxin.production import checked_lists

    return checked_lists.show(batch_id=batch, by=data(), at=at)


def frozen(batch: int) -> int:
    """Freeze the promises of a batch."""
    from yinxin.production import checked_lists

    return checked_lists.freeze(batch_id=batch, seed_source=SOURCE, seed_on=SEED_ON, by=data(), at=AT)


def drawn(batch: int, by: Any = None) -> int:
    """Freeze the promises of a batch and draw."""
    from yinxin.qualifying import sampling

    number = frozen(batch)
    sampling.draw(sample_id=number, seed=OUTCOME, seen_at=SEEN, by=by or checking(), at=DRAWN)
    return number


def found(sample: int, finding: str = "holds", only: int | None = None) -> None:
    """Record a finding for the drawn promises of a sample, or for its first so many."""
    from yinxin.qualifying import sampling
    from yinxin.qualifying.models import Promise
    from yinxin.qualifying.states import PromiseState

    for row in Promise.objects.filter(sample_id=sample).order_by("place")[:only]:
        sampling.find(
            promise_id=row.pk,
            finding=PromiseState(finding),
            reasons="核对学历证书和工作年限证明。",
            by=checking(),
            at=DRAWN,
        )


def accept(batch: int, at: datetime = OVER) -> range:
    """Let the province's maker take a batch."""
    from yinxin.production.acceptance import accept as take

    return take(batch_id=batch, keyring=keys(), by=maker(), at=at)


def released(*, seed: int, count: int = 2, promised: int = 0) -> int:
    """Walk a batch through its gates to release; return it."""
    from config.workshop import _workshop
    from yinxin.production import making
    from yinxin.production.releasing import release
    from yinxin.register.files import files

    batch = submitted(seed=seed, count=count, promised=promised)
    noticed(batch)
    if promised:
        found(drawn(batch))
    accept(batch)
    shop = _workshop(keys())
    while making.step(shop, batch_id=batch, clock=lambda: OVER):
        pass
    release(batch_id=batch, store=files(), by=releaser(), at=OVER)
    return batch
