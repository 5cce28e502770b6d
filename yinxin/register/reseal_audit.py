"""Hold the list of copies sealed anew against the ledger, and each copy against the newest entry of its list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register.reseal_states import RESEAL, ResealState

_SAID: Final = {
    "reseal.listed": ResealState.WAITING.value,
    "reseal.restarted": ResealState.WAITING.value,
    "reseal.stuck": ResealState.STUCK.value,
    "reseal.done": ResealState.DONE.value,
}


def audit() -> Iterator[Difference]:
    """Yield every difference: entries without their lines, entries changed, files exchanged after re-sealing."""
    yield from lives.states(RESEAL, _SAID)
    yield from lives.rows(
        RESEAL.table,
        "reseal.listed",
        "jsonb_build_object('copy', t.copy_id, 'file', encode(t.digest, 'hex'), 'key', t.key)",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id from register_electronic_copy e
               join lateral (select id from register_reseal r where r.copy_id = e.id and r.state = 'done'
                             order by r.id desc limit 1) newest on true
               left join ledger_entry l on l.subject = 'reseal' and l.subject_id = newest.id
                                       and l.kind = 'reseal.done'
               where (l.facts::jsonb) ->> 'file' is distinct from encode(e.digest, 'hex')
                  or (l.facts::jsonb) ->> 'certificate' is distinct from e.certificate_id::text
               order by e.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("register_electronic_copy", number, Words("电子证书不是账目所记的那一份"))
