"""``yinxin demo``: from nothing to verified certificates and a site to look at, step by step.

A second run goes on where the first one was: every step finds what is done and does the rest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from config.home import home, remember
from yinxin.cli.main import prepare_database


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Do the main job and stop, as scripts want it.")
@click.option("--count", default=500, show_default=True, help="People in the sample batch.", hidden=True)
def demo(port: int, no_serve: bool, count: int) -> None:
    """Set up a filled demonstration, run the main job on it, and serve the site."""
    address = f"http://127.0.0.1:{port}"
    os.environ["YINXIN_DEMO"] = "1"
    os.environ.setdefault("YINXIN_ADDRESS", address)
    remember(demo="1", address=os.environ["YINXIN_ADDRESS"])
    click.echo(f"印信 Yinxin 演示 · demonstration\n状态目录 home: {home()}\n")
    with _step(1, "准备数据库 Prepare the database"):
        _call("migrate", quiet=True)
    prepare_database()
    from yinxin.demo import story

    story.tell(count, _step)
    click.echo("\n演示已就绪 Ready.")
    for what, where in story.addresses(os.environ["YINXIN_ADDRESS"]):
        click.echo(f"  {what:<34} {where}")
    if not no_serve:
        _serve(port)


@contextmanager
def _step(number: int, what: str) -> Iterator[list[str]]:
    """Print a step with what came out of it and how long it took."""
    click.echo(f"  {number:>2}. {what} … ", nl=False)
    started, results = time.monotonic(), list[str]()
    yield results
    click.echo(f"{' '.join(results)}{' ' if results else ''}({time.monotonic() - started:.1f} s)")


def _call(*words: str, quiet: bool = False) -> None:
    command = [sys.executable, "-m", "yinxin.cli.main", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL if quiet else None)


def _serve(port: int) -> None:
    """Serve with a worker beside it, until interrupted."""
    click.echo(f"\n正在服务 Serving at {os.environ['YINXIN_ADDRESS']} — Ctrl+C 结束 to stop", err=True)
    worker = subprocess.Popen([sys.executable, "-m", "yinxin.cli.main", "work"])
    server = subprocess.Popen([sys.executable, "-m", "yinxin.cli.main", "serve", "--port", str(port)])

    def stop(*_: object) -> None:
        for process in (server, worker):
            if process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = server.wait()
    stop()
    worker.wait()
    sys.exit(0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else code)
