"""Personal data at rest: what is closed opens only whole and in its place; keys are made once."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import threading
from pathlib import Path

import orjson
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yinxin.register.vault import DOCUMENT, FACE, Vault, open_vault, token_key

RESIDENT_18, RESIDENT_15 = "11010519491231002X", "110105491231002"


@pytest.fixture
def safe(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "keys")


def test_what_was_closed_opens_in_its_place(safe):
    closed = safe.close("章示例".encode(), FACE)
    assert "章示例".encode() not in closed
    assert safe.open(closed, FACE).decode() == "章示例"


def test_the_same_text_is_never_closed_into_the_same_bytes(safe):
    assert safe.close(b"same", FACE) != safe.close(b"same", FACE)


def test_closed_data_does_not_open_in_another_place(safe):
    with pytest.raises(InvalidTag):
        safe.open(safe.close(b"1101", FACE), DOCUMENT)


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_one_altered_byte_keeps_it_shut(safe, place):
    closed = bytearray(safe.close(b"1101", FACE))
    closed[place] ^= 1
    with pytest.raises(InvalidTag):
        safe.open(bytes(closed), FACE)


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
def test_data_cut_short_keeps_it_shut(safe, length):
    with pytest.raises(InvalidTag):
        safe.open(safe.close(b"1101", FACE)[:length], FACE)


def test_an_old_data_key_goes_on_reading_after_a_new_one_was_added(tmp_path):
    before = open_vault(tmp_path)
    closed = before.close(b"old", FACE)
    wrapped = orjson.loads((tmp_path / "data-keys.json").read_bytes())
    master = AESGCM(base64.b64decode((tmp_path / "master.key").read_bytes()))
    nonce = os.urandom(12)
    fresh = nonce + master.encrypt(nonce, os.urandom(32), b"data key")
    wrapped["keys"]["2"] = base64.b64encode(fresh).decode()
    (tmp_path / "data-keys.json").write_bytes(orjson.dumps(wrapped))
    after = open_vault(tmp_path)
    assert after.open(closed, FACE) == b"old"
    assert after.close(b"new", FACE)[0] == after.current == 2
    assert after.open(after.close(b"new", FACE), FACE) == b"new"
    assert after.match_key("1", "章", "2") == before.match_key("1", "章", "2")


def test_key_files_are_for_their_owner_alone(safe, tmp_path):
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.name for file in files] == ["data-keys.json", "master.key"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_opening_again_gives_the_same_keys(safe, tmp_path):
    again = open_vault(tmp_path / "keys")
    assert again.open(safe.close(b"x", FACE), FACE) == b"x"
    assert again.token(7) == safe.token(7)
    assert again.document_key("111", RESIDENT_18) == safe.document_key("111", RESIDENT_18)


def test_the_master_key_may_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("YINXIN_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    open_vault(tmp_path)
    assert not (tmp_path / "master.key").exists()
    monkeypatch.setenv("YINXIN_MASTER_KEY", base64.b64encode(bytes(31) + b"1").decode())
    with pytest.raises(InvalidTag):
        open_vault(tmp_path)


def test_threads_that_come_at_once_share_one_key(tmp_path, monkeypatch):
    tokens, gate, link = [], threading.Barrier(4), os.link

    def linked_at_the_same_time(*names: object) -> None:
        gate.wait(timeout=5)
        link(*names)

    monkeypatch.setenv("YINXIN_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    monkeypatch.setattr(os, "link", linked_at_the_same_time)
    threads = [
        threading.Thread(target=lambda: tokens.append(open_vault(tmp_path).token(1))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tokens == [open_vault(tmp_path).token(1)] * 4
    assert [file.name for file in tmp_path.iterdir()] == ["data-keys.json"]


def test_processes_that_come_at_once_share_one_key(tmp_path):
    script = "import sys; from pathlib import Path; from yinxin.register.vault import open_vault; "
    script += "sys.stdin.readline(); print(open_vault(Path(sys.argv[1])).token(1))"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([sys.executable, "-c", script, tmp_path], **pipes) for _ in range(2)]
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert {process.communicate(timeout=30)[0] for process in both} == {open_vault(tmp_path).token(1) + "\n"}
    assert {process.returncode for process in both} == {0}


@pytest.mark.parametrize(
    ("number", "name", "id_number"),
    [
        (" 2026099340001 ", "阿卜杜拉·吐尔逊", RESIDENT_18),
        ("２０２６０９９３４０００１", "阿卜杜拉·吐尔逊", RESIDENT_18),
        ("★2026099340001", "阿卜杜拉•吐尔逊", RESIDENT_18),
        ("2026099340001", "阿卜杜拉．吐尔逊", RESIDENT_18),
        ("2026099340001", " 阿卜杜拉·吐尔逊", RESIDENT_18.lower()),
        ("2026099340001", "阿卜杜拉·吐尔逊", RESIDENT_15),
        ("2026099340001", "阿卜杜拉·吐尔逊", "１１０１０５ １９４９１２３１００２Ｘ"),
    ],
)
def test_one_person_written_in_other_ways_matches(safe, number, name, id_number):
    wanted = safe.match_key("2026099340001", "阿卜杜拉·吐尔逊", RESIDENT_18)
    assert len(wanted) == 16
    assert safe.match_key(number, name, id_number) == wanted


@pytest.mark.parametrize(
    ("number", "name", "id_number"),
    [
        ("2026099340002", "章示例", RESIDENT_18),
        ("2026099340001", "张示例", RESIDENT_18),
        ("2026099340001", "章示例", "990105194912310031"),
        ("2026099340001章", "示例", RESIDENT_18),
    ],
)
def test_anything_else_does_not_match(safe, number, name, id_number):
    assert safe.match_key(number, name, id_number) != safe.match_key("2026099340001", "章示例", RESIDENT_18)


def test_a_document_is_found_by_both_its_forms_and_only_within_its_kind(safe):
    assert safe.document_key("111", RESIDENT_15) == safe.document_key("111", RESIDENT_18)
    assert safe.document_key("114", RESIDENT_18) != safe.document_key("111", RESIDENT_18)


def test_tokens_are_22_characters_and_tell_nothing_of_each_other(safe, tmp_path):
    tokens = [safe.token(number) for number in range(500)]
    assert {len(token) for token in tokens} == {22}
    assert len({token[:4] for token in tokens}) > 450
    assert set(tokens).isdisjoint(open_vault(tmp_path / "other").token(number) for number in range(500))
    assert token_key(tokens[0]) != token_key(tokens[1])
