"""``yinxin archive``: read an archive package of registers again, anywhere, without a database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yinxin.cli.output import as_json, say
from yinxin.issuing.archive_package import read_again
from yinxin.kernel.refusal import Incomplete


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@as_json
def archive(path: Path, as_json: bool) -> None:
    """Check every digest of the package FILE and that its volumes are those it lists; exit code 1 if any differs.

    Whether they are the volumes that the register closed, the office's page says; that their closing stands in the
    public log, data/log-proof.json and verify_log.py (docs/log.md).
    """
    try:
        found = read_again(path.read_bytes())
    except Incomplete as refusal:
        say({"whole": False, "faults": [str(refusal)]}, [f"✗ {refusal}"], json=as_json)
        sys.exit(1)
    faults = [str(one) for one in found.faults]
    facts = {
        "whole": not faults,
        "code": found.code,
        "title": found.title,
        "year": found.year,
        "volumes": sorted(found.volumes),
        "faults": faults,
    }
    head = f"{'✗' if faults else '✓'} {found.title}（档号{found.code}，{len(found.volumes)}册）"
    say(facts, [head, *(f"    {fault}" for fault in faults)], json=as_json)
    sys.exit(1 if faults else 0)
