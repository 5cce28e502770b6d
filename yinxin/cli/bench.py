"""``yinxin bench``: measure a rate and its ratio to a floor or a peer; docs/benchmarks.md says what they mean."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from yinxin.cli.output import as_json, say

NAMES = (
    "intake",
    "making",
    "verify",
    "ledger",
    "forms",
    "counter",
    "province",
    "presenting",
    "effect",
    "supervision",
    "carriers",
    "log",
    "audit",
    "legacy",
    "disclosure",
    "sharing",
    "vetting",
)


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@as_json
def bench(name: str, as_json: bool) -> None:
    """Run the benchmark NAME on a throw-away installation of its own; takes a minute or two."""
    facts: dict[str, Any] = importlib.import_module(f"benchmarks.{name}").measure()
    say(facts, list(_lines(facts)), json=as_json)


def _lines(facts: Mapping[str, Any], indent: str = "") -> list[str]:
    """Return facts as lines: a rate on one line, everything else a line each."""
    lines = []
    for name, fact in facts.items():
        if isinstance(fact, Mapping) and "per_second" in fact:
            span = f"{fact['min']:,.0f}–{fact['max']:,.0f}, {fact['rounds']} rounds"
            if "per_cpu_second" in fact:
                span += f"; {fact['per_cpu_second']:,.0f} per CPU second"
            lines.append(f"{indent}{name}: {fact['per_second']:,.0f}/s ({span})")
        elif isinstance(fact, Mapping):
            lines += [f"{indent}{name}:", *_lines(fact, indent + "  ")]
        else:
            lines.append(f"{indent}{name}: {fact}")
    return lines
