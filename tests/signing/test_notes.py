"""Checkpoints are C2SP signed notes: they verify, and no changed one does."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yinxin.signing.notes import (
    BadNote,
    Checkpoint,
    read_verifier_key,
    sign_note,
    verifier_key,
    verify_note,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROOT = hashlib.sha256(b"root").digest()
ORIGIN = "log.yinxin.example/2026"
NOTE = sign_note(ORIGIN, 42, ROOT, KEY)


def test_a_note_has_the_shape_that_the_specification_gives():
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "42", base64.b64encode(ROOT).decode(), ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]
    public = KEY.public_key().public_bytes_raw()
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    assert base64.b64decode(lines[4].split()[-1])[:4] == key_id
    assert verifier_key(ORIGIN, KEY.public_key()) == (
        f"{ORIGIN}+{key_id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
    )


@pytest.mark.parametrize("size", [0, 1, 42, 10**9])
def test_a_checkpoint_comes_back_as_it_was_signed(size):
    assert verify_note(sign_note(ORIGIN, size, ROOT, KEY), KEY.public_key()) == Checkpoint(ORIGIN, size, ROOT)


def test_signatures_of_witnesses_are_passed_over():
    body, signature = NOTE.split("\n\n")
    witness = "— witness.example " + base64.b64encode(b"abcd" + bytes(64)).decode()
    assert verify_note(f"{body}\n\n{witness}\n{signature}", KEY.public_key()).size == 42


def test_lines_for_extensions_are_signed_too():
    body = f"{ORIGIN}\n42\n{base64.b64encode(ROOT).decode()}\nextension\n"
    key_id = base64.b64decode(NOTE.split()[-1])[:4]
    line = base64.b64encode(key_id + KEY.sign(body.encode())).decode()
    assert verify_note(f"{body}\n— {ORIGIN} {line}\n", KEY.public_key()).size == 42
    with pytest.raises(BadNote):
        verify_note(f"{body.replace('extension', 'another')}\n— {ORIGIN} {line}\n", KEY.public_key())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("42", "43"),
        ("42", "042"),
        ("42", "-1"),
        (ORIGIN, "log.other.example"),
        (base64.b64encode(ROOT).decode()[:8], "AAAAAAAA"),
        ("— ", "- "),
        ("\n\n", "\n"),
        ("=\n\n", "\n\n"),
    ],
)
def test_a_changed_note_is_refused(old, new):
    assert old in NOTE
    with pytest.raises(BadNote):
        verify_note(NOTE.replace(old, new), KEY.public_key())


@pytest.mark.parametrize("text", ["", "\n\n", "a\n1\nb\n\n", NOTE[:-1], NOTE[:-20] + "\n", "\n\n\n— x y\n"])
def test_what_is_not_a_note_is_refused(text):
    with pytest.raises(BadNote):
        verify_note(text, KEY.public_key())


def test_another_key_has_not_signed_it():
    with pytest.raises(BadNote, match="not signed"):
        verify_note(NOTE, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 1, ROOT), ("a b", 1, ROOT), ("a+b", 1, ROOT), ("a", -1, ROOT), ("a", 1, b"short")],
)
def test_what_cannot_be_a_checkpoint_is_not_signed(origin, size, root):
    with pytest.raises(ValueError):
        sign_note(origin, size, root, KEY)


def test_a_verifier_key_is_read_back():
    origin, key = read_verifier_key(verifier_key(ORIGIN, KEY.public_key()))
    assert origin == ORIGIN
    assert verify_note(NOTE, key).root == ROOT


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("+", "-"),
        lambda text: text[:-4],
        lambda text: "other" + text,
        lambda text: text.replace(text.split("+")[1], "00000000"),
        lambda text: "",
    ],
)
def test_a_damaged_verifier_key_is_refused(change):
    with pytest.raises(BadNote):
        read_verifier_key(change(verifier_key(ORIGIN, KEY.public_key())))
