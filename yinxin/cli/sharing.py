"""``yinxin sharing``: agreements with platforms' clients, a feed written out again, a file of pages verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import orjson

from yinxin.cli.main import prepare_database
from yinxin.cli.output import as_json, refusals, say
from yinxin.signing import pages
from yinxin.signing.pages import BadPage
from yinxin.signing.trust import PublicKeys


@click.group()
def sharing() -> None:
    """List agreements, write a feed out again, verify a file of pages."""


@sharing.command()
@click.option("--as", "username", default="system-admin", show_default=True, help="Who looks.")
@as_json
def agreements(username: str, as_json: bool) -> None:
    """List the agreements that USER may see, those in force first."""
    prepare_database()
    from config.clock import now
    from yinxin.parties.queries import actor_named
    from yinxin.sharing import queries

    at = now()
    with refusals(json=as_json):
        found = queries.agreements_for(actor_named(username, at), at)
    facts = [
        {
            "id": one.id,
            "client": one.terms.client,
            "platform": one.terms.platform.value,
            "state": one.state.value,
            "running": one.running,
            "until": one.terms.until,
        }
        for one in found
    ]
    lines = [
        f"{one.id:>4}  {one.state_words}  {one.terms.until}  {one.terms.client}（{one.terms.platform.label}）"
        for one in found
    ]
    say(facts, lines or ["还没有共享协议。"], json=as_json)


@sharing.command()
@click.argument("agreement", type=int)
@click.option("--cursor", default="", help="Where to begin; from the first change where none is named.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@as_json
def replay(agreement: int, cursor: str, out: Path, as_json: bool) -> None:
    """Write the pages that AGREEMENT's client is given, one signed page on each line, to the end of the feed."""
    prepare_database()
    from config.workshop import share_signer
    from yinxin.sharing import agreements, feed, terms

    with refusals(json=as_json), out.open("wb") as file:
        said = terms.of(agreements.found(agreement))
        count, changes = 0, 0
        while True:
            page = feed.page(agreement, said, cursor, share_signer(), limit=feed.MOST)
            file.write(orjson.dumps(page.signed) + b"\n")
            count, changes, cursor = count + 1, changes + page.count, page.cursor
            if page.signed["page"]["end"]:
                break
    facts = {"pages": count, "changes": changes, "next": cursor}
    say(facts, [f"写出{count}页，{changes}条变更：{out}"], json=as_json)


@sharing.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The installation's keys.json.",
)
@click.option(
    "--snapshot", type=click.Path(exists=True, path_type=Path), help="The manifest that FILE goes on from."
)
@as_json
def verify(file: Path, keys: Path, snapshot: Path | None, as_json: bool) -> None:
    """Verify the pages in FILE: each signature, and that none is missing, doubled or moved. Needs no database."""
    faults: list[str] = []
    found: list[dict[str, Any]] = []
    try:
        known = PublicKeys.from_document(orjson.loads(keys.read_bytes()))
        start = None
        if snapshot is not None:
            parts = orjson.loads(snapshot.read_bytes())
            start = pages.opened(parts, known.log_origin, known.log_key, form=pages.SNAPSHOT)
        lines = [orjson.loads(line) for line in file.read_bytes().splitlines() if line.strip()]
        found = pages.check_chain(lines, known.log_origin, known.log_key, start=start)
    except (BadPage, ValueError) as wrong:
        faults.append(str(wrong))
    changes = sum(len(one["changes"]) for one in found)
    facts = {"holds": not faults, "faults": faults, "pages": len(found), "changes": changes}
    says = (
        [f"{len(found)}页连续，{changes}条变更，签名都成立。"]
        if not faults
        else [f"✗ {one}" for one in faults]
    )
    say(facts, says, json=as_json)
    sys.exit(1 if faults else 0)
