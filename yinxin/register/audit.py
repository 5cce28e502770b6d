"""Hold the register against the ledger and the file store, both ways; name everything that differs."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from django.db import connection

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register.files import FileStore
from yinxin.register.vault import FACE, vault

_CHUNK = 5_000

# For every machine of the register: which line of the ledger must stand behind which state, and the last one wins.
_STATES = {
    "certificate": (
        "register_certificate",
        {"certificate.opened": "prepared", "certificate.released": "valid"},
    ),
    "electronic_copy": (
        "register_electronic_copy",
        {"electronic_copy.made": "made", "electronic_copy.released": "released"},
    ),
    "paper_copy": ("register_paper_copy", {"paper_copy.delivered": "printing"}),
}
_FIRST = {"electronic_copy": "ordered", "paper_copy": "ordered"}


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield every difference between register, ledger and file store.

    :param whole_files: read every file again and recompute its digest, not only whether it is there.
    """
    for subject, (table, states) in _STATES.items():
        yield from _states(subject, table, states)
    yield from _lines_without_certificate()
    yield from _faces()
    yield from _carriers_apart()
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


def _faces() -> Iterator[Difference]:
    """Recompute every face's digest, and hold it against the line that opened the certificate."""
    safe, last = vault(), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """select c.id, c.face, c.face_digest, c.management_number, (e.facts::jsonb) ->> 'face'
                   from register_certificate c
                   left join ledger_entry e on e.subject = 'certificate' and e.subject_id = c.id
                                           and e.kind = 'certificate.opened'
                   where c.id > %s order by c.id limit %s""",
                [last, _CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for number, closed, stored, management_number, said in rows:
            try:
                face = safe.open(bytes(closed), FACE)
            except (InvalidTag, KeyError):
                yield Difference("register_certificate", number, Words("证书内容无法解密：被改动"))
                continue
            if digest(face) != bytes(stored).hex() or said != bytes(stored).hex():
                yield Difference("register_certificate", number, Words("证书内容与账目中的摘要不符"))
            elif f'"management_number":"{management_number}"' not in face.decode():
                yield Difference("register_certificate", number, Words("登记的管理号与证书内容不符"))
        last = rows[-1][0]


def _carriers_apart() -> Iterator[Difference]:
    """Yield certificates whose copies do not go with them (N5)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id from register_certificate c
               left join register_electronic_copy e on e.certificate_id = c.id
               where (c.state = 'valid') is distinct from (e.state = 'released')
                  or not exists (select 1 from register_paper_copy p where p.certificate_id = c.id) order by c.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_certificate", number, Words("证书与其纸质、电子证书状态不同步"))


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
