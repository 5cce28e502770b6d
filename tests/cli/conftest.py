"""Commands in this process, on the tests' database; and one demonstration of its own for those that start others."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from yinxin.cli.main import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        assert self.out, self.err
        return orjson.loads(self.out)


@pytest.fixture
def yinxin(capsys, monkeypatch) -> Callable[..., Said]:
    """Run a command in this process, as a demonstration whose day is the tests' day."""
    monkeypatch.setenv("YINXIN_DATABASE_ROLE", "")
    monkeypatch.setenv("YINXIN_NOW", "2026-09-14T10:00:00+08:00")

    def run(*words: object) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return Said(int(left.value.code or 0), printed.out, printed.err)

    return run


@dataclass(frozen=True)
class Demonstration:
    """A home of its own with a told story; commands run as processes, as an operator runs them."""

    home: Path

    def run(self, *words: object, **environ: str) -> Said:
        """Run a command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "yinxin.cli.main", *map(str, words)],
            env=_environ(self.home) | environ,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def _environ(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YINXIN_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return kept | {"YINXIN_HOME": str(home), "YINXIN_DATABASE_THROWAWAY": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Iterator[Demonstration]:
    """One demonstration for all workers of this run: whoever comes first tells the story.

    It lies beside the tests' own home and not in pytest's folder, which other runs close to the database's user.
    """
    base = tmp_path_factory.getbasetemp()
    run = str(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    home = Path(os.environ["YINXIN_HOME"] + "-demonstration")
    made = Demonstration(home)
    with Path(f"{home}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "run").exists() or (home / "run").read_text() != run:
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            holder = _held(home)
            told = made.run("demo", "--no-serve", "--count", "30")
            assert told.code == 0, told.err
            (home / "told").write_text(told.out)
            (home / "run").write_text(run)
        else:
            holder = _held(home)
    yield made
    holder.communicate("\n", timeout=60)


def _held(home: Path) -> subprocess.Popen[str]:
    """Hold the database for this worker, so that it does not stop between two commands."""
    hold = "import sys; from config import embedded; embedded.ensure_running(); sys.stdin.readline()"
    return subprocess.Popen(
        [sys.executable, "-c", hold], env=_environ(home), stdin=subprocess.PIPE, text=True
    )
