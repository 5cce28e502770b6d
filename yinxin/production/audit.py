"""Hold the batches against the register, the ledger and the file store."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.production.models import Batch
from yinxin.register.files import FileStore

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
    for number, file, photos, manifest in Batch.objects.values_list("id", "file", "photos", "manifest"):
        for key in (file, photos, manifest):
            if key and not store.has(key):
                yield Difference("production_batch", number, Words("批次的文件不见了：{key}…", key=key[:12]))


def _states() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select b.id, b.state, l.kind from production_batch b
               left join (select distinct on (subject_id) subject_id, kind from ledger_entry
                          where subject = 'batch' order by subject_id, id desc) l on l.subject_id = b.id
               order by b.id"""
        )
        for number, state, kind in cursor.fetchall():
            if _LAST.get(kind or "") != state:
                words = Words(
                    "登记状态为{state}，账目记的是{said}", state=state, said=kind or Words("没有记录")
                )
                yield Difference("production_batch", number, words)


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
