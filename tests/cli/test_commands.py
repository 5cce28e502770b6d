"""The table of commands: each can be loaded, says what it does, and answers in JSON."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from yinxin.cli.main import COMMANDS, SUMMARIES

WITHOUT_JSON = {
    "demo": "it tells a story to people and then serves",
    "serve": "it serves until it is stopped",
    "work": "it works until it is stopped",
    "signer serve": "it serves until it is stopped",
    "bench": "it prints JSON always",
    "docs": "it writes files",
}
ELSEWHERE = {"bench", "docs"}
"""Commands whose modules load more than a command needs to be listed."""


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for below, one in command.commands.items():
            yield from leaves(f"{name} {below}", one)
    else:
        yield name, command


LEAVES = [
    leaf
    for name, place in COMMANDS.items()
    if name not in ELSEWHERE
    for leaf in leaves(name, getattr(import_module(f"yinxin.cli.{place.module}"), place.name))
]


@pytest.mark.parametrize(("name", "command"), LEAVES, ids=[name for name, _ in LEAVES])
def test_a_command_says_what_it_does_and_answers_in_json(name, command):
    assert command.help
    options = {option for parameter in command.params for option in parameter.opts}
    assert ("--json" in options) is (name not in WITHOUT_JSON)


def test_every_command_has_its_line_in_the_help(yinxin):
    assert list(SUMMARIES) == list(COMMANDS)
    said = yinxin("--help")
    assert said.code == 0
    for name, summary in SUMMARIES.items():
        assert name in said.out
        assert summary.split()[0] in said.out


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_needs_no_database(flag, monkeypatch, yinxin):
    from yinxin.cli import main

    monkeypatch.setattr("sys.argv", ["yinxin", "verify", flag])
    monkeypatch.setattr(main, "prepare_database", lambda **_: pytest.fail("asked for a database"))
    said = yinxin("verify", flag)
    assert said.code == 0
    assert "NUMBER" in said.out


_EACH = """
import contextlib, io, sys
from yinxin.cli.main import COMMANDS, cli
for name in COMMANDS:
    sys.argv = ["yinxin", name, "--help"]
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main(args=sys.argv[1:], standalone_mode=False)
"""


def test_every_command_helps_where_nothing_is_set_up(tmp_path):
    bare = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    said = subprocess.run(
        [sys.executable, "-c", _EACH],
        env=bare | {"YINXIN_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr


def test_an_unknown_command_is_a_usage_error(yinxin):
    said = yinxin("unknown")
    assert (said.code, said.out) == (2, "")


def test_the_version_is_the_packages(yinxin):
    assert yinxin("--version").code == 0
