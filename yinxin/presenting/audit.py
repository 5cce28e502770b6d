"""Hold grants and reports of errors against the ledger, both ways, and marked copies against the file store."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.presenting import crediting
from yinxin.presenting.models import Grant
from yinxin.presenting.states import CORRECTION, GRANT, CorrectionState, GrantState
from yinxin.register import file_audit
from yinxin.register.files import FileStore
from yinxin.register.vault import token_key, vault

_GRANTS = {"grant.made": GrantState.ACTIVE.value, "grant.revoked": GrantState.REVOKED.value}
_CORRECTIONS = {
    "correction.reported": CorrectionState.OPEN.value,
    "correction.answered": CorrectionState.ANSWERED.value,
}
_MADE = """jsonb_build_object('holder', t.holder_id, 'certificate', t.certificate_id, 'grant_kind', t.kind,
    'until', to_char(t.until, 'YYYY-MM-DD'), 'file', coalesce(encode(t.digest, 'hex'), ''))"""
_REPORTED = "jsonb_build_object('holder', t.holder_id, 'certificate', t.certificate_id, 'field', t.field)"
_ISSUED = """jsonb_build_object('holder', t.holder_id, 'certificate', t.certificate_id, 'items', t.items,
    'bound', t.bound, 'digest', encode(t.digest, 'hex'), 'until', extract(epoch from t.until)::bigint)"""
_MOMENTS = """
    select t.id from presenting_grant t join ledger_entry l on l.kind = 'grant.revoked' and l.subject_id = t.id
    where t.revoked_at is distinct from l.at
    union select t.id from presenting_grant t join ledger_entry l on l.kind = 'grant.made' and l.subject_id = t.id
    where t.made_at is distinct from l.at order by 1"""


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield every grant, file and report that is not what the ledger says."""
    yield from lives.states(GRANT, _GRANTS)
    yield from lives.rows(GRANT.table, "grant.made", _MADE)
    yield from lives.states(CORRECTION, _CORRECTIONS)
    yield from lives.rows(CORRECTION.table, "correction.reported", _REPORTED)
    yield from lives.rows(crediting.TABLE, "credential.issued", _ISSUED)
    with connection.cursor() as cursor:
        cursor.execute(_MOMENTS)
        for (number,) in cursor.fetchall():
            yield Difference(GRANT.table, number, Words("登记与账目不符"))
    for row in Grant.objects.order_by("id").iterator():
        if bytes(row.token_key) != token_key(vault().grant_token(row.pk)):
            yield Difference(GRANT.table, row.pk, Words("地址的摘要与密钥不符"))
    kept = Grant.objects.filter(digest__isnull=False, file_gone=False).order_by("id")
    wanted = ((GRANT.table, row.pk, bytes(row.digest or b"").hex()) for row in kept.iterator())
    yield from file_audit.audit(
        store,
        wanted,
        whole=whole_files,
        gone=Words("加注件的文件不见了"),
        changed=Words("加注件的文件被改动"),
    )
