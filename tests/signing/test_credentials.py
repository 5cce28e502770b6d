"""Credentials: an independent library agrees, the holder chooses what is shown, and no altered one is accepted."""

from __future__ import annotations

import hashlib
import json
import string
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from tests.long import often
from yinxin.kernel.canonical import canonical_json
from yinxin.signing import credentials, jwt
from yinxin.signing.credentials import ALWAYS, BOUND_FOR, ITEMS, UNBOUND_FOR, Order, Place
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.plain_keys import KnownKey, PlainKey, bytes_of, text_of
from yinxin.signing.proofs import Standing, StatusBook
from yinxin.signing.trust import PublicKeys

from .conftest import AT, OWNER
from .proving import ADDRESS, altered, shortened, status_list

PLACE = Place(3, 99_999)
READER, NONCE = "https://employer.example", "7f3a"


@pytest.fixture(scope="module")
def keys(keyring):
    return PublicKeys.from_document(keyring.public_document())


@pytest.fixture(scope="module")
def book(keyring, keys):
    return StatusBook.read([status_list(keyring, kind, AT) for kind in ("revocation", "refresh")], keys)


@pytest.fixture(scope="module")
def holder():
    return PlainKey(ec.derive_private_key(20_260_614, ec.SECP256R1()), "active")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    return create_demo_authority(tmp_path_factory.mktemp("foreign"), [OWNER], AT)


@pytest.fixture(scope="module")
def issue(keyring, face):
    """Issue a credential; the salts are counted, so that tests are repeatable."""

    def make(show=ITEMS, *, holder=None, at=AT, key=None, place=PLACE, address=ADDRESS, **changes):
        count = iter(range(10_000))

        def salt(size):
            return hashlib.sha256(str((next(count), show)).encode()).digest()[:size]

        order = Order(
            replace(face, **changes), place, address, at, show, holder.known.public if holder else None
        )
        return credentials.issue(order, key or keyring.credential_key(), salt)

    return make


def test_an_independent_library_verifies_it_and_sees_just_what_was_shown(issue, keyring, face):
    text = issue(("qualification", "level", "name"))

    def key_of(issuer, head):
        assert issuer == ADDRESS
        jwk = keyring.credential_key().known.jwk()
        assert head["kid"] == jwk["kid"]
        return JWK(**jwk)

    payload = SDJWTVerifier(text, key_of).get_verified_payload()
    assert payload["credentialSubject"] == {
        "type": "QualifiedPerson",
        "qualification": face.qualification,
        "level": face.level,
        "name": face.name,
    }
    assert payload["vct"] == f"{ADDRESS}/vc/qualification"


def test_an_independent_library_verifies_the_holders_signature(issue, keyring, holder):
    shown = credentials.prove(issue(holder=holder), holder, audience=READER, nonce=NONCE, at=AT)
    jwk = JWK(**keyring.credential_key().known.jwk())
    payload = SDJWTVerifier(shown, lambda issuer, head: jwk, READER, NONCE).get_verified_payload()
    assert payload["cnf"]["jwk"]["x"] == holder.known.jwk()["x"]


def test_all_three_are_answered_and_what_is_not_shown_is_not_there(issue, keys, book, face):
    proof = credentials.verify(issue(("level",)), keys, book, AT)
    assert proof.genuine
    assert proof.signed_by == ADDRESS
    assert set(proof.said) == {"qualification", "level", "valid_from", "valid_to", "bound"}
    for hidden in (face.name, face.id_number, face.management_number):
        assert hidden not in json.dumps(dict(proof.said), ensure_ascii=False)


def test_what_is_not_shown_cannot_be_read_from_the_token(issue, face):
    token, *shown, proof = issue(()).split("~")
    body = bytes_of(token.split(".")[1]).decode()
    assert (len(shown), proof) == (len(ALWAYS), "")
    assert face.name not in body
    assert face.id_number not in body


def test_the_order_of_the_digests_tells_nothing(issue):
    body = json.loads(bytes_of(issue().split(".")[1]))
    digests = body["credentialSubject"]["_sd"]
    assert digests == sorted(digests)


