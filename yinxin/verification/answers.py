"""Answer a verification: by the three things on the certificate, by its QR code (N22.1); by its file: `brought`.

Unknown number, wrong name, wrong identity number: one look-up, one answer, the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.vault import token_key, vault
from yinxin.verification.grants import GrantAnswer, granted
from yinxin.verification.reader import Matched, Unavailable, reader
from yinxin.verification.showing import shown
from yinxin.verification.verdicts import Answer, Verdict, verdict_of

LONGEST = 120
"""No field of a question is longer, in characters."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def by_match(management_number: str, name: str, id_number: str, *, at: datetime) -> Answer:
    """Answer whether a certificate with this number, name and identity number is valid.

    :raises Incomplete: one of the three is missing or too long.
    """
    check_question(management_number, name, id_number)
    return by_key(vault().match_key(management_number, name, id_number), at=at)


def by_key(key: bytes, *, at: datetime) -> Answer:
    """Answer for the keyed digest of a number, a name and an identity number: the same question, asked again."""
    try:
        found = reader().match(key)
    except Unavailable:
        return Answer(Verdict.UNAVAILABLE, at)
    return _answer(found, at)


def by_matches(asked: Sequence[tuple[str, str, str]], *, at: datetime) -> list[Answer]:
    """Answer many questions of management number, name and identity number, each as :func:`by_match` would.

    :raises Unavailable: the register cannot be reached now.
    """
    safe = vault()
    keys = [safe.match_key(*one) for one in asked]
    found = reader().matches(keys) if keys else {}
    return [_answer(found.get(key), at) for key in keys]


def _answer(found: Matched | None, at: datetime) -> Answer:
    state, until, number = found or (None, None, None)
    verdict = verdict_of(state, until, day_of(at))
    return Answer(verdict, at, about=None if verdict is Verdict.NOT_FOUND else number)


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
    return shown(found, at)


def by_grant(token: str, *, at: datetime) -> GrantAnswer | None:
    """Answer for the marked copy or the share link with this token; None where there is none.

    :raises Unavailable: the register cannot be reached now.
    """
    return granted(reader().grant(token_key(token)), at) if _TOKEN.match(token) else None


def checkpoint() -> tuple[int, bytes] | None:
    """Return size and root of the ledger as it was last sealed; None where it never was, or cannot be read now."""
    try:
        return reader().checkpoint()
    except Unavailable:
        return None
