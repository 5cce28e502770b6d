"""Hold things that have a life against the ledger, both ways: every row's state, every line's thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle.machine import Machine


def states(machine: Machine, said: Mapping[str, str]) -> Iterator[Difference]:
    """Yield every thing whose state is not what its last line says, and every line whose thing is gone.

    :param said: the state in which each kind of line leaves its thing; kinds that are not named change none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select coalesce(t.id, l.subject_id), t.state, l.kind from {machine.table} t
                full join (select distinct on (subject_id) subject_id, kind from ledger_entry
                           where subject = %s and kind = any(%s) order by subject_id, id desc) l
                on l.subject_id = t.id order by 1""",  # noqa: S608
            [machine.subject, list(said)],
        )
        for number, state, kind in cursor.fetchall():
            if state is None:
                yield Difference(machine.table, number, Words("账目有记录，登记中却没有：被删除"))
            elif said.get(kind or "") != state:
                words = Words(
                    "登记状态为{state}，账目记的是{said}", state=state, said=kind or Words("没有记录")
                )
                yield Difference(machine.table, number, words)


def rows(table: str, kind: str, facts: str, only: str = "true") -> Iterator[Difference]:
    """Yield every row that has no line of a kind, or another one, and every line whose row is gone.

    :param facts: SQL over the row ``t`` that gives the facts of its line as ``jsonb``.
    :param only: SQL over the row that says whether it must have such a line.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select coalesce(t.id, l.subject_id), t.id is null, l.subject_id is null,
                       l.facts::jsonb = ({facts}) from (select * from {table} where {only}) t
                full join (select * from ledger_entry where kind = %s) l on l.subject_id = t.id order by 1""",  # noqa: S608
            [kind],
        )
        for number, gone, unknown, same in cursor.fetchall():
            if gone:
                yield Difference(table, number, Words("账目有记录，登记中却没有：被删除"))
            elif unknown:
                yield Difference(table, number, Words("账目没有记录"))
            elif not same:
                yield Difference(table, number, Words("登记与账目不符"))
