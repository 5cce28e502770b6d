"""How commands speak: JSON for programs, plain lines for people, refusals in one place."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any

import click
import orjson

from yinxin.kernel.refusal import Refusal
from yinxin.kernel.words import Words

as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def say(facts: Any, lines: Iterable[str], *, json: bool) -> None:
    """Print facts as JSON, or lines for people."""
    if json:
        click.echo(orjson.dumps(facts, default=_plain, option=orjson.OPT_INDENT_2).decode())
    else:
        for line in lines:
            click.echo(line)


@contextmanager
def refusals(*, json: bool) -> Iterator[None]:
    """Turn a refusal into its sentence on standard error (JSON where asked for) and exit code 1."""
    try:
        yield
    except Refusal as refusal:
        if json:
            body = {
                "refused": refusal.code,
                "what": str(refusal.what),
                "do": str(refusal.do),
                **refusal.facts,
            }
            clause = {"clause": str(refusal.clause)} if refusal.clause else {}
            click.echo(orjson.dumps(body | clause, default=_plain).decode())
        else:
            click.echo(f"✗ {refusal}", err=True)
        sys.exit(1)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Words):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(f"no JSON form: {value!r}")
