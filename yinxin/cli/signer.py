"""``yinxin signer``: the process that keeps the private keys and signs what was written down before."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from config.clock import now
from yinxin.register.intent_book import IntentBook
from yinxin.signing.keys import Keyring
from yinxin.signing.service import Desk, open_server


@click.group()
def signer() -> None:
    """Keep private keys in a process of their own; see docs/keys.md."""


@signer.command()
@click.option("--socket", "address", type=click.Path(path_type=Path), required=True, help="The Unix socket.")
@click.option("--keys", type=click.Path(path_type=Path), help="The signer's own folder of keys.")
@click.option("--journal", type=click.Path(path_type=Path), help="Where each answer is written down.")
@click.option("--group", is_flag=True, help="Let the account's group connect, not the account alone.")
def serve(address: Path, keys: Path | None, journal: Path | None, group: bool) -> None:
    """Sign until interrupted."""
    ring = Keyring.open(keys or Path(settings.KEYS))
    desk = Desk(IntentBook(_conninfo(), ring), now, journal or address.with_suffix(".journal"))
    server = open_server(address, desk, mode=0o660 if group else 0o600)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    click.echo(f"签名进程已启动：{address}，印章{len(ring.seals)}枚")
    try:
        server.serve_forever()
    finally:
        server.server_close()
        address.unlink(missing_ok=True)


def _conninfo() -> str:
    """Return where the signer reads: ``YINXIN_SIGNER_DATABASE_URL``, else the main database."""
    if settings.SIGNER_DATABASE_URL:
        return str(settings.SIGNER_DATABASE_URL)
    main = connection.settings_dict
    parts = {"dbname": main["NAME"], "user": main["USER"], "password": main["PASSWORD"], "host": main["HOST"]}
    return make_conninfo(**{name: value for name, value in {**parts, "port": main["PORT"]}.items() if value})
