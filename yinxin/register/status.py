"""Change what the world is told of a certificate: always the certificate and its copies together (N5, N10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move_all
from yinxin.parties.actor import Actor
from yinxin.register.states import CERTIFICATE, ELECTRONIC, PAPER, CertificateState, CopyState, PaperState


def release(certificates: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Make certificates VALID, their electronic copies RELEASED and their paper handed over to print: all or none.

    :raises WrongState: one of them is not ready; nothing has changed.
    """
    numbers = list(certificates)
    with transaction.atomic():
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


def _copies(table: str, certificates: Sequence[int]) -> list[int]:
    """Return the one copy of each certificate that the table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where certificate_id = any(%s)", [list(certificates)])  # noqa: S608
        found = [number for (number,) in cursor.fetchall()]
    if len(found) != len(certificates):
        raise WrongState(
            Words("有证书缺少纸质或电子证书，不能发布。"),
            do=Words("请等待制证完成后再发布。"),
            clause=Clause("N5"),
        )
    return found
