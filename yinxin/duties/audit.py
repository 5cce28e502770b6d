"""Hold duties against the ledger, both ways: whose, until when, discharged by what and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference

_TABLE: Final = "duties_duty"

_APART: Final = """
    with opened as (select * from ledger_entry where kind = 'duty.opened'),
         ended as (select distinct on (subject_id) subject_id, kind, at, facts from ledger_entry
                   where kind in ('duty.discharged', 'duty.reopened') order by subject_id, id desc),
         moved as (select distinct on (subject_id) subject_id, facts from ledger_entry
                   where kind = 'duty.recomputed' order by subject_id, id desc)
    select coalesce(d.id, o.subject_id), d.id is null, o.subject_id is null,
           o.clause = d.clause and o.facts::jsonb = jsonb_build_object('subject', d.subject,
               'subject_id', d.subject_id, 'owed_by', d.owed_by_id, 'since', d.opened_on,
               'due_on', o.facts::jsonb -> 'due_on'),
           d.due_on::text = coalesce(m.facts::jsonb ->> 'to', o.facts::jsonb ->> 'due_on'),
           d.discharged_at is not distinct from (case e.kind when 'duty.discharged' then e.at end)
               and d.discharged_by = coalesce(case e.kind when 'duty.discharged' then e.facts::jsonb ->> 'act' end, '')
    from duties_duty d full join opened o on o.subject_id = d.id
    left join ended e on e.subject_id = coalesce(d.id, o.subject_id)
    left join moved m on m.subject_id = coalesce(d.id, o.subject_id) order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every duty that is not what its lines say."""
    with connection.cursor() as cursor:
        cursor.execute(_APART)
        found = cursor.fetchall()
    for number, gone, unknown, same, due, ended in found:
        if gone:
            yield Difference(_TABLE, number, Words("账目有记录，登记中却没有：被删除"))
        elif unknown:
            yield Difference(_TABLE, number, Words("账目没有记录"))
        elif not same:
            yield Difference(_TABLE, number, Words("登记与账目不符"))
        elif not due:
            yield Difference(_TABLE, number, Words("登记的到期日与账目不符"))
        elif not ended:
            yield Difference(_TABLE, number, Words("登记的完成情况与账目不符"))
