"""Files that outlive their certificates: time stamps, evidence, archive time stamps; and no altered file accepted."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.signing import pades
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import Keyring
from yinxin.signing.timestamps import MEDIA_TYPES, HttpTimeStamps
from yinxin.signing.validate import validate_pdf

from . import pdf_attacks
from .altering import LONG, flips, inside, sample
from .conftest import AT, OWNER

BITS, SIGNATURE_BITS, UPDATES = (170, 130, 1000) if LONG else (22, 22, 40)
LATER = AT + timedelta(seconds=30)


@pytest.fixture(scope="session")
def stamps(keyring):
    return keyring.own_stamps(lambda: LATER)


@pytest.fixture(scope="session")
def press():
    return CertificatePress(FontChain.default(), demo=True)


@pytest.fixture(scope="session")
def make(press, keyring, key, face, stamps):
    """A file of a face at a level."""

    def make(level: str, face=face, ring: Keyring = keyring, stamps=stamps) -> bytes:
        own = ring.seal(OWNER, AT.date())
        giver = None if level == pades.B_B else stamps
        unsigned = press.render(
            face, photo=b"", document_id="1", at=AT, seals=press.seals(face), reserve=pades.room(own, giver),
            evidence=ring.evidence(own) if giver else None,
        )  # fmt: skip
        data = pades.seal_pdf(unsigned, own, AT, stamps=giver)
        return pades.archive(data, stamps) if level == pades.B_LTA else data

    return make


@pytest.fixture(scope="session")
def files(make):
    return {level: make(level) for level in pades.LEVELS}


@pytest.fixture(scope="session")
def judge(keyring):
    def judge(data, *, roots=None, at=AT):
        return validate_pdf(data, roots or keyring.trust_roots(), at, revocations=keyring.revocations())

    return judge


@pytest.mark.parametrize("level", pades.LEVELS)
def test_an_untouched_file_is_genuine_at_every_level(judge, files, key, level):
    verdict = judge(files[level])
    assert verdict.genuine, verdict.problems
    assert verdict.problems == ()
    assert verdict.certificate_digest == key.certificate_digest
    assert verdict.stamped_at == (None if level == pades.B_B else LATER)


@pytest.mark.parametrize("level", pades.LEVELS)
@pytest.mark.parametrize("name", ["李桂𪨶", "阿卜杜拉·买买提", "龘旸喆"])
def test_untouched_files_of_other_people_are_accepted_too(judge, make, face, level, name):
    assert judge(make(level, replace(face, name=name))).genuine


def test_the_same_moments_give_the_same_bytes(make, files):
    assert {level: make(level) for level in pades.LEVELS} == files
    assert len(files[pades.B_LT]) < len(files[pades.B_B]) + 20_000


def roots_of(keyring) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(root) for root in keyring.trust_roots()]


@pytest.mark.parametrize("level", [pades.B_LT, pades.B_LTA])
def test_pyhanko_finds_everything_for_the_long_term_inside(files, keyring, level):
    reader = PdfFileReader(io.BytesIO(files[level]))
    # Nothing is fetched, and what is not known to be good is bad: all of it must come from the file.
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": roots_of(keyring),
            "allow_fetching": False,
            "revocation_mode": "hard-fail",
            "moment": LATER,
        }
    )
    status = validate_pdf_signature(
        reader.embedded_regular_signatures[0],
        context,
        ts_validation_context=context,
        skip_diff=level == pades.B_LTA,
    )
    assert status.bottom_line, status.pretty_print_details()
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == LATER


def test_pyhanko_misses_it_where_it_is_not(files, keyring):
    with pytest.raises(NoDSSFoundError):
        DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(files[pades.B_B])))


def test_pyhanko_accepts_the_archived_file_by_the_procedure_of_etsi(files, keyring):
    """ETSI EN 319 102-1, 5.6: signatures that give long-term availability and integrity of validation material."""
    [signature] = PdfFileReader(io.BytesIO(files[pades.B_LTA])).embedded_regular_signatures
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots_of(keyring)),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(cert_validation_policy=policy), diff_policy=None
    )
    result = asyncio.run(
        ades_lta_validation(signature, spec, timing_info=ValidationTimingInfo(LATER, LATER, True))
    )
    assert result.ades_subindic == AdESPassed.OK, result


@pytest.mark.parametrize("level", pades.LEVELS)
def test_poppler_accepts_it(tmp_path, files, keyring, key, level):
    if not (shutil.which("pdfsig") and shutil.which("certutil")):
        pytest.skip("pdfsig (poppler-utils) or certutil (libnss3-tools) is not installed")
    store, file, root = f"sql:{tmp_path}", tmp_path / "c.pdf", tmp_path / "root.crt"
    file.write_bytes(files[level])
    root.write_bytes(keyring._roots[0].public_bytes(Encoding.PEM))
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", store, "-n", "root", "-t", "CT,C,C", "-a", "-i", root], check=True
    )
    seen = subprocess.run(
        ["pdfsig", "-nssdir", store, file], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid." in seen
    if key.covers(datetime.now(UTC)):
        assert "Certificate is Trusted." in seen


def test_qpdf_finds_nothing_wrong(tmp_path, files):
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is not installed")
    for level, data in files.items():
        file = tmp_path / f"{level}.pdf"
        file.write_bytes(data)
        assert subprocess.run(["qpdf", "--check", file], capture_output=True).returncode == 0


def openssl(folder, *arguments) -> bool:
    if not shutil.which("openssl"):
        pytest.skip("the openssl program is not installed")
    return subprocess.run(["openssl", *map(str, arguments)], cwd=folder, capture_output=True).returncode == 0


def test_the_openssl_program_asks_and_accepts_the_answer(tmp_path, keyring, stamps):
    for name, data in (("root", keyring.trust_roots()), ("middle", keyring.intermediates())):
        certificate = b"".join(asn1_pem(one) for one in data)
        (tmp_path / f"{name}.pem").write_bytes(certificate)
    (tmp_path / "data").write_bytes(b"a document")
    assert openssl(tmp_path, "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
    (tmp_path / "answer").write_bytes(stamps.answer((tmp_path / "query").read_bytes()))
    moment = int(LATER.timestamp())
    asked = ("-CAfile", "root.pem", "-untrusted", "middle.pem", "-attime", moment)
    assert openssl(tmp_path, "ts", "-verify", "-queryfile", "query", "-in", "answer", *asked)
    (tmp_path / "data").write_bytes(b"another")
    assert not openssl(tmp_path, "ts", "-verify", "-data", "data", "-in", "answer", *asked)


def asn1_pem(data: bytes) -> bytes:
    from cryptography import x509

    return x509.load_der_x509_certificate(data).public_bytes(Encoding.PEM)


class Service:
    """A time-stamp service on this machine, which answers as told."""

    def __init__(self, answer):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.kind = self.headers["Content-Type"]
                reply = answer(body)
                self.send_response(200)
                self.send_header("Content-Type", MEDIA_TYPES[1])
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"


def test_a_service_over_http_serves_as_well(judge, make, stamps):
    service = Service(stamps.answer)
    data = make(pades.B_LTA, stamps=HttpTimeStamps(service.address))
    assert service.kind == MEDIA_TYPES[0]
    assert judge(data).genuine
    service.server.shutdown()


@pytest.mark.parametrize(
    "reply", ["old", b"", b"0\x03\x02\x01\x02", b"0\x05\x30\x03\x02\x01\x02", b"x" * 100], ids=repr
)
def test_a_service_that_answers_something_else_is_refused(stamps, reply):
    from asn1crypto import tsp

    first = tsp.TimeStampReq({
        "version": 1, "nonce": 1, "cert_req": True,
        "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
    }).dump()  # fmt: skip
    service = Service(lambda body: stamps.answer(first) if reply == "old" else reply)
    with pytest.raises(WrongState, match="时间戳"):
        HttpTimeStamps(service.address).token(bytes(32))
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(WrongState):
        HttpTimeStamps(service.address, seconds=1).token(bytes(32))
    with pytest.raises(ValueError, match="address"):
        HttpTimeStamps("file:///etc/passwd")


@pytest.mark.parametrize("request_", [b"", b"0\x00", b"x"], ids=repr)
def test_what_is_no_request_gets_no_time_stamp(stamps, request_):
    with pytest.raises(ValueError):
        stamps.answer(request_)


def test_without_a_key_for_time_stamps_it_says_so(keyring):
    bare = Keyring(
        seals=(), roots=(), revocations=(), log_origin="x", log_key=keyring.log_key, demonstration=True
    )
    with pytest.raises(NotFound, match="时间戳"):
        bare.own_stamps(lambda: AT)


def test_a_strangers_time_stamp_is_not_trusted(judge, make, tmp_path):
    foreign = create_demo_authority(tmp_path, [OWNER], AT).own_stamps(lambda: LATER)
    for level in (pades.B_LT, pades.B_LTA):
        verdict = judge(make(level, stamps=foreign))
        assert not verdict.genuine
        assert "时间戳无效或不可信" in [str(problem) for problem in verdict.problems]


def test_only_files_of_ours_without_one_get_an_archive_time_stamp(files, stamps):
    for data in (files[pades.B_LTA], b"", b"%PDF-1.7\n%%EOF\n", files[pades.B_B] + b"\n"):
        with pytest.raises(ValueError):
            pades.archive(data, stamps)


def accepted(judge, ways) -> tuple[int, list[str]]:
    count, wrongly = 0, []
    for name, data in ways:
        count += 1
        verdict = judge(data)
        if verdict.genuine or not verdict.problems:
            wrongly.append(name)
    return count, wrongly


@pytest.mark.parametrize("level", pades.LEVELS)
def test_no_flipped_bit_is_accepted(judge, files, level):
    data = files[level]
    count, wrongly = accepted(judge, flips(data, BITS, range(len(data)), level))
    assert wrongly == []
    assert count == BITS


@pytest.mark.parametrize("level", pades.LEVELS)
def test_no_flipped_bit_where_a_signature_stands_is_accepted(judge, files, level):
    data = files[level]
    holes = [
        bytes(one.pkcs7_content).hex().encode() for one in PdfFileReader(io.BytesIO(data)).embedded_signatures
    ]
    # Most of a hole is zeros: what is before them matters more.
    places = inside(data, *(hole.rstrip(b"0") for hole in holes), *(hole[-200:] for hole in holes))
    count, wrongly = accepted(judge, flips(data, SIGNATURE_BITS, places, "signature " + level))
    assert wrongly == []
    assert count == SIGNATURE_BITS


@pytest.mark.parametrize("level", pades.LEVELS)
def test_no_update_is_accepted(judge, files, level):
    count, wrongly = accepted(judge, sample(pdf_attacks.updates(files[level]), UPDATES))
    assert wrongly == []
    assert count >= 35


@pytest.mark.parametrize("level", pades.LEVELS)
def test_nothing_added_at_the_ends_is_accepted_and_no_bent_signature(judge, files, level):
    ways = (*pdf_attacks.appended(files[level]), *pdf_attacks.bent(files[level]))
    count, wrongly = accepted(judge, sample(iter(ways), UPDATES))
    assert wrongly == []
    assert count >= 35


@pytest.mark.parametrize("level", pades.LEVELS)
def test_no_second_signature_is_accepted(judge, files, keyring, level, tmp_path):
    create_demo_authority(tmp_path, [OWNER], AT)
    base = next((tmp_path / "seals").glob("*.key"))
    signer = signers.SimpleSigner.load(str(base), str(base.with_suffix(".crt")), key_passphrase=None)
    count, wrongly = accepted(judge, pdf_attacks.signed_again(files[level], signer))
    assert wrongly == []
    assert count == 2
