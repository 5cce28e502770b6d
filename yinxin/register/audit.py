"""Hold the register against the ledger and the file store, both ways; name everything that differs.

A line's facts are compared as the canonical text that they are: what somebody put there instead need not be JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from django.db import connection

from yinxin.kernel import names
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register import custody_audit, face_audit, file_audit, reseal_audit, status_lists
from yinxin.register.files import FileStore
from yinxin.register.pinyin import pinyin
from yinxin.register.vault import DOCUMENT, FACE, vault

_CHUNK = 5_000

# For every machine whose things move one by one: which line of the ledger must stand behind which state; the last
# one wins. Paper moves by slips: see custody_audit.
_STATES = {
    "certificate": (
        "register_certificate",
        {
            "certificate.opened": "prepared",
            "certificate.collected": "valid",
            "certificate.renamed": "valid",
            "certificate.released": "valid",
            "certificate.superseded": "superseded",
            "certificate.invalidated": "invalid",
            "certificate.restored": "valid",
            "certificate.dropped": "dropped",
        },
    ),
    "electronic_copy": (
        "register_electronic_copy",
        {
            "electronic_copy.ordered": "ordered",
            "electronic_copy.made": "made",
            "electronic_copy.released": "released",
            "electronic_copy.superseded": "superseded",
            "electronic_copy.revoked": "revoked",
            "electronic_copy.restored": "released",
        },
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
    yield from face_audit.audit()
    yield from _carriers_apart()
    yield from _copies_exchanged()
    yield from _ofd_copies_exchanged()
    yield from _moments()
    yield from _documents()
    yield from _standings()
    yield from custody_audit.audit()
    yield from status_lists.audit()
    yield from reseal_audit.audit()
    yield from _files(store, whole_files)
    yield from _photos(store, whole_files)


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
               where e.subject = 'certificate' and e.kind in ('certificate.opened', 'certificate.collected')
                 and c.id is null"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_certificate", number, Words("账目记有此证书，登记中却没有：被删除"))


def _carriers_apart() -> Iterator[Difference]:
    """Yield certificates whose copies do not go with them (N5)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.id from register_certificate c
               left join register_electronic_copy e on e.certificate_id = c.id
               where (e.id is not null and (c.state = 'valid') is distinct from (e.state = 'released')
                      and (c.legacy_id is null or e.state = 'released'))
                  or (c.basis_id is null and c.legacy_id is null
                      and not exists (select 1 from register_paper_copy p where p.certificate_id = c.id))
               order by c.id"""
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
                 and not exists (select 1 from register_reseal r where r.copy_id = e.id and r.state = 'done')
                 and l.facts is distinct from
                     '{"certificate":' || e.certificate_id || ',"file":"' || encode(e.digest, 'hex') || '"}'
               order by e.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_electronic_copy", number, Words("电子证书不是账目所记的那一份"))


def _ofd_copies_exchanged() -> Iterator[Difference]:
    """Compare OFD files with the lines about their making, both ways."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(s.id, l.subject_id), s.id is null
               from (select o.id, '{"certificate":' || e.certificate_id || ',"file":"' || encode(o.digest, 'hex')
                            || '"}' as facts
                     from register_ofd_copy o left join register_electronic_copy e on e.id = o.copy_id
                     where o.digest is not null) s
               full join (select subject_id, facts from ledger_entry
                          where subject = 'ofd_copy' and kind = 'ofd_copy.made') l on l.subject_id = s.id
               where s.facts is distinct from l.facts order by 1"""
        )
        for number, deleted in cursor.fetchall():
            words = Words("被删除") if deleted else Words("OFD文件不是账目所记的那一份")
            yield Difference("register_ofd_copy", number, words)
        cursor.execute(
            """select coalesce(o.id, l.subject_id)
               from (select id from register_ofd_copy where ended_at is not null) o
               full join (select subject_id from ledger_entry
                          where subject = 'ofd_copy' and kind = 'ofd_copy.ended') l on l.subject_id = o.id
               where o.id is null or l.subject_id is null order by 1"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_ofd_copy", number, Words("终止与账目不符"))


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
        cursor.execute(
            """select coalesce(s.id, l.subject_id)
               from (select id, '{"on":"' || ended_on || '"}' as facts from register_standing
                     where ended_on is not null) s
               full join (select subject_id, facts from ledger_entry
                          where subject = 'standing' and kind = 'standing.ended') l on l.subject_id = s.id
               where s.facts is distinct from l.facts order by 1"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_standing", number, Words("终止与账目不符"))


def _files(store: FileStore, whole: bool) -> Iterator[Difference]:
    for table, gone, changed in (
        ("register_electronic_copy", Words("电子证书文件不见了"), Words("电子证书文件被改动")),
        ("register_ofd_copy", Words("OFD文件不见了"), Words("OFD文件被改动")),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select encode(digest, 'hex'), id from {table} where digest is not null order by id"  # noqa: S608
            )
            wanted = [(table, number, key) for key, number in cursor.fetchall()]
        yield from file_audit.audit(store, wanted, whole=whole, gone=gone, changed=changed)


def _photos(store: FileStore, whole: bool) -> Iterator[Difference]:
    """Yield certificates whose photo is gone or another: the face names it by its digest."""
    yield from file_audit.audit(
        store, _photo_keys(), whole=whole, gone=Words("证书照片不见了"), changed=Words("证书照片被替换")
    )


def _photo_keys() -> Iterator[file_audit.Wanted]:
    safe, last = vault(), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, face from register_certificate where id > %s order by id limit %s", [last, _CHUNK]
            )
            rows = cursor.fetchall()
        for number, closed in rows:
            with suppress(InvalidTag):  # which is told of already
                photo = Face.from_json(safe.open(bytes(closed), FACE)).photo
                yield "register_certificate", number, photo or ""
        if not rows:
            return
        last = rows[-1][0]


_MOMENTS = """
    select c.id, c.opened_at = o.at,
           c.settled_at is not distinct from case when l.kind = 'certificate.opened' then null else l.at end
    from register_certificate c
    join ledger_entry o on o.subject = 'certificate' and o.subject_id = c.id
                       and o.kind in ('certificate.opened', 'certificate.collected')
    join (select distinct on (subject_id) subject_id, kind, at from ledger_entry
          where subject = 'certificate' and kind = any(%s) order by subject_id, id desc) l on l.subject_id = c.id
    order by c.id"""


def _moments() -> Iterator[Difference]:
    """Yield certificates that were opened or settled at another moment than their lines say: dated back."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MOMENTS, [[kind for kind in _STATES["certificate"][1] if kind != "certificate.renamed"]]
        )
        for number, opened, settled in cursor.fetchall():
            if not opened or not settled:
                yield Difference("register_certificate", number, Words("登记的时间与账目不符"))


def _documents() -> Iterator[Difference]:
    """Yield identity documents that say something else than the digest by which they are found, and such names."""
    safe = vault()
    with connection.cursor() as cursor:
        cursor.execute("select id, kind, key, sealed from register_holder_document order by id")
        for number, kind, key, sealed in cursor.fetchall():
            try:
                said = safe.open(bytes(sealed), DOCUMENT).decode()
            except InvalidTag:
                yield Difference("register_holder_document", number, Words("证件号码无法解密：被改动"))
                continue
            if safe.document_key(kind, said) != bytes(key):
                yield Difference("register_holder_document", number, Words("证件与其索引不符"))
        cursor.execute("select id, name, key, pinyin from register_holder_name order by id")
        for number, name, key, spelt in cursor.fetchall():
            if (names.key(name), pinyin(name)) != (key, spelt):
                yield Difference("register_holder_name", number, Words("姓名与其索引不符"))
        cursor.execute(
            """select d.id from register_holder_document d left join register_holder h on h.id = d.holder_id
               where h.id is null"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_holder_document", number, Words("证件没有持证人"))
