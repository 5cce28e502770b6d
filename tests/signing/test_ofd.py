"""OFD certificates: what they hold, who accepts them, and that no altered one is accepted."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from yinxin.kernel.refusal import Incomplete, NotFound, WrongState
from yinxin.rendering import layout
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain, MissingGlyphs
from yinxin.signing import packages, ses, sm2, sm2_x509
from yinxin.signing.algorithms import OFD
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.ofd import seal_ofd
from yinxin.signing.ofd_check import MOST_BYTES, attached_ofd, validate_ofd
from yinxin.signing.pades import seal_pdf
from yinxin.signing.trust import PublicKeys
from yinxin.signing.validate import validate_pdf

from .altering import LONG, archives, flips, inside, sample
from .conftest import AT, OWNER

BITS, SIGNATURE_BITS = (320, 150) if LONG else (70, 50)


@pytest.fixture(scope="session")
def judge(national):
    def judge(data, *, ring=national, at=AT, roots=None, chain=None):
        return validate_ofd(
            data,
            ring.trust_roots() if roots is None else roots,
            at,
            makers=ring.makers(),
            chain=ring.intermediates() if chain is None else chain,
            revocations=ring.revocations(),
        )

    return judge


@pytest.fixture(scope="session")
def other_ofd(ofd_press, face, seal_document) -> bytes:
    other = replace(face, name="李芳", management_number="2026061434010000999")
    return seal_document(ofd_press.render(other, photo=b"", document_id="2", at=AT))


@pytest.fixture(scope="session")
def foreign_ofd(ofd_press, face, seal_document, tmp_path_factory, picture) -> bytes:
    ring = create_demo_authority(tmp_path_factory.mktemp("foreign"), [OWNER], AT, picture=picture)
    return seal_document(ofd_press.render(face, photo=b"", document_id="1", at=AT), ring=ring)


def test_a_sealed_document_is_genuine(judge, sealed_ofd, national):
    verdict = judge(sealed_ofd)
    assert (verdict.signed, verdict.unaltered, verdict.covers_whole_file, verdict.trusted) == (True,) * 4
    assert verdict.genuine
    assert verdict.problems == ()
    assert verdict.signer_name == f"演示 DEMO {OWNER}"
    key = national.seal(OWNER, AT.date(), carrier=OFD)
    assert verdict.certificate_digest == key.certificate_digest
    assert verdict.signed_at == AT


OWNERS = [(OWNER,), ("民政部",), (OWNER, "民政部")]


@pytest.mark.parametrize("version", [4, 5])
@pytest.mark.parametrize("owners", OWNERS, ids=len)
@pytest.mark.parametrize("name", ["王芳", "李桂𪨶", "阿卜杜拉·买买提", "龘旸喆"])
def test_untouched_documents_are_all_accepted(judge, ofd_press, face, seal_document, owners, name, version):
    own = replace(face, sealed_by=owners, name=name)
    data = seal_document(ofd_press.render(own, photo=b"", document_id=name, at=AT), owners, version=version)
    verdict = judge(data)
    assert verdict.genuine
    assert len(verdict.seals) == len(owners)
    assert attached_ofd(data) == own.canonical()


def accepted(judge, ways) -> tuple[int, list[str]]:
    count, wrongly = 0, []
    for name, data in ways:
        count += 1
        verdict = judge(data)
        if verdict.genuine or not verdict.problems:
            wrongly.append(name)
    return count, wrongly


def test_no_flipped_bit_is_accepted(judge, sealed_ofd):
    count, wrongly = accepted(judge, flips(sealed_ofd, BITS, range(len(sealed_ofd)), "ofd"))
    assert wrongly == []
    assert count == BITS


def test_no_flipped_bit_where_the_signature_stands_is_accepted(judge, sealed_ofd):
    parts = packages.unpack(sealed_ofd)
    places = inside(sealed_ofd, *(data for name, data in parts.items() if "/Signs/" in name))
    # The headers of the archive, which no signature covers.
    places += inside(sealed_ofd, sealed_ofd[sealed_ofd.index(b"PK\x01\x02") :], *(b"PK\x03\x04" + bytes(0),))
    count, wrongly = accepted(judge, flips(sealed_ofd, SIGNATURE_BITS, places, "ofd signature"))
    assert wrongly == []
    assert count == SIGNATURE_BITS


def test_no_rearranged_archive_is_accepted(judge, sealed_ofd, other_ofd, foreign_ofd):
    count, wrongly = accepted(judge, sample(archives(sealed_ofd, other_ofd, foreign_ofd), 75))
    assert wrongly == []
    assert count >= (130 if LONG else 50)


def test_every_byte_of_the_headers_counts(sealed_ofd):
    start = sealed_ofd.index(b"PK\x01\x02")
    places = [*range(30), *range(start, len(sealed_ofd))]
    for place in places:
        changed = bytearray(sealed_ofd)
        changed[place] ^= 1 << place % 8
        with pytest.raises(ValueError):
            packages.unpack(bytes(changed))


def test_a_stranger_is_not_trusted(judge, foreign_ofd):
    verdict = judge(foreign_ofd)
    assert verdict.unaltered
    assert verdict.covers_whole_file
    assert not verdict.trusted
    assert not verdict.genuine


def test_certificates_must_be_valid_at_the_moment_asked(judge, sealed_ofd):
    assert not judge(sealed_ofd, at=AT + timedelta(days=365 * 11)).trusted
    assert not judge(sealed_ofd, at=AT - timedelta(days=365)).trusted
    assert not judge(sealed_ofd, chain=()).trusted
    assert not judge(sealed_ofd, roots=()).trusted


def test_a_revoked_signer_is_not_trusted(national, national_folder, sealed_ofd):
    issuing = national.seal(OWNER, AT.date(), carrier=OFD).certificate.issuer
    authority = sm2_x509.Authority(
        issuing, sm2.PrivateKey((national_folder / "sm2-issuing.key").read_bytes())
    )
    serial = national.seal(OWNER, AT.date(), carrier=OFD).certificate.serial_number
    for since, genuine in ((AT - timedelta(days=1), False), (AT + timedelta(days=1), True)):
        revoked = sm2_x509.revoke([(serial, since)], authority, at=AT, until=AT + timedelta(days=9), number=2)
        verdict = validate_ofd(
            sealed_ofd,
            national.trust_roots(),
            AT,
            makers=national.makers(),
            chain=national.intermediates(),
            revocations=[revoked],
        )
        assert verdict.genuine is genuine


def test_a_seal_of_the_same_look_made_by_nobody_is_not_trusted(judge, ofd_press, face, national, sealed_ofd):
    key = national.seal(OWNER, AT.date(), carrier=OFD)
    real = ses.read_seal(key.stamp)
    # The signer makes a seal for itself: same name, same picture, same number.
    forged = ses.make_seal(
        key.signer, id=real.id, name=real.name, certificate=key.signer.certificate, picture=real.picture,
        made_at=real.made_at, valid_to=real.valid_to,
    )  # fmt: skip
    unsigned = ofd_press.render(face, photo=b"", document_id="1", at=AT)
    data = seal_ofd(unsigned, [replace(key, stamp=forged)], AT)
    verdict = judge(data)
    assert verdict.unaltered
    assert not verdict.trusted


def test_somebody_elses_key_does_not_sign_with_a_seal(judge, ofd_press, face, national):
    key, stranger = (national.seal(owner, AT.date(), carrier=OFD) for owner in (OWNER, "民政部"))
    unsigned = ofd_press.render(face, photo=b"", document_id="1", at=AT)
    verdict = judge(seal_ofd(unsigned, [replace(key, signer=stranger.signer)], AT))
    assert not verdict.unaltered


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(100),
        b"PK\x05\x06" + bytes(18),
        bytes(10_000),
        b"%PDF-1.7\n",
    ],
    ids=range(7),
)
def test_garbage_is_a_verdict_and_never_an_error(judge, data):
    verdict = judge(data)
    assert not verdict.signed
    assert verdict.problems
    assert attached_ofd(data) is None


def test_a_document_without_seals_is_not_signed(judge, ofd_press, face):
    parts = ofd_press.render(face, photo=b"", document_id="1", at=AT).parts
    verdict = judge(packages.pack((part.name, part.data) for part in parts))
    assert [str(problem) for problem in verdict.problems] == ["文件没有电子签章"]


def test_a_file_beyond_the_limit_is_not_read(judge, sealed_ofd):
    verdict = judge(sealed_ofd + bytes(MOST_BYTES))
    assert [str(problem) for problem in verdict.problems] == ["文件过大，不是电子证书"]


def test_a_seal_is_only_put_on_while_it_is_valid(ofd_press, face, national, keyring):
    unsigned = ofd_press.render(face, photo=b"", document_id="1", at=AT)
    key = national.seal(OWNER, AT.date(), carrier=OFD)
    with pytest.raises(WrongState, match=OWNER):
        seal_ofd(unsigned, [key], AT + timedelta(days=365 * 11))
    with pytest.raises(WrongState, match=OWNER):
        seal_ofd(unsigned, [keyring.seal(OWNER, AT.date())], AT)
    with pytest.raises(NotFound, match="OFD"):
        keyring.seal(OWNER, AT.date(), carrier=OFD)
    with pytest.raises(ValueError):
        seal_ofd(unsigned, [key, key], AT)


def test_the_pdf_of_such_a_keyring_is_still_judged(national, unsigned, sealed, keyring):
    verdict = validate_pdf(
        sealed, (*keyring.trust_roots(), *national.trust_roots()), AT, revocations=national.revocations()
    )
    assert verdict.genuine


def test_an_independent_implementation_verifies_both_signatures(sealed_ofd):
    gmalg = pytest.importorskip("gmalg")
    parts = packages.unpack(sealed_ofd)
    signed = ses.read(parts["Doc_0/Signs/Sign_0/SignedValue.dat"])

    def verifies(certificate: bytes, body: bytes, signature: bytes) -> bool:
        raw = sm2.to_raw(signature)
        key = gmalg.SM2(None, sm2.IDENTITY, sm2_x509.public_point(certificate))
        return key.verify(body, raw[:32], raw[32:])

    assert verifies(signed.certificate, signed.body, signed.signature)
    assert verifies(signed.seal.maker, signed.seal.body, signed.seal.signature)
    assert not verifies(signed.certificate, signed.body + b"\0", signed.signature)
    digest = gmalg.SM3()
    digest.update(parts["Doc_0/Signs/Sign_0/Signature.xml"])
    assert digest.value() == signed.digest


def test_an_independent_reader_finds_every_text_of_the_pdf(tmp_path, ofd_press, face, seal_document):
    ofdkit = pytest.importorskip("ofdkit")
    own = replace(face, name="李桂𪨶·买买提", remarks=("2027年3月1日因姓名变更换发。",))
    file = tmp_path / "c.ofd"
    file.write_bytes(seal_document(ofd_press.render(own, photo=b"", document_id="1", at=AT)))
    text = "".join(ofdkit.extract_text(str(file)).split())
    for item in (own.qualification, own.name, own.id_number, own.management_number, "2026年06月14日",
                 "专业技术人员职业资格证书", "姓名", "证件号码", "因姓名变更换发", "演示印章", OWNER):  # fmt: skip
        assert item in text


def test_any_archiver_and_any_xml_reader_opens_it(sealed_ofd):
    with zipfile.ZipFile(io.BytesIO(sealed_ofd)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        trees = {name: ElementTree.fromstring(archive.read(name)) for name in names if name.endswith(".xml")}
    ids = [
        element.get("ID")
        for name, tree in trees.items()
        if "/Signs/" not in name and "Attach" not in name
        for element in tree.iter()
        if element.get("ID")
    ]
    assert len(ids) == len(set(ids))
    space = "{http://www.ofdspec.org/2016}"
    last = trees["Doc_0/Document.xml"].find(f"{space}CommonData/{space}MaxUnitID")
    assert max(map(int, ids)) <= int(last.text)
    named = {element.text for tree in trees.values() for element in tree.iter(f"{space}FontFile")}
    assert {f"Doc_0/Res/{name}" for name in named} <= set(names)


def test_everything_stands_where_it_stands_in_the_pdf(ofd_press, face):
    """The texts' places are the layout's, in millimetres from the top left."""
    parts = {part.name: part.data for part in ofd_press.render(face, photo=b"", document_id="1", at=AT).parts}
    page = parts["Doc_0/Pages/Page_0/Content.xml"].decode()
    lines = layout.compose(face, FontChain.default()).lines
    shown = re.findall(
        r'Boundary="([\d.]+) ([\d.]+) [^"]*"[^>]*Size="([\d.]+)".*?<ofd:TextCode[^>]*>([^<]+)<', page
    )
    # The box begins one text size above the baseline.
    places = {(text, round(float(x), 2), round(float(y) + float(size), 2)) for x, y, size, text in shown}
    wanted = {
        (line.text, round(line.x / layout.MM, 2), round((layout.HEIGHT - line.y) / layout.MM, 2))
        for line in lines
    }
    # A hundredth of a millimetre may round either way.
    for text, x, y in wanted:
        assert any(
            text == one and abs(x - left) < 0.02 and abs(y - base) < 0.02 for one, left, base in places
        )


def test_the_same_face_gives_the_same_parts_and_another_photo_is_refused(ofd_press, face):
    first, second = (ofd_press.render(face, photo=b"", document_id="1", at=AT) for _ in range(2))
    assert [part.data for part in first.parts] == [part.data for part in second.parts]
    with pytest.raises(Incomplete):
        ofd_press.render(face, photo=b"another", document_id="1", at=AT)
    with pytest.raises(MissingGlyphs):
        ofd_press.render(replace(face, name="王\ue000"), photo=b"", document_id="1", at=AT)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_the_registry_decides_what_a_pdfs_seal_signs_with(tmp_path, face, algorithm):
    ring = create_demo_authority(tmp_path, [OWNER], AT, algorithm=algorithm)
    key = ring.seal(OWNER, AT.date())
    assert key.signer.algorithm == algorithm
    press = CertificatePress(FontChain.default(), demo=True)
    unsigned = press.render(
        face, photo=b"", document_id="1", at=AT, seals=press.seals(face), reserve=key.reserve
    )
    data = seal_pdf(unsigned, key, AT)
    verdict = validate_pdf(data, ring.trust_roots(), AT, revocations=ring.revocations())
    assert verdict.genuine, verdict.problems
    assert verdict.certificate_digest == hashlib.sha256(key.signer.certificate).hexdigest()
    at = data.index(b"pdfaid:part=")
    assert not validate_pdf(data[:at] + b"Pdfaid" + data[at + 6 :], ring.trust_roots(), AT).unaltered


def test_a_department_has_a_seal_for_each_format_and_the_registry_tells_which(national):
    for_pdf, for_ofd = national.seal(OWNER, AT.date()), national.seal(OWNER, AT.date(), carrier=OFD)
    assert (for_pdf.signer.algorithm, for_ofd.signer.algorithm) == ("ES256", "SM2")
    published = PublicKeys.from_document(national.public_document())
    assert published.makers == national.makers()
    assert published.intermediates() == national.intermediates()
    assert published.seal_of(for_ofd.certificate_digest).id == for_ofd.id


def test_the_published_keys_alone_verify_a_document(national, sealed_ofd):
    keys = PublicKeys.from_document(national.public_document())
    verdict = validate_ofd(
        sealed_ofd,
        keys.roots,
        AT,
        makers=keys.makers,
        chain=keys.intermediates(),
        revocations=keys.revocations,
    )
    assert verdict.genuine
