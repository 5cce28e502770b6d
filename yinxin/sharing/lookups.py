"""Look-ups of single certificates: always for a ground, within the agreement, and never without a trace (N22.2).

What lies outside the agreement is not found, in the same words as what does not exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.licence import Scheme
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.register import shared
from yinxin.register.shared import Shared
from yinxin.sharing import licences
from yinxin.sharing.models import Call
from yinxin.sharing.terms import N22_2, Terms

LONGEST: Final = 120
LOOK_UP, STATUS, CHANGES, SNAPSHOT = "look_up", "status", "changes", "snapshot"
NOT_FOUND: Final = "not_found"
_GROUND: Final = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{2,58})[^\s\x00-\x1f\x7f]")
_ASKED_KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PARTS: Final = ("management_number", "name", "id_number")


@dataclass(frozen=True)
class Question:
    """Which certificate is asked about, and why.

    :ivar licence: a licence identifier; empty where the three things on the certificate are given.
    :ivar ground: the number of the case, or the code of the purpose.
    :ivar asked_key: the client's own key of the request; empty where it has none.
    """

    ground: str
    licence: str = ""
    management_number: str = ""
    name: str = ""
    id_number: str = ""
    asked_key: str = ""
    way: str = LOOK_UP

    def digest(self) -> bytes:
        """Return the SHA-256 of what is asked, which shows nothing of it to whoever cannot guess it."""
        parts = [self.way, self.ground, self.licence, self.management_number, self.name, self.id_number]
        return sha256(canonical_json({"asked": parts})).digest()


@dataclass(frozen=True)
class Found:
    """A certificate within the agreement, as of now.

    :ivar status: its state as a code of electronic licences.
    """

    certificate: Shared
    licence: str
    status: str


def read(facts: Any, *, asked_key: str = "", way: str = LOOK_UP) -> Question:
    """Read a question from JSON values.

    :raises Incomplete: names every field that is missing, too long, or one too many.
    """
    names = ("ground", "licence", *_PARTS)
    if not isinstance(facts, dict):
        raise incomplete(["ground"])
    wrong = sorted(str(name)[:40] for name in facts if name not in names)
    given = {name: facts.get(name, "") for name in names}
    wrong += [name for name, text in given.items() if not isinstance(text, str) or len(text) > LONGEST]
    if wrong:
        raise incomplete(wrong)
    if not _GROUND.fullmatch(given["ground"]):
        wrong.append("ground")
    parts = [name for name in _PARTS if given[name].strip()]
    if given["licence"] and parts:
        wrong += parts
    elif not given["licence"]:
        wrong += [name for name in _PARTS if name not in parts] if parts else ["licence"]
    if wrong:
        raise incomplete(wrong)
    if asked_key and not _ASKED_KEY.fullmatch(asked_key):
        raise incomplete(["Idempotency-Key"])
    return Question(**given, asked_key=asked_key, way=way)


def asked_before(agreement_id: int, question: Question) -> bool:
    """Say whether the client has sent this very request before, and it was counted.

    :raises WrongState: it has used the key for another request.
    """
    if not question.asked_key:
        return False
    rows = Call.objects.filter(agreement_id=agreement_id, asked_key=question.asked_key)
    before = rows.values_list("asked", flat=True).first()
    if before is not None and bytes(before) != question.digest():
        raise WrongState(
            Words("这个Idempotency-Key已经用于另一次查询。"),
            do=Words("每次新的查询请换一个Idempotency-Key。"),
            clause=N22_2,
            facts={"code": "idempotency_key_reused"},
        )
    return before is not None


def look_up(
    agreement_id: int, terms: Terms, question: Question, scheme: Scheme, *, at: datetime
) -> Found | None:
    """Return the certificate that is asked about as it stands now, and write the call down first; None for none.

    The same request sent again is answered again, and written down once.
    """
    with transaction.atomic():
        one = _certificate(terms, question, scheme)
        status = licences.status_of(one.state, one.valid_until, day_of(at)) if one else ""
        call = Call(
            agreement_id=agreement_id, way=question.way, at=at, ground=question.ground,
            verdict=one.state if one else NOT_FOUND, certificate_id=one.id if one else None,
            asked_key=question.asked_key or None, asked=question.digest() if question.asked_key else None,
        )  # fmt: skip
        Call.objects.bulk_create([call], ignore_conflicts=bool(question.asked_key))
    if one is None:
        return None
    return Found(one, licences.identifier_of(licences.serial_of(one.id), scheme), status)


def note_page(agreement_id: int, way: str, count: int, *, at: datetime) -> None:
    """Write down that a client was given a page of the feed, or a part of a snapshot."""
    Call.objects.create(agreement_id=agreement_id, way=way, at=at, verdict="page", count=count)


def incomplete(wrong: list[str]) -> Incomplete:
    """Return the refusal for a question that says too little or too much."""
    return Incomplete(
        Words("查询内容缺少或不对。"),
        do=Words("请给出办件编号或用途代码（4至60字），以及证照标识，或姓名、证件号码和管理号三项。"),
        clause=N22_2,
        facts={"code": "question_incomplete", "fields": sorted(set(wrong))},
    )


def _certificate(terms: Terms, question: Question, scheme: Scheme) -> Shared | None:
    if not question.licence:
        return shared.by_match(question.management_number, question.name, question.id_number, terms.scope)
    serial = licences.serial_in(question.licence, scheme)
    if serial is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select certificate_id from sharing_change where serial = %s limit 1", [serial])
        row = cursor.fetchone()
    return shared.by_id(row[0], terms.scope) if row else None
