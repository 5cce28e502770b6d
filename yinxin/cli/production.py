"""``yinxin produce``, ``release``, ``batch``: a batch from acceptance to release."""

from __future__ import annotations

import os
import sys
import time

import click
from django.conf import settings

from config.clock import now
from config.workshop import keyring, workshop
from yinxin.cli.output import as_json, say
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.queries import actor_named
from yinxin.production import acceptance, crew, queries, releasing
from yinxin.production.states import BatchState
from yinxin.register.files import files

_username = click.option(
    "--as", "username", metavar="USER", help="Who acts; in a demonstration a known user."
)


@click.command()
@click.argument("batch", type=int)
@_username
@click.option(
    "--workers", default=max(os.cpu_count() or 1, 1), show_default="cores", help="Worker processes."
)
@as_json
def produce(batch: int, username: str | None, workers: int, as_json: bool) -> None:
    """Accept BATCH where that is still to do, and make its certificates."""
    by = acting(username, "center-make")
    view = queries.batch(batch, by)
    started = time.monotonic()
    if view.state is BatchState.RECEIVED:
        acceptance.accept(batch_id=batch, keyring=keyring(), by=by, at=now())
    total = queries.progress(batch).total
    with click.progressbar(length=total, label="制证", hidden=as_json, file=sys.stderr) as bar:
        crew.make_batch(
            batch, workshop(), workers=workers, clock=now, tell=lambda made: bar.update(made - bar.pos)
        )
    view = queries.batch(batch, by)
    progress = queries.progress(batch)
    if progress.stuck:
        raise WrongState(
            Words("有{stuck}段未能制作：{why}", stuck=progress.stuck, why=progress.trouble),
            do=Words("请排除原因后重新开始。"),
        )
    facts = {
        "batch": batch,
        "state": view.state.value,
        "made": progress.made,
        "seconds": round(time.monotonic() - started, 2),
    }
    say(facts, [f"批次{batch}：{view.state_words}，共制作{progress.made}件"], json=as_json)


@click.command()
@click.argument("batch", type=int)
@_username
@as_json
def release(batch: int, username: str | None, as_json: bool) -> None:
    """Release BATCH: its certificates become valid, electronic and paper together."""
    count = releasing.release(batch_id=batch, store=files(), by=acting(username, "center-check"), at=now())
    say(
        {"batch": batch, "state": "released", "certificates": count},
        [f"批次{batch}已发布，{count}本证书生效"],
        json=as_json,
    )


@click.command()
@click.argument("batch", type=int)
@_username
@as_json
def batch(batch: int, username: str | None, as_json: bool) -> None:
    """Show BATCH: its state, whose turn it is, how far making has come."""
    view = queries.batch(batch, acting(username, "center-check"))
    progress = queries.progress(batch)
    facts = {
        "batch": view.id,
        "exam": view.exam.code,
        "agency": view.agency.name,
        "state": view.state.value,
        "rows": view.rows,
        "left_out": view.left_out,
        "made": progress.made,
        "stuck": progress.stuck,
        "turn": view.turn,
    }
    turn = f"，轮到{'、'.join(view.turn)}" if view.turn else ""
    say(facts, [f"批次{view.id}（{view.exam.name}）：{view.state_words}{turn}；{view.rows}行"], json=as_json)


def acting(username: str | None, in_demo: str) -> Actor:
    """Return who acts: the user named, or the known user of a demonstration."""
    if not username and not settings.DEMO:
        raise Incomplete(Words("没有说明由谁办理。"), do=Words("请加上 --as 用户名。"))
    return actor_named(username or in_demo, now())
