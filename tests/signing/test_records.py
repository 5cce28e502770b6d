"""Records in QR codes: small, the same every time, checked offline, and no altered one is accepted."""

from __future__ import annotations

import base64
import string
from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest

from tests.long import often
from yinxin.signing import records
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.plain_keys import _ORDER, RETIRED, KnownKey, PlainKey
from yinxin.signing.proofs import BadList, Standing, StatusBook, read_list
from yinxin.signing.trust import PublicKeys

from .conftest import AT, OWNER
from .proving import ADDRESS, altered, shortened, status_list

PLACE = {"shard": 3, "index": 99_999}
PAGE = f"{ADDRESS}/c/aBcDeFgHiJkLmNoPqRsTuV"


@pytest.fixture(scope="module")
def keys(keyring):
    return PublicKeys.from_document(keyring.public_document())


@pytest.fixture(scope="module")
def book(keyring, keys):
    return StatusBook.read([status_list(keyring, kind, AT) for kind in ("revocation", "refresh")], keys)


@pytest.fixture(scope="module")
def code(keyring, face):
    return records.code(PAGE, records.record_of(face, **PLACE, at=AT), keyring.record_key())


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    return create_demo_authority(tmp_path_factory.mktemp("foreign"), [OWNER], AT)


def test_a_record_proves_all_three_and_says_what_the_page_shows(code, keys, book, face):
    proof = records.verify(code, keys, book, AT)
    assert (proof.genuine, proof.unaltered, proof.trusted) == (True, True, True)
    assert proof.signed_by == "verify.yinxin.example"
    assert proof.said["name"] == face.name
    assert proof.said["management_number"] == face.management_number
    assert proof.said["sealed_by"] == [OWNER]
    assert proof.status.standing is Standing.VALID


def test_neither_identity_number_nor_photograph_is_in_it(code, face):
    message = base64.b32decode(code.partition("#")[2] + "=" * (-len(code.partition("#")[2]) % 8))
    payload = cbor2.loads(cbor2.loads(message).value[2])
    assert face.id_number not in map(str, payload)
    assert face.born not in map(str, payload)
    assert len(payload) == 12


def test_the_same_record_gives_the_same_text_in_the_alphanumeric_set(code, keyring, face):
    again = records.code(PAGE, records.record_of(face, **PLACE, at=AT), keyring.record_key())
    assert again == code
    assert len(code) < 400
    assert set(code.partition("#")[2]) <= set(string.ascii_uppercase + "234567")


@pytest.mark.parametrize(
    "changes",
    [
        {"management_number": "0034"},
        {"management_number": "99999999999999999999999"},
        {"management_number": "皖A-1"},
        {"management_number": ""},
        {"name": "阿卜杜热合曼·麦麦提吐尔逊·艾力亚"},
        {"name": "赵𠮷", "level": "", "specialty": "", "approved_on": ""},
        {"kind": "qualification_proof", "valid_until": "2031-12-31"},
        {"sealed_by": (OWNER, "住房和城乡建设部", "交通运输部", "水利部")},
    ],
)
def test_whatever_a_face_may_say_comes_back_to_the_letter(keyring, keys, book, face, changes):
    shown = replace(face, **changes)
    text = records.code(PAGE, records.record_of(shown, **PLACE, at=AT), keyring.record_key())
    proof = records.verify(text, keys, book, AT)
    assert proof.genuine
    for name, value in changes.items():
        assert proof.said[name] == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize(
    ("marks", "standing"),
    [
        ({"revocation": (99_999,)}, Standing.REVOKED),
        ({"refresh": (99_999,)}, Standing.SUPERSEDED),
        ({"revocation": (99_999,), "refresh": (99_999,)}, Standing.REVOKED),
        ({"revocation": (99_998, 100_000)}, Standing.VALID),
    ],
)
def test_the_lists_say_how_it_stands(code, keyring, keys, marks, standing):
    lists = [status_list(keyring, kind, AT, marked=marks.get(kind, ())) for kind in ("revocation", "refresh")]
    proof = records.verify(code, keys, StatusBook.read(lists, keys), AT)
    assert proof.status.standing is standing
    assert proof.genuine is (standing is Standing.VALID)


def test_without_lists_the_present_is_not_known(code, keyring, keys):
    for lists in ([], [status_list(keyring, "revocation", AT)]):
        proof = records.verify(code, keys, StatusBook.read(lists, keys), AT)
        assert proof.unaltered
        assert proof.trusted
        assert not proof.genuine
        assert proof.status.standing is Standing.UNKNOWN
        assert proof.status.as_of is None


def test_lists_that_have_run_out_are_not_enough_and_say_since_when(code, keys, book):
    proof = records.verify(code, keys, book, AT + timedelta(hours=24, seconds=1))
    assert proof.status.standing is Standing.VALID
    assert proof.status.as_of == AT
    assert not proof.status.fresh
    assert not proof.genuine
    assert records.verify(code, keys, book, AT + timedelta(hours=24)).genuine


def test_of_several_lists_of_one_name_the_newest_counts(code, keyring, keys):
    newer = [status_list(keyring, kind, AT + timedelta(hours=1)) for kind in ("revocation", "refresh")]
    older = status_list(keyring, "revocation", AT, marked=(99_999,))
    for lists in ([older, *newer], [*newer, older]):
        assert records.verify(code, keys, StatusBook.read(lists, keys), AT).genuine


