"""The demonstration's national side: SM2 root, issuing authority, maker of seals, signers, and seals for OFD."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from yinxin.signing import ses, sm2, sm2_x509
from yinxin.signing.backends import Sm2File
from yinxin.signing.demo_files import Period, name, period, write_once
from yinxin.signing.sm2_x509 import Authority, Subject

ROOT: Final = "sm2-root.crt"
LISTS: Final = ("sm2-root.crl", "sm2-issuing.crl")

_ISSUING, _MAKER = "sm2-issuing", "sm2-maker"
_AUTHORITY_YEARS: Final = 15
_SIDE_MM: Final = 40


def signer(folder: Path, base: Path, subject: x509.Name, valid: Period) -> list[str]:
    """Make an SM2 key and its certificate where there are none; return the chain as the registry names it.

    :param base: the files' path without ending.
    """
    _entity(base, subject, _issuing(folder, valid), valid, ca=False)
    return [f"{_ISSUING}.crt"]


def stamp(folder: Path, base: Path, owner: str, picture: bytes, valid: Period) -> bytes:
    """Make the seal of a signer where there is none; return it, DER.

    :param owner: the seal's name; ``picture`` is a PNG file of 40 by 40 millimetres.
    """
    maker = folder / _MAKER
    _entity(maker, name("演示制章机构 DEMO Seal Maker"), _issuing(folder, valid), valid, ca=False)
    hand = Sm2File(maker.with_suffix(".key"), _certificate(maker))

    def make() -> bytes:
        return ses.make_seal(
            hand,
            id="DEMO" + hashlib.sha256(owner.encode()).hexdigest()[:10].upper(),
            name=owner,
            certificate=_certificate(base).public_bytes(Encoding.DER),
            picture=ses.Picture(picture, _SIDE_MM, _SIDE_MM),
            made_at=valid[0],
            valid_to=valid[1],
        )

    return write_once(base.with_suffix(".esl"), make)


def _issuing(folder: Path, valid: Period) -> Authority:
    """Return the issuing authority, made with its root where there is none."""
    years = period(valid[0], _AUTHORITY_YEARS)
    root = _authority(folder / "sm2-root", "演示国密根证书 DEMO SM2 Root CA", None, years)
    issuing = _authority(folder / _ISSUING, "演示国密签发机构 DEMO SM2 Issuing CA", root, years)
    for file, by in zip(LISTS, (root, issuing), strict=True):
        write_once(folder / file, partial(sm2_x509.revoke, (), by, at=years[0], until=years[1], number=1))
    return issuing


def _authority(base: Path, common_name: str, above: Authority | None, valid: Period) -> Authority:
    subject = name(common_name)
    key = _entity(base, subject, above, valid, ca=True)
    return Authority(subject, key)


def _entity(
    base: Path, subject: x509.Name, by: Authority | None, valid: Period, *, ca: bool
) -> sm2.PrivateKey:
    """Return the key at ``base``, made with its certificate where there is none (by itself without an issuer)."""
    key = sm2.PrivateKey(write_once(base.with_suffix(".key"), sm2.generate))

    def issue() -> bytes:
        made = sm2_x509.issue(
            Subject(subject, key.public, ca=ca),
            by or Authority(subject, key),
            start=valid[0],
            end=valid[1],
            serial=x509.random_serial_number(),
        )
        return x509.load_der_x509_certificate(made).public_bytes(Encoding.PEM)

    write_once(base.with_suffix(".crt"), issue)
    return key


def _certificate(base: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(base.with_suffix(".crt").read_bytes())
