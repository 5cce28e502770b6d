"""A demonstration authority in a folder of its own, and a sealed certificate of an invented person."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from yinxin.kernel.face import Face
from yinxin.rendering import seal, stamp, wording
from yinxin.rendering.certificate import CertificatePress, Unsigned
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.ofd import OfdPress, UnsignedOfd
from yinxin.signing.algorithms import OFD
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import Keyring, SealKey
from yinxin.signing.ofd import seal_ofd
from yinxin.signing.pades import seal_pdf

AT = datetime(2026, 9, 1, 10, 0, tzinfo=timezone(timedelta(hours=8)))
OWNER = "人力资源和社会保障部"


@pytest.fixture(scope="session")
def keyring(tmp_path_factory) -> Keyring:
    return create_demo_authority(tmp_path_factory.mktemp("keys"), [OWNER, "民政部"], AT)


@pytest.fixture(scope="session")
def key(keyring) -> SealKey:
    return keyring.seal(OWNER, AT.date())


@pytest.fixture(scope="session")
def face() -> Face:
    return Face(
        kind="certificate",
        regime="national",
        qualification="社会工作者职业资格",
        level="中级",
        specialty="",
        name="王芳",
        sex="女",
        born="1990-01",
        id_kind="居民身份证",
        id_number="999101199001011234",
        photo="",
        management_number="2026061434010000123",
        approved_on="2026-06-14",
        verify_at="https://verify.yinxin.example/v/7Q4M2K9XW1ZP6T8RJ3NB",
        scope="全国",
        valid_until="",
        remarks=(),
        sealed_by=(OWNER,),
    )


@pytest.fixture(scope="session")
def unsigned(face, key) -> Unsigned:
    press = CertificatePress(FontChain.default(), demo=True)
    return press.render(face, photo=b"", document_id="1", at=AT, seals=press.seals(face), reserve=key.reserve)


@pytest.fixture(scope="session")
def sealed(unsigned, key) -> bytes:
    return seal_pdf(unsigned, key, AT)


@pytest.fixture(scope="session")
def picture(face):
    """A department's seal as a PNG file."""

    def draw(owner: str) -> bytes:
        shape = seal.draw(FontChain.default(), owner, wording.of(face).seal, demonstration=True)
        return stamp.png(shape)

    return draw


@pytest.fixture(scope="session")
def national_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("national")


@pytest.fixture(scope="session")
def national(national_folder, picture) -> Keyring:
    """An authority whose departments have SM2 seals for OFD beside those for PDF."""
    return create_demo_authority(national_folder, [OWNER, "民政部"], AT, picture=picture)


@pytest.fixture(scope="session")
def ofd_press() -> OfdPress:
    return OfdPress(FontChain.default(), demo=True)


@pytest.fixture(scope="session")
def seal_document(national):
    """Seal a document with the seals of its departments."""

    def seal(unsigned: UnsignedOfd, owners=(OWNER,), ring=national, **options) -> bytes:
        keys = [ring.seal(owner, AT.date(), carrier=OFD) for owner in owners]
        return seal_ofd(unsigned, keys, options.pop("at", AT), **options)

    return seal


@pytest.fixture(scope="session")
def sealed_ofd(ofd_press, face, seal_document) -> bytes:
    return seal_document(ofd_press.render(face, photo=b"", document_id="1", at=AT))
