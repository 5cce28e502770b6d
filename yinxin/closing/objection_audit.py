"""Hold objections and promises against the ledger, both ways (N25)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yinxin.closing.models import Objection
from yinxin.closing.objecting import ANSWERED, FILED, PASSED_ON, opened
from yinxin.closing.states import OBJECTION, ObjectionState
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register.vault import token_key, vault

_STATES: Final = {
    FILED: ObjectionState.RECEIVED.value,
    PASSED_ON: ObjectionState.RECEIVED.value,
    "objection.taken": ObjectionState.CHECKING.value,
    ANSWERED: ObjectionState.ANSWERED.value,
    "objection.withdrawn": ObjectionState.WITHDRAWN.value,
}
_FILED: Final = """jsonb_build_object('certificate', coalesce(t.certificate_id, 0), 'holder', t.holder_id,
    'receipt_digest', t.receipt_digest)"""
_PROMISED: Final = """jsonb_build_object('organisation', t.organisation_id, 'workdays', t.workdays,
    'since', to_char(t.since, 'YYYY-MM-DD'))"""


def audit() -> Iterator[Difference]:
    """Yield every objection and promise that is not what the ledger says, and codes that lead nowhere."""
    yield from lives.states(OBJECTION, _STATES)
    yield from lives.rows(OBJECTION.table, FILED, _FILED)
    yield from lives.rows("closing_objection_promise", "objection_promise.published", _PROMISED)
    for row in Objection.objects.order_by("id").iterator():
        if bytes(row.token_key) != token_key(vault().objection_token(row.pk)):
            yield Difference(OBJECTION.table, row.pk, Words("查询码的摘要与密钥不符"))
        if bool(opened(row.sealed)[1]) != bool(row.receipt):
            yield Difference(OBJECTION.table, row.pk, Words("登记的回执与所附的不一致"))
