"""``yinxin certcheck``: read finished certificates again with other people's programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from config.clock import now
from config.workshop import keyring
from yinxin.cli.output import as_json, say
from yinxin.register import certcheck as checking
from yinxin.register.files import files


@click.command()
@click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
@click.option("--batch", type=int, help="The files of this batch, from the store.")
@click.option("--every", default=1, show_default=True, help="With --batch: one certificate in so many.")
@as_json
def certcheck(paths: tuple[Path, ...], batch: int | None, every: int, as_json: bool) -> None:
    """Hold finished files against the register; exit code 1 if any says otherwise, or is not ours."""
    if bool(paths) == (batch is not None):
        raise click.UsageError("give files, or --batch")
    found = [(str(path), path.read_bytes()) for path in paths]
    if batch is not None:
        found = [(key[:16], files().get(key)) for key in checking.of_batch(batch, every=every)]
    told, bad = [], 0
    for name, data in found:
        one = checking.check(data, keyring(), at=now())
        bad += not one.agrees
        said = [str(words) for words in one.differences]
        told.append({"file": name, "known": one.known, "certificate": one.certificate, "differences": said})
    lines = [
        f"{'✓' if one['known'] and not one['differences'] else '✗'} {one['file']}"
        + ("" if one["known"] else " 登记簿中没有这份文件")
        + "".join(f"\n    {words}" for words in one["differences"])  # type: ignore[attr-defined]
        for one in told
    ]
    say({"files": told, "bad": bad}, [*lines, f"核对{len(told)}份，不符{bad}份"], json=as_json)
    sys.exit(1 if bad else 0)
