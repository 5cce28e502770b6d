"""A witness cosigns what goes on from what it saw, and nothing else."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yinxin.kernel.merkle import consistency_proof, leaf_hash, root_of
from yinxin.signing.cosignatures import WitnessKey, cosign, read_witness, verify_cosignature
from yinxin.signing.notes import BadNote, sign_note, verifier_key, verify_note
from yinxin.signing.witness import Behind, Declined, LocalWitness, NearWitness, request

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "log.example/2026"
LEAVES = [leaf_hash(str(n).encode()) for n in range(50)]
SEEN = datetime(2026, 9, 1, tzinfo=UTC)


def note(size, leaves=LEAVES):
    return sign_note(ORIGIN, size, root_of(leaves[:size]), LOG)


@pytest.fixture
def witness(tmp_path):
    return LocalWitness(
        tmp_path / "w", "witness.example", [verifier_key(ORIGIN, LOG.public_key())], lambda: SEEN
    )


def asked(witness, old, new, leaves=LEAVES, proof=None):
    proof = consistency_proof(old, leaves[:new]) if proof is None else proof
    return witness.add_checkpoint(request(old, proof, note(new, leaves)))


def test_what_goes_on_is_cosigned_with_the_time_and_the_log_still_verifies(witness):
    for old, new in ((0, 7), (7, 8), (8, 50)):
        answer = asked(witness, old, new)
        assert answer.status == 200
        assert verify_cosignature(note(new), answer.text, witness.public) == int(SEEN.timestamp())
        assert verify_note(note(new) + answer.text, LOG.public_key()).size == new


def test_the_same_checkpoint_may_be_cosigned_again(witness):
    assert asked(witness, 0, 7).status == 200
    assert asked(witness, 7, 7).status == 200


@pytest.mark.parametrize(
    ("old", "new", "leaves", "proof", "status"),
    [
        (0, 9, LEAVES, None, 409),  # it is at 7
        (9, 12, LEAVES, None, 409),
        (12, 9, LEAVES, [], 400),
        (7, 20, LEAVES, [], 422),
        (7, 20, LEAVES, consistency_proof(6, LEAVES[:20]), 422),
        (7, 20, [bytes(32), *LEAVES[1:]], None, 422),  # another history with its own proof
        (7, 7, [bytes(32), *LEAVES[1:]], None, 409),  # another tree of the same size
    ],
)
def test_what_does_not_go_on_is_refused_and_leaves_no_trace(witness, old, new, leaves, proof, status):
    assert asked(witness, 0, 7).status == 200
    answer = asked(witness, old, new, leaves, proof)
    assert answer.status == status
    if status == 409:
        assert (answer.kind, answer.text) == ("text/x.tlog.size", "7\n")
    assert asked(witness, 7, 8).status == 200


def test_it_remembers_after_a_restart(witness, tmp_path):
    assert asked(witness, 0, 9).status == 200
    again = LocalWitness(tmp_path / "w", witness.name, [verifier_key(ORIGIN, LOG.public_key())], lambda: SEEN)
    assert again.public.text == witness.public.text
    assert asked(again, 0, 9).status == 409
    assert asked(again, 9, 10).status == 200


def test_unknown_logs_forged_notes_and_noise_are_refused(witness):
    foreign = sign_note("other.log/1", 3, root_of(LEAVES[:3]), LOG)
    forged = sign_note(ORIGIN, 3, root_of(LEAVES[:3]), Ed25519PrivateKey.generate())
    assert witness.add_checkpoint(request(0, [], foreign)).status == 404
    assert witness.add_checkpoint(request(0, [], forged)).status == 403
    for noise in (
        b"",
        b"old 0",
        b"old x\n\n" + note(3).encode(),
        b"\xff",
        b"old 0\n%%%\n\n" + note(3).encode(),
    ):
        assert witness.add_checkpoint(noise).status == 400
    lines = "old 0\n" + "\n".join([base64.b64encode(bytes(32)).decode()] * 64)
    assert witness.add_checkpoint(f"{lines}\n\n{note(3)}".encode()).status == 400


def test_a_witness_nearby_answers_as_one_far_away(witness):
    near = NearWitness(witness)
    near.ask(0, [], note(7))
    with pytest.raises(Behind) as known:
        near.ask(0, [], note(9))
    assert known.value.size == 7
    with pytest.raises(Declined, match="422"):
        near.ask(7, [], note(9))


def test_a_cosignature_holds_for_its_note_its_name_and_its_time_only(witness):
    key = Ed25519PrivateKey.generate()
    known = WitnessKey("w.example", key.public_key())
    line = cosign(note(7), "w.example", key, 1_700_000_000)
    assert verify_cosignature(note(7), line, known) == 1_700_000_000
    assert read_witness(known.text).mark == known.mark
    data = bytearray(base64.b64decode(line.split(" ")[2]))
    data[11] ^= 1
    later = line.rpartition(" ")[0] + " " + base64.b64encode(data).decode() + "\n"
    for note_, line_, who in (
        (note(8), line, known),
        (note(7), later, known),
        (note(7), line, witness.public),
        (note(7), line.rstrip("\n"), known),
        (note(7), line.replace("w.example", "v.example"), known),
        (note(7), line.replace("\u2014", "-"), known),
    ):
        with pytest.raises(BadNote):
            verify_cosignature(note_, line_, who)


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text[1:], lambda text: text[:-4], lambda text: text.replace("+", "-"), lambda text: ""],
)
def test_a_spoiled_verifier_key_is_refused(witness, spoil):
    with pytest.raises(BadNote):
        read_witness(spoil(witness.public.text))
