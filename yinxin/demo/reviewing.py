"""A review in the story: a committee approved, members' results, notice and approval, certificates made (A2.2.1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.clock import now
from config.home import private_folder
from config.workshop import keyring, missing_glyphs, workshop
from yinxin.catalogue import queries as catalogue
from yinxin.demo.sample import SW2026, invented_rows, photos_for, write_photos, write_xlsx
from yinxin.law.regimes import Regime, ReviewLevel
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.production import acceptance, checked_lists, crew, gates, releasing, submission
from yinxin.production.intake.columns import MATERIALS
from yinxin.register.files import files
from yinxin.reviewing import committees, queries, results, sessions, stepping
from yinxin.reviewing.queries import SessionView

At = Callable[[datetime], AbstractContextManager[None]]

_CHINA = ZoneInfo("Asia/Shanghai")
APPROVED = datetime(2026, 9, 1, 9, 0, tzinfo=_CHINA)
DECIDED = date(2026, 10, 15)
BROUGHT = datetime(2026, 10, 16, 9, 0, tzinfo=_CHINA)
OVER = datetime(2026, 10, 26, 9, 0, tzinfo=_CHINA)
STEPPED = datetime(2026, 10, 27, 9, 0, tzinfo=_CHINA)
ACCEPTED = datetime(2026, 10, 28, 9, 0, tzinfo=_CHINA)
RELEASED = datetime(2026, 10, 29, 15, 0, tzinfo=_CHINA)
FOUNDER, SERIES, LEVEL = "anhui-engineering", "anhui-engineering", "高级工程师"
COUNT, SEED, PRESENT = 6, 40, 9


def tell(clock_at: At) -> list[str]:
    """Walk one senior session from its committee to released certificates; once it is told it is not told again."""
    data, check = actor_named("engineering-data", BROUGHT), actor_named("engineering-check", BROUGHT)
    if queries.sessions_for(data):
        return ["早已办完"]
    number = sessions.open_session(
        committee_id=_committee(), level=LEVEL, decided_on=DECIDED, present=PRESENT, by=data, at=BROUGHT
    )
    rows = _rows()
    votes = [("8", "1", "0")] * (COUNT - 1) + [("5", "3", "1")]
    lines = [
        (place, (*(row[head] for head in results.HEADS[:4]), *vote))
        for place, (row, vote) in enumerate(zip(rows, votes, strict=True), start=2)
    ]
    sessions.bring(session_id=number, header=results.HEADS, lines=lines, by=data, at=BROUGHT)
    session = queries.session(number, data)
    batch = _submitted(session, rows[:-1])
    checked_lists.show(batch_id=batch, by=check, at=BROUGHT)
    over_on = gates.notice_over_on(session.exam_id) if session.exam_id else None
    for who, document in (("engineering-check", "工评〔2026〕8号"), ("anhui-review", "皖人社评〔2026〕21号")):
        by = actor_named(who, STEPPED)
        stepping.take(
            session_id=number, document=document, on=OVER.date(), notice_over_on=over_on, by=by, at=STEPPED
        )
    acceptance.accept(batch_id=batch, keyring=keyring(), by=actor_named("anhui-make", ACCEPTED), at=ACCEPTED)
    with clock_at(ACCEPTED):
        crew.make_batch(batch, workshop(), workers=1, clock=now)
    releasing.release(batch_id=batch, store=files(), by=actor_named("anhui-release", RELEASED), at=RELEASED)
    return [f"{COUNT}人参评，{COUNT - 1}人通过", "经公示、核准和省厅审批，证书已发布"]


def _committee() -> int:
    number = committees.propose(
        founder_id=body_by_code(FOUNDER).id,
        series=SERIES,
        ranks=(ReviewLevel.SENIOR, ReviewLevel.MIDDLE),
        document="皖人社评〔2026〕3号（演示）",
        since=date(2026, 1, 1),
        until=date(2028, 12, 31),
        by=actor_named("anhui-review", APPROVED),
        at=APPROVED,
    )
    committees.approve(committee_id=number, by=actor_named("anhui-review-2", APPROVED), at=APPROVED)
    return number


def _rows() -> list[dict[str, str]]:
    """Return invented candidates, as rows of the data standard."""
    version = catalogue.version_on(SERIES, DECIDED)
    facts = replace(
        SW2026,
        code="REVIEW",
        regime=Regime.REVIEW.value,
        qualifications=frozenset({version.name}),
        levels={LEVEL: frozenset(version.levels[LEVEL])},
        days=(DECIDED,),
        results_on=None,
        numbers_given=False,
        scopes=frozenset({"本省"}),
    )
    return [
        row | {"报名方式": MATERIALS, "有效范围": "本省", "报名地区代码": "340100"}
        for row in invented_rows(COUNT, facts, seed=SEED)
    ]


def _submitted(session: SessionView, rows: list[dict[str, str]]) -> int:
    folder = private_folder("demo", f"sample-{session.exam_code}")
    table, photos = folder / "list.xlsx", folder / "photos.zip"
    write_xlsx(table, rows)
    write_photos(photos, photos_for(rows, seed=SEED))
    return submission.submit(
        exam_code=session.exam_code,
        data=table,
        photos=photos,
        file_name="2026年工程系列评审通过人员.xlsx",
        partial=False,
        store=files(),
        glyphs=missing_glyphs,
        by=actor_named("engineering-data", BROUGHT),
        at=BROUGHT,
    ).batch_id
