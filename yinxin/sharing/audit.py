"""Hold sharing against the ledger: agreements, keys, the feed itself, the calls of closed days, snapshots (N22.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import orjson
from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.lifecycle import audit as lives
from yinxin.register.files import FileStore
from yinxin.sharing import tallying, terms
from yinxin.sharing.following import KINDS
from yinxin.sharing.licences import serial_of
from yinxin.sharing.models import Agreement, Call, Change, Key, Snapshot
from yinxin.sharing.states import AGREEMENT
from yinxin.signing import pages

_SAID: Final = {
    "share_agreement.drafted": "draft",
    "share_agreement.approved": "active",
    "share_agreement.ended": "ended",
}
_CHANGES: Final = """
    with lines as (
        select row_number() over (order by l.index) as sequence, l.index as leaf, e.kind, e.at, e.subject_id
        from ledger_leaf l join ledger_entry e on e.id = l.entry_id
        where e.subject = 'certificate' and e.kind = any(%s)
          and l.index < coalesce((select leaves from sharing_position), 0))
    select coalesce(h.sequence, s.sequence), h.sequence is null, s.sequence is null,
           (h.leaf, h.at, h.certificate_id, h.region, h.qualification)
               is not distinct from (s.leaf, s.at, s.subject_id, c.region, q.code)
           and s.kind = 'certificate.' || h.kind and h.state = k.state
    from sharing_change h full join lines s on s.sequence = h.sequence
    left join register_certificate c on c.id = s.subject_id
    left join catalogue_qualification q on q.id = c.qualification_id
    left join unnest(%s::text[], %s::text[]) as k(kind, state) on k.kind = s.kind order by 1"""


def audit(store: FileStore) -> Iterator[Difference]:
    """Yield everything of this chapter that is not what the ledger says."""
    yield from lives.states(AGREEMENT, _SAID)
    drafted, approved = (
        facts_by_subject("share_agreement.drafted"),
        facts_by_subject("share_agreement.approved"),
    )
    for row in Agreement.objects.order_by("id"):
        said = {drafted.get(row.pk, {}).get("terms"), approved.get(row.pk, {}).get("terms", row.digest)}
        if not terms.changes_nothing(row) or said != {row.digest}:
            yield Difference(AGREEMENT.table, row.pk, Words("共享协议的条款与账目不符"))
    yield from _keys()
    yield from _changes()
    yield from _days()
    yield from _snapshots(store)


def _keys() -> Iterator[Difference]:
    made, revoked = facts_by_subject("share_key.made"), facts_by_subject("share_key.revoked")
    table = Key._meta.db_table
    rows = {row.pk: row for row in Key.objects.order_by("id")}
    for number in sorted({*rows, *made}):
        row, said = rows.get(number), made.get(number, {})
        if row is None:
            yield Difference(table, number, Words("账目有记录，登记中却没有：被删除"))
        elif said != {"agreement": row.agreement_id, "digest": bytes(row.digest).hex()}:
            yield Difference(table, number, Words("登记与账目不符"))
        elif (row.revoked_at is not None) != (number in revoked):
            yield Difference(table, number, Words("密钥是否吊销与账目不符"))


def _changes() -> Iterator[Difference]:
    """Hold the feed against the sealed lines: none missing, none too many, each as its line says."""
    table = Change._meta.db_table
    states = [state for _, state in KINDS.values()]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [list(KINDS), list(KINDS), states])
        found = cursor.fetchall()
    for number, gone, unknown, same in found:
        if gone:
            yield Difference(table, number, Words("账目有记录，登记中却没有：被删除"))
        elif unknown:
            yield Difference(table, number, Words("账目没有记录"))
        elif not same:
            yield Difference(table, number, Words("变更与账目不符"))
    for sequence, certificate, serial in Change.objects.values_list("sequence", "certificate_id", "serial"):
        if serial != serial_of(certificate):
            yield Difference(table, sequence, Words("变更的证照标识不对"))


def _days() -> Iterator[Difference]:
    """Hold the calls of each closed day against its line, as long as calls are kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select subject_id, facts, at from ledger_entry where kind = 'share_agreement.day_closed' order by id"""
        )
        lines = cursor.fetchall()
    newest = max((at for _, _, at in lines), default=None)
    for agreement, text, _ in lines:
        said = orjson.loads(text)
        day = date.fromisoformat(said["day"])
        if newest is not None and day < newest.date() - terms.CALLS_KEPT:
            continue
        if tallying.tally(agreement, day) != (said["count"], said["digest"]):
            yield Difference(
                Call._meta.db_table, agreement, Words("{day}的调用记录与账目不符", day=said["day"])
            )


def _snapshots(store: FileStore) -> Iterator[Difference]:
    made = facts_by_subject("share_snapshot.made")
    table = Snapshot._meta.db_table
    for row in Snapshot.objects.filter(made_at__isnull=False).order_by("id"):
        said = orjson.loads(row.manifest)["page"]
        if made.get(row.pk, {}).get("manifest") != pages.digest_of(said):
            yield Difference(table, row.pk, Words("全量数据的清单与账目不符"))
        if row.gone_at is None and not all(store.has(one["key"]) for one in row.parts):
            yield Difference(table, row.pk, Words("全量数据的文件不在了"))
