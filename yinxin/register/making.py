"""What making needs from the register: the intents that wait, and the record of what was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yinxin.kernel.face import Face
from yinxin.lifecycle.move import move_each
from yinxin.parties.actor import Actor
from yinxin.register.states import ELECTRONIC, CopyState
from yinxin.register.vault import FACE, vault


@dataclass(frozen=True, slots=True)
class Intent:
    """An electronic copy that is to be made: everything that decides its bytes, so that anyone makes the same."""

    copy_id: int
    certificate_id: int
    face: Face
    seals: tuple[str, ...]
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A signed file that lies in the file store."""

    copy_id: int
    digest: str
    size: int


def intents(first: int, last: int) -> list[Intent]:
    """Return the copies of the certificates ``first`` to ``last`` that are still ORDERED."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id, c.id, c.face, e.seals, e.signed_at from register_certificate c
               join register_electronic_copy e on e.certificate_id = c.id
               where c.id between %s and %s and e.state = %s order by c.id""",
            [first, last, CopyState.ORDERED.value],
        )
        rows = cursor.fetchall()
    safe = vault()
    return [
        Intent(copy, certificate, Face.from_json(safe.open(bytes(face), FACE)), tuple(seals.split("|")), at)
        for copy, certificate, face, seals, at in rows
    ]


def record_made(made: Sequence[Made], *, by: Actor, at: datetime) -> None:
    """Record signed files: ORDERED → MADE, each with its digest; the ledger says of which certificate it is.

    :raises WrongState: one of them was recorded by somebody else; nothing has changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, certificate_id from register_electronic_copy where id = any(%s)",
            [[one.copy_id for one in made]],
        )
        of = dict(cursor.fetchall())
    move_each(
        ELECTRONIC,
        {one.copy_id: (bytes.fromhex(one.digest), one.size) for one in made},
        columns={"digest": "bytea", "size": "integer"},
        frm=CopyState.ORDERED,
        to=CopyState.MADE,
        kind="electronic_copy.made",
        by=by,
        at=at,
        facts={one.copy_id: {"file": one.digest, "certificate": of[one.copy_id]} for one in made},
    )
