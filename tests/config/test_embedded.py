"""The embedded server: one for all processes of a home, stopped by the last, let go by the killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOLD = """import sys
from config import embedded
embedded.ensure_running()
print("up", flush=True)
sys.stdin.readline()
"""


class Holder:
    """A process that holds the server until it is told to leave."""

    def __init__(self, home: Path) -> None:
        environ = os.environ | {
            "YINXIN_HOME": str(home),
            "YINXIN_DATABASE_THROWAWAY": "1",
            "PYTHONPATH": str(ROOT),
        }
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD], env=environ, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def up(self) -> str:
        return self.process.stdout.readline().strip() or self.process.stderr.read()

    def leave(self) -> int:
        self.process.communicate("\n", timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def home():
    """A home outside pytest's folder, which other runs close to the server's own user."""
    home = Path(tempfile.mkdtemp(prefix="yinxin-embedded-"))
    yield home
    last = Holder(home)
    last.up()
    last.leave()
    shutil.rmtree(home)


def server(home: Path) -> int | None:
    """Return the number of the server's process, None where none runs."""
    file = home / "postgres" / "postmaster.pid"
    if not file.exists():
        return None
    number = int(file.read_text().split()[0])
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return None
    return number


def test_two_that_come_at_once_share_one_server_and_the_last_one_stops_it(home):
    first, second = Holder(home), Holder(home)
    assert (first.up(), second.up()) == ("up", "up")
    running = server(home)
    assert running
    assert first.leave() == 0
    assert server(home) == running
    assert second.leave() == 0
    assert server(home) is None


def test_a_killed_process_lets_go(home):
    killed, other = Holder(home), Holder(home)
    assert (killed.up(), other.up()) == ("up", "up")
    killed.kill()
    assert server(home)
    assert other.leave() == 0
    assert server(home) is None


def test_a_server_whose_last_holder_was_killed_serves_the_next(home):
    killed = Holder(home)
    assert killed.up() == "up"
    running = server(home)
    killed.kill()
    following = Holder(home)
    assert following.up() == "up"
    assert server(home) == running
    assert following.leave() == 0
    assert server(home) is None


def test_who_found_the_server_running_holds_it_before_anyone_else_may_look(home):
    """The last one leaves while another is between finding the server and holding it."""
    slow = HOLD.replace(
        "embedded.ensure_running()",
        "real = embedded._hold\n"
        "embedded._hold = lambda: (print('found', flush=True), sys.stdin.readline(), real())\n"
        "embedded.ensure_running()",
    )
    last = Holder(home)
    assert last.up() == "up"
    environ = os.environ | {"YINXIN_HOME": str(home), "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    coming = subprocess.Popen([sys.executable, "-c", slow], env=environ, stdin=pipe, stdout=pipe, text=True)
    assert coming.stdout.readline() == "found\n"
    last.process.stdin.write("\n")
    last.process.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        last.process.wait(timeout=1)
    coming.stdin.write("\n")
    coming.stdin.flush()
    assert coming.stdout.readline() == "up\n"
    last.leave()
    assert server(home)
    coming.communicate("\n", timeout=30)
    assert server(home) is None


def test_it_listens_on_no_network_address(home):
    holder = Holder(home)
    assert holder.up() == "up"
    try:
        lines = (home / "postgres" / "postmaster.pid").read_text().splitlines()
        assert lines[5] == ""
        socket_folder = Path(lines[4])
        assert socket_folder.stat().st_mode & 0o777 == 0o700
        assert (home / "postgres").stat().st_mode & 0o777 == 0o700
    finally:
        holder.leave()
