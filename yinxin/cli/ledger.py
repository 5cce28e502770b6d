"""``yinxin ledger``: seal the ledger, and audit everything both ways."""

from __future__ import annotations

import sys
from itertools import islice

import click

from config.auditing import differences as all_differences
from config.clock import now
from config.witnesses import seal_ledger
from yinxin.cli.output import as_json, say

_MOST = 1000


@click.group()
def ledger() -> None:
    """Seal the ledger into its Merkle tree; audit ledger, register and files against each other."""


@ledger.command()
@as_json
def seal(as_json: bool) -> None:
    """Give every finished entry its place in the tree and sign the new root."""
    done = seal_ledger(at=now())
    facts = {"added": done.added, "size": done.size, "root": done.root.hex()}
    say(facts, [f"新封存{done.added}条，共{done.size}条，根 {done.root.hex()[:16]}…"], json=as_json)


@ledger.command()
@click.option("--quick", is_flag=True, help="Look whether files are there; do not read them.")
@as_json
def audit(quick: bool, as_json: bool) -> None:
    """Recompute everything; list what differs. Exit code 1 if anything does."""
    differences = list(islice(all_differences(whole_files=not quick), _MOST))
    facts = {
        "clean": not differences,
        "differences": [{"where": d.where, "number": d.number, "what": d.words} for d in differences],
    }
    lines = [f"✗ {d.where} {d.number}：{d.words}" for d in differences] or [
        "账目、登记与文件一致，没有差异。"
    ]
    say(facts, lines, json=as_json)
    sys.exit(1 if differences else 0)
