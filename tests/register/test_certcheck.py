"""Finished files read again by other programs say what the register says, and whatever differs is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.workshop import keyring, workshop
from tests.cast import AT
from yinxin.register import certcheck
from yinxin.register.making import Intent
from yinxin.register.models import ElectronicCopy
from yinxin.register.refacing import face_of
from yinxin.register.workshop import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(cast):
    return ElectronicCopy.objects.filter(state="released").select_related("certificate").first()


def data_of(copy):
    return workshop().store.get(bytes(copy.digest).hex())


def test_every_file_of_a_batch_says_what_the_register_says(cast, copy):
    digests = certcheck.of_batch(copy.certificate.batch_id)
    assert len(digests) == 12
    assert len(certcheck.of_batch(copy.certificate.batch_id, every=5)) == 3
    for digest in digests:
        checked = certcheck.check(workshop().store.get(digest), keyring(), at=AT)
        assert checked.agrees, [str(words) for words in checked.differences]


@pytest.mark.parametrize(
    ("item", "value", "says"),
    [
        ("name", "欧阳别人", "欧阳别人"),
        ("management_number", "20260609934201070999", "20260609934201070999"),
        ("approved_on", "2026-06-13", "2026年06月13日"),
        ("remarks", ("2026年7月1日，本人照片已更换。",), "本人照片已更换"),
        ("verify_at", "https://verify.example/c/" + "Z" * 22, "二维码"),
    ],
)
def test_a_file_that_says_otherwise_than_the_register_is_named(cast, copy, item, value, says):
    face = replace(face_of(copy.certificate_id), **{item: value})
    found = [str(words) for words in certcheck.differences(data_of(copy), face, keyring(), at=AT)]
    assert any(says in words for words in found)
    assert any("附带的数据" in words for words in found)


def test_a_file_that_the_register_does_not_know_is_held_against_itself(cast, copy):
    face = replace(face_of(copy.certificate_id), level="高级")
    intent = Intent(copy.pk, copy.certificate_id, face, tuple(copy.seals.split("|")), AT)
    other = workshop().store.get(make(intent, workshop()).digest)
    checked = certcheck.check(other, keyring(), at=AT)
    assert (checked.known, checked.agrees, checked.differences) == (False, False, ())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_file_of_ours_is_said_to_be_none(cast, data):
    checked = certcheck.check(data, keyring(), at=AT)
    assert not checked.agrees
    assert checked.differences


def test_a_changed_byte_is_found(cast, copy):
    data = bytearray(data_of(copy))
    data[len(data) // 2] ^= 1
    assert certcheck.check(bytes(data), keyring(), at=AT).differences