def test_a_holder_may_show_less_later_and_never_more(issue, keys, book):
    whole = issue()
    less = credentials.select(whole, ("qualification",))
    proof = credentials.verify(less, keys, book, AT)
    assert proof.genuine
    assert "name" not in proof.said
    added = less + whole.split("~")[1] + "~"
    assert credentials.verify(added, keys, book, AT).said["name"] == "王芳"
    other = issue(name="李娜").split("~")[1]
    assert not credentials.verify(f"{less}{other}~", keys, book, AT).unaltered


@pytest.mark.parametrize(("bound", "term"), [(False, UNBOUND_FOR), (True, BOUND_FOR)])
def test_it_runs_out_sooner_without_a_key(issue, keyring, keys, holder, bound, term):
    text = issue(holder=holder if bound else None)
    for later, genuine in ((term, True), (term + timedelta(seconds=1), False), (timedelta(hours=-1), False)):
        at = AT + later
        lists = StatusBook.read([status_list(keyring, kind, at) for kind in ("revocation", "refresh")], keys)
        shown = credentials.prove(text, holder, audience=READER, nonce=NONCE, at=at) if bound else text
        assert credentials.verify(shown, keys, lists, at).genuine is genuine


@pytest.mark.parametrize(
    ("marks", "standing"),
    [
        ({"revocation": (99_999,)}, Standing.REVOKED),
        ({"refresh": (99_999,)}, Standing.SUPERSEDED),
        ({"revocation": (5,)}, Standing.VALID),
    ],
)
def test_the_lists_say_how_the_certificate_stands(issue, keyring, keys, marks, standing):
    lists = [status_list(keyring, kind, AT, marked=marks.get(kind, ())) for kind in ("revocation", "refresh")]
    proof = credentials.verify(issue(), keys, StatusBook.read(lists, keys), AT)
    assert proof.status.standing is standing
    assert proof.genuine is (standing is Standing.VALID)


def test_without_fresh_lists_it_is_not_genuine(issue, keys, book):
    assert not credentials.verify(issue(), keys, StatusBook(), AT).genuine
    late = credentials.verify(issue(), keys, book, AT + timedelta(hours=25))
    assert late.unaltered
    assert not late.genuine


def proofs(issue, holder):
    """Yield holders' signatures that do not count, each with its name."""
    bound = issue(holder=holder)
    stranger = PlainKey(ec.derive_private_key(7, ec.SECP256R1()), "active")
    right = {"audience": READER, "nonce": NONCE, "at": AT}
    yield "none", bound
    yield "of a stranger", credentials.prove(bound, stranger, **right)
    yield "for another reader", credentials.prove(bound, holder, **right | {"audience": "https://x.example"})
    yield "of another time", credentials.prove(bound, holder, **right | {"nonce": "8"})
    yield "too old", credentials.prove(bound, holder, **right | {"at": AT - timedelta(minutes=11)})
    yield "from the future", credentials.prove(bound, holder, **right | {"at": AT + timedelta(minutes=11)})
    whole = credentials.prove(bound, holder, **right)
    less = credentials.select(bound, ("qualification",))
    yield "over another selection", less + whole.rpartition("~")[2]
    yield "on an unbound one", credentials.prove(issue(), holder, **right)


def test_a_holders_signature_counts_only_over_this_selection_for_this_reader_now(issue, keys, book, holder):
    for name, text in proofs(issue, holder):
        proof = credentials.verify(text, keys, book, AT, audience=READER, nonce=NONCE)
        assert not proof.genuine, name
    right = credentials.prove(issue(holder=holder), holder, audience=READER, nonce=NONCE, at=AT)
    assert credentials.verify(right, keys, book, AT, audience=READER, nonce=NONCE).genuine
    assert credentials.verify(right, keys, book, AT).genuine


def test_a_key_that_is_no_longer_trusted_takes_its_credentials_along(issue, keys, book):
    (key,) = keys.credentials
    for status, genuine in (("retired", True), ("compromised", False)):
        now = replace(keys, credentials=(KnownKey(key.public, status),))
        assert credentials.verify(issue(), now, book, AT).genuine is genuine


