"""The signer: it signs what was written down and waits, for that seal, on that day, and nothing else (N6)."""

from __future__ import annotations

import json
import shutil
import threading

import psycopg
import pytest
from django.db import connection, transaction

from config.workshop import keyring, workshop
from tests import cast as factories
from tests.cast import AT
from tests.parties.people import DAY, HOUR
from tests.sealing.helpers import decided, in_use, sealing
from yinxin.kernel.refusal import WrongState
from yinxin.production import making
from yinxin.register import intent_book
from yinxin.register.intent_book import ROLE, IntentBook
from yinxin.register.models import ElectronicCopy
from yinxin.signing import wire
from yinxin.signing.keys import REGISTRY, Keyring
from yinxin.signing.service import MOST_FILES, Desk, open_server
from yinxin.verification import brought

pytestmark = pytest.mark.django_db


class Link:
    """The test's own connection, under the signer's role for each question, whichever thread asks."""

    def __init__(self, raw):
        self.raw = raw

    def execute(self, query, values=None):
        cursor = psycopg.Cursor(self.raw)
        cursor.execute(f"set role {ROLE}")
        try:
            return psycopg.Cursor(self.raw).execute(query, values)
        finally:
            cursor.execute("reset role")


@pytest.fixture
def signer(folder, tmp_path_factory):
    """A signer with the private keys, and an installation that has none."""
    place = tmp_path_factory.mktemp("signer")
    shutil.copytree(folder, place / "keys")
    address = place / "s.sock"
    facts = json.loads((folder / REGISTRY).read_text())
    for entry in facts["seals"]:
        if entry["algorithm"] == "ES256":
            (folder / entry["key"]).unlink()
            entry["key"] = {"signer": str(address)}
    (folder / REGISTRY).write_text(json.dumps(facts))
    keyring.cache_clear()
    workshop.cache_clear()
    raw = connection.connection
    book = IntentBook("", Keyring.open(place / "keys"), connect=lambda: Link(raw))
    desk = Desk(book, lambda: AT, place / "journal")
    server = open_server(address, desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield desk
    server.shutdown()
    server.server_close()


def waiting(cast, seed):
    batch = factories.accepted(cast, seed=seed, count=2)
    return batch, ElectronicCopy.objects.filter(certificate__batch_id=batch).order_by("id").first()


def asked(desk, copy, *, key=None, intent=None, message=None):
    key = key or copy.seals.split("|")[0]
    seal = next((one for one in desk.book.ring().seals if one.id == key), None)
    message = message if message is not None else seal.envelope._attributes(bytes(32))
    return desk.answer(wire.Asked(key, f"copy:{copy.pk}" if intent is None else intent, message))


def test_workers_without_keys_make_certificates_that_verify(signer, cast):
    batch = factories.released(cast, seed=7241)
    copies = ElectronicCopy.objects.filter(certificate__batch_id=batch)
    for copy in copies:
        data = workshop().store.get(bytes(copy.digest).hex())
        assert brought.by_file(data, keyring(), at=AT).genuine
    lines = [json.loads(line) for line in signer.journal.read_text().splitlines()]
    assert {line["intent"] for line in lines} == {f"copy:{copy.pk}" for copy in copies}
    assert not any(line["refused"] for line in lines)
    assert {key.place for key in keyring().seals if key.signer.algorithm == "ES256"} == {"signer"}


def test_what_was_made_is_not_signed_again(signer, cast):
    batch, copy = waiting(cast, 7242)
    assert asked(signer, copy).value
    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    assert "no such intent" in asked(signer, copy).refused


def test_what_is_not_as_it_was_written_down_is_refused(signer, cast):
    _, copy = waiting(cast, 7243)
    other = next(one.id for one in signer.book.ring().seals if one.id != copy.seals.split("|")[0])
    assert asked(signer, copy, key=other).refused
    assert asked(signer, copy, key="log", message=b"x").refused == "no such seal"
    assert "no such intent" in asked(signer, copy, intent="copy:999999999").refused
    for intent in ("", "copy:", "copy:1 or 1=1", "account:1", "copy:-1"):
        assert "no such intent" in asked(signer, copy, intent=intent).refused
    for message in (b"", b"hello", bytes(200)):
        assert "attributes" in asked(signer, copy, message=message).refused
    assert asked(signer, copy).value


def test_a_seal_that_is_not_in_use_or_out_of_its_period_signs_nothing(signer, cast):
    _, copy = waiting(cast, 7244)
    key_id = in_use(copy.seals.split("|")[0])
    decided("suspension", key_id)
    assert asked(signer, copy).refused == "the seal is suspended"
    decided("resumption", key_id, at=AT + HOUR)
    assert asked(signer, copy).value
    ElectronicCopy.objects.filter(pk=copy.pk).update(signed_at=AT - 3000 * DAY)
    assert "period" in asked(signer, copy).refused


def test_one_intent_makes_one_file_a_few_at_most(signer, cast):
    _, copy = waiting(cast, 7245)
    seal = next(one for one in signer.book.ring().seals if one.id == copy.seals.split("|")[0])
    answers = [
        asked(signer, copy, message=seal.envelope._attributes(bytes([n]) * 32)) for n in range(MOST_FILES + 2)
    ]
    assert [bool(answer.value) for answer in answers] == [True] * MOST_FILES + [False] * 2
    again = Desk(signer.book, lambda: AT, signer.journal)
    assert asked(again, copy, message=seal.envelope._attributes(bytes([9]) * 32)).refused
    assert asked(again, copy, message=seal.envelope._attributes(bytes(32))).value


def test_the_role_reads_intents_and_nobodys_name_and_writes_nothing(cast):
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {ROLE}")
        for query in (*intent_book._ASKS.values(), intent_book._KEYS):
            cursor.execute(query, [1] if "%s" in query else None)
        for refused in (
            "select face from register_certificate",
            "select name from register_holder_name",
            "select * from ledger_entry",
            "update register_electronic_copy set state = 'made'",
            "insert into register_reseal (id) values (1)",
            "delete from sealing_key",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(refused)
        cursor.execute("reset role")


def test_a_signer_that_is_away_lets_the_file_wait(folder, cast):
    facts = json.loads((folder / REGISTRY).read_text())
    for entry in facts["seals"]:
        if entry["algorithm"] == "ES256":
            entry["key"] = {"signer": str(folder / "nobody.sock")}
    (folder / REGISTRY).write_text(json.dumps(facts))
    keyring.cache_clear()
    seal = next(one for one in keyring().seals if one.id == sealing())
    with pytest.raises(WrongState, match="没有应答"):
        seal.envelope.sign(bytes(32))
