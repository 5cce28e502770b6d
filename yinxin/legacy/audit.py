"""Hold what was collected against the ledger, both ways, and count it: nothing comes or goes unseen (N19, N21.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Q

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.legacy import safe, scan_audit
from yinxin.legacy.handing import list_digest
from yinxin.legacy.models import Batch, HandOver, Mend, Pair, Record
from yinxin.legacy.states import COLLECTION, HAND_OVER, PAIR, RECORD
from yinxin.lifecycle import audit as lives
from yinxin.register.closed_files import closed_files

_BATCHES: Final = {
    "legacy_batch.brought": "waiting",
    "legacy_batch.read": "cleaning",
    "legacy_batch.failed": "failed",
    "legacy_batch.cleaned": "comparing",
    "legacy_batch.examined": "examined",
    "legacy_batch.withdrawn": "withdrawn",
}
_RECORDS: Final = {
    "legacy_record.blocked": "blocked",
    "legacy_record.look": "look",
    "legacy_record.ready": "ready",
    "legacy_record.handed": "handed",
    "legacy_record.opened": "opened",
    "legacy_record.merged": "merged",
    "legacy_record.dropped": "dropped",
}
_PAIRS: Final = {
    "legacy_pair.proposed": "open",
    "legacy_pair.later": "later",
    "legacy_pair.same": "same",
    "legacy_pair.different": "different",
    "legacy_pair.taken_back": "open",
}
_HAND_OVERS: Final = {
    "legacy_hand_over.handed": "handed",
    "legacy_hand_over.received": "received",
    "legacy_hand_over.opened": "opened",
    "legacy_hand_over.returned": "returned",
}


def audit(*, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of this chapter that is not what the ledger says.

    :param whole_files: open every record and count its digest anew, not only look whether the files are there.
    """
    for machine, said in (
        (COLLECTION, _BATCHES),
        (RECORD, _RECORDS),
        (PAIR, _PAIRS),
        (HAND_OVER, _HAND_OVERS),
    ):
        yield from lives.states(machine, said)
    yield from _batches()
    yield from _merges()
    yield from _hand_overs()
    yield from _mends()
    yield from scan_audit.audit()
    if whole_files:
        yield from _contents()


def balance(batch_id: int) -> dict[str, int]:
    """Return what became of a batch's rows; ``handed_in`` is the sum of all the others.

    ``waiting`` are those that a person must look at, that can go, or that went and are not opened yet.
    """
    counts = dict(
        Record.objects.filter(batch_id=batch_id)
        .values_list("state")
        .annotate(count=Count("id"))
        .values_list("state", "count")
    )
    rows = Batch.objects.filter(pk=batch_id).values_list("rows", flat=True).first() or 0
    waiting = sum(counts.get(state, 0) for state in ("look", "ready", "handed"))
    return {
        "handed_in": rows,
        "opened": counts.get("opened", 0),
        "merged": counts.get("merged", 0),
        "blocked": counts.get("blocked", 0),
        "waiting": waiting,
        "dropped": counts.get("dropped", 0),
    }


def _batches() -> Iterator[Difference]:
    """Count each batch: handed in = opened + merged + blocked + waiting, and what was withdrawn."""
    store, read = closed_files(), facts_by_subject("legacy_batch.read")
    for batch in Batch.objects.order_by("id"):
        if not store.has(batch.file):
            yield Difference(COLLECTION.table, batch.pk, Words("存量数据的原文件不在了"))
        if batch.rows != read.get(batch.pk, {}).get("rows", 0):
            yield Difference(COLLECTION.table, batch.pk, Words("存量数据的行数与读出时不符"))
        counts = balance(batch.pk)
        handed_in = counts.pop("handed_in")
        if batch.state in ("comparing", "examined", "withdrawn") and handed_in != sum(counts.values()):
            yield Difference(
                COLLECTION.table,
                batch.pk,
                Words(
                    "存量数据对不上数：报送{rows}条，各类合计{sum}条",
                    rows=handed_in,
                    sum=sum(counts.values()),
                ),
            )


def _merges() -> Iterator[Difference]:
    """Hold every merged record against one verdict, and every verdict against its line."""
    said = facts_by_subject("legacy_pair.same")
    for pair in Pair.objects.exclude(absorbed=None).order_by("id"):
        facts = said.get(pair.pk, {})
        line = (facts.get("kept"), facts.get("absorbed"), facts.get("fields"))
        if line != (pair.kept_id or 0, pair.absorbed_id, pair.choices.get("absorbed")):
            yield Difference(PAIR.table, pair.pk, Words("合并与认定时记的不符"))
    merged = Record.objects.filter(state="merged").annotate(
        verdicts=Count("merged_by", filter=Q(merged_by__state="same"))
    )
    for row in merged.exclude(verdicts=1).order_by("id"):
        yield Difference(RECORD.table, row.pk, Words("没有认定，记录却并入了另一条"))
    for other in Record.objects.filter(merged_by__state="same").exclude(state="merged").order_by("id"):
        yield Difference(RECORD.table, other.pk, Words("认定为同一证书的记录没有并入另一条"))


def _hand_overs() -> Iterator[Difference]:
    """Hold every hand-over against its list, and every opened record against its certificate's line."""
    handed = facts_by_subject("legacy_hand_over.handed")
    for one in HandOver.objects.order_by("id"):
        facts = handed.get(one.pk, {})
        if (facts.get("records"), facts.get("list")) != (one.records, one.digest):
            yield Difference(HAND_OVER.table, one.pk, Words("移交清单与移交时记的不符"))
        rows = list(one.list.all())
        if one.state != "returned" and (len(rows) != one.records or list_digest(rows) != one.digest):
            yield Difference(HAND_OVER.table, one.pk, Words("移交的记录与清单的摘要不符"))
    collected = facts_by_subject("certificate.collected")
    for row in Record.objects.filter(state="opened").order_by("id"):
        if collected.get(row.certificate_id or 0, {}).get("record") != row.pk:
            yield Difference(RECORD.table, row.pk, Words("记录已开通，证书却不是从它来的"))


def _mends() -> Iterator[Difference]:
    said = facts_by_subject("legacy_mend.entered")
    for mend in Mend.objects.order_by("id"):
        facts = said.pop(mend.pk, {})
        if (facts.get("record"), facts.get("sealed")) != (mend.record_id, digest(bytes(mend.sealed))):
            yield Difference(Mend._meta.db_table, mend.pk, Words("补正与账目不符"))
    for number in said:
        yield Difference(Mend._meta.db_table, number, Words("账目有记录，登记中却没有：被删除"))


def _contents() -> Iterator[Difference]:
    """Open every record and count its digest anew."""
    for row in Record.objects.order_by("id").iterator(chunk_size=1_000):
        if safe.content_of(row) != bytes(row.content):
            yield Difference(RECORD.table, row.pk, Words("存量记录的内容与摘要不符"))
