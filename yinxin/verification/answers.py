"""Answer a verification: by the three things on the certificate, by its QR code, by its file (N22.1).

Unknown number, wrong name, wrong identity number: one look-up, one answer, the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.vault import FACE, token_key, vault
from yinxin.signing.keys import Keyring
from yinxin.signing.validate import PdfVerdict, validate_pdf
from yinxin.verification.reader import Shown, Unavailable, reader
from yinxin.verification.verdicts import Answer, Verdict, verdict_of

LONGEST = 120
"""No field of a question is longer, in characters."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def by_match(management_number: str, name: str, id_number: str, *, at: datetime) -> Answer:
    """Answer whether a certificate with this number, name and identity number is valid.

    :raises Incomplete: one of the three is missing or too long.
    """
    check_question(management_number, name, id_number)
    key = vault().match_key(management_number, name, id_number)
    try:
        found = reader().match(key)
    except Unavailable:
        return Answer(Verdict.UNAVAILABLE, at)
    state, until = found or (None, None)
    return Answer(verdict_of(state, until, day_of(at)), at)


def check_question(management_number: str, name: str, id_number: str) -> None:
    """Refuse a question in which something is missing or too long.

    :raises Incomplete: names every field that must be mended.
    """
    asked = {"management_number": management_number, "name": name, "id_number": id_number}
    wrong = [field for field, text in asked.items() if not text.strip() or len(text) > LONGEST]
    if wrong:
        raise Incomplete(
            Words("请完整填写姓名、证件号码和管理号（或查询编号）。"),
            do=Words("三项都要填写，每项不超过{longest}个字符。", longest=LONGEST),
            clause=Clause("N22.1"),
            facts={"fields": wrong},
        )


def by_token(token: str, *, at: datetime) -> Answer:
    """Answer for the certificate whose QR code carries the token; who has the code sees what the paper shows."""
    if not _TOKEN.match(token):
        return Answer(Verdict.NOT_FOUND, at)
    try:
        found = reader().token(token_key(token))
    except Unavailable:
        return Answer(Verdict.UNAVAILABLE, at)
    return _shown(found, at)


@dataclass(frozen=True)
class FileAnswer:
    """The three answers about a file, apart from each other.

    :ivar known: the bytes are those of a copy that was issued here; one that is not released yet is not known.
    :ivar signature: what the signature itself proves.
    :ivar status: what the register says now; NOT_FOUND where the file is not one of ours.
    """

    known: bool
    signature: PdfVerdict
    status: Answer

    @property
    def genuine(self) -> bool:
        """Say whether the file is unaltered, ours, and still valid."""
        return self.known and self.signature.genuine and self.status.verdict is Verdict.VALID


def by_file(data: bytes, keyring: Keyring, *, at: datetime) -> FileAnswer:
    """Answer for an uploaded file: by its digest, its signature, and the register, each on its own.

    A file of ours is judged as of the moment at which it was sealed: its signature outlives the seal's certificate.
    """
    try:
        found, status = reader().file(sha256(data).digest()), None
    except Unavailable:
        found, status = None, Answer(Verdict.UNAVAILABLE, at)
    moment = found.signed_at if found and found.signed_at else at
    signature = validate_pdf(data, keyring.trust_roots(), moment, revocations=keyring.revocations())
    status = status or _shown(found, at)
    return FileAnswer(found is not None and status.verdict is not Verdict.NOT_FOUND, signature, status)


def _shown(found: Shown | None, at: datetime) -> Answer:
    if found is None:
        return Answer(Verdict.NOT_FOUND, at)
    verdict = verdict_of(found.state, found.valid_until, day_of(at))
    if verdict is Verdict.NOT_FOUND:
        return Answer(verdict, at)
    if verdict is Verdict.VALID and found.copy_state in ("revoked", "superseded"):
        verdict = Verdict.REVOKED if found.copy_state == "revoked" else Verdict.REPLACED
    return Answer(verdict, at, Face.from_json(vault().open(found.face, FACE)))
