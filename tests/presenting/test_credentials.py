"""Credentials: issued to their holder alone, counted, remembered without a word about the person, dead with the certificate."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from config.workshop import credential_issuer, known_proofs, publish_status_lists
from tests.cast import AT
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, WrongState
from yinxin.ledger.models import Entry
from yinxin.parties.actor import SYSTEM
from yinxin.presenting import audit, crediting, terms
from yinxin.presenting.models import Credential
from yinxin.register import status
from yinxin.register.files import files
from yinxin.signing import credentials
from yinxin.signing.plain_keys import PlainKey
from yinxin.signing.proofs import Standing

pytestmark = pytest.mark.django_db

HOLDER = PlainKey(ec.derive_private_key(42, ec.SECP256R1()), "active")


@pytest.fixture
def issue(held):
    def make(show=("level",), key="", *, holder=None, at=AT):
        return crediting.issue(
            holder_id=holder or held.holder,
            certificate_id=held.id,
            show=show,
            holder_key=key,
            issuer=credential_issuer(),
            at=at,
        )

    return make


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch):
    """Publish lists at the moment of the tests' country."""
    from config import workshop

    monkeypatch.setattr(workshop, "now", lambda: AT)


def judge(text, at=AT):
    keys, statuses = known_proofs()
    return credentials.verify(text, keys, statuses, at)


def test_it_verifies_with_the_published_lists_and_dies_with_the_certificate(held, issue):
    publish_status_lists()
    text = issue()
    assert judge(text).genuine
    status.invalidate([held.id], by=SYSTEM, at=AT)
    publish_status_lists()
    proof = judge(text)
    assert proof.unaltered
    assert proof.status.standing is Standing.REVOKED
    assert not proof.genuine
    with pytest.raises(WrongState):
        issue()


def test_the_ledger_remembers_it_without_a_word_about_the_person(issue, held):
    text = issue(("name", "id_number"))
    entry = Entry.objects.filter(kind="credential.issued").latest("id")
    facts = json.dumps(entry.facts, ensure_ascii=False)
    said = judge(text).said
    assert said["name"] not in facts
    assert said["id_number"] not in facts
    assert Credential.objects.get(pk=entry.subject_id).items == "name|id_number|qualification"


def test_nobody_elses_certificate_is_told_about(issue, two):
    with pytest.raises(NotFound):
        issue(holder=two[1].holder)


def test_there_is_a_limit_a_day(issue, held):
    for _ in range(terms.MOST_CREDENTIALS):
        issue()
    assert crediting.left_today(held.id, AT) == 0
    with pytest.raises(NotApplicable):
        issue()
    issue(at=AT + timedelta(days=1))


@pytest.mark.parametrize(
    "key", ["{", "[]", "7", "null", '{"kty":"RSA"}', '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}']
)
def test_a_key_that_is_none_is_refused(issue, key):
    with pytest.raises(Incomplete):
        issue(key=key)


def test_a_private_key_is_refused_as_such(issue):
    with pytest.raises(Incomplete, match="私钥"):
        issue(key=json.dumps(HOLDER.known.jwk() | {"d": "AA"}))


def test_a_bound_one_counts_with_its_holders_signature_alone(issue):
    publish_status_lists()
    text = issue(key=json.dumps(HOLDER.known.jwk()))
    assert not judge(text).genuine
    assert judge(credentials.prove(text, HOLDER, audience="x", nonce="y", at=AT)).genuine


def test_an_item_that_the_certificate_does_not_have_is_refused(issue):
    with pytest.raises(Incomplete):
        issue(("photo",))


@pytest.mark.parametrize(
    "sql",
    [
        "update presenting_credential set items = 'name' where id = %s",
        "update presenting_credential set until = until + interval '1 day' where id = %s",
        "update presenting_credential set digest = sha256('x') where id = %s",
        "update presenting_credential set bound = true where id = %s",
        "delete from presenting_credential where id = %s",
        "delete from ledger_entry where kind = 'credential.issued' and subject_id = %s",
    ],
)
def test_a_change_behind_the_back_is_named(issue, behind_the_back, sql):
    issue()
    assert list(audit.audit(files())) == []
    number = Credential.objects.latest("id").pk
    behind_the_back(sql, number)
    assert {(one.where, one.number) for one in audit.audit(files())} == {("presenting_credential", number)}
