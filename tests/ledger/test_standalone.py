"""The stand-alone verifier, run on what the program publishes: it accepts it, and nothing else."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.conftest import NOON
from tests.long import often
from yinxin.kernel.merkle import root_of
from yinxin.ledger.standalone import verify_log
from yinxin.ledger.standalone.verify_log import Fault, Source, Tree, Unreadable

pytestmark = pytest.mark.django_db
MOST_FLIPS = 1000


@pytest.fixture(scope="module")
def keys(published_log):
    return verify_log.read_keys(str(published_log / "keys.json"), None, [])


@pytest.fixture
def copy(published_log, tmp_path):
    return Path(shutil.copytree(published_log, tmp_path / "copy"))


def faults(folder, keys, since=0):
    return verify_log.check(Source(str(folder)), *keys, since)[1]


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and (path.parent != folder))


def test_a_published_log_holds(published_log, keys):
    seen, wrong = verify_log.check(Source(str(published_log)), *keys)
    assert wrong == []
    assert (seen.size > 700, len(seen.seen)) == (True, 1)


def test_every_single_bit_flip_is_found(copy, keys):
    """The bar: 1,000 of 1,000 (YINXIN_LONG=1); in the log's files evenly, and each file at least some times."""
    chance = random.Random(36)
    files = [copy / "checkpoint", *files_of(copy)]
    places = [(file, byte) for file in files for byte in range(file.stat().st_size)]
    wanted = often(150, MOST_FLIPS)
    chosen = [(file, chance.randrange(file.stat().st_size)) for file in files for _ in range(3)]
    chosen += [(files[0], byte) for byte in range(0, files[0].stat().st_size, often(13, 2))]
    chosen += chance.sample(places, max(0, wanted - len(chosen)))
    missed = []
    for file, byte in chosen:
        data = file.read_bytes()
        flipped = bytearray(data)
        flipped[byte] ^= 1 << chance.randrange(8)
        file.write_bytes(flipped)
        if not faults(copy, keys):
            missed.append((file.name, byte))
        file.write_bytes(data)
    assert len(chosen) >= wanted
    assert missed == []
    assert faults(copy, keys) == []


def test_a_flip_is_said_where_it_is(copy, keys):
    file = copy / "tile" / "entries" / "001"
    data = bytearray(file.read_bytes())
    data[34 * 10 + 5] ^= 1
    file.write_bytes(data)
    assert faults(copy, keys) == ["第0层第1块：第266个散列与其下的内容不符（共1个）"]


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/001", "checkpoint"])
def test_a_missing_or_shortened_file_is_found(copy, keys, path):
    data = (copy / path).read_bytes()
    (copy / path).write_bytes(data[:-1])
    assert faults(copy, keys)
    (copy / path).unlink()
    assert any(path in fault for fault in faults(copy, keys))


def test_a_rewritten_history_with_its_own_hashes_fails_at_the_signature(copy, keys):
    """An insider recomputes every tile after a change; the root that was signed is another."""
    bundle = copy / "tile" / "entries" / "000"
    data = bytearray(bundle.read_bytes())
    data[40] ^= 1
    bundle.write_bytes(data)
    leaves = [verify_log.leaf_hash(bytes(data[at + 2 : at + 34])) for at in range(0, len(data), 34)]
    (copy / "tile" / "0" / "000").write_bytes(b"".join(leaves))
    (upper,) = (copy / "tile" / "1" / "000.p").iterdir()
    upper.write_bytes(root_of(leaves) + upper.read_bytes()[32:])
    assert faults(copy, keys) == ["checkpoint：由各块算出的根与检查点不符"]


def test_a_missing_cosignature_is_found(copy, keys):
    lines = (copy / "checkpoint").read_text().splitlines(keepends=True)
    (copy / "checkpoint").write_text("".join(lines[:-1]))
    (fault,) = faults(copy, keys)
    assert "witness" in fault


def test_plain_arithmetic_and_the_library_agree_on_signatures():
    chance = random.Random(5)
    for number in range(often(4, 60)):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key, data = private.public_key().public_bytes_raw(), chance.randbytes(number)
        signature = private.sign(data)
        assert verify_log.plain_ed25519(key, signature, data)
        assert not verify_log.plain_ed25519(key, signature, data + b"x")
        for part in (0, 31, 32, 63):
            wrong = bytearray(signature)
            wrong[part] ^= 1
            assert verify_log.plain_ed25519(key, bytes(wrong), data) is False
            assert verify_log.ed25519(key, bytes(wrong), data) is False
        # The same signature with the group's order added to its second half: nobody may write it two ways.
        other = int.from_bytes(signature[32:], "little") + verify_log._L
        assert not verify_log.plain_ed25519(key, signature[:32] + other.to_bytes(32, "little"), data)


