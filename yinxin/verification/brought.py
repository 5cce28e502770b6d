"""One drop box: whatever somebody brings about a certificate gets one answer in three parts (N22.1).

A file is unaltered or not, sealed by somebody we trust or not, and what it certifies is still valid or not: the first
two it proves itself, the last only the register knows. A picture proves nothing about the paper that it shows; the code
on it does, and what the register says then is to be held against the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from yinxin.attachments.codes import codes
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register import status_lists
from yinxin.register.status_lists import Place
from yinxin.register.vault import token_of
from yinxin.signing import credentials, problems, proofs, records
from yinxin.signing.keys import Keyring
from yinxin.signing.ofd_check import validate_ofd
from yinxin.signing.proofs import StatusBook
from yinxin.signing.standing import stands
from yinxin.signing.trust import PublicKeys
from yinxin.signing.validate import validate_pdf
from yinxin.verification.answers import by_grant, by_token
from yinxin.verification.grants import GrantAnswer, Standing, granted
from yinxin.verification.reader import Shown, Unavailable, reader
from yinxin.verification.showing import shown
from yinxin.verification.verdicts import Answer, Verdict


class Carrier(Enum):
    """What was brought, as its first bytes say."""

    PDF = "pdf"
    OFD = "ofd"
    PICTURE = "picture"
    CREDENTIAL = "credential"
    OTHER = "other"

    @property
    def words(self) -> Words:
        """The kind in words."""
        return _CARRIERS[self]


_CARRIERS: Final = {
    Carrier.PDF: Words("PDF文件"),
    Carrier.OFD: Words("OFD文件"),
    Carrier.PICTURE: Words("照片或图片"),
    Carrier.CREDENTIAL: Words("可验证凭证"),
    Carrier.OTHER: Words("不认识的文件"),
}
_DONE: Final = "done"
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PHONE: Final = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif")

NOT_OURS: Final = Words(
    "这不是电子证书的文件：能核验的是PDF、OFD文件，可验证凭证，以及二维码或证书的JPEG、PNG照片"
)
ONLY_A_PICTURE: Final = Words("照片本身不能证明没有被改动：请把纸面上的每一项与登记的内容对照")
NO_CODE: Final = Words("照片上没有找到二维码：请对准二维码，靠近一些，在光线好的地方重拍")
FOREIGN_CODE: Final = Words("二维码不是本系统的，指向{host}：请警惕仿冒")
OTHER_RECORD: Final = Words("二维码里的签名记录与登记的内容不符：请警惕拼接")
NO_CERTIFICATE: Final = Words("二维码指向本系统，但不是证书的二维码")
FOREIGN_TEXT: Final = Words("二维码不是本系统的，不是核验网址：请警惕仿冒")
NOT_ISSUED: Final = Words("签章是真的，但登记簿中没有发出过这份文件")


def carrier_of(data: bytes) -> Carrier:
    """Say what a file is by its first bytes, never by its name."""
    if data.startswith(b"%PDF-"):
        return Carrier.PDF
    if data.startswith(b"PK"):
        return Carrier.OFD
    if data.lstrip().startswith(b"eyJ"):
        return Carrier.CREDENTIAL
    picture = data.startswith(_PICTURES) or (data[4:8] == b"ftyp" and data[8:12] in _PHONE)
    return Carrier.PICTURE if picture else Carrier.OTHER


@dataclass(frozen=True)
class Proof:
    """What a file proves by itself.

    :ivar unaltered: every byte is as it was sealed, and nothing stands beside.
    :ivar trusted: the seal leads to somebody we trust; ``signer_name`` says to whom.
    :ivar certificate_digest: the SHA-256 of the signer's certificate, hexadecimal; empty where there is none.
    :ivar signed_at: the moment that the file claims; ``stamped_at`` the one that a time stamp vouches for, if any.
    :ivar problems: everything that is wrong, in words.
    """

    unaltered: bool = False
    trusted: bool = False
    signer_name: str = ""
    certificate_digest: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    problems: tuple[Words, ...] = ()

    @property
    def genuine(self) -> bool:
        """The file is unaltered, and sealed by somebody we trust."""
        return self.unaltered and self.trusted


@dataclass(frozen=True)
class Code:
    """What the QR code on a picture, or on a file that is not ours, leads to.

    :ivar ours: it leads to this installation; ``host`` is where it leads, empty where it is no address.
    :ivar answer: what the register says of the certificate that it leads to; None where it leads to none of ours.
    :ivar others: the hosts of the codes that lead elsewhere, this one or those beside it.
    :ivar record: what the signed record in it proves; None where it has none.
    """

    ours: bool
    host: str
    answer: Answer | None = None
    grant: GrantAnswer | None = None
    others: tuple[str, ...] = ()
    record: proofs.Proof | None = None


@dataclass(frozen=True)
class FileAnswer:
    """The three answers about what was brought, apart from each other.

    :ivar known: the bytes are those of a copy that was issued here; one that is not released yet is not known.
    :ivar signature: what the file itself proves.
    :ivar status: what the register says now; NOT_FOUND where the file is not one of ours.
    :ivar grant: what a marked copy was made for, and whether it may still be used; None for the certificate's own file.
    :ivar code: what the QR code leads to, where a picture or a file that is not ours has one.
    :ivar said: what a credential shows: what its holder wished to show, and nothing more.
    """

    known: bool
    signature: Proof
    status: Answer
    grant: GrantAnswer | None = None
    carrier: Carrier = Carrier.PDF
    code: Code | None = None
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def genuine(self) -> bool:
        """Say whether what was brought is unaltered, ours, still valid, and where it is a marked copy not ended."""
        running = self.grant is None or self.grant.standing is Standing.ACTIVE
        proved = self.known and self.signature.genuine and not self.signature.problems
        return proved and self.status.verdict is Verdict.VALID and running


def told(answer: FileAnswer) -> dict[str, Any]:
    """Return an answer as JSON values, without anything that stands on the certificate: to be kept as evidence."""
    code = answer.code
    return {
        "carrier": answer.carrier.value,
        "genuine": answer.genuine,
        "unaltered": answer.signature.unaltered,
        "trusted": answer.signature.trusted,
        "signer": answer.signature.signer_name,
        "problems": [str(one) for one in answer.signature.problems],
        "known": answer.known,
        "verdict": answer.status.verdict.value,
        "code": {"ours": code.ours, "elsewhere": list(code.others)} if code else None,
        "checked_at": answer.status.checked_at.isoformat(),
    }


def by_file(data: bytes, keyring: Keyring, *, at: datetime) -> FileAnswer:
    """Answer for what somebody brought: by its digest, its seal, and the register, each on its own.

    A file of ours is judged as of the moment at which it was sealed: its seal outlives the seal's certificate. A
    picture, and a PDF that is not ours, is searched for a QR code.
    """
    carrier = carrier_of(data)
    if carrier is Carrier.PICTURE:
        return _by_picture(data, keyring, at=at)
    if carrier is Carrier.CREDENTIAL:
        return _by_credential(data, keyring, at=at)
    if carrier is Carrier.OTHER:
        return FileAnswer(False, Proof(problems=(NOT_OURS,)), Answer(Verdict.NOT_FOUND, at), carrier=carrier)
    grant, status, before = None, None, None
    try:
        before = reader().resealed(sha256(data).digest())
        found = before or reader().file(sha256(data).digest())
        if found is None:
            grant = granted(reader().grant_of_file(sha256(data).digest()), at)
    except Unavailable:
        found, status = None, Answer(Verdict.UNAVAILABLE, at)
    moment = grant.signed_at if grant else found.signed_at if found else None
    signature = _with_key(_proof(data, carrier, keyring, moment or at), keyring, before, moment)
    status = status or (grant.answer if grant else shown(found, at))
    known = (grant or found) is not None and status.verdict is not Verdict.NOT_FOUND
    if signature.genuine and status.verdict is Verdict.NOT_FOUND:
        signature = _with(signature, NOT_ISSUED)
    foreign = not known and carrier is Carrier.PDF and status.verdict is Verdict.NOT_FOUND
    code = _code_in(data, at, _published(keyring)) if foreign else None
    if code:
        signature = _with(signature, *_foreign(code))
    return FileAnswer(known, signature, status, grant, carrier, code)


def by_digest(digest: bytes, *, at: datetime) -> Answer:
    """Answer what the register says of a file with this SHA-256; without the file nothing is said of its signature."""
    try:
        found = reader().file(digest)
        grant = None if found else granted(reader().grant_of_file(digest), at)
    except Unavailable:
        return Answer(Verdict.UNAVAILABLE, at)
    return grant.answer if grant else shown(found, at)


def _proof(data: bytes, carrier: Carrier, keyring: Keyring, at: datetime) -> Proof:
    """Judge a file by itself, as of a moment."""
    roots, revocations = keyring.trust_roots(), keyring.revocations()
    found: Any
    if carrier is Carrier.PDF:
        found = validate_pdf(data, roots, at, revocations=revocations)
    else:
        makers, chain = keyring.makers(), keyring.intermediates()
        found = validate_ofd(data, roots, at, makers=makers, chain=chain, revocations=revocations)
    return Proof(
        found.unaltered and found.covers_whole_file,
        found.trusted,
        found.signer_name,
        found.certificate_digest,
        found.signed_at,
        getattr(found, "stamped_at", None),
        found.problems,
    )


def _by_credential(data: bytes, keyring: Keyring, *, at: datetime) -> FileAnswer:
    """Answer for a credential: the register says how its certificate stands, and shows nothing that it hides."""
    text = data[: credentials.LONGEST + 1].decode("ascii", errors="replace")
    proof = credentials.verify(text, _published(keyring), StatusBook(), at)
    signature = Proof(proof.unaltered, proof.trusted, proof.signed_by, problems=proof.problems)
    status = Answer(Verdict.NOT_FOUND, at)
    if proof.place is not None:
        number = status_lists.certificate_at(Place(*proof.place))
        try:
            status = replace(shown(reader().certificate(number), at), face=None)
        except Unavailable:
            status = Answer(Verdict.UNAVAILABLE, at)
    known = status.verdict not in (Verdict.NOT_FOUND, Verdict.UNAVAILABLE)
    return FileAnswer(known, signature, status, carrier=Carrier.CREDENTIAL, said=proof.said)


def _published(keyring: Keyring) -> PublicKeys:
    return PublicKeys.from_document(keyring.public_document())


def _with_key(proof: Proof, keyring: Keyring, before: Shown | None, moment: datetime | None) -> Proof:
    """Return what a file proves, seeing what has become of the key that sealed it.

    A copy that the register lists as sealed after the compromise proves nothing. For any other file of ours the
    register itself says when it was made; what the register does not know has only a time stamp of others for a proof.

    :param before: the listed copy whose file this is; ``moment`` is when the register says that a file was sealed.
    """
    key = keyring.seal_of(proof.certificate_digest)
    if before is not None:
        problem = problems.RESEALED if before.copy_state == _DONE else problems.AWAITS
    elif key is None or stands(key.compromised_at, moment or proof.stamped_at):
        return proof
    else:
        problem = problems.COMPROMISED
    return _with(replace(proof, trusted=False), problem)


def _by_picture(data: bytes, keyring: Keyring, *, at: datetime) -> FileAnswer:
    """Answer for a picture: it is what the code on it leads to, and what the record in the code proves."""
    nothing = Answer(Verdict.NOT_FOUND, at)
    try:
        texts = codes(data, name="")
    except Incomplete as no:
        return FileAnswer(False, Proof(problems=(no.what,)), nothing, carrier=Carrier.PICTURE)
    code = _code(texts, at, _published(keyring))
    if code is None:
        return FileAnswer(False, Proof(problems=(NO_CODE,)), nothing, carrier=Carrier.PICTURE)
    answer = code.answer or nothing
    wrong = (*_foreign(code), *_contradiction(code), ONLY_A_PICTURE)
    record = code.record
    proof = (
        Proof(record.unaltered, record.trusted, record.signed_by, problems=(*record.problems, *wrong))
        if record
        else Proof(problems=wrong)
    )
    known = answer.verdict not in (Verdict.NOT_FOUND, Verdict.UNAVAILABLE)
    return FileAnswer(known, proof, answer, code.grant, Carrier.PICTURE, code)


def _contradiction(code: Code) -> tuple[Words, ...]:
    """Say that the record in a code is another certificate's than the one that its address leads to."""
    face, said = code.answer.face if code.answer else None, code.record.said if code.record else {}
    if face is None or not said:
        return ()
    same = all(said[name] == getattr(face, name) for name in ("management_number", "name", "qualification"))
    return () if same else (OTHER_RECORD,)


