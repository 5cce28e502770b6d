"""Sealed files are accepted by two independent validators, and by none after any change."""

import hashlib
import io
import random
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from yinxin.kernel.refusal import WrongState
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.pades import seal_pdf
from yinxin.signing.validate import MOST_ATTACHED, MOST_BYTES, attached, validate_pdf

from .conftest import AT, OWNER

OFFSETS = sorted(random.Random(2026).sample(range(50_000), 60))


@pytest.fixture(scope="session")
def judge(keyring):
    def judge(data, *, roots=None, at=AT):
        return validate_pdf(data, roots or keyring.trust_roots(), at, revocations=keyring.revocations())

    return judge


def test_a_sealed_file_is_genuine(judge, sealed, key):
    verdict = judge(sealed)
    assert (verdict.signed, verdict.unaltered, verdict.covers_whole_file, verdict.trusted) == (True,) * 4
    assert verdict.genuine
    assert verdict.problems == ()
    assert verdict.signer_name == f"演示 DEMO {OWNER}"
    assert verdict.certificate_digest == key.certificate_digest
    assert verdict.signed_at == AT


def test_poppler_accepts_it(tmp_path, sealed, keyring, key):
    if not (shutil.which("pdfsig") and shutil.which("certutil")):
        pytest.skip("pdfsig (poppler-utils) or certutil (libnss3-tools) is not installed")
    store, file, root = f"sql:{tmp_path}", tmp_path / "c.pdf", tmp_path / "root.crt"
    file.write_bytes(sealed)
    root.write_bytes(keyring._roots[0].public_bytes(Encoding.PEM))
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-a", "-i", root], check=True
    )
    seen = subprocess.run(
        ["pdfsig", "-nssdir", store, file], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid." in seen
    assert "Total document signed" in seen
    # Poppler judges the certificate today, whenever that is.
    if key.covers(datetime.now(UTC)):
        assert "Certificate is Trusted." in seen


def test_the_same_file_key_and_moment_give_the_same_bytes(unsigned, key, sealed):
    assert seal_pdf(unsigned, key, AT) == sealed
    assert unsigned.buffer[unsigned.hole : unsigned.hole + 8] == b"0" * 8


def test_it_is_a_certification_that_allows_no_changes(sealed):
    [signature] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert signature.docmdp_level.value == 1
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    kinds = [attribute["type"].native for attribute in signature.signer_info["signed_attrs"]]
    assert sorted(kinds) == ["content_type", "message_digest", "signing_certificate_v2"]


@pytest.mark.parametrize("offset", OFFSETS)
def test_one_changed_byte_anywhere_is_refused(judge, sealed, offset):
    offset = offset * len(sealed) // 50_000
    changed = bytearray(sealed)
    changed[offset] ^= 1 << offset % 7
    verdict = judge(bytes(changed))
    assert not verdict.genuine
    assert verdict.problems


@pytest.mark.parametrize("share", [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.88, 0.9, 0.93, 0.99, 0.999])
@pytest.mark.parametrize("bit", [0, 3, 5])
def test_a_changed_byte_where_the_signature_stands_is_refused(judge, sealed, unsigned, share, bit):
    _, first, second, _ = unsigned.byte_range
    offset = first + round((second - 1 - first) * share)
    changed = bytearray(sealed)
    changed[offset] ^= 1 << bit
    assert not judge(bytes(changed)).genuine


def test_the_signature_in_capital_letters_is_not_the_same_file(judge, sealed, unsigned):
    _, first, second, _ = unsigned.byte_range
    verdict = judge(sealed[:first] + sealed[first:second].upper() + sealed[second:])
    assert verdict.unaltered
    assert not verdict.covers_whole_file


@pytest.mark.parametrize(
    "extra", [b"\n", b" ", b"%comment\n", b"%%EOF\n", b"x" * 1000, b"\nstartxref\n0\n%%EOF\n"], ids=repr
)
def test_anything_appended_is_refused(judge, sealed, extra):
    verdict = judge(sealed + extra)
    assert not verdict.covers_whole_file
    assert not verdict.genuine
    assert verdict.problems


def test_an_incremental_update_is_seen_though_every_signed_byte_is_whole(judge, sealed):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    verdict = judge(out.getvalue())
    assert out.getvalue().startswith(sealed)
    assert verdict.signed
    assert verdict.unaltered
    assert not verdict.covers_whole_file
    assert not verdict.genuine


def test_an_unsigned_file_is_not_signed(judge, unsigned):
    verdict = judge(bytes(unsigned.buffer))
    assert not verdict.signed
    assert verdict.problems


def test_a_foreign_signer_is_not_trusted(judge, unsigned, tmp_path):
    foreign = create_demo_authority(tmp_path, [OWNER], AT)
    data = seal_pdf(unsigned, foreign.seal(OWNER, AT.date()), AT)
    verdict = judge(data)
    assert verdict.signed
    assert verdict.unaltered
    assert not verdict.trusted
    assert not verdict.genuine
    assert judge(data, roots=foreign.trust_roots()).genuine


def test_a_signers_certificate_must_be_valid_at_the_moment_asked(judge, sealed):
    assert not judge(sealed, at=AT + timedelta(days=365 * 11)).trusted
    assert not judge(sealed, at=AT - timedelta(days=365)).trusted


def test_no_seal_outside_the_certificates_time(unsigned, key):
    with pytest.raises(WrongState, match=OWNER):
        seal_pdf(unsigned, key, AT + timedelta(days=365 * 11))


def test_a_signature_that_does_not_fit_is_an_error_not_a_broken_file(unsigned, key):
    with pytest.raises(ValueError, match="keeps 100 free"):
        seal_pdf(replace(unsigned, reserve=100), key, AT)


def test_a_signature_moved_to_another_file_is_refused(judge, unsigned, sealed):
    other = bytearray(sealed)
    at = other.index(b"pdfaid:part=")
    other[at : at + 13] = b"pdfaid:part='"
    assert not judge(bytes(other)).unaltered


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n%%EOF\n",
        b"PK\x03\x04" + bytes(100),
        bytes(10_000),
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n1 0 obj\n" + b"<<" * 20_000 + b"\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\nxref\n0 99999999\ntrailer\n<</Size 99999999/Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
    ],
    ids=range(9),
)
def test_garbage_is_a_verdict_and_never_an_error(judge, data):
    verdict = judge(data)
    assert not verdict.signed
    assert verdict.problems
    assert attached(data) is None


