"""``yinxin print``: print orders, the printing house's reports, reprints, blanks."""

from __future__ import annotations

from pathlib import Path

import click

from config.clock import now
from config.workshop import hand_over_to_print
from yinxin.cli.output import as_json, say
from yinxin.cli.production import acting
from yinxin.production import printing, queries
from yinxin.register import sheets
from yinxin.register.files import files

_username = click.option(
    "--as", "username", metavar="USER", help="Who acts; in a demonstration a known user."
)
_MAKER = "center-make"


@click.group(name="print")
def print_() -> None:
    """See to printing: what is ordered, what the printing house reports, what is printed again."""


@print_.command()
@_username
@as_json
def orders(username: str | None, as_json: bool) -> None:
    """List the print orders; put the files of those that wait into the drop folder first."""
    by = acting(username, _MAKER)
    while hand_over_to_print():
        pass
    found = queries.print_orders_for(by)
    facts = [
        {
            "order": one.number,
            "batch": one.batch_id,
            "issuer": one.issuer,
            "overlay": one.overlay,
            "papers": one.papers,
            "state": one.state.value,
            "trouble": one.trouble,
        }
        for one in found
    ]
    lines = [
        f"{one.number}（{one.issuer}）：{one.papers}本，{one.trouble or one.state_words}" for one in found
    ]
    say(facts, lines or ["还没有印制单。"], json=as_json)


@print_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_username
@as_json
def report(file: Path, username: str | None, as_json: bool) -> None:
    """Enter the printing house's report FILE."""
    found = printing.take_report(data=file.read_bytes(), store=files(), by=acting(username, _MAKER), at=now())
    facts = {"printed": len(found.printed), "spoiled": len(found.spoiled), "lost": len(found.lost)}
    line = f"印好{len(found.printed)}本，作废{len(found.spoiled)}本，遗失{len(found.lost)}本"
    say(facts, [line], json=as_json)


@print_.command()
@click.argument("order")
@_username
@as_json
def again(order: str, username: str | None, as_json: bool) -> None:
    """Print the spoiled and lost sheets of ORDER again, on new blanks."""
    made = printing.reprint(number=order, by=acting(username, _MAKER), at=now())
    say({"order": made}, [f"已开出补印单{made}"], json=as_json)


@print_.command()
@click.argument("order")
@_username
@as_json
def retry(order: str, username: str | None, as_json: bool) -> None:
    """Let the files of ORDER be tried again, after its trouble has been seen to."""
    printing.retry(number=order, by=acting(username, _MAKER), at=now())
    say({"order": order}, [f"印制单{order}将重新制作印制文件"], json=as_json)


@print_.command()
@click.argument("first")
@click.argument("last")
@click.option("--prefix", default="", help="What stands before the digits of every number.")
@_username
@as_json
def blanks(first: str, last: str, prefix: str, username: str | None, as_json: bool) -> None:
    """Enter a delivery of numbered blanks, FIRST to LAST with their leading zeros."""
    by = acting(username, _MAKER)
    count = sheets.register_blanks(prefix=prefix, first=first, last=last, by=by, at=now())
    say({"blanks": count}, [f"已登记空白证书{count}张"], json=as_json)
