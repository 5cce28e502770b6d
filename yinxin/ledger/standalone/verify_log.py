#!/usr/bin/env python3
"""Verify Yinxin's public log without Yinxin: one file, Python 3.9 or newer, nothing else.

    verify_log.py check SOURCE --keys keys.json       every tile, every entry, the checkpoint, its cosignatures
    verify_log.py monitor SOURCE --state FILE …       the same for what is new since the last run; nothing taken back
    verify_log.py proof FILE [--log SOURCE] …         a log proof: entries that are in the log
    verify_log.py receipt FILE --log SOURCE …         a receipt of a verification, and its position in the log
    verify_log.py consistent OLD NEW --log SOURCE …   two checkpoints: the later one goes on from the earlier one

SOURCE is the log's address (``https://…/log``) or a folder with a copy of it. Keys must have come to you some other way
than the log itself: ``--keys`` takes the installation's ``keys.json``, ``--key`` and ``--witness`` take verifier keys
(``name+id+base64``). Exit code: 0 all holds, 1 something does not, 2 it could not be read.

Formats: C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-cosignature; hashing as in RFC 6962. See docs/log.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

LARGEST = 1 << 20
WIDTH, HEIGHT = 256, 8


class Fault(Exception):
    """Something does not hold; the text says what."""


class Unreadable(Exception):
    """Something is not there, or cannot be fetched."""


# --- Ed25519 (RFC 8032): the library where it is installed, else plain arithmetic -------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    u, v = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = t - s, v - u, v + u, t + s
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(scalar: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def plain_ed25519(key: bytes, signature: bytes, data: bytes) -> bool:
    """Answer whether an Ed25519 signature holds, by arithmetic alone."""
    public, first = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or public is None or first is None or scalar >= _L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + data).digest(), "little") % _L
    a, b = _times(scalar, _BASE), _add(first, _times(challenge, public))
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 and (a[1] * b[2] - b[1] * a[2]) % _P == 0


def ed25519(key: bytes, signature: bytes, data: bytes) -> bool:
    """Answer whether an Ed25519 signature holds."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return plain_ed25519(key, signature, data)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


# --- Merkle trees (RFC 6962) ------------------------------------------------------------------------------------------


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """Return the root over leaf hashes: split at the largest power of two below their number."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(root_of(hashes[:middle]), root_of(hashes[middle:]))


def root_from(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Return the root to which an inclusion proof leads (RFC 9162, 2.1.3.2)."""
    node, last = index, size - 1
    if not 0 <= index < size:
        raise Fault(f"序号{index}不在{size}条之内")
    for sibling in proof:
        if last == 0:
            raise Fault("包含证明过长")
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Fault("包含证明过短")
    return leaf


# --- keys and notes ---------------------------------------------------------------------------------------------------


class Key(NamedTuple):
    """A verifier key: who, the four bytes that tell their keys apart, kind (1 log, 4 witness), 32 bytes."""

    name: str
    mark: bytes
    kind: int
    key: bytes


class Checkpoint(NamedTuple):
    """What a signed note commits to; ``seen`` says which witnesses saw it, and when (seconds since 1970)."""

    origin: str
    size: int
    root: bytes
    note: str
    seen: dict[str, int]


