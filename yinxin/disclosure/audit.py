"""Hold every figure against the ledger: those of now, and those of each edition as of its place in the ledger (N23)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from yinxin.disclosure import composing, figures, recount
from yinxin.disclosure.composing import restored
from yinxin.disclosure.counted import START_DUE, apart
from yinxin.disclosure.models import Edition
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.ledger import queries as ledger
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import Mark
from yinxin.lifecycle import audit as lives

_EDITION: Final = Edition._meta.db_table
_TABLES: Final = ("making", "giving", "verification")


def audit() -> Iterator[Difference]:
    """Yield every figure that rows and ledger count differently, and every edition that is not what was published."""
    try:
        yield from _now()
    except WrongState as refusal:
        yield Difference("disclosure_figures", 0, refusal.what)
    yield from lives.rows(
        "disclosure_promise",
        "disclosure.promised",
        """jsonb_build_object('since', t.since, 'every_days', t.every_days, 'rounded_to', t.rounded_to,
               'basis', t.basis)""",
    )
    yield from lives.rows(
        _EDITION,
        "edition.published",
        """jsonb_build_object('number', t.number, 'on', t.on, 'cause', t.cause, 'digest', t.digest,
               'upto', t.upto, 'previous', t.text::jsonb ->> 'previous')""",
    )
    try:
        yield from _editions()
    except WrongState as refusal:
        yield Difference(_EDITION, 0, refusal.what)


def _now() -> Iterator[Difference]:
    """Count everything both ways, as it stands."""
    lines, broken = recount.count(ledger.mark())
    for slip in broken:
        yield Difference("register_slip", slip, Words("单据的清单不是账目摘要所指的清单，不能复算"))
    for name, (code, region) in apart(figures.count(), lines):
        words = Words(
            "{exam} {region}的{table}：登记算出的数字与账目算出的不同",
            exam=code,
            region=composing.region_name(region),
            table=TABLES[name],
        )
        yield Difference("disclosure_figures", 0, words)


def _editions() -> Iterator[Difference]:
    """Count every edition again from the ledger as it stood then; the ledger is read once for all of them."""
    rows = list(Edition.objects.order_by("upto", "number"))
    marks = [Mark(row.upto, tuple((first, last) for first, last in row.missing)) for row in rows]
    before = {row.number: row.digest for row in rows}
    for row, counted in zip(rows, recount.at_marks(marks), strict=True):
        if digest(row.text.encode()) != row.digest:
            yield Difference(_EDITION, row.pk, Words("已公布的一期与公布时的摘要不符"))
            continue
        said = restored(row.text)
        if said["previous"] != before.get(row.number - 1, "") or said["edition"] != row.number:
            yield Difference(_EDITION, row.pk, Words("这一期与上一期不相接：有一期被删除或调换"))
        again: dict[str, Any] = composing.tables(counted, said["rounded_down_to"])
        for told in said["giving"]:
            told.pop(START_DUE, None)  # counted by the calendar of that day, from the day beside it
        for name in _TABLES:
            if again[name] != said[name]:
                words = Words("已公布的{table}与账目重算的不同", table=TABLES[name])
                yield Difference(_EDITION, row.pk, words)


TABLES: Final = {
    "making": Words("制作进度"),
    "giving": Words("发放进度"),
    "older": Words("归集的存量证书"),
    "verification": Words("查询验证范围"),
}
