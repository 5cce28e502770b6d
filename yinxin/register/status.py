"""Change what the world is told of a certificate: always the certificate and its copies together (N5, N10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from yinxin.law.n2023 import art05_two_forms
from yinxin.lifecycle.move import move_all
from yinxin.parties.actor import Actor
from yinxin.register.states import CERTIFICATE, ELECTRONIC, PAPER, CertificateState, CopyState, PaperState


def release(certificates: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Make certificates VALID, their electronic copies RELEASED and their paper handed over to print: all or none.

    :raises WrongState: one of them is not ready; nothing has changed.
    """
    numbers = list(certificates)
    with transaction.atomic():
        _check_ready(numbers)
        move_all(
            CERTIFICATE,
            numbers,
            frm=CertificateState.PREPARED,
            to=CertificateState.VALID,
            kind="certificate.released",
            by=by,
            at=at,
            settled_at=at,
        )
        move_all(
            ELECTRONIC,
            _copies("register_electronic_copy", numbers),
            frm=CopyState.MADE,
            to=CopyState.RELEASED,
            kind="electronic_copy.released",
            by=by,
            at=at,
        )
        move_all(
            PAPER,
            _copies("register_paper_copy", numbers),
            frm=PaperState.ORDERED,
            to=PaperState.PRINTING,
            kind="paper_copy.delivered",
            by=by,
            at=at,
        )


def _check_ready(certificates: Sequence[int]) -> None:
    """Ask N5 whether both copies of every certificate are there and ready."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(e.id), count(e.id) filter (where e.state = %s), count(p.id) filter (where p.state = %s)
               from unnest(%s::bigint[]) as c(id)
               left join register_electronic_copy e on e.certificate_id = c.id
               left join register_paper_copy p on p.certificate_id = c.id""",
            [CopyState.MADE.value, PaperState.ORDERED.value, list(certificates)],
        )
        ordered, electronic, paper = cursor.fetchone()
    ready = len(certificates)
    art05_two_forms.check_released_together(
        paper_ready=paper == ready, electronic_ready=electronic == ready, electronic_ordered=ordered > 0
    )


def _copies(table: str, certificates: Sequence[int]) -> list[int]:
    """Return the one copy of each certificate that the table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where certificate_id = any(%s)", [list(certificates)])  # noqa: S608
        return [number for (number,) in cursor.fetchall()]
