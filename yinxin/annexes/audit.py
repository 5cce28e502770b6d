"""Hold the wording of forms, the rhythms and the summaries against ledger and files, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from yinxin.annexes.states import SUMMARY, SummaryState
from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register.files import FileStore

_STATES: Final = {
    "summary.opened": SummaryState.DRAFT.value,
    "summary.handed_in": SummaryState.HANDED_IN.value,
    "summary.taken": SummaryState.TAKEN.value,
}


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of the annexes that is not what it was when it was recorded.

    :param whole_files: read every summary's file again and recompute its digest.
    """
    yield from lives.states(SUMMARY, _STATES)
    yield from lives.rows(
        "annexes_summary",
        "summary.opened",
        """jsonb_build_object('annex', t.annex, 'stage', t.stage, 'due_on', t.due_on,
               'organisation', t.organisation_id)""",
    )
    yield from lives.rows(
        "annexes_template",
        "template.published",
        """jsonb_build_object('annex', t.annex, 'since', t.since, 'copies', t.copies, 'hidden', t.hidden,
               'title', t.title, 'over', t.over, 'opinions', t.opinions)""",
    )
    yield from lives.rows(
        "annexes_rhythm",
        "rhythm.published",
        """jsonb_build_object('since', t.since, 'every', t.every, 'month', t.month, 'day', t.day,
               'basis', t.basis)""",
    )
    yield from _handed_in()
    yield from _files(store, whole_files)


def _handed_in() -> Iterator[Difference]:
    """A summary that was handed in says what was recorded then, and stands on as many lines."""
    for number, same, lines, said in _rows(
        """select t.id, t.reference = l.facts::jsonb ->> 'number' and t.digest = l.facts::jsonb ->> 'digest'
                  and t.file = l.facts::jsonb ->> 'file',
                  (select count(*) from annexes_line n where n.summary_id = t.id and n.stage = t.stage),
                  (l.facts::jsonb ->> 'lines')::int
           from annexes_summary t
           join ledger_entry l on l.kind = 'summary.handed_in' and l.subject_id = t.id order by t.id"""
    ):
        if not same or lines != said:
            yield Difference("annexes_summary", number, Words("登记与账目不符"))


def _files(store: FileStore, whole: bool) -> Iterator[Difference]:
    for number, key in _rows("select id, file from annexes_summary where file <> '' order by id"):
        if not store.has(key):
            yield Difference("annexes_summary", number, Words("汇总表的文件不见了"))
        elif whole and digest(store.get(key)) != key:
            yield Difference("annexes_summary", number, Words("汇总表的文件被改动"))


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