def test_the_vectors_of_rfc_8032_hold():
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert verify_log.plain_ed25519(key, signature, b"")
    assert not verify_log.plain_ed25519(key, signature, b"\0")


def test_it_runs_alone_in_an_empty_place_without_any_library(published_log):
    """-I -S: no packages, no paths, no environment: Python and this one file."""
    program = [sys.executable, "-I", "-S", str(published_log / "verify_log.py")]
    keys = ["--keys", str(published_log / "keys.json")]
    done = subprocess.run(
        [*program, "check", str(published_log), *keys], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "见证人1名" in done.stdout
    gone = subprocess.run([*program, "check", "/nowhere", *keys], capture_output=True, text=True, check=False)
    assert (gone.returncode, "checkpoint" in gone.stdout) == (1, True)


def test_two_checkpoints_are_held_against_each_other(published_log, keys, tmp_path, capsys):
    ask = ["consistent", str(published_log / "earlier"), str(published_log / "checkpoint")]
    more = ["--keys", str(published_log / "keys.json"), "--log", str(published_log)]
    assert verify_log.main([*ask, *more]) == 0
    assert verify_log.main([ask[0], ask[2], ask[1], *more]) == 1
    capsys.readouterr()


def test_a_monitor_follows_and_remembers(published_log, keys, tmp_path):
    state = tmp_path / "state"
    state.write_bytes((published_log / "earlier").read_bytes())
    seen, wrong = verify_log.follow(Source(str(published_log)), *keys, str(state))
    assert (wrong, state.read_text()) == ([], seen.note)
    assert verify_log.follow(Source(str(published_log)), *keys, str(state))[1] == []


def forged(copy, leaves, keyring):
    """Publish a log of other leaves under the log's own key, as its keeper could."""
    from tests.kernel.test_tiles import Shelf
    from yinxin.kernel.tiles import tiles_of
    from yinxin.signing.notes import sign_note

    shelf = Shelf([verify_log.leaf_hash(one) for one in leaves])
    for one in tiles_of(len(leaves)):
        path = copy / "tile" / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(shelf.tile(one))
        if one.level == 0:
            path = copy / "tile" / "entries" / one.path.removeprefix("0/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(b"\0\x20" + one for one in leaves[one.number * 256 : one.end]))
    note = sign_note(keyring.log_origin, len(leaves), root_of(shelf.levels[0]), keyring.log_key)
    (copy / "checkpoint").write_text(note)


def digests_of(folder):
    size = int((folder / "checkpoint").read_text().split("\n")[1])
    bundles = sorted(path for path in (folder / "tile" / "entries").rglob("*") if path.is_file())
    data = b"".join(path.read_bytes() for path in sorted(bundles, key=lambda p: str(p.relative_to(folder))))
    return [data[at + 2 : at + 34] for at in range(0, 34 * size, 34)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda leaves: [*leaves[:100], bytes(32), *leaves[101:]], "根与从前见到的不同"),
        (lambda leaves: [*leaves[:100], *leaves[101:], bytes(32), bytes(32)], "根与从前见到的不同"),
        (lambda leaves: leaves[:-5], "被回退"),
        (lambda leaves: [*leaves[:-1], bytes(32)], "根与从前见到的不同"),
    ],
    ids=["an old entry changed", "an old entry taken out", "the end cut off", "another end of the same size"],
)
def test_a_monitor_sees_what_the_keeper_himself_took_back(published_log, copy, keys, tmp_path, change, told):
    """All of these logs are sound in themselves, and signed: only memory tells."""
    from config.workshop import keyring

    state = tmp_path / "state"
    log, _ = keys
    assert verify_log.follow(Source(str(published_log)), log, [], str(state))[1] == []
    remembered = state.read_bytes()
    forged(copy, change(digests_of(published_log)), keyring())
    assert faults(copy, (log, [])) == []
    _, wrong = verify_log.follow(Source(str(copy)), log, [], str(state))
    assert any(told in fault for fault in wrong), wrong
    assert state.read_bytes() == remembered


