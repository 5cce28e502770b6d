"""The province supervises: two spot checks, one walked to its end, a criticism, a delay explained, a report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from yinxin.catalogue import queries as catalogue
from yinxin.demo.country import EXAM
from yinxin.duties import obligations
from yinxin.duties import queries as duties
from yinxin.kernel.calendar import day_of
from yinxin.parties.actor import Actor
from yinxin.parties.queries import actor_named, actor_of, body_by_code
from yinxin.register.files import files
from yinxin.supervision import checks, criticising, drawing, finding, reporting
from yinxin.supervision.checks import CaseView
from yinxin.supervision.criticising import Draft

_CHINA = ZoneInfo("Asia/Shanghai")
FROZEN = datetime(2026, 9, 18, 10, 0, tzinfo=_CHINA)
DRAWN = datetime(2026, 9, 23, 10, 0, tzinfo=_CHINA)
FOUND = datetime(2026, 9, 25, 16, 0, tzinfo=_CHINA)
EXPLAINED = datetime(2026, 10, 12, 9, 0, tzinfo=_CHINA)
MENDED = datetime(2026, 10, 12, 15, 0, tzinfo=_CHINA)
PUBLISHED = datetime(2026, 10, 14, 10, 0, tzinfo=_CHINA)
ISSUED = datetime(2026, 10, 16, 9, 30, tzinfo=_CHINA)
FROZEN_AGAIN = datetime(2026, 10, 20, 10, 0, tzinfo=_CHINA)
DRAWN_AGAIN = datetime(2026, 10, 23, 10, 0, tzinfo=_CHINA)
FOUND_AGAIN = datetime(2026, 10, 26, 11, 0, tzinfo=_CHINA)
ANSWERED = datetime(2026, 10, 28, 14, 0, tzinfo=_CHINA)
REPORTED = datetime(2026, 11, 5, 9, 0, tzinfo=_CHINA)
PERIOD: Final = "2026-10"
_SIZE: Final = 5
_FIRST, _SECOND = "anhui-supervisor", "anhui-supervisor-2"


def tell() -> tuple[str, ...]:
    """Tell it once; return what there is, in a few words."""
    if not checks.checks_for(actor_named(_FIRST, FROZEN)):
        walked = _drawn(FROZEN, date(2026, 9, 22), "演示彩票第2026109期", "02 09 14 21 27 33 + 05", DRAWN)
        _walk(walked)
        _criticise(walked)
        running = _drawn(
            FROZEN_AGAIN, date(2026, 10, 22), "演示彩票第2026121期", "04 06 17 18 25 31 + 12", DRAWN_AGAIN
        )
        _find(_cases(running)[0], conforms=True, at=FOUND_AGAIN)
        _explain()
        over = body_by_code("anhui").id
        by = actor_named(_FIRST, REPORTED)
        reporting.issue_report(over_id=over, text=PERIOD, store=files(), by=by, at=REPORTED)
    return ("抽查2次", "通报1份", f"{PERIOD}报告1份")


def _drawn(frozen_at: datetime, seed_on: date, event: str, seed: str, drawn_at: datetime) -> int:
    over, exam = body_by_code("anhui").id, catalogue.exam(EXAM).id
    check = drawing.freeze(
        over_id=over, exam_id=exam, region="", size=_SIZE, seed_source=f"{event}开奖号码", seed_on=seed_on,
        by=actor_named(_FIRST, frozen_at), at=frozen_at,
    )  # fmt: skip
    drawing.draw(
        check_id=check,
        seed=f"{event}：{seed}",
        seen_at="演示彩票公告栏",
        by=actor_named(_SECOND, drawn_at),
        at=drawn_at,
    )
    return check


def _cases(check: int) -> tuple[CaseView, ...]:
    return checks.cases_of(check, actor_named(_FIRST, FOUND))


def _find(case: CaseView, *, conforms: bool, at: datetime) -> None:
    what = "学历和工作年限都有核验记录。" if conforms else "没有工作年限的核验记录。"
    due = None if conforms else date(2026, 10, 15)
    finding.find(
        case_id=case.id, conforms=conforms, what=what, due_on=due, by=actor_of(case.assigned_to, at), at=at
    )


def _walk(check: int) -> None:
    """Look at every case, let the one fault be mended, publish."""
    cases = _cases(check)
    for case in cases:
        _find(case, conforms=case is not cases[1], at=FOUND)
    agency = actor_named("anhui-check", MENDED)
    finding.answer(case_id=cases[1].id, said="已向用人单位核实并补齐核验记录。", by=agency, at=MENDED)
    finding.settle(case_id=cases[1].id, by=actor_of(cases[1].assigned_to, PUBLISHED), at=PUBLISHED)
    drawing.publish(
        check_id=check,
        said="抽查5件，1件缺少核验记录，已整改。",
        by=actor_named(_SECOND, PUBLISHED),
        at=PUBLISHED,
    )


def _criticise(check: int) -> None:
    said = Draft(
        number="皖人社监〔2026〕1号（演示）",
        decided_on=day_of(PUBLISHED),
        finding="随机抽查的5件资格审核中，1件没有工作年限的核验记录，经办人和复核人都没有发现。",
        grounds="随机抽查的结果",
        asked="对同一批次的审核记录全部复查，写明经办人和复核人，报告复查结果。",
        due_on=date(2026, 11, 6),
        grave=False,
        check_id=check,
    )
    over, body = body_by_code("anhui").id, body_by_code("anhui-exam").id
    first, second = actor_named(_FIRST, PUBLISHED), actor_named(_SECOND, ISSUED)
    number = criticising.draft(over_id=over, body_id=body, said=said, by=first, at=PUBLISHED)
    criticising.issue(criticism_id=number, by=second, at=ISSUED)
    answer = "已复查500件，补齐3件的核验记录；以后由两人分别签名。"
    criticising.answer(criticism_id=number, said=answer, by=actor_named("anhui-check", ANSWERED), at=ANSWERED)


def _explain() -> None:
    """Let the agency say why its data is late; its neighbour says nothing."""
    by: Actor = actor_named("anhui-check", EXPLAINED)
    for duty in duties.open_for(by, day_of(EXPLAINED)):
        if duty.clause == "N9.2" and duty.days_left < 0:
            reason = "700人的学历还在向外省核实，核实一批提交一批。"
            obligations.explain_delay(duty_id=duty.id, reason=reason, by=by, at=EXPLAINED)
