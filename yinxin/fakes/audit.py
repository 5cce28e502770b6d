"""Hold reports of fakes and their evidence against the ledger and the file store, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from yinxin.fakes.reporting import REPORTED, SETTLED
from yinxin.fakes.states import FAKE, FakeState
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register import file_audit
from yinxin.register.files import FileStore

_STATES: Final = {REPORTED: FakeState.RECEIVED.value, SETTLED: FakeState.SETTLED.value}
_REPORTED: Final = """jsonb_build_object('what', t.what, 'files', coalesce((select jsonb_agg(v.digest order by v.place)
    from fakes_evidence v where v.report_id = t.id), '[]'::jsonb))"""
_SETTLED: Final = """select t.id from fakes_report t left join ledger_entry l
    on l.subject = 'fake' and l.subject_id = t.id and l.kind = 'fake.settled'
    where t.state = 'settled' and l.facts::jsonb ->> 'outcome' is distinct from t.outcome order by t.id"""


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield every report, outcome and piece of evidence that is not what the ledger says."""
    yield from lives.states(FAKE, _STATES)
    yield from lives.rows(FAKE.table, REPORTED, _REPORTED)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        for (number,) in cursor.fetchall():
            yield Difference(FAKE.table, number, Words("处理结果与账目不符"))
        cursor.execute("select id, key from fakes_evidence order by id")
        wanted = [("fakes_evidence", number, key) for number, key in cursor.fetchall()]
    gone, changed = Words("证据文件不见了"), Words("证据文件被改动")
    yield from file_audit.audit(store, wanted, whole=whole_files, gone=gone, changed=changed)
