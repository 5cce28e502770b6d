"""``yinxin log``: export, verify, monitor, be a witness."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ledger.conftest import cosigned, published_log  # noqa: F401
from yinxin.ledger.standalone import verify_log
from yinxin.signing import notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(published_log, tmp_path):  # noqa: F811
    return Path(shutil.copytree(published_log, tmp_path / "copy"))


def keys(copy):
    return ("--keys", str(copy / "keys.json"))


def test_what_is_exported_is_verified(yinxin, copy, cosigned, tmp_path):  # noqa: F811
    done = yinxin("log", "export", str(tmp_path / "out"), "--json")
    assert (done.code, done.json["folder"]) == (0, str(tmp_path / "out"))
    said = yinxin("log", "verify", str(tmp_path / "out"), *keys(copy), "--json")
    assert (said.code, said.json["holds"], said.json["size"]) == (0, True, done.json["size"])


def test_an_altered_copy_is_told_and_exit_code_1(yinxin, copy):
    file = copy / "tile" / "0" / "001"
    file.write_bytes(bytes(32) + file.read_bytes()[32:])
    said = yinxin("log", "verify", str(copy), *keys(copy), "--json")
    assert (said.code, said.json["holds"]) == (1, False)
    assert "第256个散列" in yinxin("log", "verify", str(copy), *keys(copy)).out


def test_a_monitor_remembers_and_says_when_the_log_was_taken_back(yinxin, copy, tmp_path):
    state = tmp_path / "state"
    follow = ("log", "monitor", "--url", str(copy), "--state", str(state), *keys(copy))
    assert yinxin(*follow).code == 0
    assert state.read_bytes() == (copy / "checkpoint").read_bytes()
    (copy / "checkpoint").write_bytes((copy / "earlier").read_bytes())
    said = yinxin(*follow)
    assert said.code == 1
    assert "✗" in said.out
    state.write_text("nonsense")
    assert yinxin(*follow).code == 1


@pytest.mark.parametrize("given", [(), ("--key", "nonsense"), ("--key", "a+b+c")])
def test_without_a_key_nothing_is_verified(yinxin, copy, given):
    assert yinxin("log", "verify", str(copy), *given).code == 2


def test_a_witness_shows_its_key_and_keeps_it(yinxin, tmp_path):
    from config.workshop import keyring

    ring = keyring()
    log = notes.verifier_key(ring.log_origin, ring.log_public_key())
    ask = (
        "log",
        "witness",
        "--folder",
        str(tmp_path / "w"),
        "--name",
        "witness.example",
        "--log",
        log,
        "--json",
    )
    first = yinxin(*ask)
    assert verify_log.read_key(first.json["verifier_key"]).name == "witness.example"
    assert yinxin(*ask).json == first.json
