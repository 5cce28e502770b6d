"""A whole installation of its own: a home, its embedded database, and processes that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
_HOLD = (
    "import sys; from config import embedded; embedded.ensure_running(); print(embedded.url(), flush=True);"
    " sys.stdin.read()"
)
_FOREIGN = (
    "DATABASE_URL",
    "YINXIN_NOW",
    "YINXIN_FILES",
    "YINXIN_KEYS",
    "YINXIN_DATABASE_ROLE",
    "YINXIN_MASTER_KEY",
)


class Installation:
    """What the harness may do to an installation: run its commands, look into its database."""

    def __init__(self, home: Path, address: str, env: dict[str, str]) -> None:
        self.home, self.address, self.env = home, address, env

    def run(self, module: str, *words: str) -> Any:
        """Run a module to its end and return its answer, which is JSON.

        :raises RuntimeError: it failed; the message is what it said.
        """
        done = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=ROOT, env=self.env, capture_output=True
        )
        if done.returncode:
            raise RuntimeError(f"{module} {' '.join(words)}: {(done.stderr or done.stdout).decode()[-3000:]}")
        return json.loads(done.stdout or b"null")

    def connect(self) -> psycopg.Connection[Any]:
        """Connect to the installation's database, to look and never to write."""
        return psycopg.connect(
            self.address,
            autocommit=True,
            application_name="harness",
            options="-c default_transaction_read_only=on",
        )


@contextmanager
def installation(home: Path, **settings: str) -> Iterator[Installation]:
    """Set up an installation and keep its database running; further settings go into its environment.

    The environment becomes that of this process too, so that it can set up Django for its forks.
    """
    env = {name: text for name, text in os.environ.items() if name not in _FOREIGN}
    env |= {
        "YINXIN_HOME": str(home),
        "YINXIN_DEMO": "1",
        "YINXIN_PADES": "B-B",
        "YINXIN_DATABASE_THROWAWAY": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    os.environ.clear()
    os.environ.update(env)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin
    assert holder.stdout
    try:
        yield Installation(home, holder.stdout.readline().strip(), env)
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
