"""Keys in a token, through PKCS #11 and SoftHSM: what they seal is accepted, and what is missing is said (N6)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from yinxin.kernel.refusal import WrongState
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.signing import token
from yinxin.signing.algorithms import ES256, RS256
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import REGISTRY, Keyring
from yinxin.signing.pades import seal_pdf
from yinxin.signing.validate import validate_pdf

from .conftest import AT, OWNER

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN, LABEL = "271828", "yinxin-test"
pytestmark = pytest.mark.skipif(
    not (MODULE.exists() and shutil.which("softhsm2-util")), reason="softhsm2 is not installed"
)


@pytest.fixture(scope="module")
def softhsm(tmp_path_factory):
    """A token with a P-256 and an RSA key, made inside it."""
    pkcs11 = pytest.importorskip("pkcs11")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "1234", "--pin", PIN],
        check=True, capture_output=True,
    )  # fmt: skip
    library = pkcs11.lib(str(MODULE))
    library.reinitialize()
    with library.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        curve = pkcs11.util.ec.encode_named_curve_parameters("secp256r1")
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: curve}, local=True
        )
        pairs = {
            ES256: parameters.generate_keypair(label="seal-ec", id=b"\x0a", store=True),
            RS256: session.generate_keypair(
                pkcs11.KeyType.RSA, 3072, label="seal-rsa", id=b"\x0b", store=True
            ),
        }
        publics = {
            ES256: pkcs11.util.ec.encode_ec_public_key(pairs[ES256][0]),
            RS256: pkcs11.util.rsa.encode_rsa_public_key(pairs[RS256][0]),
        }
    from asn1crypto.keys import PublicKeyInfo, RSAPublicKey

    publics[RS256] = PublicKeyInfo.wrap(RSAPublicKey.load(publics[RS256]), "rsa").dump()
    yield {name: serialization.load_der_public_key(data) for name, data in publics.items()}
    token._sessions.clear()
    token._keys.clear()


def entry_of(algorithm, **changed):
    named = {"key": "seal-ec"} if algorithm == ES256 else {"id": "0b"}
    return {"module": str(MODULE), "token": LABEL, "pin": {"file": "pin.txt"}, **named} | changed


@pytest.fixture
def ring_of(softhsm, tmp_path):
    """A folder of keys whose one seal lies in the token."""

    def ring(algorithm, **changed):
        create_demo_authority(tmp_path, [OWNER], AT)
        facts = json.loads((tmp_path / REGISTRY).read_text())
        [entry] = facts["seals"]
        certificate = certified(tmp_path, softhsm[algorithm])
        (tmp_path / entry["certificate"]).write_bytes(certificate)
        (tmp_path / entry["key"]).unlink()
        (tmp_path / "pin.txt").write_text(PIN + "\n")
        entry |= {"algorithm": algorithm, "key": {"pkcs11": entry_of(algorithm, **changed)}}
        (tmp_path / REGISTRY).write_text(json.dumps(facts))
        return Keyring.open(tmp_path)

    return ring


def certified(folder, public):
    """Return a certificate for a public key, as the demonstration's authority issues it."""
    authority = x509.load_pem_x509_certificate((folder / "issuing.crt").read_bytes())
    key = serialization.load_pem_private_key((folder / "issuing.key").read_bytes(), None)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"演示 DEMO {OWNER}")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(authority.subject).public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=9)).not_valid_after(AT + timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip


def sealed_with(ring, face):
    key = ring.seal(OWNER, AT.date())
    press = CertificatePress(FontChain.default(), demo=True)
    unsigned = press.render(
        face, photo=b"", document_id="t-1", at=AT, seals=press.seals(face), reserve=key.reserve
    )
    return seal_pdf(unsigned, key, AT)


@pytest.mark.parametrize("algorithm", [ES256, RS256])
def test_what_a_token_seals_is_accepted_by_two_validators(ring_of, face, tmp_path, algorithm):
    ring = ring_of(algorithm)
    data = sealed_with(ring, face)
    verdict = validate_pdf(data, ring.trust_roots(), AT, revocations=ring.revocations())
    assert verdict.genuine, verdict.problems
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig (poppler-utils) is not installed")
    file = tmp_path / "c.pdf"
    file.write_bytes(data)
    seen = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True).stdout
    assert "Signature is Valid." in seen
    assert "Total document signed" in seen


