"""SM2 keys, signatures and certificates, held against the openssl program and a pure-Python implementation."""

from __future__ import annotations

import base64
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from yinxin.signing import der, sm2, sm2_x509
from yinxin.signing.sm2_x509 import Authority, Subject

AT = datetime(2026, 9, 1, tzinfo=UTC)
MESSAGE = "专业技术人员职业资格证书".encode()


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@pytest.fixture(scope="module")
def key() -> sm2.PrivateKey:
    return sm2.PrivateKey(sm2.generate())


@pytest.fixture
def openssl(tmp_path):
    """Run the openssl program in a folder of its own; answers whether it was content."""
    if not shutil.which("openssl"):
        pytest.skip("the openssl program is not installed")

    def run(*arguments: object) -> bool:
        done = subprocess.run(["openssl", *map(str, arguments)], cwd=tmp_path, capture_output=True)
        return done.returncode == 0

    run.folder = tmp_path
    return run


# The example of GB/T 32918.5: key, message, identity; and of GB/T 32905: the digest of "abc".
EXAMPLE_POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
EXAMPLE_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)


def test_the_standards_own_examples_come_out():
    assert sm2.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = sm2.PublicKey(EXAMPLE_POINT)
    assert key.verifies(sm2.from_raw(EXAMPLE_SIGNATURE), b"message digest")
    assert not key.verifies(sm2.from_raw(EXAMPLE_SIGNATURE), b"message digesT")


def test_what_it_signs_it_verifies_and_nothing_else(key):
    signature = key.sign(MESSAGE)
    public = sm2.PublicKey(key.public)
    assert public.verifies(signature, MESSAGE)
    assert not public.verifies(signature, MESSAGE + b".")
    assert not public.verifies(signature, MESSAGE, identity=b"ALICE123@YAHOO.COM")
    assert not sm2.PublicKey(EXAMPLE_POINT).verifies(signature, MESSAGE)
    assert not public.verifies(signature + b"\0", MESSAGE)
    assert not public.verifies(sm2.to_raw(signature), MESSAGE)
    assert key.sign(MESSAGE) != signature


@pytest.mark.parametrize("identity", [sm2.IDENTITY, b"ALICE123@YAHOO.COM", b"x"])
def test_an_agreed_identity_is_part_of_the_signature(key, identity):
    assert sm2.PublicKey(key.public).verifies(key.sign(MESSAGE, identity), MESSAGE, identity)