def resigned(text: str, key: PlainKey, *, head=(), body=()):
    """Return a credential with another header or body, signed again."""
    token, _, rest = text.partition("~")
    parts = [json.loads(bytes_of(piece)) for piece in token.split(".")[:2]]
    return f"{credentials._signed(parts[0] | dict(head), parts[1] | dict(body), key)}~{rest}"


def unsigned(text: str, algorithm: str) -> str:
    token, _, rest = text.partition("~")
    head, body, _ = token.split(".")
    said = json.loads(bytes_of(head)) | {"alg": algorithm}
    return f"{text_of(canonical_json(said))}.{body}.~{rest}"


def forgeries(issue, keyring, foreign, holder):
    """Yield credentials that are none of ours."""
    text = issue(("name", "qualification", "level"))
    alphabet = string.ascii_letters + string.digits + "-_.~"
    yield from altered(text, alphabet, often(len(text) // 4, len(text) + 200), "credentials")
    yield from shortened(text)
    other = issue(("name",), name="李娜", management_number="2026061434010000999")
    token, *shown, _ = text.split("~")
    for number, disclosure in enumerate(other.split("~")[1:-1]):
        yield f"disclosure {number} of another", "~".join([token, *shown, disclosure, ""])
        yield f"only disclosure {number} of another", "~".join([token, disclosure, ""])
    yield "a disclosure twice", "~".join([token, *shown, shown[0], ""])
    salt, name, value = json.loads(bytes_of(shown[0]))
    for changed in ([salt, name, "李娜"], [salt, "title", value], [salt, value], [value], {"a": 1}, "x"):
        yield f"a disclosure {changed}", "~".join([token, text_of(json.dumps(changed).encode()), ""])
    yield "signed by others", issue(key=foreign.credential_key())
    yield "signed by the holder", issue(key=holder)
    yield "signed with the key of records", issue(key=keyring.record_key())
    for algorithm in ("none", "None", "", "HS256", "ES384", "EdDSA"):
        yield f"algorithm {algorithm!r}", unsigned(text, algorithm)
    own = keyring.credential_key()
    stranger = foreign.credential_key()
    yield "their key in the header", resigned(text, stranger, head={"jwk": stranger.known.jwk()})
    yield "their key by address", resigned(text, stranger, head={"jku": "https://x.example/keys"})
    yield "their certificate in the header", resigned(text, stranger, head={"x5c": ["AAAA"]})
    yield "another kind", resigned(text, own, head={"typ": "JWT"})
    yield "a demand", resigned(text, own, head={"crit": ["exp"]})
    yield "an issuer that contradicts", resigned(text, own, body={"issuer": "https://x.example"})
    yield "a term that contradicts", resigned(text, own, body={"exp": 4_000_000_000})
    yield "no status", resigned(text, own, body={"credentialStatus": []})
    yield "another digest", resigned(text, own, body={"_sd_alg": "sha-1"})
    yield "a status list", status_list(keyring, "revocation", AT)
    yield "another token", jwt.signed({"a": 1}, kind=credentials.KIND, name="x", key=keyring.log_key)
    twice = b'{"alg":"ES256","alg":"none","kid":"x","typ":"vc+sd-jwt"}'
    yield "a header that says it twice", text_of(twice) + text[text.index(".") :]
    yield "nothing", ""
    yield "too long", text + "A" * credentials.LONGEST


def test_no_altered_credential_is_accepted_and_every_untouched_one_is(
    issue, keyring, keys, book, foreign, holder
):
    tried, accepted = 0, []
    for name, text in forgeries(issue, keyring, foreign, holder):
        tried += 1
        if credentials.verify(text, keys, book, AT).genuine:
            accepted.append(name)
    assert accepted == []
    assert tried > often(300, 500)
    for number in range(often(40, 200)):
        text = issue(ITEMS[: number % len(ITEMS)], management_number=f"20260614340100{number:05}")
        assert credentials.verify(text, keys, book, AT).genuine