@pytest.mark.parametrize("algorithm", [ES256, RS256])
def test_many_threads_share_one_session(ring_of, softhsm, algorithm):
    signer = ring_of(algorithm).seals[0].signer
    with ThreadPoolExecutor(4) as pool:
        values = list(pool.map(lambda n: (n, signer.sign(b"%d" % n)), range(40)))
    for number, value in values:
        if algorithm == ES256:
            softhsm[algorithm].verify(value, b"%d" % number, ec.ECDSA(hashes.SHA256()))
        else:
            softhsm[algorithm].verify(value, b"%d" % number, padding.PKCS1v15(), hashes.SHA256())
    assert len(token._sessions) == 1


def test_a_session_that_died_is_opened_once_more(ring_of):
    signer = ring_of(ES256).seals[0].signer
    signer.sign(b"first")
    [session] = token._sessions.values()
    session.close()
    assert signer.sign(b"second")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"token": "taken-out"}, "taken-out"),
        ({"key": "no-such-key"}, "NoSuchKey"),
        ({"module": "/usr/lib/softhsm/nothing.so"}, "不能签名"),
        ({"pin": {"file": "nowhere.txt"}}, "口令"),
        ({"pin": {"environment": "YINXIN_NO_SUCH_PIN"}}, "口令"),
        ({"pin": {"environment": "PATH"}}, "PinIncorrect"),
        ({"key": "", "id": "0c"}, "NoSuchKey"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_signed(ring_of, changed, says):
    token._sessions.clear()
    token._keys.clear()
    with pytest.raises(WrongState) as refused:
        ring_of(ES256, **changed).seals[0].signer.sign(b"message")
    assert says in str(refused.value)
    assert refused.value.do


def test_a_pin_may_stand_in_the_environment(ring_of, monkeypatch):
    monkeypatch.setenv("YINXIN_TEST_PIN", PIN)
    token._sessions.clear()
    token._keys.clear()
    assert ring_of(ES256, pin={"environment": "YINXIN_TEST_PIN"}).seals[0].signer.sign(b"message")


def test_another_key_of_that_name_is_refused(ring_of, softhsm, tmp_path):
    ring = ring_of(ES256)
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    certificate = x509.load_pem_x509_certificate(certified(tmp_path, other))
    signer = token.Token(ES256, tmp_path, entry_of(ES256), certificate)
    with pytest.raises(WrongState, match="不符"):
        signer.sign(b"message")
    assert ring.seals[0].signer.sign(b"message")


@pytest.mark.parametrize(
    "entry",
    [
        {"token": LABEL, "key": "a", "pin": {"file": "p"}},
        {"module": "m", "key": "a", "pin": {"file": "p"}},
        {"module": "m", "token": LABEL, "pin": {"file": "p"}},
        {"module": "m", "token": LABEL, "key": "a", "pin": "271828"},
        {"module": "m", "token": LABEL, "key": "a", "pin": {"file": "p"}, "secret": "x"},
    ],
)
def test_an_entry_that_is_not_understood_is_not_opened(keyring, tmp_path, entry):
    with pytest.raises(ValueError):
        token.Token(ES256, tmp_path, entry, keyring.seals[0].certificate)


def test_the_registry_holds_no_secret(ring_of, tmp_path):
    ring_of(ES256)
    kept = (tmp_path / REGISTRY).read_text()
    assert PIN not in kept
    assert not list((tmp_path / "seals").glob("*.key"))
