"""Hold the batches against the register, the ledger and the file store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.production.models import Batch, PrintOrder
from yinxin.register import books
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


def audit(store: FileStore) -> Iterator[Difference]:
    """Yield every batch whose state, certificates or files are not what the ledger says."""
    yield from _states()
    yield from _counts()
    yield from _orders(store)
    for number, file, photos, manifest in Batch.objects.values_list("id", "file", "photos", "manifest"):
        for key in (file, photos, manifest):
            if key and not store.has(key):
                yield Difference("production_batch", number, Words("批次的文件不见了：{key}…", key=key[:12]))


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
