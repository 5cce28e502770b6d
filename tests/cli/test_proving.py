"""Carriers verified on the terminal without network or database: in a process that has neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.signing.conftest import face, keyring  # noqa: F401
from tests.signing.proving import ADDRESS, status_list
from yinxin.rendering import qr
from yinxin.signing import credentials, records
from yinxin.signing.credentials import Order, Place

PAGE = f"{ADDRESS}/c/aBcDeFgHiJkLmNoPqRsTuV"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def known(keyring, now, tmp_path):  # noqa: F811
    """The published keys and two lists that count today, as files; the words that name them."""
    files = {"keys.json": json.dumps(keyring.public_document())}
    files |= {
        kind: status_list(keyring, kind, now - timedelta(hours=1)) for kind in ("revocation", "refresh")
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    lists = [word for kind in ("revocation", "refresh") for word in ("--status", str(tmp_path / kind))]
    return ["--offline", "--keys", str(tmp_path / "keys.json")], lists


@pytest.fixture
def code(keyring, face, now):  # noqa: F811
    return records.code(PAGE, records.record_of(face, shard=3, index=5, at=now), keyring.record_key())


@pytest.fixture
def yinxin(tmp_path):
    """Run the program in a home of its own, where there is nothing."""

    def run(*words):
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path.cwd()),
            "YINXIN_HOME": str(tmp_path / "home"),
        }
        command = [sys.executable, "-m", "yinxin.cli.main", *words]
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120
        )

    return run


def test_a_text_and_a_picture_are_judged_alike_and_no_home_is_made(yinxin, known, code, tmp_path):
    (tmp_path / "code.png").write_bytes(qr.png(code))
    for given in (code, str(tmp_path / "code.png")):
        said = yinxin("verify-qr", given, *known[0], *known[1], "--json")
        answer = json.loads(said.stdout)
        assert said.returncode == 0, said.stderr
        assert (answer["genuine"], answer["status"], answer["fresh"]) == (True, "valid", True)
        assert answer["certificate"]["name"] == "王芳"
    assert not (tmp_path / "home").exists()


def test_without_lists_it_says_that_it_does_not_know(yinxin, known, code):
    said = yinxin("verify-qr", code, *known[0])
    assert said.returncode == 1
    assert "不知道现状" in said.stdout
    assert "是否未被改动：是" in said.stdout


def test_an_altered_code_is_refused(yinxin, known, code):
    said = yinxin("verify-qr", code[:-1] + ("A" if code[-1] != "A" else "B"), *known[0], *known[1])
    assert said.returncode == 1
    assert "是否未被改动：否" in said.stdout


@pytest.mark.parametrize("words", [("--offline",), ("--offline", "--keys", "README.md")])
def test_bad_input_is_answered(yinxin, code, words):
    said = yinxin("verify-qr", code, *words)
    assert said.returncode in (1, 2)
    assert "Traceback" not in said.stderr


def test_a_picture_without_a_code_is_answered(yinxin, known, tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    said = yinxin("verify-qr", str(tmp_path / "x.png"), *known[0])
    assert "无法读取" in said.stderr


def test_a_credential_is_judged(yinxin, known, keyring, face, now, tmp_path):  # noqa: F811
    order = Order(face, Place(3, 5), ADDRESS, now.replace(microsecond=0), ("level",))
    file = tmp_path / "credential.sdjwt"
    file.write_text(credentials.issue(order, keyring.credential_key(), os.urandom))
    said = yinxin("verify-credential", str(file), *known[0], *known[1], "--json")
    answer = json.loads(said.stdout)
    assert answer["genuine"]
    assert "name" not in answer["certificate"]
    file.write_text(file.read_text()[:-20])
    assert yinxin("verify-credential", str(file), *known[0], *known[1]).returncode == 1
