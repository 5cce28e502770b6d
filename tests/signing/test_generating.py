"""A key comes into the folder with its certificate, and signs nothing yet."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.signing import generating
from yinxin.signing.algorithms import ES256, RS256
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import PROPOSED, Keyring

from .conftest import AT, OWNER


@pytest.fixture
def folder(tmp_path):
    create_demo_authority(tmp_path, [OWNER], AT)
    return tmp_path


def issued(folder, request_file):
    """Return the certificate that an authority issues for a request."""
    request = x509.load_pem_x509_csr(request_file.read_bytes())
    assert request.is_signature_valid
    authority = x509.load_pem_x509_certificate((folder / "issuing.crt").read_bytes())
    key = serialization.load_pem_private_key((folder / "issuing.key").read_bytes(), None)
    return (
        x509.CertificateBuilder()
        .subject_name(request.subject).issuer_name(authority.subject).public_key(request.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1)).not_valid_after(AT + timedelta(days=365))
        .sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip


@pytest.mark.parametrize("algorithm", [ES256, RS256])
def test_a_key_is_made_certified_and_waits_for_two_people(folder, algorithm):
    request = generating.generate(folder, "seal-2027", OWNER, algorithm=algorithm)
    assert stat.S_IMODE(request.with_suffix(".key").stat().st_mode) == 0o600
    chain = [(folder / "issuing.crt").read_bytes()]
    generating.install(folder, "seal-2027", OWNER, issued(folder, request), chain)
    made = Keyring.open(folder).seals[-1]
    assert (made.id, made.status, made.signer.algorithm) == ("seal-2027", PROPOSED, algorithm)
    assert len(made.chain) == 1
    assert made.signer.sign(b"x")


def test_what_does_not_fit_changes_nothing(folder):
    before = len(Keyring.open(folder).seals)
    first, second = (generating.generate(folder, id, OWNER) for id in ("one", "two"))
    with pytest.raises(Incomplete):
        generating.install(folder, "one", OWNER, issued(folder, second), [])
    with pytest.raises(Incomplete):
        generating.install(folder, "one", OWNER, b"no certificate", [])
    with pytest.raises(AlreadyDone):
        generating.generate(folder, "one", OWNER)
    for id in ("", "../root", "Big", "a b"):
        with pytest.raises(Incomplete):
            generating.generate(folder, id, OWNER)
    assert len(Keyring.open(folder).seals) == before
    generating.install(folder, "one", OWNER, issued(folder, first), [])
    with pytest.raises(AlreadyDone):
        generating.install(folder, "one", OWNER, issued(folder, first), [])
