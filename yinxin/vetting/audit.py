"""Hold lists against the ledger: their states, what came and went, counts, looks, and that what is over is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import orjson

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.lifecycle import audit as lives
from yinxin.register.closed_files import closed_files
from yinxin.vetting import looks, terms
from yinxin.vetting.models import List, Look, Row
from yinxin.vetting.states import LIST, ListState

_SAID: Final = {
    "vetting_list.received": "received",
    "vetting_list.begun": "running",
    "vetting_list.done": "done",
    "vetting_list.failed": "failed",
    "vetting_list.ended": "ended",
    "vetting_list.expired": "expired",
}
_CLOSING: Final = ("vetting_list.done", "vetting_list.failed", "vetting_list.ended", "vetting_list.expired")


def audit(*, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of this chapter that is not what the ledger says."""
    yield from lives.states(LIST, _SAID)
    received, done = facts_by_subject("vetting_list.received"), facts_by_subject("vetting_list.done")
    closing = {kind: facts_by_subject(kind) for kind in _CLOSING}
    newest = max((row.asked_at for row in List.objects.order_by("-asked_at")[:1]), default=None)
    for row in List.objects.order_by("id"):
        if received.get(row.pk) != {"file": row.came, "rows": row.rows, "ground": row.ground}:
            yield Difference(LIST.table, row.pk, Words("名单与收到时记的不符"))
        yield from _answers(row, done.get(row.pk))
        yield from _kept(row, whole_files=whole_files)
        said = next((facts[row.pk]["looks"] for facts in closing.values() if row.pk in facts), None)
        old = newest is not None and row.asked_at < newest - terms.LOOKS_KEPT
        if said is not None and not old and looks.digest_of(row.pk) != said:
            yield Difference(Look._meta.db_table, row.pk, Words("留给持证人看的查询记录与账目不符"))


def _answers(row: List, said: dict[str, Any] | None) -> Iterator[Difference]:
    """Hold counts, the answered file's digest and the receipt against the line that closed the list."""
    if said is None:
        if row.receipt or row.out_digest:
            yield Difference(LIST.table, row.pk, Words("账目没有记录"))
        return
    now = (row.counts, row.came, row.out_digest)
    if now != (said["counts"], said["came"], said["out"]) or _receipt(row.receipt) != said["receipt"]:
        yield Difference(LIST.table, row.pk, Words("核验结果与账目不符"))
    if row.state == ListState.DONE.value:
        outcomes = Counter(Row.objects.filter(of=row).values_list("outcome", flat=True))
        if dict(outcomes) != said["counts"]:
            yield Difference(Row._meta.db_table, row.pk, Words("各行的结果与账目不符"))


def _kept(row: List, *, whole_files: bool) -> Iterator[Difference]:
    """Hold what is there against the state: everything until it is over, nothing afterwards."""
    rows = Row.objects.filter(of=row).count()
    if row.gone_at is not None:
        if rows:
            yield Difference(Row._meta.db_table, row.pk, Words("应当删除的行还在"))
        return
    if rows != row.rows:
        yield Difference(Row._meta.db_table, row.pk, Words("名单的行数与账目不符"))
    store = closed_files()
    if not all(store.has(key) for key in (row.book, row.out) if key):
        yield Difference(LIST.table, row.pk, Words("名单的文件不在了"))
    elif whole_files and row.out and digest(store.get(row.out)) != row.out_digest:
        yield Difference(LIST.table, row.pk, Words("核验结果文件与账目不符"))


def _receipt(text: str) -> str:
    """Return the digest of what a receipt says."""
    try:
        return digest(canonical_json(orjson.loads(text)["receipt"]))
    except (ValueError, KeyError, TypeError):
        return ""
