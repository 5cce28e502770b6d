"""Hold cases of invalidation against ledger and register, both ways (N17, N18)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives

_STATES = {f"invalidation.{state.value}": state.value for state in CaseState} | {
    "invalidation.halted": CaseState.PREPARED.value
}
_FACTS = {
    "decided": """jsonb_build_object('on', c.decided_on, 'rules', c.rules, 'record', c.record,
                                     'bar_until', c.bar_until)""",
}
_ALIVE = """
    select l.id from invalidation_line l join invalidation_case c on c.id = l.case_id
    join register_certificate r on r.id = any(l.struck)
    where (l.restored_at is null and r.state <> 'invalid') or (l.restored_at is not null and c.state <> 'annulled')
    union select l.id from invalidation_line l join invalidation_case c on c.id = l.case_id
    where c.state = 'effective' and l.outcome = '' order by 1"""
_UNFOUNDED = """
    select r.id from register_certificate r where r.state = 'invalid'
      and not exists (select 1 from invalidation_line l where r.id = any(l.struck) and l.restored_at is null)
    order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every case whose state or decision is not what its lines say, and every dead certificate without one."""
    yield from lives.states(CASE, _STATES)
    for number in _numbers(
        f"""select c.id from invalidation_case c
            join ledger_entry e on e.subject = 'invalidation' and e.subject_id = c.id
             and e.kind = 'invalidation.decided'
            where e.facts::jsonb <> {_FACTS["decided"]} order by 1"""  # noqa: S608
    ):
        yield Difference(CASE.table, number, Words("决定的内容与账目不符"))
    for number in _numbers(_ALIVE):
        yield Difference("invalidation_line", number, Words("无效处理的结果与证书的状态不符"))
    for number in _numbers(_UNFOUNDED):
        yield Difference("register_certificate", number, Words("证书记为无效，却没有生效的决定"))


def _numbers(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [number for (number,) in cursor.fetchall()]
