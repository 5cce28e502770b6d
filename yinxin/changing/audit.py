"""Hold applications, their papers and the rules of places against the ledger, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from yinxin.changing.states import APPLICATION, ApplicationState, PaperCheck
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register import file_audit
from yinxin.register.files import FileStore

_STATES: Final = {
    "application.filed": ApplicationState.FILED,
    "application.resubmitted": ApplicationState.FILED,
    "application.reviewed": ApplicationState.REVIEWED,
    "application.sent_back": ApplicationState.REVIEWED,
    "application.confirmed": ApplicationState.CONFIRMED,
    "application.taken": ApplicationState.MAKING,
    "application.released": ApplicationState.RELEASED,
    "application.returned": ApplicationState.RETURNED,
    "application.rejected": ApplicationState.REJECTED,
    "application.withdrawn": ApplicationState.WITHDRAWN,
}
_CHECKS: Final = {
    "application_paper.added": PaperCheck.PENDING.value,
    "application_paper.accepted": PaperCheck.ACCEPTED.value,
    "application_paper.refused": PaperCheck.REFUSED.value,
}
_DESKS: Final = {"filed": "review", "reviewed": "confirmation", "confirmed": "making", "making": "making"}


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of changing that is not what it was when it was recorded.

    :param whole_files: read every paper's file again and recompute its digest.
    """
    yield from lives.states(APPLICATION, {kind: state.value for kind, state in _STATES.items()})
    yield from lives.rows(
        "changing_application",
        "application.filed",
        """jsonb_build_object('number', t.number, 'certificate', t.certificate_id, 'cause', t.cause, 'way', t.way,
               'filed_on', t.filed_on, 'governing', t.governing)""",
    )
    yield from lives.rows(
        "changing_paper",
        "application_paper.added",
        "jsonb_build_object('application', t.application_id, 'paper', t.kind, 'key', t.key, 'pages', t.pages)",
    )
    yield from lives.rows(
        "changing_promise",
        "desk_promise.published",
        """jsonb_build_object('organisation', t.organisation_id, 'desk', t.desk, 'workdays', t.workdays,
               'since', t.since)""",
    )
    yield from lives.rows(
        "changing_evidence_rule",
        "evidence_rule.published",
        """jsonb_build_object('authority', t.authority_id, 'region', t.region, 'regime', t.regime,
               'cause', t.cause, 'paper', t.paper, 'basis', t.basis, 'wait_months', t.wait_months, 'since', t.since)""",
    )
    yield from _checked()
    yield from _desks()
    yield from _ended()
    yield from _files(store, whole_files)


def _checked() -> Iterator[Difference]:
    """What was found of each paper is what was recorded last."""
    for number, result, kind in _rows(
        """select t.id, t.check_result, l.kind from changing_paper t
           left join (select distinct on (subject_id) subject_id, kind from ledger_entry
                      where kind = any(%s) order by subject_id, id desc) l on l.subject_id = t.id order by t.id""",
        [list(_CHECKS)],
    ):
        if _CHECKS.get(kind) not in (None, result):
            yield Difference("changing_paper", number, Words("登记与账目不符"))


def _desks() -> Iterator[Difference]:
    """An application that goes on lies at the desk of its state, and one that has ended at none."""
    for number, state, desk in _rows(
        """select a.id, a.state, s.desk from changing_application a
           left join changing_step s on s.application_id = a.id and s.left_at is null order by a.id"""
    ):
        if desk != ("application" if state == "returned" else _DESKS.get(state)):
            yield Difference("changing_application", number, Words("所在环节与状态不符"))


def _ended() -> Iterator[Difference]:
    """A rule's last day is the one that was recorded."""
    for number, until, said in _rows(
        """select t.id, t.until::text, l.facts::jsonb ->> 'until' from changing_evidence_rule t
           left join ledger_entry l on l.kind = 'evidence_rule.ended' and l.subject_id = t.id order by t.id"""
    ):
        if until != said:
            yield Difference("changing_evidence_rule", number, Words("登记与账目不符"))


def _files(store: FileStore, whole: bool) -> Iterator[Difference]:
    rows = _rows("select id, key from changing_paper where key <> '' order by id")
    wanted = (("changing_paper", number, key) for number, key in rows)
    yield from file_audit.audit(
        store, wanted, whole=whole, gone=Words("材料的文件不见了"), changed=Words("材料的文件被改动")
    )


def _rows(query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
