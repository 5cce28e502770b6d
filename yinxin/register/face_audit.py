"""Hold what certificates say against the lines that opened them, and each row's columns against what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import connection

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register.vault import FACE, Vault, token_key, vault

CHUNK = 5_000
"""How many certificates are read at a time."""

_COLUMNS = {
    "regime": Words("制度"),
    "kind": Words("种类"),
    "qualification": Words("职业资格"),
    "level": Words("级别"),
    "specialty": Words("专业"),
    "management_number": Words("管理号"),
    "year": Words("年度"),
    "approved_on": Words("批准日期"),
    "valid_until": Words("有效期"),
    "match_key": Words("核验索引"),
    "token_key": Words("二维码索引"),
}


def audit() -> Iterator[Difference]:
    """Open every face, hold it against the line that opened the certificate, and the row's columns against it."""
    safe, last = vault(), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """select c.id, c.face, c.face_digest, coalesce(e.facts, ''), c.batch_id, c.row,
                          exists (select 1 from register_electronic_copy o
                                  where o.certificate_id = c.id),
                          array(select d.key from register_holder_document d where d.holder_id = c.holder_id),
                          c.state, coalesce(c.predecessor_id, c.basis_id), c.cause,
                          case when c.legacy_id is not null
                               then json_build_object('group', c.exam_id, 'record', c.legacy_id) end,
                          (select x.year from catalogue_exam x where x.id = c.exam_id),
                          (select string_agg(r.facts, '' order by r.id) from ledger_entry r
                           where r.subject = 'certificate' and r.subject_id = c.id and r.kind = 'certificate.renamed'),
                          c.regime, c.kind, v.name,
                          c.level, c.specialty, c.management_number, c.year,
                          c.approved_on, c.valid_until, c.match_key, c.token_key
                   from register_certificate c
                   left join catalogue_version v on v.id = c.version_id and v.qualification_id = c.qualification_id
                   left join ledger_entry e on e.subject = 'certificate' and e.subject_id = c.id
                                           and e.kind in ('certificate.opened', 'certificate.collected')
                   where c.id > %s order by c.id limit %s""",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for number, *row in rows:
            yield from (
                Difference("register_certificate", number, words) for words in _row(number, row, safe)
            )
        last = rows[-1][0]


def _row(number: int, row: Sequence[Any], safe: Vault) -> Iterator[Words]:
    """Yield what is wrong with one certificate's row."""
    (
        closed,
        stored,
        line,
        batch,
        place,
        electronic,
        documents,
        state,
        of,
        cause,
        older,
        year,
        renamed,
        *columns,
    ) = row
    try:
        plain = safe.open(bytes(closed), FACE)
    except InvalidTag:
        yield Words("证书内容无法解密：被改动")
        return
    facts = {"batch": batch, "electronic": electronic, "face": digest(plain), "row": place}
    facts |= {"of": of} if of else {}
    facts |= {"cause": cause} if cause else {}
    now = facts["face"]
    if older:
        first, said = _face_chain(line, renamed)
        facts, line_face = {"face": first, **older}, said
    else:
        line_face = now if now in line else ""
    if now != bytes(stored).hex() or now != line_face:
        yield Words("证书内容与账目中的摘要不符")
        return
    if canonical_json(facts).decode() != line:
        yield Words("登记的批次、行号、前后证书或电子证书与账目不符")
    face = Face.from_json(plain)
    # A changed document is the holder's from the day on which the certificate that states it is released.
    told = of is None or state not in ("prepared", "dropped")
    if told and safe.document_key(face.id_kind, face.id_number) not in {bytes(key) for key in documents}:
        yield Words("证书登记在另一人名下")
    for (name, title), wanted, found in zip(
        _COLUMNS.items(), _columns(number, face, safe, year), columns, strict=True
    ):
        if (bytes(found) if name.endswith("_key") else found) != wanted:
            yield Words("登记的{column}与证书内容不符", column=title)


def _face_chain(line: str, renamed: str | None) -> tuple[str, str]:
    """Return the digests of an older certificate's first face and of its last, as the lines say them (N21.1).

    A line that does not follow the one before it, or is no JSON, leads nowhere.
    """
    try:
        first = last = json.loads(line)["face"]
        for said in json.loads(f"[{renamed.replace('}{', '},{')}]") if renamed else ():
            last = said["face"] if said["before"] == last else ""
    except (ValueError, KeyError, TypeError):
        return "", ""
    return first, last


def _columns(number: int, face: Face, safe: Vault, year: int) -> tuple[Any, ...]:
    """Return what the columns must say of a face, in the order of ``_COLUMNS``.

    :param year: of the exam, or of the group of older certificates, where the face does not record the day.
    """
    approved_on = date.fromisoformat(face.approved_on) if face.approved_on else None
    return (
        face.regime,
        face.kind,
        face.qualification,
        face.level,
        face.specialty,
        face.management_number,
        approved_on.year if approved_on else year,
        approved_on,
        date.fromisoformat(face.valid_until) if face.valid_until else None,
        safe.match_key(face.management_number, face.name, face.id_number),
        token_key(safe.token(number)),
    )
