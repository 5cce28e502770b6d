"""``yinxin due`` and ``yinxin clause``: the law on the terminal, without a database."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Any

import click

from yinxin.cli import clauses
from yinxin.cli.output import as_json, say
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR


@click.command()
@click.argument("clause")
@click.option(
    "--from", "start", required=True, metavar="DATE", help="The day from which the limit runs (YYYY-MM-DD)."
)
@click.option(
    "--as-of", "as_of", metavar="DATE", help="Count with the notices known then; say how many days are left."
)
@as_json
def due(clause: str, start: str, as_of: str | None, as_json: bool) -> None:
    """Say when the time limit of CLAUSE ends, and why: the days skipped, the make-up days counted."""
    calendar = CALENDAR.as_of(_day(as_of)) if as_of else CALENDAR
    limit = limits.due(_clause(clause), _day(start), calendar)
    facts: dict[str, Any] = {
        "clause": clause,
        "from": limit.start,
        "due": limit.due,
        "provisional": limit.provisional,
        "skipped": [{"day": s.day, "why": s.why.value, "name": s.name} for s in limit.skipped],
        "made_up": limit.made_up,
        "explanation": limit.explanation,
    }
    if as_of:
        facts["days_left"] = (limit.due - _day(as_of)).days
    mark = "（待节假日通知，暂定）" if limit.provisional else ""
    lines = [f"{limit.due}{mark}", *(f"  {sentence}" for sentence in limit.explanation)]
    if as_of:
        lines.append(f"  距{as_of}还有{facts['days_left']}天")
    say(facts, lines, json=as_json)


@click.command()
@click.argument("clause", required=False)
@click.option(
    "--gaps", is_flag=True, help="Only clauses that lack code, tests or a page; exit code 1 if any does."
)
@as_json
def clause(clause: str | None, gaps: bool, as_json: bool) -> None:
    """Show where CLAUSE lives: its code, its tests, its pages. Without CLAUSE: the whole table."""
    entries = clauses.entries(str(_clause(clause)) if clause else None)
    if gaps:
        found = {entry["id"]: clauses.gaps(entry) for entry in entries if clauses.gaps(entry)}
        say(found, [f"{name:8} {'、'.join(lacks)}" for name, lacks in found.items()], json=as_json)
        sys.exit(1 if found else 0)
    lines: list[str] = []
    for entry in entries:
        lines.append(f"{entry['id']:8} {entry['title']}")
        if clause:
            lines += [f"  {entry['summary']}"]
            lines += [f"  {kind:5} {place}" for kind in ("code", "tests", "pages") for place in entry[kind]]
    say(entries, lines, json=as_json)


def _clause(text: str) -> Clause:
    try:
        return Clause(text)
    except ValueError:
        raise Incomplete(
            Words("没有这样的条款编号：{text}。", text=text),
            do=Words("请使用 N9.2、A1.3b 这样的编号；运行 yinxin clause 可查看全部条款。"),
        ) from None


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 — a day has no zone
    except ValueError:
        raise Incomplete(
            Words("日期无法识别：{text}。", text=text), do=Words("请写成 2026-08-28 这样的形式。")
        ) from None
