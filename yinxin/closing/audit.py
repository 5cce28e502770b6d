"""Hold the lists of paper to be destroyed against the ledger and the custody book, both ways (N26)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yinxin.closing import objection_audit
from yinxin.closing.models import DestructionList
from yinxin.closing.states import DESTRUCTION, ListState
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register.custody import list_digest

_STATES = {
    "destruction_list.opened": ListState.OPEN.value,
    "destruction_list.closed": ListState.CLOSED.value,
    "destruction_list.handed_over": ListState.HANDED_OVER.value,
    "destruction_list.recorded": ListState.RECORDED.value,
    "destruction_list.sent_back": ListState.HANDED_OVER.value,
    "destruction_list.destroyed": ListState.DESTROYED.value,
}
_ASTRAY = """
    select c.id from closing_listed_copy c join closing_destruction_list d on d.id = c.list_id
    join register_paper_copy p on p.id = c.copy_id
    where (c.missing = '' and p.state <> case d.state when 'open' then 'listed' when 'closed' then 'listed'
               when 'destroyed' then 'destroyed' else 'handed_over' end)
       or (c.missing <> '' and not exists (
               select 1 from register_slip s join register_movement m on m.slip_id = s.id and m.copy_id = c.copy_id
               where s.kind = 'destruction_missing' and s.number = d.id || '-' || c.number))
    order by 1"""
_UNLISTED = """
    select p.id from register_paper_copy p where p.state in ('listed', 'handed_over', 'destroyed')
      and not exists (select 1 from closing_listed_copy c where c.copy_id = p.id and c.missing = '') order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every list whose state or sheets are not what ledger and book say, and paper at its end that is on none."""
    yield from lives.states(DESTRUCTION, _STATES)
    for number in _numbers(_ASTRAY):
        yield Difference("closing_listed_copy", number, Words("清册所列证书与账簿的状态不符"))
    for number in _numbers(_UNLISTED):
        yield Difference("register_paper_copy", number, Words("账簿记为待销毁或已销毁，却不在任何清册上"))
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, facts::jsonb ->> 'list' from ledger_entry where kind = 'destruction_list.closed'"
        )
        said = dict(cursor.fetchall())
    for found in DestructionList.objects.exclude(state=ListState.OPEN.value).order_by("id"):
        copies = sorted(found.sheets.values_list("copy_id", flat=True))
        if not (list_digest(copies) == found.digest == said.get(found.pk)) or len(copies) != found.papers:
            yield Difference(DESTRUCTION.table, found.pk, Words("清册的内容与封册时不一致"))
    yield from objection_audit.audit()


def _numbers(query: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [number for (number,) in cursor.fetchall()]