def test_a_monitor_recomputes_what_is_new_and_trusts_its_own_memory_for_the_rest(
    published_log, copy, keys, tmp_path
):
    state = tmp_path / "state"
    state.write_bytes((published_log / "earlier").read_bytes())
    last = max((copy / "tile" / "entries").rglob("*.p/*"))
    data = bytearray(last.read_bytes())
    data[3] ^= 4
    last.write_bytes(data)
    assert verify_log.follow(Source(str(copy)), *keys, str(state))[1]


@pytest.mark.parametrize("old", [0, 1, 2, 255, 256, 257, 300, 511, 512, 513])
def test_roots_of_old_and_new_are_computed_from_the_same_parts(published_log, old):
    leaves = [verify_log.leaf_hash(one) for one in digests_of(published_log)]
    tree = Tree(Source(str(published_log)), len(leaves))
    assert tree.goes_on_from(old, root_of(leaves[:old])) == root_of(leaves)
    with pytest.raises(Fault, match="前"):
        tree.goes_on_from(old, sha256(b"other").digest())


def test_a_log_proof_holds_and_no_altered_one_does(published_log, django_db_blocker, keys):
    from config import witnesses
    from yinxin.ledger import proving
    from yinxin.register.models import Certificate
    from yinxin.register.provable import log_proof

    with django_db_blocker.unblock():
        witnesses.seal_ledger(at=NOON)
        proof = log_proof(Certificate.objects.order_by("id").values_list("id", flat=True)[0])
        assert proving.of_subjects(("thing", -1)) is None
    seen, entries = verify_log.read_proof(json.dumps(proof), *keys)
    assert {"certificate.opened", "certificate.released", "electronic_copy.made"} <= {
        entry["kind"] for entry in entries
    }
    assert all(len(entry["salt"]) == 32 for entry in entries)

    def refused(change):
        altered = json.loads(json.dumps(proof))
        change(altered["entries"][0])
        with pytest.raises(Fault):
            verify_log.read_proof(json.dumps(altered), *keys)

    refused(lambda one: one.update(entry=one["entry"].replace('"actor":', '"actor":1')))
    refused(lambda one: one.update(index=one["index"] + 1))
    refused(lambda one: one["proof"].pop())
    refused(lambda one: one["proof"].append("00" * 32))
    refused(lambda one: one.update(proof=["00" * 32, *one["proof"][1:]]))


def test_a_receipts_position_in_the_log_is_checked(published_log, keys, tmp_path, capsys):
    from config.workshop import keyring
    from yinxin.signing import receipts

    old = verify_log.read_note((published_log / "earlier").read_bytes(), keys[0], [])
    ring = keyring()

    def write(size, root):
        said = {
            "number": "HZ1",
            "verdict": "valid",
            "at": NOON.isoformat(),
            "log": {"size": size, "root": root},
        }
        file = tmp_path / "receipt.json"
        file.write_text(receipts.sign(said, ring.log_origin, ring.log_key).text(), "utf-8")
        return ["receipt", str(file), "--keys", str(published_log / "keys.json"), "--log", str(published_log)]

    assert verify_log.main(write(old.size, old.root.hex())) == 0
    assert verify_log.main(write(old.size, "00" * 32)) == 1
    assert verify_log.main(write(old.size - 1, old.root.hex())) == 1
    assert verify_log.main(write(10**6, old.root.hex())) == 1
    ask = write(old.size, old.root.hex())
    Path(ask[1]).write_text(Path(ask[1]).read_text("utf-8").replace('"valid"', '"not_found"'), "utf-8")
    assert verify_log.main(ask) == 1
    assert "回执的签名不成立" in capsys.readouterr().out


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text + "x",
        lambda text: text.replace("\u2014 ", "- "),
        lambda text: text.replace(text.split("\n")[2], base64.b64encode(bytes(31)).decode()),
        lambda text: text.replace("\n", "\n0", 1),
        lambda text: "other.log/1\n" + text.split("\n", 1)[1],
    ],
)
def test_what_is_not_a_checkpoint_of_the_log_is_refused(published_log, keys, spoil):
    text = (published_log / "checkpoint").read_text()
    with pytest.raises(Fault):
        verify_log.read_note(spoil(text).encode(), *keys)


def test_an_address_that_cannot_be_reached_is_said(keys):
    with pytest.raises(Unreadable):
        Source("http://127.0.0.1:9/log").read("checkpoint")
