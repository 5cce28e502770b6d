"""Move things from one state to the next: a compare-and-set, and its lines in the ledger.

One UPDATE names the old state. Where it finds fewer rows than were asked for, somebody came first and nothing
happens at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import connection, transaction

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.machine import Machine
from yinxin.parties.actor import Actor

Facts = Mapping[str, Any]


def move(
    machine: Machine,
    number: int,
    *,
    frm: Enum,
    to: Enum,
    kind: str,
    by: Actor,
    at: datetime,
    facts: Facts | None = None,
    **columns: Any,
) -> None:
    """Move one thing, and set further columns of its row with it.

    :param kind: the ledger's word for it, ``batch.released``.
    :raises WrongState: the thing is not in state ``frm`` (any more); nothing has changed.
    """
    move_all(
        machine, [number], frm=frm, to=to, kind=kind, by=by, at=at, facts={number: facts or {}}, **columns
    )


def move_all(
    machine: Machine,
    numbers: Sequence[int],
    *,
    frm: Enum,
    to: Enum,
    kind: str,
    by: Actor,
    at: datetime,
    facts: Mapping[int, Facts] | None = None,
    **columns: Any,
) -> None:
    """Move many things at once, all or none; each gets its own line in the ledger.

    :param facts: what each line says, by the thing's number.
    :param columns: further columns, the same value in every row.
    :raises WrongState: one of them is not in state ``frm``; nothing has changed.
    """
    move_each(
        machine,
        dict.fromkeys(numbers, ()),
        columns={},
        frm=frm,
        to=to,
        kind=kind,
        by=by,
        at=at,
        facts=facts,
        **columns,
    )


def move_together(
    machine: Machine,
    numbers: Sequence[int],
    *,
    frm: Enum,
    to: Enum,
    held: Mapping[str, Any],
    line: Line,
    **columns: Any,
) -> None:
    """Move many things that one paper names, all or none; the ledger gets one line for all of them.

    :param held: columns that must still have these values, beside the state; None asks for an empty one.
    :param columns: further columns, the same value in every row.
    :raises WrongState: one of them is not in state ``frm``, or a column has changed; nothing has.
    """
    if frm is not to:
        machine.edge(frm, to)
    sets = "".join(f", {name} = %s" for name in columns)
    still = "".join(f" and {name} is not distinct from %s" for name in held)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"update {machine.table} set state = %s{sets} "  # noqa: S608
            f"where id = any(%s::bigint[]) and state = %s{still}",
            [to.value, *columns.values(), list(numbers), frm.value, *held.values()],
        )
        if cursor.rowcount != len(numbers):
            raise came_too_late(machine, frm)
        record(line)


def came_too_late(machine: Machine, needed: Enum) -> WrongState:
    """Return the refusal for a thing that is not in the state that the act needs."""
    return WrongState(
        Words(
            "{thing}当前不是“{state}”状态，可能已由他人办理。",
            thing=machine.title,
            state=machine.names[needed],
        ),
        do=Words("请刷新页面，查看最新状态。"),
        facts={"needed": needed.value},
    )


def move_each(
    machine: Machine,
    values: Mapping[int, Sequence[Any]],
    *,
    columns: Mapping[str, str],
    frm: Enum,
    to: Enum,
    kind: str,
    by: Actor,
    at: datetime,
    facts: Mapping[int, Facts] | None = None,
    **same: Any,
) -> None:
    """Move many things at once, each with its own values in further columns; all or none.

    :param values: for each thing's number the values of ``columns``, in their order.
    :param columns: the columns' names with their SQL types.
    :param same: further columns that get the same value in every row.
    :raises WrongState: one of them is not in state ``frm``; nothing has changed.
    """
    clause = machine.edge(frm, to).clause
    own = list(columns)
    sets = "".join(f", {name} = v.{name}" for name in own) + "".join(f", {name} = %s" for name in same)
    arrays = "".join(f", %s::{columns[name]}[]" for name in own)
    lists = [list(column) for column in zip(*values.values(), strict=True)] if values else [[] for _ in own]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"update {machine.table} t set state = %s{sets} "  # noqa: S608
            f"from unnest(%s::bigint[]{arrays}) as v(id{''.join(', ' + name for name in own)}) "
            "where t.id = v.id and t.state = %s",
            [to.value, *same.values(), list(values), *lists, frm.value],
        )
        if cursor.rowcount != len(values):
            raise came_too_late(machine, frm)
        record_many(
            Line(kind, clause, by.account_id, by.organisation_id, machine.subject, number, at, said)
            for number, said in ((number, (facts or {}).get(number, {})) for number in values)
        )