@pytest.mark.parametrize("bit", range(0, 568, 7))
def test_a_changed_bit_of_a_signature_is_refused(key, bit):
    signature = bytearray(key.sign(MESSAGE))
    signature[bit // 8 % len(signature)] ^= 1 << bit % 8
    assert not sm2.PublicKey(key.public).verifies(bytes(signature), MESSAGE)


def test_raw_and_der_are_the_same_signature(key):
    signature = key.sign(MESSAGE)
    assert len(sm2.to_raw(signature)) == 64
    assert sm2.from_raw(sm2.to_raw(signature)) == signature
    for wrong in (b"", b"\0" * 63, signature):
        with pytest.raises(ValueError):
            sm2.from_raw(wrong)
    for wrong in (b"", signature[:-1], signature + b"\0", b"\x31" + signature[1:], b"\x30\x00"):
        with pytest.raises(ValueError):
            sm2.to_raw(wrong)


@pytest.mark.parametrize(
    "wrong", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused(wrong):
    with pytest.raises(ValueError):
        sm2.PrivateKey(wrong)
    with pytest.raises(ValueError):
        sm2.PublicKey(wrong)
    with pytest.raises(ValueError):
        sm2.PublicKey(EXAMPLE_POINT[:-1] + b"\x14")


def test_without_libcrypto_it_says_so_clearly(monkeypatch):
    sm2._library.cache_clear()
    monkeypatch.setattr(sm2.ctypes.util, "find_library", lambda name: "no-such-library.so")
    try:
        assert not sm2.available()
        with pytest.raises(sm2.Unavailable, match="SM2"):
            sm2.generate()
    finally:
        monkeypatch.undo()
        sm2._library.cache_clear()
    assert sm2.available()


def test_the_openssl_program_verifies_ours(openssl, key):
    (openssl.folder / "key.pub").write_bytes(pem("PUBLIC KEY", sm2.SPKI_HEAD + key.public))
    (openssl.folder / "message").write_bytes(MESSAGE)
    asked = ("pkeyutl", "-verify", "-pubin", "-inkey", "key.pub", "-in", "message", "-sigfile", "signature")
    for message, right in ((MESSAGE, True), (b"another", False)):
        (openssl.folder / "signature").write_bytes(key.sign(message))
        assert openssl(*asked, "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678") is right


def test_ours_verifies_the_openssl_programs(openssl):
    assert openssl("genpkey", "-algorithm", "SM2", "-out", "key.pem")
    (openssl.folder / "message").write_bytes(MESSAGE)
    assert openssl(
        "pkeyutl", "-sign", "-inkey", "key.pem", "-in", "message", "-out", "signature",
        "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678",
    )  # fmt: skip
    theirs = sm2.PrivateKey((openssl.folder / "key.pem").read_bytes())
    signature = (openssl.folder / "signature").read_bytes()
    assert sm2.PublicKey(theirs.public).verifies(signature, MESSAGE)
    assert not sm2.PublicKey(theirs.public).verifies(signature, b"another")


def test_an_independent_implementation_agrees_both_ways(key):
    gmalg = pytest.importorskip("gmalg")
    ours = gmalg.SM2(None, sm2.IDENTITY, key.public)
    raw = sm2.to_raw(key.sign(MESSAGE))
    assert ours.verify(MESSAGE, raw[:32], raw[32:])
    assert not ours.verify(b"another", raw[:32], raw[32:])
    secret, point = gmalg.SM2().generate_keypair()
    r, s = gmalg.SM2(secret, sm2.IDENTITY, point).sign(MESSAGE)
    public = sm2.PublicKey(point)
    assert public.verifies(sm2.from_raw(r + s), MESSAGE)
    assert not public.verifies(sm2.from_raw(r + s), b"another")


def pem(kind: str, data: bytes) -> bytes:
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(data).decode()}-----END {kind}-----\n".encode()


@pytest.fixture(scope="module")
def country():
    """A root, an issuing authority, and a signer's certificate."""
    keys = [sm2.PrivateKey(sm2.generate()) for _ in range(3)]
    root, issuing, signer = keys
    times = {"start": AT - timedelta(days=30), "end": AT + timedelta(days=365)}
    top = sm2_x509.issue(
        Subject(named("根"), root.public, ca=True), Authority(named("根"), root), serial=1, **times
    )
    middle = sm2_x509.issue(
        Subject(named("签发"), issuing.public, ca=True), Authority(named("根"), root), serial=2, **times
    )
    end = sm2_x509.issue(
        Subject(named("签章"), signer.public, ca=False), Authority(named("签发"), issuing), serial=3, **times
    )
    return {"keys": keys, "root": top, "issuing": middle, "signer": end}


def test_the_openssl_program_accepts_every_link(openssl, country):
    for name in ("root", "issuing", "signer"):
        (openssl.folder / f"{name}.crt").write_bytes(pem("CERTIFICATE", country[name]))
    for upper, lower in (("root", "issuing"), ("issuing", "signer")):
        asked = (
            "verify",
            "-partial_chain",
            "-attime",
            int(AT.timestamp()),
            "-vfyopt",
            "distid:1234567812345678",
        )
        assert openssl(*asked, "-CAfile", f"{upper}.crt", f"{lower}.crt")
        assert not openssl(*asked, "-CAfile", "signer.crt", f"{lower}.crt") or lower == "signer"


def test_ours_accepts_a_certificate_of_the_openssl_program(openssl, country):
    openssl("genpkey", "-algorithm", "SM2", "-out", "ca.key")
    extra = ("-addext", "keyUsage=critical,keyCertSign,cRLSign")
    made = openssl(
        "req", "-x509", "-new", "-key", "ca.key", "-sm3", "-sigopt", "distid:1234567812345678",
        "-days", "3650", "-subj", "/CN=theirs", "-out", "ca.crt", *extra,
    )  # fmt: skip
    assert made
    root = x509.load_pem_x509_certificate((openssl.folder / "ca.crt").read_bytes())
    data = root.public_bytes(Encoding.DER)
    at = root.not_valid_before_utc + timedelta(days=1)
    theirs = sm2.PrivateKey((openssl.folder / "ca.key").read_bytes())
    below = sm2_x509.issue(
        Subject(named("下级"), country["keys"][2].public, ca=False),
        Authority(root.subject, theirs),
        start=at - timedelta(hours=1),
        end=at + timedelta(days=9),
        serial=77,
    )
    assert sm2_x509.is_trusted(below, [], [data], at)
    assert not sm2_x509.is_trusted(below, [], [country["root"]], at)


@pytest.mark.parametrize(
    ("change", "trusted"),
    [
        ({}, True),
        ({"chain": []}, False),
        ({"roots": []}, False),
        ({"chain": ["signer"]}, False),
        ({"at": AT - timedelta(days=31)}, False),
        ({"at": AT + timedelta(days=366)}, False),
        ({"revoked": [(3, AT - timedelta(days=1))]}, False),
        ({"revoked": [(3, AT + timedelta(days=1))]}, True),
        ({"revoked": [(4, AT - timedelta(days=1))]}, True),
        ({"revoked": [(3, AT - timedelta(days=1))], "by": 0}, True),
    ],
)
def test_a_chain_holds_or_does_not(country, change, trusted):
    names = {"chain": ["issuing"], "roots": ["root"], "at": AT, "revoked": None, "by": 1} | change
    lists = []
    if names["revoked"]:
        by = Authority(named(("根", "签发")[names["by"]]), country["keys"][names["by"]])
        lists.append(sm2_x509.revoke(names["revoked"], by, at=AT, until=AT + timedelta(days=9), number=1))
    answer = sm2_x509.is_trusted(
        country["signer"],
        [country[name] for name in names["chain"]],
        [country[name] for name in names["roots"]],
        names["at"],
        revocations=lists,
    )
    assert answer is trusted


def test_a_signers_certificate_issues_nothing(country):
    signer = country["keys"][2]
    forged = sm2_x509.issue(
        Subject(named("伪"), signer.public, ca=False),
        Authority(named("签章"), signer),
        start=AT - timedelta(days=1),
        end=AT + timedelta(days=1),
        serial=9,
    )
    assert not sm2_x509.is_trusted(forged, [country["signer"], country["issuing"]], [country["root"]], AT)


def test_a_changed_bit_of_a_certificate_is_refused(country):
    whole = country["signer"]
    for bit in range(0, 8 * len(whole), 3):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        assert not sm2_x509.is_trusted(bytes(changed), [country["issuing"]], [country["root"]], AT)


@pytest.mark.parametrize(
    "wrong", [b"", b"\x30", b"\x30\x81\x01\x00", b"\x30\x80", b"\x30\x05\x00", b"\x31\x00"]
)
def test_what_is_not_der_is_an_error(wrong):
    with pytest.raises(ValueError):
        der.members(wrong)
