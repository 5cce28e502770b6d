"""``yinxin destruction``: the yearly lists of paper to be destroyed (N26)."""

from __future__ import annotations

import click

from yinxin.cli.output import as_json, say
from yinxin.closing import queries
from yinxin.closing.queries import ListView
from yinxin.parties.queries import body_by_code


@click.group()
def destruction() -> None:
    """Show what is listed, handed over, counted, destroyed."""


@destruction.command(name="list")
@click.option("--org", metavar="CODE", help="One issuer; else all that have a list.")
@as_json
def list_(org: str | None, as_json: bool) -> None:
    """List the yearly lists, the latest first."""
    wanted = body_by_code(org).id if org else None
    found = [one for one in queries.every_list() if wanted in (None, one.over.id)]
    say([_facts(one) for one in found], [_line(one) for one in found] or ["还没有销毁清册。"], json=as_json)


def _facts(view: ListView) -> dict[str, object]:
    return {
        "list": view.id,
        "code": view.code,
        "issuer": view.over.name,
        "year": view.year,
        "state": view.state.value,
        "listed": view.sheets,
        "handed_over": view.handed,
        "counted": view.counted,
        "missing": view.gone,
        "destroyed_on": view.destroyed_on,
    }


def _line(view: ListView) -> str:
    counts = f"所列{view.sheets}本，移交{view.handed}本，清点{view.counted}本，短少{view.gone}本"
    return f"{view.code}（{view.over.name}）：{view.state_words}，{counts}"
