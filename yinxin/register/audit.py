"""Hold the register against the ledger and the file store, both ways; name everything that differs.

A line's facts are compared as the canonical text that they are: what somebody put there instead need not be JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from django.db import connection

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register import custody_audit
from yinxin.register.files import FileStore
from yinxin.register.vault import FACE, Vault, token_key, vault

_CHUNK = 5_000

# For every machine whose things move one by one: which line of the ledger must stand behind which state; the last
# one wins. Paper moves by slips: see custody_audit.
_STATES = {
    "certificate": (
        "register_certificate",
        {"certificate.opened": "prepared", "certificate.released": "valid"},
    ),
    "electronic_copy": (
        "register_electronic_copy",
        {"electronic_copy.made": "made", "electronic_copy.released": "released"},
    ),
}
_FIRST = {"electronic_copy": "ordered"}


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield every difference between register, ledger and file store.

    :param whole_files: read every file again and recompute its digest, not only whether it is there.
    """
    for subject, (table, states) in _STATES.items():
        yield from _states(subject, table, states)
    yield from _lines_without_certificate()
    yield from _faces()
    yield from _carriers_apart()
    yield from _copies_exchanged()
    yield from _standings()
    yield from custody_audit.audit()
    yield from _files(store, whole_files)


def _states(subject: str, table: str, states: dict[str, str]) -> Iterator[Difference]:
    """Compare each row's state with the last line about it."""
    cases = " ".join(f"when '{kind}' then '{state}'" for kind, state in states.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select t.id, t.state, coalesce(l.said, %(first)s) from {table} t
                left join (select distinct on (subject_id) subject_id,
                                  case kind {cases} end as said
                           from ledger_entry where subject = %(subject)s order by subject_id, id desc) l
                  on l.subject_id = t.id
                where t.state is distinct from coalesce(l.said, %(first)s) order by t.id""",  # noqa: S608
            {"subject": subject, "first": _FIRST.get(subject, "")},
        )
        for number, state, said in cursor.fetchall():
            words = Words("登记状态为{state}，账目记的是{said}", state=state, said=said or Words("没有记录"))
            yield Difference(table, number, words)


def _lines_without_certificate() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.subject_id from ledger_entry e left join register_certificate c on c.id = e.subject_id
               where e.subject = 'certificate' and e.kind = 'certificate.opened' and c.id is null"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_certificate", number, Words("账目记有此证书，登记中却没有：被删除"))


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


def _faces() -> Iterator[Difference]:
    """Open every face, hold it against the line that opened the certificate, and the row's columns against it."""
    safe, last = vault(), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """select c.id, c.face, c.face_digest, coalesce(e.facts, ''), c.batch_id, c.row,
                          exists (select 1 from register_electronic_copy o where o.certificate_id = c.id),
                          array(select d.key from register_holder_document d where d.holder_id = c.holder_id),
                          c.regime, c.kind, v.name, c.level, c.specialty, c.management_number, c.year,
                          c.approved_on, c.valid_until, c.match_key, c.token_key
                   from register_certificate c
                   left join catalogue_version v on v.id = c.version_id and v.qualification_id = c.qualification_id
                   left join ledger_entry e on e.subject = 'certificate' and e.subject_id = c.id
                                           and e.kind = 'certificate.opened'
                   where c.id > %s order by c.id limit %s""",
                [last, _CHUNK],
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
    closed, stored, line, batch, place, electronic, documents, *columns = row
    try:
        plain = safe.open(bytes(closed), FACE)
    except InvalidTag:
        yield Words("证书内容无法解密：被改动")
        return
    facts = {"batch": batch, "electronic": electronic, "face": digest(plain), "row": place}
    if facts["face"] != bytes(stored).hex() or facts["face"] not in line:
        yield Words("证书内容与账目中的摘要不符")
        return
    if canonical_json(facts).decode() != line:
        yield Words("登记的批次、行号或电子证书与账目不符")
    face = Face.from_json(plain)
    if safe.document_key(face.id_kind, face.id_number) not in {bytes(key) for key in documents}:
        yield Words("证书登记在另一人名下")
    for (name, title), wanted, found in zip(
        _COLUMNS.items(), _columns(number, face, safe), columns, strict=True
    ):
        if (bytes(found) if name.endswith("_key") else found) != wanted:
            yield Words("登记的{column}与证书内容不符", column=title)


def _columns(number: int, face: Face, safe: Vault) -> tuple[Any, ...]:
    """Return what the columns must say of a face, in the order of ``_COLUMNS``."""
    approved_on = date.fromisoformat(face.approved_on)
    return (
        face.regime,
        face.kind,
        face.qualification,
        face.level,
        face.specialty,
        face.management_number,
        approved_on.year,
        approved_on,
        date.fromisoformat(face.valid_until) if face.valid_until else None,
        safe.match_key(face.management_number, face.name, face.id_number),
        token_key(safe.token(number)),
    )


def _carriers_apart() -> Iterator[Difference]:
    """Yield certificates whose copies do not go with them (N5)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id from register_certificate c
               left join register_electronic_copy e on e.certificate_id = c.id
               where (e.id is not null and (c.state = 'valid') is distinct from (e.state = 'released'))
                  or not exists (select 1 from register_paper_copy p where p.certificate_id = c.id) order by c.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_certificate", number, Words("证书与其纸质、电子证书状态不同步"))


def _copies_exchanged() -> Iterator[Difference]:
    """Yield electronic copies whose file or certificate is another than the line about their making says."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id from register_electronic_copy e
               left join ledger_entry l on l.subject = 'electronic_copy' and l.subject_id = e.id
                                       and l.kind = 'electronic_copy.made'
               where e.digest is not null
                 and l.facts is distinct from
                     '{"certificate":' || e.certificate_id || ',"file":"' || encode(e.digest, 'hex') || '"}'
               order by e.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_electronic_copy", number, Words("电子证书不是账目所记的那一份"))


def _standings() -> Iterator[Difference]:
    """Compare bars and records with the lines that entered them, both ways (A1.3b)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(s.id, l.subject_id), s.id is null, l.subject_id is null
               from register_standing s full join
                    (select subject_id, facts from ledger_entry
                     where subject = 'standing' and kind = 'standing.entered') l on l.subject_id = s.id
               where l.facts is distinct from '{"kind":"' || s.kind || '","since":"' || s.since || '","until":'
                     || coalesce('"' || s.until || '"', 'null') || '}'
               order by 1"""
        )
        for number, deleted, slipped_in in cursor.fetchall():
            words = Words("账目没有记录") if slipped_in else Words("登记与账目不符")
            yield Difference("register_standing", number, Words("被删除") if deleted else words)


def _files(store: FileStore, whole: bool) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select encode(digest, 'hex'), id from register_electronic_copy where digest is not null"
        )
        wanted = dict(cursor.fetchall())
    for key, number in wanted.items():
        if not store.has(key):
            yield Difference("register_electronic_copy", number, Words("电子证书文件不见了"))
        elif whole and digest(store.get(key)) != key:
            yield Difference("register_electronic_copy", number, Words("电子证书文件被改动"))