@pytest.mark.parametrize(
    "word", [b"/Encrypt", b"/ObjStm", b"/XRef", b"/Encr#79pt", b"/#4fbjStm", b"/XRefStm"]
)
def test_shapes_that_hide_or_unfold_things_are_not_opened(judge, sealed, word):
    data = sealed.replace(b"trailer\n<<", b"trailer\n<<" + word + b" 1 0 R")
    verdict = judge(data)
    assert [str(problem) for problem in verdict.problems] == ["文件已加密，或结构与电子证书不同"]
    assert attached(data) is None


def test_a_file_beyond_the_limit_is_not_read(judge, sealed):
    verdict = judge(sealed + bytes(MOST_BYTES))
    assert [str(problem) for problem in verdict.problems] == ["文件过大，不是电子证书"]


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_truncated_file_is_refused(judge, sealed, cut):
    assert not judge(sealed[: int(len(sealed) * cut)]).genuine


def test_the_face_is_read_back(sealed, face):
    assert attached(sealed) == face.canonical()
    assert attached(sealed, "other.json") is None
    assert hashlib.sha256(attached(sealed) or b"").hexdigest() == face.digest


def test_an_attachment_that_unfolds_beyond_the_limit_is_not_unfolded():
    bomb = pikepdf.new()
    bomb.add_blank_page()
    bomb.attachments["face.json"] = bytes(MOST_ATTACHED + 1)
    bomb.attachments["small.json"] = bytes(MOST_ATTACHED)
    out = io.BytesIO()
    bomb.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=True)
    assert len(out.getvalue()) < 10_000
    assert attached(out.getvalue()) is None
    assert attached(out.getvalue(), "small.json") == bytes(MOST_ATTACHED)
