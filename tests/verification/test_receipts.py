"""Receipts: genuine or not, what was asked, what the register says now (N22.1, N25)."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from config.workshop import keyring
from tests.cast import AT
from tests.verification.helpers import base_faces
from tests.verification.test_application import Reply, application, question, shelf  # noqa: F401
from yinxin.register.files import files
from yinxin.register.vault import vault
from yinxin.signing import receipts as signed
from yinxin.verification import answers, brought, receipts
from yinxin.verification.application import VerificationApplication
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


def asked():
    face = base_faces()[0][1]
    return face.management_number, face.name, face.id_number


def receipt(three=None):
    three = three or asked()
    return receipts.of_match(three, answers.by_match(*three, at=AT), keyring())


def test_a_receipt_is_genuine_and_says_what_was_answered():
    checked = receipts.check(receipt().text(), keyring(), at=AT)
    assert (checked.genuine, checked.then, checked.then_at, checked.changed) == (
        True,
        Verdict.VALID,
        AT,
        False,
    )
    assert checked.now.verdict is Verdict.VALID


def test_whoever_keeps_the_opening_proves_what_was_asked():
    three = asked()
    made = receipt(three)
    for these, proved in ((three, True), ((three[0], "别人", three[2]), False)):
        assert receipts.check(made.text(), keyring(), at=AT, asked=these).proved is proved
    bare = {**made.parts(), "opening": ""}
    assert receipts.check(json.dumps(bare), keyring(), at=AT, asked=three).proved is False


def test_spellings_that_mean_the_same_prove_the_same():
    number, name, id_number = asked()
    made = receipt((f" {number} ", name, id_number.lower()))
    assert receipts.proves(made, (number, name, id_number))


def test_a_receipt_tells_nothing_of_the_person():
    number, name, id_number = asked()
    text = receipt().text()
    for secret in (number, name, id_number, id_number[6:14]):
        assert secret not in text
    assert receipt().said["asked"]["commitment"] != receipt().said["asked"]["commitment"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda parts: parts["receipt"].update(verdict="revoked"),
        lambda parts: parts["receipt"].update(at="2020-01-01T00:00:00+00:00"),
        lambda parts: parts["receipt"].update(extra=1),
        lambda parts: parts["receipt"].update(extra=1.5),
        lambda parts: parts["receipt"].pop("log"),
        lambda parts: parts["signature"].update(key="log.example/other"),
        lambda parts: parts["signature"].update(value="AAAA"),
        lambda parts: parts["signature"].update(value="不是"),
        lambda parts: parts.update(receipt=[]),
        lambda parts: parts.update(opening=7),
        lambda parts: parts.pop("signature"),
    ],
)
def test_a_changed_receipt_is_not_genuine(spoil):
    parts = json.loads(receipt().text())
    spoil(parts)
    assert not receipts.check(json.dumps(parts), keyring(), at=AT).genuine


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "7", "不是回执", "{" * 5000, "x" * 20_000])
def test_what_is_no_receipt_is_not_genuine(text):
    assert not receipts.check(text, keyring(), at=AT).genuine


def test_a_checkpoint_is_never_a_receipt_and_the_other_way_round():
    ring = keyring()
    body = f"{ring.log_origin}\n1\n"
    parts = {**receipt().parts()}
    note = base64.b64encode(ring.log_key.sign(body.encode())).decode()
    parts["signature"] = {"key": ring.log_origin, "value": note}
    assert not receipts.check(json.dumps(parts), ring, at=AT).genuine


def test_the_same_question_is_asked_again(shelf):  # noqa: F811
    three = ("20260609934000000001", "欧阳佳", "990101199003070000")
    key = vault().match_key(*three)
    made = receipts.of_match(three, answers.by_match(*three, at=AT), keyring())
    assert made.said["verdict"] == "not_found"
    assert made.said["log"] == {"size": 3, "root": bytes(32).hex()}
    shelf.rows[key] = ("valid", None, 1)
    checked = receipts.check(made.text(), keyring(), at=AT)
    assert (checked.then, checked.now.verdict, checked.changed) == (Verdict.NOT_FOUND, Verdict.VALID, True)
    shelf.down = True
    checked = receipts.check(made.text(), keyring(), at=AT)
    assert (checked.now.verdict, checked.changed) == (Verdict.UNAVAILABLE, False)


def test_a_receipt_closed_under_lost_keys_stays_genuine():
    made = receipt()
    said = {**made.said, "replay": "AAAA"}
    lost = signed.sign(said, keyring().log_origin, keyring().log_key)
    checked = receipts.check(lost.text(), keyring(), at=AT)
    assert checked.genuine
    assert checked.now.verdict is Verdict.UNAVAILABLE


def test_a_file_is_known_again_by_its_digest():
    copy = base_faces()[0][0].electronic
    data = files().get(bytes(copy.digest).hex())
    answer = brought.by_file(data, keyring(), at=AT)
    made = receipts.of_file(sha256(data).hexdigest(), answer, keyring())
    assert made.said["file"]["genuine"]
    checked = receipts.check(made.text(), keyring(), at=AT)
    assert (checked.then, checked.now.verdict, checked.proved) == (Verdict.VALID, Verdict.VALID, None)


def test_the_fast_path_makes_a_receipt_only_when_asked():
    made = []

    def make(three, answer):
        made.append(three)
        return receipts.of_match(three, answer, keyring())

    app = VerificationApplication(lambda: AT, make)
    assert "receipt" not in Reply(app, question()).json
    assert "receipt" not in Reply(app, question(receipt="yes")).json
    assert not made
    reply = Reply(app, question(receipt=True))
    assert receipts.check(orjson.dumps(reply.json["receipt"]).decode(), keyring(), at=AT).genuine
    assert len(made) == 1


def test_the_script_of_the_documentation_agrees(tmp_path):
    page = Path("docs/receipts.md").read_text("utf-8").partition("in Python")[2]
    script = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    file = tmp_path / "receipt.json"
    verifier = keyring().public_document()["log"]["verifier_key"]
    for spoil, code in ((False, 0), (True, 1)):
        parts = receipt().parts()
        if spoil:
            parts["receipt"]["verdict"] = "expired"
        file.write_text(json.dumps(parts), "utf-8")
        ran = subprocess.run(
            [sys.executable, "-c", script, verifier, str(file)], capture_output=True, check=False
        )
        assert ran.returncode == code, ran.stderr
