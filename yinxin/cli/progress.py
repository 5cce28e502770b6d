"""``yinxin progress``: publish an edition, show one (N23)."""

from __future__ import annotations

from datetime import date

import click

from config.clock import now
from yinxin.cli.output import as_json, say
from yinxin.disclosure import publishing, queries
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.queries import actor_named


@click.group()
def progress() -> None:
    """Publish how far making and giving out have come, or show what was published."""


@progress.command()
@click.option("--as", "username", required=True, metavar="USER", help="Who publishes.")
@as_json
def publish(username: str, as_json: bool) -> None:
    """Publish an edition now."""
    at = now()
    number = publishing.publish(by=actor_named(username, at), at=at)
    digest = queries.numbered(number).line.digest
    say({"edition": number, "sha256": digest}, [f"已公布第{number}期", digest], json=as_json)


@progress.command()
@click.option(
    "--on", "day", metavar="DAY", help="The edition that held on a day, as 2026-09-21; else the latest."
)
@as_json
def show(day: str | None, as_json: bool) -> None:
    """Show an edition's figures."""
    view = queries.on(_day(day)) if day else queries.latest()
    line = view.line
    lines = [f"第{line.number}期 {line.on} {line.cause.words}", line.digest]
    for table, columns in queries.COLUMNS.items():
        lines.append(f"\n{queries.TITLES[table]}")
        for row in view.said[table]:
            told = "  ".join(
                f"{words} {row[name]}" for name, words in columns.items() if row[name] not in ("", None)
            )
            lines.append(f"{row['exam']}  {row['region_name'] or '合计'}  {told}")
    say({"sha256": line.digest, **view.said}, lines, json=as_json)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Incomplete(Words("日期无法识别。"), do=Words("请按“年-月-日”填写，例如2026-08-28。")) from None