def _code_in(data: bytes, at: datetime, keys: PublicKeys) -> Code | None:
    """Return where the code on a file's first pages leads; None where it has none or cannot be opened."""
    try:
        return _code(codes(data, name=""), at, keys)
    except Incomplete:
        return None


def _code(texts: tuple[str, ...], at: datetime, keys: PublicKeys) -> Code | None:
    """Return where the codes lead: to a certificate of ours where one does, and who else is named beside it."""
    found = [_leads(text, at, keys) for text in texts]
    best = max(found, key=lambda code: code.answer is not None, default=None)
    others = tuple(code.host for code in found if not code.ours)
    return replace(best, others=others) if best else None


def _leads(text: str, at: datetime, keys: PublicKeys) -> Code:
    address = settings.PUBLIC_ADDRESS
    token, mark = token_of(text, address), token_of(text, address, below="/m/")
    if token is not None:
        record = records.verify(text, keys, StatusBook(), at) if "#" in text else None
        return Code(True, _host(text), by_token(token, at=at), record=record)
    if mark is None:
        return Code(_host(text) == _host(address), _host(text))
    try:
        grant = by_grant(mark, at=at)
    except Unavailable:
        return Code(True, _host(text), Answer(Verdict.UNAVAILABLE, at))
    return Code(True, _host(text), grant.answer if grant else Answer(Verdict.NOT_FOUND, at), grant)


def _host(text: str) -> str:
    """Return the host of an address; empty where the text is none."""
    try:
        return (urlsplit(text.strip()).hostname or "")[:80]
    except ValueError:
        return ""


def _foreign(code: Code) -> tuple[Words, ...]:
    """Return what is to be said of codes that lead elsewhere, and of one of ours that leads to no certificate."""
    found = tuple(Words(FOREIGN_CODE.template, host=host) if host else FOREIGN_TEXT for host in code.others)
    return (NO_CERTIFICATE, *found) if code.ours and code.answer is None else found


def _with(proof: Proof, *more: Words) -> Proof:
    return replace(proof, problems=(*proof.problems, *more))