def _decoded(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Fault("不是base64") from None
    if base64.b64encode(data).decode() != text:
        raise Fault("base64的写法不唯一")
    return data


def read_key(text: str) -> Key:
    """Return the key that a verifier key states."""
    name, _, rest = text.strip().partition("+")
    mark, _, value = rest.partition("+")
    data = _decoded(value)
    if len(data) != 33 or data[0] not in (1, 4) or not name:
        raise Fault(f"不是验证密钥：{text[:40]}")
    key = Key(name, hashlib.sha256(name.encode() + b"\n" + data).digest()[:4], data[0], data[1:])
    if key.mark.hex() != mark:
        raise Fault(f"验证密钥的标识不符：{name}")
    return key


def read_note(data: bytes, key: Key, witnesses: list[Key]) -> Checkpoint:
    """Return the checkpoint of a note that the log has signed and every given witness has cosigned."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("检查点不是UTF-8") from None
    body, blank, signed = text.rpartition("\n\n")
    lines = body.split("\n")
    if (
        not blank
        or len(lines) < 3
        or not signed.endswith("\n")
        or not re.fullmatch("0|[1-9][0-9]{0,14}", lines[1])
    ):
        raise Fault("不是检查点")
    root, body = _decoded(lines[2]), body + "\n"
    if len(root) != 32 or lines[0] != key.name:
        raise Fault(f"检查点不属于{key.name}")
    held, seen = set(), {}
    for line in signed[:-1].split("\n"):
        name, _, value = line[2:].rpartition(" ")
        if not line.startswith("\u2014 ") or not name:
            raise Fault("签名行的格式不对")
        value_bytes = _decoded(value)
        for known in (one for one in (key, *witnesses) if (one.name, one.mark) == (name, value_bytes[:4])):
            stamp, signature = (
                (value_bytes[4:12], value_bytes[12:]) if known.kind == 4 else (b"", value_bytes[4:])
            )
            moment = int.from_bytes(stamp, "big")
            head = f"cosignature/v1\ntime {moment}\n" if known.kind == 4 else ""
            if not ed25519(known.key, signature, (head + body).encode()):
                raise Fault(f"{name}的签名不成立")
            held.add(known)
            if known.kind == 4:
                seen[name] = moment
    for known in (key, *witnesses):
        if known not in held:
            raise Fault(f"检查点没有{known.name}的签名")
    return Checkpoint(lines[0], int(lines[1]), root, text, seen)


# --- the log's files --------------------------------------------------------------------------------------------------


class Source:
    """A log at an address or in a folder; each file is read once."""

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/")
        self._read: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """Return a file of the log."""
        if path not in self._read:
            self._read[path] = self._fetch(path)
        return self._read[path]

    def _fetch(self, path: str) -> bytes:
        try:
            if self.where.startswith(("http://", "https://")):
                with urllib.request.urlopen(f"{self.where}/{path}", timeout=30) as answer:  # noqa: S310
                    return bytes(answer.read(LARGEST))
            with open(os.path.join(self.where, *path.split("/")), "rb") as file:
                return file.read(LARGEST)
        except (urllib.error.URLError, OSError) as error:
            raise Unreadable(f"{path}：{error}") from None

    def hashes(self, level: int, number: int, size: int) -> list[bytes]:
        """Return the hashes of a tile as it is in a tree of that size."""
        width = min(WIDTH, (size >> HEIGHT * level) - number * WIDTH)
        data = self.read(f"tile/{level}/{tile_path(number, width)}")
        if len(data) != 32 * width:
            raise Fault(f"tile/{level}/{tile_path(number, width)}：长度为{len(data)}，应为{32 * width}")
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    def leaves(self, number: int, size: int) -> list[bytes]:
        """Return the leaf hashes that a bundle of entries computes to."""
        width = min(WIDTH, size - number * WIDTH)
        path = f"tile/entries/{tile_path(number, width)}"
        data = self.read(path)
        if len(data) != 34 * width or any(data[at : at + 2] != b"\x00\x20" for at in range(0, len(data), 34)):
            raise Fault(f"{path}：不是{width}条32字节的摘要")
        return [leaf_hash(data[at + 2 : at + 34]) for at in range(0, len(data), 34)]


def tile_path(number: int, width: int = WIDTH) -> str:
    """Return a tile's number as a path: ``x001/x234/067``, and ``.p/17`` where it is not full."""
    path = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        path = f"x{number % 1000:03d}/{path}"
    return path if width == WIDTH else f"{path}.p/{width}"


class Tree:
    """A tree that is read by tiles."""

    def __init__(self, source: Source, size: int) -> None:
        self.source, self.size = source, size

    def over(self, first: int, end: int) -> bytes:
        """Return the root over a range that a proof can name."""
        peaks, count = [], end - first
        for height in range(48, -1, -1):
            if count >> height & 1:
                level, within = divmod(height, HEIGHT)
                number, at = divmod(first >> height << within, WIDTH)
                peaks.append(root_of(self.source.hashes(level, number, self.size)[at : at + (1 << within)]))
                first += 1 << height
        root = peaks.pop() if peaks else hashlib.sha256(b"").digest()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root

    def goes_on_from(self, size: int, root: bytes) -> bytes:
        """Return the root over the whole tree; the first ``size`` leaves must have the given one.

        The old root is computed from the parts of the new one, so that both rest on the same hashes (RFC 6962, 2.1.2).
        """
        if not 0 <= size <= self.size:
            raise Fault(f"日志只有{self.size}条，却有人见过{size}条：被回退")
        parts, first, end = [], 0, self.size  # what lies left and right of the cut, from the outside in
        while first < size < end:
            middle = first + (1 << ((end - first - 1).bit_length() - 1))
            left = size >= middle
            parts.append((left, self.over(first, middle) if left else self.over(middle, end)))
            first, end = (middle, end) if left else (first, middle)
        whole = self.over(first, end)
        old = None if size == first else whole
        for left, part in reversed(parts):
            whole = node_hash(part, whole) if left else node_hash(whole, part)
            old = (node_hash(part, old) if old else part) if left else old
        if (old or hashlib.sha256(b"").digest()) != root:
            raise Fault(f"前{size}条的根与从前见到的不同：日志被改写或分叉")
        return whole


def recomputed(source: Source, size: int, since: int = 0) -> Iterator[str]:
    """Yield every file in which something does not follow from the entries, as far as it is newer than ``since``."""
    below: dict[int, bytes] = {}
    for level in range(7):
        held, above = size >> HEIGHT * level, {}
        for number in range((since >> HEIGHT * level) // WIDTH, -(-held // WIDTH)):
            try:
                served = source.hashes(level, number, size)
                if level == 0:
                    below = dict(enumerate(source.leaves(number, size), number * WIDTH))
                wrong = [at for at, one in enumerate(served) if below.get(number * WIDTH + at, one) != one]
                if wrong:
                    place = number * WIDTH + wrong[0]
                    yield f"第{level}层第{number}块：第{place}个散列与其下的内容不符（共{len(wrong)}个）"
                if len(served) == WIDTH:
                    above[number] = root_of(served)
            except (Fault, Unreadable) as fault:
                yield str(fault)
        below = above


# --- what an auditor asks ---------------------------------------------------------------------------------------------


def check(
    source: Source, key: Key, witnesses: list[Key], since: int = 0
) -> tuple[Checkpoint | None, list[str]]:
    """Return the checkpoint of a log (None where it does not hold) and everything that is wrong with the log."""
    try:
        seen = read_note(source.read("checkpoint"), key, witnesses)
    except (Fault, Unreadable) as fault:
        return None, [f"checkpoint：{fault}"]
    faults = list(recomputed(source, seen.size, since))
    try:
        if Tree(source, seen.size).over(0, seen.size) != seen.root:
            faults.append("checkpoint：由各块算出的根与检查点不符")
    except (Fault, Unreadable) as fault:
        faults.append(str(fault))
    return seen, list(dict.fromkeys(faults))


def follow(source: Source, key: Key, witnesses: list[Key], state: str) -> tuple[Checkpoint | None, list[str]]:
    """Check what is new since the last run and that nothing was taken back; remember the checkpoint if all holds."""
    before = None
    if os.path.exists(state):
        with open(state, "rb") as file:
            before = read_note(file.read(), key, [])
    seen, faults = check(source, key, witnesses, before.size if before else 0)
    if seen and before:
        try:
            if Tree(source, seen.size).goes_on_from(before.size, before.root) != seen.root:
                faults.append("checkpoint：一致性证明不通向此检查点")
        except (Fault, Unreadable) as fault:
            faults.append(str(fault))
    if seen and not faults:
        with open(state + ".new", "wb") as file:
            file.write(seen.note.encode())
        os.replace(state + ".new", state)
    return seen, faults


def held_against(source: Source, key: Key, size: int, root: bytes) -> Checkpoint:
    """Return the log's checkpoint, if the log has gone on from a tree of that size and root."""
    seen = read_note(source.read("checkpoint"), key, [])
    if Tree(source, seen.size).goes_on_from(size, root) != seen.root:
        raise Fault("一致性证明不通向此检查点")
    return seen


def read_proof(text: str, key: Key, witnesses: list[Key]) -> tuple[Checkpoint, list[dict[str, Any]]]:
    """Return the checkpoint of a log proof and the entries that it proves to be in the log."""
    given = _json(text, "yinxin-log-proof-1", "format", "checkpoint", "entries")
    seen = read_note(given["checkpoint"].encode(), key, witnesses)
    entries = []
    for one in given["entries"]:
        leaf = leaf_hash(hashlib.sha256(one["entry"].encode()).digest())
        proof = [bytes.fromhex(part) for part in one["proof"]]
        if root_from(leaf, one["index"], seen.size, proof) != seen.root:
            raise Fault(f"第{one['index']}条不在日志中，或内容被改动")
        entries.append({"index": one["index"], **json.loads(one["entry"])})
    return seen, entries


def read_receipt(text: str, key: Key) -> dict[str, Any]:
    """Return what a receipt of a verification says, if the log's key has signed it."""
    given = _json(text, "", "receipt", "signature")
    said: dict[str, Any] = given["receipt"]
    data = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not ed25519(key.key, _decoded(given["signature"]["value"]), b"yinxin-receipt-v1\n" + data.encode()):
        raise Fault("回执的签名不成立")
    return said


def _json(text: str, form: str, *names: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if (
        not isinstance(given, dict)
        or any(name not in given for name in names)
        or given.get("format", "") != form
    ):
        raise Fault("文件格式不对")
    return given


# --- the command line -------------------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("check", "monitor", "proof", "receipt", "consistent"))
    parser.add_argument("given", nargs="+", metavar="SOURCE|FILE")
    parser.add_argument("--keys", help="the installation's keys.json")
    parser.add_argument("--key", help="the log's verifier key")
    parser.add_argument("--witness", action="append", default=[], help="a witness that must have cosigned")
    parser.add_argument("--log", help="the log to hold a proof, a receipt or two checkpoints against")
    parser.add_argument(
        "--state", default="yinxin-log.state", help="where the monitor keeps the last checkpoint"
    )
    asked = parser.parse_args(arguments)
    try:
        key, witnesses = read_keys(asked.keys, asked.key, asked.witness)
        faults = _answer(asked, key, witnesses)
    except (Fault, KeyError, TypeError, AttributeError, ValueError) as error:
        faults = [str(error) or type(error).__name__]
    except (Unreadable, OSError) as error:
        print(f"？读不到：{error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(f"✗ {fault}")
    return 1 if faults else 0


def read_keys(file: str | None, key: str | None, witnesses: list[str]) -> tuple[Key, list[Key]]:
    """Return the log's key and the witnesses' from a ``keys.json``, from verifier keys, or from both."""
    if file:
        with open(file, encoding="utf-8") as opened:
            given = json.load(opened)["log"]
        key = key or given["verifier_key"]
        witnesses = witnesses + [one["verifier_key"] for one in given.get("witnesses", [])]
    if not key:
        raise Fault("须以--keys或--key给出日志的公钥")
    return read_key(key), [read_key(one) for one in dict.fromkeys(witnesses)]


def _answer(asked: argparse.Namespace, key: Key, witnesses: list[Key]) -> list[str]:
    if asked.what in ("check", "monitor"):
        source = Source(asked.given[0])
        following = asked.what == "monitor"
        seen, faults = (
            follow(source, key, witnesses, asked.state) if following else check(source, key, witnesses)
        )
        if seen:
            print(f"{seen.origin}：{seen.size}条，根 {seen.root.hex()}，见证人{len(seen.seen)}名")
        return faults
    texts = []
    for name in asked.given:
        with open(name, encoding="utf-8") as file:
            texts.append(file.read())
    if asked.what == "proof":
        seen, entries = read_proof(texts[0], key, witnesses)
        for entry in entries:
            print(
                f"✓ 第{entry['index']}条 {entry['at']} {entry['kind']} {entry['subject']} {entry['subject_id']}"
            )
    elif asked.what == "receipt":
        said = read_receipt(texts[0], key)
        print(f"✓ {said['number']} {said['verdict']} {said['at']}")
        place = said["log"] or {"size": 0, "root": hashlib.sha256(b"").hexdigest()}
        seen = Checkpoint(key.name, place["size"], bytes.fromhex(place["root"]), "", {})
    else:
        old, seen = (read_note(text.encode(), key, []) for text in texts)
        print(f"{old.size}条 → {seen.size}条")
        if not asked.log:
            raise Fault("须以--log给出日志")
        newest = Tree(Source(asked.log), seen.size)
        if newest.goes_on_from(old.size, old.root) != seen.root:
            raise Fault("一致性证明不通向后一个检查点")
    if asked.log:
        newest_seen = held_against(Source(asked.log), key, seen.size, seen.root)
        print(f"✓ 日志现有{newest_seen.size}条，前{seen.size}条未变")
    return []


if __name__ == "__main__":
    sys.exit(main())
