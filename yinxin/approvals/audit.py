"""Hold proposals against the ledger, both ways: what was proposed, by whom, what became of it, by whom (N4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference

_TABLE: Final = "approvals_proposal"

_APART: Final = """
    with made as (select * from ledger_entry where kind = 'proposal.made'),
         over as (select distinct on (subject_id) subject_id, kind, at, actor from ledger_entry
                  where kind in ('proposal.approved', 'proposal.refused', 'proposal.withdrawn')
                  order by subject_id, id desc)
    select coalesce(p.id, m.subject_id), p.id is null, m.subject_id is null,
           m.actor = coalesce(p.proposed_by_id, 0) and m.at = p.proposed_at
               and m.facts::jsonb - 'on_behalf_of' = jsonb_build_object('kind', p.kind,
                   'subject', p.subject_id, 'facts', p.facts)
               and (m.facts::jsonb ->> 'on_behalf_of')::bigint is not distinct from p.proposed_for_id,
           p.state = coalesce(split_part(o.kind, '.', 2), 'waiting') and p.decided_at is not distinct from o.at
               and coalesce(p.decided_by_id, 0) = coalesce(o.actor, 0)
    from approvals_proposal p full join made m on m.subject_id = p.id
    left join over o on o.subject_id = coalesce(p.id, m.subject_id) order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every proposal that is not what its lines say."""
    with connection.cursor() as cursor:
        cursor.execute(_APART)
        found = cursor.fetchall()
    for number, gone, unknown, same, decided in found:
        if gone:
            yield Difference(_TABLE, number, Words("账目有记录，登记中却没有：被删除"))
        elif unknown:
            yield Difference(_TABLE, number, Words("账目没有记录"))
        elif not same:
            yield Difference(_TABLE, number, Words("提出的变更与账目不符"))
        elif not decided:
            yield Difference(_TABLE, number, Words("批准的结果与账目不符"))
