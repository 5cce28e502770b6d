"""Hold the batches against the register, the ledger and the file store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.production.models import Batch, PrintOrder
from yinxin.register import books, file_audit
from yinxin.register.files import FileStore
from yinxin.register.places import SlipKind

_LAST_OF_ORDER = {
    "print_order.made": "ordered",
    "print_order.retried": "ordered",
    "print_order.handed_over": "handed_over",
    "print_order.reported": "reported",
}
_LAST = {
    "batch.received": "received",
    "batch.accepted": "making",
    "batch.made": "made",
    "batch.released": "released",
    "batch.returned": "returned",
    "batch.withdrawn": "withdrawn",
}


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield every batch whose state, certificates or files are not what the ledger says.

    :param whole_files: read every file again and recompute its digest.
    """
    yield from _states()
    yield from _counts()
    yield from _orders(store)
    yield from _received()
    yield from _of_batch()
    rows = Batch.objects.order_by("id").values_list("id", "file", "photos", "manifest")
    yield from file_audit.audit(
        store,
        (("production_batch", number, key) for number, *keys in rows for key in keys),
        whole=whole_files,
        gone=Words("批次的文件不见了"),
        changed=Words("批次的文件被改动"),
    )


def _states() -> Iterator[Difference]:
    yield from _last("production_batch", "batch", _LAST)
    yield from _last("production_print_order", "print_order", _LAST_OF_ORDER)


def _last(table: str, subject: str, states: Mapping[str, str]) -> Iterator[Difference]:
    """Compare each row's state with the last line about it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select b.id, b.state, l.kind from {table} b
                left join (select distinct on (subject_id) subject_id, kind from ledger_entry
                           where subject = %s order by subject_id, id desc) l on l.subject_id = b.id
                order by b.id""",  # noqa: S608
            [subject],
        )
        for number, state, kind in cursor.fetchall():
            if states.get(kind or "") != state:
                words = Words(
                    "登记状态为{state}，账目记的是{said}", state=state, said=kind or Words("没有记录")
                )
                yield Difference(table, number, words)


_SAID: Final = """
    select b.id, l.facts::jsonb = jsonb_build_object('exam', x.code, 'file', b.file, 'photos', b.photos,
               'rows', b.rows, 'left_out', b.left_out)
           and l.organisation = b.agency_id and l.actor = b.submitted_by and l.at = b.received_at
           and coalesce(a.actor, 0) = b.accepted_by and a.at is not distinct from b.accepted_at
           and coalesce(r.actor, 0) = b.released_by and r.at is not distinct from b.released_at
    from production_batch b join catalogue_exam x on x.id = b.exam_id
    join ledger_entry l on l.subject = 'batch' and l.subject_id = b.id and l.kind = 'batch.received'
    left join ledger_entry a on a.subject = 'batch' and a.subject_id = b.id and a.kind = 'batch.accepted'
    left join ledger_entry r on r.subject = 'batch' and r.subject_id = b.id and r.kind = 'batch.released'
    order by b.id"""

_STRAYED: Final = """
    select c.id from register_certificate c join production_batch b on b.id = c.batch_id
    join catalogue_exam x on x.id = b.exam_id
    where (c.exam_id, c.agency_id) is distinct from (b.exam_id, b.agency_id) or c.version_id <> x.version_id
    order by c.id"""


def _received() -> Iterator[Difference]:
    """Yield batches that say of their coming, acceptance or release something else than their lines."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID)
        for number, same in cursor.fetchall():
            if not same:
                yield Difference("production_batch", number, Words("登记与账目不符"))


def _of_batch() -> Iterator[Difference]:
    """Yield certificates of another exam, agency or version than the batch that they came with."""
    with connection.cursor() as cursor:
        cursor.execute(_STRAYED)
        for (number,) in cursor.fetchall():
            yield Difference("register_certificate", number, Words("证书的考试、机构或目录版本与其批次不符"))


def _orders(store: FileStore) -> Iterator[Difference]:
    """Yield print orders whose report is gone, or whose count is not that of their slip."""
    slips = books.slips_of_kind(SlipKind.PRINT_ORDER)
    for number, name, papers, report in PrintOrder.objects.values_list("id", "number", "papers", "report"):
        if report and not store.has(report):
            yield Difference("production_print_order", number, Words("印制回报的文件不见了"))
        if slips.get(name) != papers:
            yield Difference("production_print_order", number, Words("印制单与账簿的单据不符"))


def _counts() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select b.id, b.rows, count(c.id) from production_batch b
               left join register_certificate c on c.batch_id = b.id
               where b.state in ('making', 'made', 'released') group by b.id having count(c.id) <> b.rows
               order by b.id"""
        )
        for number, rows, count in cursor.fetchall():
            words = Words("批次有{rows}行，证书却有{count}本", rows=rows, count=count)
            yield Difference("production_batch", number, words)