def test_a_list_that_others_signed_or_that_was_altered_is_refused(keyring, keys, foreign):
    sound = status_list(keyring, "revocation", AT)
    assert read_list(sound, keys)[0] == "revocation-3"
    swapped = status_list(keyring, "revocation", AT, id=f"{ADDRESS}/status/refresh-3")
    for bad in (
        status_list(foreign, "revocation", AT),
        swapped,
        sound[:-2],
        "",
        "a.b.c",
        sound.replace(".", ""),
    ):
        with pytest.raises(BadList):
            read_list(bad, keys)
    for _, text in altered(sound, string.ascii_letters, often(60, 600), "lists"):
        with pytest.raises(BadList):
            read_list(text, keys)


def test_a_certificate_past_its_term_is_not_genuine(keyring, keys, face):
    ended = replace(face, valid_until="2026-08-31")
    text = records.code(PAGE, records.record_of(ended, **PLACE, at=AT), keyring.record_key())
    lists = [status_list(keyring, kind, AT) for kind in ("revocation", "refresh")]
    proof = records.verify(text, keys, StatusBook.read(lists, keys), AT)
    assert not proof.genuine
    assert proof.problems


def test_a_retired_key_still_counts_and_a_compromised_one_does_not(code, keys, book):
    (key,) = keys.records
    for status, genuine in ((RETIRED, True), ("compromised", False), ("suspended", False)):
        now = replace(keys, records=(KnownKey(key.public, status),))
        proof = records.verify(code, now, book, AT)
        assert proof.genuine is genuine
        assert proof.unaltered


def test_another_implementation_of_cose_accepts_it(code, keys):
    """Built from the standard alone: Sig_structure with the address as external data, ECDSA on P-256."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    address, _, text = code.partition("#")
    protected, unprotected, payload, signature = cbor2.loads(
        base64.b32decode(text + "=" * (-len(text) % 8))
    ).value
    structure = cbor2.dumps(["Signature1", protected, address.encode(), payload])
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    keys.records[0].public.verify(encode_dss_signature(r, s), structure, ec.ECDSA(hashes.SHA256()))
    assert unprotected == {}
    assert cbor2.loads(protected)[1] == -7


def forgeries(code, keyring, foreign, face):
    """Yield texts that are none of ours: altered, cut, put together from two, signed by others, spelled otherwise."""
    everything = string.ascii_letters + string.digits + string.punctuation
    yield from altered(code, everything, often(len(code), 1000), "records")
    yield from shortened(code)
    address, _, fragment = code.partition("#")
    message = base64.b32decode(fragment + "=" * (-len(fragment) % 8))
    for bit in range(0, len(message) * 8, often(7, 1)):
        spoilt = bytearray(message)
        spoilt[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit}", f"{address}#{base64.b32encode(bytes(spoilt)).decode().rstrip('=')}"
    record = records.record_of(face, **PLACE, at=AT)
    yield "signed by others", records.code(address, record, foreign.record_key())
    yield "signed with the key of credentials", records.code(address, record, keyring.credentials[0])
    elsewhere = records.code(f"{ADDRESS}/c/XXXXXXXXXXXXXXXXXXXXXX", record, keyring.record_key())
    yield "under another address", f"{address}#{elsewhere.partition('#')[2]}"
    yield "small letters", f"{address}#{fragment.lower()}"
    yield "with filling", f"{address}#{fragment}{'=' * (-len(fragment) % 8)}"
    yield from ((name, f"{address}#{text(message)}") for name, text in _SPELLINGS.items())


def _packed(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _high(message: bytes) -> str:
    """Return the message with the other signature that fits as well."""
    protected, _, payload, signature = cbor2.loads(message).value
    other = (_ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    return _packed(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature[:32] + other])))


def _with(message: bytes, place: int, value: object) -> str:
    parts = list(cbor2.loads(message).value)
    parts[place] = value
    return _packed(cbor2.dumps(cbor2.CBORTag(18, parts)))


_SPELLINGS = {
    "the other signature": _high,
    "without its tag": lambda message: _packed(message[1:]),
    "with a second item": lambda message: _packed(message + b"\x00"),
    "unprotected header": lambda message: _with(message, 1, {4: b"1234"}),
    "no signature": lambda message: _with(message, 3, b""),
    "no payload": lambda message: _with(message, 2, b""),
    "payload of none": lambda message: _with(message, 2, None),
    "algorithm none": lambda message: _with(message, 0, cbor2.dumps({1: 0, 4: b"1234"})),
    "no header": lambda message: _with(message, 0, b""),
    "an indefinite list": lambda message: _packed(message[:1] + b"\x9f" + message[2:] + b"\xff"),
    "nonsense": lambda message: _packed(b"\xff" * 40),
    "deep": lambda message: _packed(b"\x81" * 900),
}


def test_no_altered_record_is_accepted_and_every_untouched_one_is(code, keyring, keys, book, foreign, face):
    tried, accepted = 0, []
    for name, text in forgeries(code, keyring, foreign, face):
        if text == code:
            continue
        tried += 1
        if records.verify(text, keys, book, AT).unaltered:
            accepted.append(name)
    assert accepted == []
    assert tried > often(500, 1000)
    for number in range(often(60, 300)):
        one = replace(face, management_number=f"20260614340100{number:05}")
        page = f"{ADDRESS}/c/{number:022}"
        text = records.code(page, records.record_of(one, shard=3, index=number, at=AT), keyring.record_key())
        assert records.verify(text, keys, book, AT).genuine


def test_a_record_without_the_signature_of_a_key_of_its_own_kind_is_told_so(keyring, keys, book, face):
    other = PlainKey(keyring.credentials[0].private, "active")
    text = records.code(PAGE, records.record_of(face, **PLACE, at=AT), other)
    assert "密钥" in str(records.verify(text, keys, book, AT).problems[0])
    assert "没有" in str(records.verify(PAGE, keys, book, AT).problems[0])
