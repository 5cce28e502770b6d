"""Hold watches against the ledger, both ways: what was asked, what became of it, and every telling (N22.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.watching.models import Telling
from yinxin.watching.states import WATCH, WatchState

_SAID: Final = {
    "watch.asked": WatchState.ASKED.value,
    "watch.agreed": WatchState.RUNNING.value,
    "watch.refused": WatchState.REFUSED.value,
    "watch.lapsed": WatchState.LAPSED.value,
    "watch.ended": WatchState.ENDED.value,
}
_ASKED: Final = """jsonb_build_object('organisation', t.organisation_id, 'certificate', coalesce(t.certificate_id, 0),
    'until', to_char(t.until, 'YYYY-MM-DD'), 'answer_by', to_char(t.answer_by, 'YYYY-MM-DD'))"""
_TOLD: Final = """
    select coalesce(t.id, l.subject_id), t.id is null, l.id is null, a.id is null,
           t.at = l.at and t.verdict = l.facts::jsonb ->> 'verdict'
    from watching_telling t
    full join (select * from ledger_entry where kind = 'watch.told') l
         on l.subject_id = t.watch_id and (l.facts::jsonb ->> 'number')::int = t.number
    left join ledger_entry a on a.kind = 'watch.agreed' and a.subject_id = coalesce(t.watch_id, l.subject_id)
    order by 1"""
_LAST: Final = """
    select w.id from watching_watch w
    left join lateral (select t.verdict, t.number, t.at from watching_telling t where t.watch_id = w.id
                       order by t.number desc limit 1) t on true
    left join ledger_entry e on e.kind = 'watch.ended' and e.subject_id = w.id
    where (w.told, w.tellings, w.told_at) is distinct from (coalesce(t.verdict, ''), coalesce(t.number, 0), t.at)
       or (w.why, w.ended_at) is distinct from (coalesce(e.facts::jsonb ->> 'why', ''), e.at) order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every watch and every telling that is not what the ledger says."""
    yield from lives.states(WATCH, _SAID)
    yield from lives.rows(WATCH.table, "watch.asked", _ASKED)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        told = cursor.fetchall()
        cursor.execute(_LAST)
        last = [number for (number,) in cursor.fetchall()]
    for number, gone, unknown, unasked, same in told:
        if gone:
            yield Difference(Telling._meta.db_table, number, Words("账目有记录，登记中却没有：被删除"))
        elif unknown:
            yield Difference(Telling._meta.db_table, number, Words("账目没有记录"))
        elif unasked:
            yield Difference(Telling._meta.db_table, number, Words("持证人没有同意，却告知了状态"))
        elif not same:
            yield Difference(Telling._meta.db_table, number, Words("登记与账目不符"))
    for number in last:
        yield Difference(WATCH.table, number, Words("登记与账目不符"))
