"""Change what the world is told of a certificate: always the certificate and its copies together (N5, N10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art05_two_forms
from yinxin.lifecycle.move import move_all
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.queries import the_centre
from yinxin.register import custody
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import CERTIFICATE, ELECTRONIC, CertificateState, CopyState, PaperState


def release(
    certificates: Sequence[int],
    *,
    orders: Mapping[str, Sequence[int]],
    maker: int | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Make certificates VALID, their electronic copies RELEASED and their paper handed over to print: all or none.

    :param orders: every one of their paper copies, by the number of the print order on which it stands.
    :param maker: whose printing house prints them; None for the national centre's.
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
        _hand_over(numbers, orders, maker or the_centre().id, by, at)


def invalidate(certificates: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Make certificates INVALID and revoke their electronic copies, all or none; their paper stays where it is.

    :raises WrongState: one of them is not valid; nothing has changed.
    """
    numbers = list(certificates)
    with transaction.atomic():
        move_all(
            CERTIFICATE,
            numbers,
            frm=CertificateState.VALID,
            to=CertificateState.INVALID,
            kind="certificate.invalidated",
            by=by,
            at=at,
            settled_at=at,
        )
        move_all(
            ELECTRONIC,
            _given_out(numbers),
            frm=CopyState.RELEASED,
            to=CopyState.REVOKED,
            kind="electronic_copy.revoked",
            by=by,
            at=at,
        )


def restore(certificates: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Make invalid certificates VALID again and their electronic copies RELEASED, all or none.

    :raises WrongState: one of them is not invalid; nothing has changed.
    """
    numbers = list(certificates)
    with transaction.atomic():
        move_all(
            CERTIFICATE,
            numbers,
            frm=CertificateState.INVALID,
            to=CertificateState.VALID,
            kind="certificate.restored",
            by=by,
            at=at,
            settled_at=at,
        )
        move_all(
            ELECTRONIC,
            _given_out(numbers),
            frm=CopyState.REVOKED,
            to=CopyState.RELEASED,
            kind="electronic_copy.restored",
            by=by,
            at=at,
        )


def hold_valid(certificates: Sequence[int]) -> None:
    """Keep certificates as they are until the transaction ends; for whoever gives something out of them.

    :raises WrongState: one of them is not valid (any more).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, state from register_certificate where id = any(%s) order by id for share",
            [list(certificates)],
        )
        states = dict(cursor.fetchall())
    for state in states.values():
        if state != CertificateState.VALID.value:
            raise WrongState(
                Words("证书状态是“{state}”，不能发放。", state=CERTIFICATE.names[CertificateState(state)]),
                do=Words("请停止发放，按收回办理，并向持证人说明。"),
                clause=Clause("N18.2"),
            )
    if len(states) < len(set(certificates)):
        raise access.not_here()


def _hand_over(
    certificates: Sequence[int], orders: Mapping[str, Sequence[int]], maker: int, by: Actor, at: datetime
) -> None:
    """Enter the paper copies into the custody book, at the printing house."""
    if sorted(copy for copies in orders.values() for copy in copies) != sorted(
        _copies("register_paper_copy", certificates)
    ):
        raise ValueError("the print orders are not for the paper of these certificates")
    house = custody.standing_place(organisation_id=maker, kind=PlaceKind.PRINTING_HOUSE, by=by, at=at)
    for number, copies in orders.items():
        note = SlipNote(SlipKind.PRINT_ORDER, number, PaperState.ORDERED, PaperState.PRINTING)
        custody.move_copies(copies=copies, frm=None, to=house, slip=note, by=by, at=at)


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


def _given_out(certificates: Sequence[int]) -> list[int]:
    """Return the electronic copies that go with their certificates: all but an older one's that is not released yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id from register_electronic_copy e join register_certificate c on c.id = e.certificate_id
               where c.id = any(%s) and (c.legacy_id is null or e.state not in (%s, %s))""",
            [list(certificates), CopyState.ORDERED.value, CopyState.MADE.value],
        )
        return [number for (number,) in cursor.fetchall()]


def _copies(table: str, certificates: Sequence[int]) -> list[int]:
    """Return the one copy of each certificate that the table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where certificate_id = any(%s)", [list(certificates)])  # noqa: S608
        return [number for (number,) in cursor.fetchall()]
