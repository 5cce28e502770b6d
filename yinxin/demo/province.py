"""A province's own exam in the story: shown, checked, made and released by its own people, then audited (A1.1, A2.1.2).

One batch is released, with its audits begun; another one's list is being shown in public.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.clock import now
from config.home import private_folder
from config.workshop import keyring, missing_glyphs, workshop
from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.demo.sample import write_sample
from yinxin.kernel.refusal import AlreadyDone
from yinxin.law.provinces import PROVINCES
from yinxin.parties.queries import actor_named, body, body_by_code
from yinxin.production import acceptance, checked_lists, crew, exam_facts, queries, releasing, submission
from yinxin.production.states import BatchState
from yinxin.qualifying import auditing, audits, samples, sampling
from yinxin.qualifying.states import PromiseState
from yinxin.register.files import files

At = Callable[[datetime], AbstractContextManager[None]]

_CHINA = ZoneInfo("Asia/Shanghai")
ENTERED = datetime(2026, 9, 28, 9, 0, tzinfo=_CHINA)
SUBMITTED = datetime(2026, 10, 12, 10, 0, tzinfo=_CHINA)
DRAWN = datetime(2026, 10, 14, 10, 0, tzinfo=_CHINA)
ACCEPTED = datetime(2026, 10, 20, 9, 20, tzinfo=_CHINA)
MADE = datetime(2026, 10, 20, 11, 0, tzinfo=_CHINA)
RELEASED = datetime(2026, 10, 21, 15, 0, tzinfo=_CHINA)
LATER = datetime(2026, 11, 20, 9, 30, tzinfo=_CHINA)
EXAM, QUALIFICATION, DOCUMENT = "AH-EJ2026", "anhui-secondary-constructor", "provincial-exam"
COUNT, SECOND, SEED = 8, 4, 34


def owners() -> list[str]:
    """Return the departments whose seals the provinces' certificates carry."""
    found = (
        owner
        for rules in PROVINCES.values()
        for one in rules.qualifications.values()
        for owner in one.sealed_by
    )
    return list(dict.fromkeys(found))


def tell(clock_at: At) -> list[str]:
    """Enter, submit, make and release a small provincial exam; what is done already is not done again."""
    _entered()
    batch = _submitted(COUNT, SEED, SUBMITTED)
    view = queries.batch(batch, actor_named("anhui-make", RELEASED))
    if view.state is BatchState.RECEIVED:
        _ready(batch)
        by = actor_named("anhui-make", ACCEPTED)
        acceptance.accept(batch_id=batch, keyring=keyring(), by=by, at=ACCEPTED)
        with clock_at(MADE):
            crew.make_batch(batch, workshop(), workers=1, clock=now)
        by = actor_named("anhui-release", RELEASED)
        releasing.release(batch_id=batch, store=files(), by=by, at=RELEASED)
        _tell_people(view.exam.id)
        later = _submitted(SECOND, SEED + 1, LATER)
        checked_lists.show(batch_id=later, by=actor_named("anhui-data", LATER), at=LATER)
    maker = body(view.exam.maker_id or 0).name
    return [f"{view.exam.name}{view.rows}本", f"由{maker}制作", f"另有{SECOND}人的名单在公示"]


def _ready(batch: int) -> None:
    """Show the list, and check the drawn ones of those who promised instead of proving."""
    by, other = actor_named("anhui-data", SUBMITTED), actor_named("anhui-check", DRAWN)
    checked_lists.show(batch_id=batch, by=by, at=SUBMITTED)
    if not any(one.promised for one in checked_lists.people(batch)):
        return
    sample = checked_lists.freeze(
        batch_id=batch,
        seed_source="演示彩票第2026119期开奖号码",
        seed_on=DRAWN.date(),
        by=by,
        at=SUBMITTED,
    )
    seed, seen = "演示彩票第2026119期：02 05 11 17 23 30 + 08", "演示彩票中心公告"
    sampling.draw(sample_id=sample, seed=seed, seen_at=seen, by=other, at=DRAWN)
    for promise in samples.promises_of(sample, other):
        sampling.find(
            promise_id=promise.id,
            finding=PromiseState.HOLDS,
            reasons="学历和工作年限经核对属实",
            by=other,
            at=DRAWN,
        )


def _tell_people(exam: int) -> None:
    """Let the city tell its people what to bring; the rest of the audits is left to whoever tries the office."""
    by = actor_named("hefei-custody", RELEASED)
    if waiting := [one.id for one in audits.files_for(by, exam_id=exam)]:
        auditing.notify(files=waiting, how="telephone", on=RELEASED.date(), by=by, at=RELEASED)


def _entered() -> None:
    institute = body_by_code("anhui-exam")
    number = exams.enter(
        code=EXAM,
        qualification=QUALIFICATION,
        regime="",
        year=2026,
        name="2026年度安徽省二级建造师考试",
        name_en="Anhui Second-class Constructor Examination 2026",
        days=(date(2026, 6, 6), date(2026, 6, 7)),
        levels=(),
        parts=((institute.id, COUNT + SECOND),),
        document=DOCUMENT,
        by=actor_named("anhui-make", ENTERED),
        at=ENTERED,
    )
    exams.publish_results(
        exam_id=number, on=ENTERED.date(), by=actor_named("anhui-make", ENTERED), at=ENTERED
    )


def _submitted(count: int, seed: int, at: datetime) -> int:
    facts = exam_facts.exam_facts(catalogue.exam(EXAM), body_by_code("anhui-exam"))
    folder = private_folder("demo", f"sample-{EXAM}")
    table, photos = folder / f"{EXAM}-{count}.xlsx", folder / f"{EXAM}-{count}-photos.zip"
    if not (table.exists() and photos.exists()):
        write_sample(folder, count, facts, seed=seed)
    try:
        done = submission.submit(
            exam_code=EXAM,
            data=table,
            photos=photos,
            file_name="2026年度二级建造师合格人员.xlsx",
            partial=False,
            store=files(),
            glyphs=missing_glyphs,
            by=actor_named("anhui-data", at),
            at=at,
        )
    except AlreadyDone as earlier:
        return int(earlier.facts["batch"])
    return done.batch_id
