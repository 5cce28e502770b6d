"""Hold consignments, differences, seal checks, hand-outs and notices against the ledger and the custody book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from yinxin.issuing import ending_audit
from yinxin.issuing.models import Collection, Consignment, SealCheck, SealChecked
from yinxin.issuing.states import (
    CONSIGNMENT,
    DIFFERENCE,
    MESSAGE,
    TAKEOVER,
    ConsignmentState,
    DifferenceState,
    MessageState,
    TakeoverState,
)
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register import file_audit
from yinxin.register.custody import list_digest
from yinxin.register.files import FileStore

_LIVES: Final = (
    (
        TAKEOVER,
        {
            "custodian_handover.proposed": TakeoverState.PROPOSED,
            "custodian_handover.accepted": TakeoverState.ACCEPTED,
            "custodian_handover.refused": TakeoverState.REFUSED,
            "custodian_handover.withdrawn": TakeoverState.WITHDRAWN,
        },
    ),
    (
        CONSIGNMENT,
        {
            "consignment.packed": ConsignmentState.PACKED,
            "consignment.sent": ConsignmentState.SENT,
            "consignment.signed": ConsignmentState.SIGNED,
            "consignment.unpacked": ConsignmentState.UNPACKED,
        },
    ),
    (
        DIFFERENCE,
        {
            "difference.found": DifferenceState.OPEN,
            "difference.taken_in": DifferenceState.TAKEN_IN,
            "difference.lost": DifferenceState.LOST,
            "difference.spoiled": DifferenceState.SPOILED,
            "difference.explained": DifferenceState.EXPLAINED,
        },
    ),
)

# Messages wait without a line of their own; only what became of them is recorded.
_TOLD: Final = {
    "message.sent": MessageState.SENT.value,
    "message.failed": MessageState.FAILED.value,
}

# A hand-out stands on its slip, and nowhere is a slip of collection without its hand-out.
_HAND_OUTS: Final = """
    select coalesce(c.id, m.copy_id), c.id is null from issuing_collection c
    full join (select m.slip_id, m.copy_id from register_movement m join register_slip s on s.id = m.slip_id
               where s.kind = 'collection' and exists (select 1 from issuing_collection x where x.slip_id = s.id)) m
    on m.slip_id = c.slip_id and m.copy_id = c.copy_id where c.id is null or m.copy_id is null order by 1"""


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of issuing that is not what it was when it was recorded."""
    for machine, said in _LIVES:
        yield from lives.states(machine, {kind: state.value for kind, state in said.items()})
    yield from _told()
    yield from _lists()
    yield from _seal_checks()
    yield from _hand_outs(store, whole_files)
    yield from ending_audit.audit(store, whole_files=whole_files)


def _told() -> Iterator[Difference]:
    for number, state, kind in _rows(
        """select coalesce(t.id, l.subject_id), t.state, l.kind from issuing_message t
           full join (select subject_id, kind from ledger_entry where kind = any(%s)) l on l.subject_id = t.id
           order by 1""",
        [list(_TOLD)],
    ):
        if _TOLD.get(kind, MessageState.WAITING.value) != state:
            yield Difference(MESSAGE.table, number, Words("登记与账目不符"))


def _lists() -> Iterator[Difference]:
    """A consignment's boxes hold what was packed, no more and no less."""
    said = dict(
        _rows(
            "select subject_id, facts::jsonb ->> 'list' from ledger_entry where kind = 'consignment.packed'"
        )
    )
    for found in Consignment.objects.order_by("id"):
        copies = [copy for box in found.boxes.all() for copy in box.copies]
        if list_digest(sorted(copies)) != said.get(found.pk) or len(copies) != found.papers:
            yield Difference(CONSIGNMENT.table, found.pk, Words("装箱清单与账目不符"))


def _seal_checks() -> Iterator[Difference]:
    yield from lives.rows(
        "issuing_seal_check",
        "seal_check.made",
        """jsonb_build_object('issuer', t.issuer_id, 'seal', t.seal, 'papers', t.papers, 'list', t.list_digest)""",
    )
    for made in SealCheck.objects.order_by("id"):
        copies = sorted(SealChecked.objects.filter(check_made=made).values_list("copy_id", flat=True))
        if list_digest(copies) != made.list_digest or len(copies) != made.papers:
            yield Difference("issuing_seal_check", made.pk, Words("验印清单与登记时不一致"))


def _hand_outs(store: FileStore, whole: bool) -> Iterator[Difference]:
    yield from lives.rows(
        Collection._meta.db_table,
        "collection.given",
        """jsonb_build_object('copy', t.copy_id, 'slip', t.slip_id, 'collector', t.collector, 'shown', t.papers,
               'signature', t.signature, 'many', t.many, 'given_at', l.facts::jsonb ->> 'given_at')""",
    )
    for number, gone in _rows(_HAND_OUTS):
        words = Words("领取单上有这本证书，却没有发放登记") if gone else Words("发放登记没有对应的领取单")
        yield Difference(Collection._meta.db_table, number, words)
    undone = {number for (number,) in _rows("select id from issuing_collection where undone_at is not null")}
    told = {
        number
        for (number,) in _rows(
            "select subject_id from ledger_entry where kind in ('collection.undone', 'collection.corrected')"
        )
    }
    for number in sorted(undone ^ told):
        yield Difference(Collection._meta.db_table, number, Words("发放的撤回与账目不符"))
    rows = _rows("select id, signature from issuing_collection where signature <> '' order by id")
    wanted = ((Collection._meta.db_table, number, key) for number, key in rows)
    yield from file_audit.audit(
        store, wanted, whole=whole, gone=Words("签名的文件不见了"), changed=Words("签名的文件被改动")
    )


def _rows(query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
