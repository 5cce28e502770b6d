"""``yinxin legacy``: check a table of older certificates, hand one in, list batches with their counts."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from config.clock import now
from config.workshop import old_table
from yinxin.cli.output import as_json, say
from yinxin.kernel.calendar import day_of
from yinxin.legacy import collecting, comparing, lookups, safe
from yinxin.legacy.audit import balance
from yinxin.legacy.faces import completeness_of, findings_of
from yinxin.legacy.reading import check_header, entries
from yinxin.parties.queries import actor_named, body_by_code

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_as = click.option("--as", "username", required=True, metavar="USER", help="The user name of who acts.")


@click.group()
def legacy() -> None:
    """Check a table of older certificates (XLSX, CSV, DBF), hand one in, list batches."""


@legacy.command()
@_file
@as_json
def check(file: Path, as_json: bool) -> None:
    """Clean and compare FILE and print what was found; nothing is stored. Exit code 1 if anything is to be done."""
    sheet = old_table(file)
    check_header(sheet.header)
    today = day_of(now())
    titles = safe.titles_on(today)
    found = list(entries(sheet, titles=titles, today=today))
    findings = [one for entry in found for one in findings_of(entry, titles)]
    proposals = list(comparing.propose({entry.row: comparing.likeness(entry) for entry in found}))
    classes = Counter(completeness_of(entry, titles).value for entry in found)
    facts: dict[str, Any] = {
        "rows": len(found),
        "blocked": classes["blocked"],
        "look": classes["look"],
        "ready": classes["ready"],
        "findings": [one.stored() for one in findings],
        "duplicates": [
            {
                "rows": [one.one, one.other],
                "score": one.score,
                "reasons": [str(why.words) for why in one.reasons],
            }
            for one in proposals
        ],
    }
    lines = [f"第{one.row}行 {one.field} [{one.code}] {one.message} {one.fix}" for one in findings]
    lines += [
        f"第{one.one}行和第{one.other}行可能是同一证书（{one.score}）：{'；'.join(str(w.words) for w in one.reasons)}"
        for one in proposals
    ]
    lines.append(
        f"共{len(found)}行：缺关键信息{classes['blocked']}，待人工看{classes['look']}，可以移交{classes['ready']}。"
    )
    say(facts, lines, json=as_json)
    sys.exit(1 if classes["blocked"] or classes["look"] or proposals else 0)


@legacy.command()
@_file
@_as
@click.option("--organisation", required=True, metavar="CODE", help="The code of the body that hands it in.")
@click.option("--archive", required=True, help="Where the certificates' records lie.")
@click.option("--volume", required=True, help="In which volume.")
@click.option("--taken-by", required=True, help="Who took them down.")
@as_json
def bring(
    file: Path, username: str, organisation: str, archive: str, volume: str, taken_by: str, as_json: bool
) -> None:
    """Hand FILE in for a body; workers examine it. Prints the batch's id."""
    at = now()
    batch = collecting.bring(
        organisation_id=body_by_code(organisation).id, file_name=file.name, data=file.read_bytes(),
        archive=archive, volume=volume, taken_by=taken_by, by=actor_named(username, at), at=at,
    )  # fmt: skip
    say({"batch": batch}, [str(batch)], json=as_json)


@legacy.command()
@_as
@as_json
def batches(username: str, as_json: bool) -> None:
    """List the batches that USER may see, with their counts."""
    found = lookups.batches_for(actor_named(username, now()))
    facts = [{"batch": one.id, "state": one.state.value, **balance(one.id)} for one in found]
    lines = [
        f"{one.id} {one.state_words} {one.over.name} {one.file_name}："
        + "，".join(f"{name} {count}" for name, count in one.counts.items())
        for one in found
    ]
    say(facts, lines, json=as_json)
