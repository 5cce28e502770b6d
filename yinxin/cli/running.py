"""``yinxin serve``, ``work``, ``migrate``, ``check``: run an installation."""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import timedelta
from types import FrameType
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection

from config import roles
from config.clock import now, wall
from config.home import home
from config.witnesses import seal_ledger
from config.workshop import (
    exchange_with_courier,
    hand_over_to_print,
    keep_sharing,
    keyring,
    missing_glyphs,
    old_table,
    publish_status_lists,
    share,
    sign_list,
    tell_holders,
    vetting_match,
    workshop,
)
from yinxin.catalogue import loading
from yinxin.changing import summaries
from yinxin.cli.output import as_json, say
from yinxin.disclosure import publishing
from yinxin.duties import reminders
from yinxin.invalidation import effecting
from yinxin.issuing import retention
from yinxin.kernel.refusal import Refusal
from yinxin.legacy import collecting, scanning
from yinxin.presenting import looking, marking
from yinxin.production import making, waiting_room
from yinxin.register import resealing
from yinxin.register import workshop as singles
from yinxin.register.files import files
from yinxin.sealing import keys
from yinxin.vetting import running as vetting
from yinxin.watching import telling

_SEAL_EVERY = timedelta(seconds=30)
_IDLE = 0.5


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@click.option("--threads", default=2, show_default=True, help="Threads in each process.")
def serve(port: int, host: str, workers: int, threads: int) -> None:
    """Serve the site until interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()
    server = Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_enabled=False,
        respawn_failed_workers=True,
        static_path_mount=[settings.STATIC_ROOT],
        static_path_route=["/static"],
    )
    server.serve()


@click.command()
@click.option("--once", is_flag=True, help="Stop when there is nothing left to do.")
@click.option("--batch", type=int, help="Make this batch only.")
def work(once: bool, batch: int | None) -> None:
    """Do what waits: check and submit files, make certificates, print, post, seal the ledger, remind."""
    stop = _stop_on_signal()
    last_seal = now() - _SEAL_EVERY
    while not stop:
        shop = workshop()
        resealing.readdress(keyring(), at=now())
        busy = making.step(shop, batch_id=batch, clock=now)
        if batch is None:
            busy = singles.step(shop, clock=now) or busy
            busy = resealing.step(shop, keyring(), clock=now) or busy
            busy = effecting.run(clock=now) or busy
            busy = collecting.step(read=old_table, clock=now) or busy
            busy = scanning.step(clock=now) or busy
            busy = waiting_room.step(store=files(), glyphs=missing_glyphs, clock=now) or busy
            busy = hand_over_to_print() or busy
            busy = exchange_with_courier() or busy
            busy = share() or busy
            busy = vetting.step(match=vetting_match, sign=sign_list, clock=now) or busy
            if now() - last_seal >= _SEAL_EVERY:
                publish_status_lists()
                seal_ledger(at=now())
                keep_sharing(at=now())
                telling.step(at=now())
                waiting_room.tidy(at=now())
                reminders.remind(at=now())
                tell_holders()
                retention.remind(at=now())
                keys.retire_due(at=now())
                keys.sweep(at=now())
                summaries.step(at=now())
                publishing.step(at=now())
                looking.bring(settings.LOOKS, wall=wall())
                looking.forget(at=now())
                marking.tidy(store=files(), at=now())
                vetting.expire(at=now())
                last_seal = now()
        if not busy:
            if once:
                return
            close_old_connections()
            time.sleep(_IDLE)


@click.command()
@as_json
def migrate(as_json: bool) -> None:
    """Bring schema, database roles and catalogue up to date; running it again changes nothing."""
    call_command("migrate", interactive=False, verbosity=0)
    roles.grant()
    entered = loading.load()
    say({"catalogue_versions_entered": entered}, [f"数据库已就绪，新登记职业资格{entered}项"], json=as_json)


@click.command()
@as_json
def check(as_json: bool) -> None:
    """Check configuration and health; exit code 1 if anything is wrong."""
    found: list[tuple[str, bool, str]] = [
        ("database", *_database()),
        ("migrations", *_migrations()),
        ("files", os.access(home(), os.W_OK), str(home())),
        ("seals", *_seals()),
        ("demo mode", True, "on: known passwords" if settings.DEMO else "off"),
    ]
    facts = [{"what": what, "ok": ok, "detail": detail} for what, ok, detail in found]
    say(facts, [f"{'✓' if ok else '✗'} {what}: {detail}" for what, ok, detail in found], json=as_json)
    sys.exit(0 if all(ok for _, ok, _ in found) else 1)


def _database() -> tuple[bool, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("show server_version")
            version = str(cursor.fetchone()[0])
    except DatabaseError as error:
        return False, str(error).strip()
    return int(version.split(".")[0]) >= 15, f"PostgreSQL {version}"


def _migrations() -> tuple[bool, str]:
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False, "unknown: the database does not answer"
    return not left, f"{len(left)} to apply" if left else "up to date"


def _seals() -> tuple[bool, str]:
    try:
        return True, f"{len(keyring().seals)} seals{' (demonstration)' if keyring().demonstration else ''}"
    except (Refusal, ValueError) as error:
        return False, str(error)


def _stop_on_signal() -> list[int]:
    """Return a list that is empty until the process is asked to stop: the chunk in hand is finished first."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> Any:
        asked.append(number)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return asked
