"""``yinxin log``: verify a public log, follow it, export one's own, be somebody else's witness.

``verify``, ``monitor`` and ``witness`` need no installation: only the log's keys.
"""

from __future__ import annotations

import contextlib
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from yinxin.cli.main import prepare_database
from yinxin.cli.output import as_json, say
from yinxin.ledger.standalone import verify_log
from yinxin.ledger.standalone.verify_log import Fault, Key, Source

_keys = click.option("--keys", type=click.Path(exists=True), help="The installation's keys.json.")
_key = click.option("--key", help="The log's verifier key.")
_witness = click.option("--witness", multiple=True, help="A witness that must have cosigned.")


@click.group()
def log() -> None:
    """Verify a public log, follow it, export one's own, be a witness."""


@log.command()
@click.argument("source")
@_keys
@_key
@_witness
@as_json
def verify(source: str, keys: str | None, key: str | None, witness: tuple[str, ...], as_json: bool) -> None:
    """Recompute the whole log at SOURCE, an address or a folder. Exit code 1 if anything does not hold."""
    known, witnesses = _known(keys, key, witness)
    _tell(*verify_log.check(Source(source), known, witnesses), as_json=as_json)


@log.command()
@click.option("--url", required=True, help="The log's address, or a folder with a copy of it.")
@click.option("--state", required=True, type=click.Path(dir_okay=False), help="What the last run saw.")
@_keys
@_key
@_witness
@as_json
def monitor(
    url: str, state: str, keys: str | None, key: str | None, witness: tuple[str, ...], as_json: bool
) -> None:
    """Check what is new since the last run, and that nothing was taken back. Exit code 1 on any fault."""
    known, witnesses = _known(keys, key, witness)
    try:
        seen, faults = verify_log.follow(Source(url), known, witnesses, state)
    except Fault as fault:
        seen, faults = None, [f"{state}：{fault}"]
    _tell(seen, faults, as_json=as_json)


@log.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_json
def export(folder: Path, as_json: bool) -> None:
    """Write the public log into FOLDER as static files, for a web server or a mirror."""
    prepare_database()
    from yinxin.ledger import exporting

    size = exporting.export(folder)
    if size is None:
        sys.exit("账目还没有封存过，没有可公布的日志。")
    say({"size": size, "folder": str(folder)}, [f"已写出{size}条的日志：{folder}"], json=as_json)


@log.command()
@click.option("--folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", required=True, help="The witness's name, as others will know it.")
@click.option("--log", "logs", multiple=True, required=True, help="Verifier key of a log to be witnessed.")
@click.option("--serve", is_flag=True, help="Answer requests until interrupted; else only show the key.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8100, show_default=True)
@as_json
def witness(
    folder: Path, name: str, logs: tuple[str, ...], serve: bool, host: str, port: int, as_json: bool
) -> None:
    """Be a witness: cosign checkpoints of logs that go on from what was seen before."""
    from config.clock import wall
    from yinxin.signing.witness import LocalWitness

    one = LocalWitness(folder, name, logs, wall)
    key = one.public.text
    say({"verifier_key": key}, [f"见证人公钥 {key}"], json=as_json)
    if serve:
        with contextlib.suppress(KeyboardInterrupt):
            ThreadingHTTPServer((host, port), _handler(one)).serve_forever()


def _known(keys: str | None, key: str | None, witnesses: tuple[str, ...]) -> tuple[Key, list[Key]]:
    try:
        return verify_log.read_keys(keys, key, list(witnesses))
    except (Fault, ValueError, KeyError) as fault:
        raise click.UsageError(str(fault)) from None


def _tell(seen: verify_log.Checkpoint | None, faults: list[str], *, as_json: bool) -> None:
    facts: dict[str, Any] = {"holds": not faults, "faults": faults}
    lines = [f"✗ {fault}" for fault in faults]
    if seen:
        facts |= {"origin": seen.origin, "size": seen.size, "root": seen.root.hex(), "witnesses": seen.seen}
        lines.insert(0, f"{seen.origin}：{seen.size}条，根 {seen.root.hex()}，见证人{len(seen.seen)}名")
    say(facts, lines or ["日志成立。"], json=as_json)
    sys.exit(1 if faults else 0)


def _handler(one: Any) -> type[BaseHTTPRequestHandler]:
    from yinxin.signing.witness import LARGEST

    class Handler(BaseHTTPRequestHandler):
        """One address: ``POST /add-checkpoint``."""

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != "/add-checkpoint" or not length.isdecimal() or int(length) > LARGEST:
                self.send_error(404 if self.path != "/add-checkpoint" else 400)
                return
            answer = one.add_checkpoint(self.rfile.read(int(length)))
            data = answer.text.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep quiet: what was cosigned is in the witness's memory."""

    return Handler
