"""Make invalid what lives of a certificate: its lineage's valid one, and the proofs that rest on it (N18.2, N24.1).

A decision names a certificate; by the time it takes effect another may have taken that one's place. What is declared
invalid is the right behind it, so that whatever carries it on dies with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from yinxin.kernel.face import Face
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023.art18_effect import UPDATE
from yinxin.law.regimes import Regime
from yinxin.parties.actor import Actor
from yinxin.register import status
from yinxin.register.models import Certificate
from yinxin.register.states import CertificateState, CopyState
from yinxin.register.vault import FACE, vault

_AGAIN = 5
"""How often what lives is looked up again because somebody released a successor meanwhile."""


@dataclass(frozen=True)
class Concerned:
    """A certificate that a decision names, with the person behind it."""

    certificate_id: int
    holder_id: int
    qualification_id: int
    agency_id: int
    issuer_id: int
    regime: Regime
    state: CertificateState
    face: Face


_LIVING = """
    with recursive back as (
        select id, predecessor_id from register_certificate where id = %(id)s
        union select c.id, c.predecessor_id from register_certificate c join back b on c.id = b.predecessor_id
    ), line as (
        select id from back
        union select c.id from register_certificate c join line l on c.predecessor_id = l.id
    )
    select c.id from register_certificate c
    where c.state = %(valid)s and (c.id in (select id from line) or c.basis_id in (select id from line))
    order by c.id"""


def living(certificate_id: int) -> tuple[int, ...]:
    """Return every valid certificate of a lineage, and the valid proofs that rest on one of it."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, {"id": certificate_id, "valid": CertificateState.VALID.value})
        return tuple(number for (number,) in cursor.fetchall())


def strike(certificate_id: int, *, by: Actor, at: datetime) -> tuple[int, ...]:
    """Make invalid what lives of a certificate, with its electronic copies; return the certificates, perhaps none.

    :raises WrongState: its lineage is being changed all the time; nothing has changed.
    """
    with transaction.atomic():
        for _ in range(_AGAIN):
            found = living(certificate_id)
            # Only valid rows are waited for: who releases a successor holds that one first, its predecessor next.
            held = _hold(found)
            if held == found == living(certificate_id):
                status.invalidate(found, by=by, at=at)
                return found
    raise WrongState(
        Words("证书正在换发，暂时不能作无效处理。"), do=Words("请稍后再办理生效。"), clause=UPDATE
    )


def _hold(certificates: Sequence[int]) -> tuple[int, ...]:
    """Hold those that are still valid until the transaction ends."""
    rows = Certificate.objects.select_for_update().filter(
        id__in=certificates, state=CertificateState.VALID.value
    )
    return tuple(rows.order_by("id").values_list("id", flat=True))


def concerned(certificates: Collection[int]) -> list[Concerned]:
    """Return certificates with their faces, in order of their ids; those that are not there are left out."""
    safe = vault()
    rows = Certificate.objects.filter(id__in=certificates).order_by("id")
    return [
        Concerned(
            row.pk,
            row.holder_id,
            row.qualification_id,
            row.agency_id,
            row.issuer_id,
            Regime(row.regime),
            CertificateState(row.state),
            Face.from_json(safe.open(bytes(row.face), FACE)),
        )
        for row in rows
    ]


def by_numbers(numbers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the certificates of management numbers, the newest of each lineage only; unknown numbers are left out.

    :param numbers: in their normal form.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.management_number, array_agg(c.id order by c.id) from register_certificate c
               where c.management_number = any(%s) and c.state = any(%s)
                 and not exists (select 1 from register_certificate n
                                 where n.predecessor_id = c.id and n.state = any(%s))
                 and c.basis_id is null group by 1""",
            [list(numbers), _PUBLIC, _PUBLIC],
        )
        return {number: tuple(found) for number, found in cursor.fetchall()}


def of_batch(batch_id: int) -> list[int]:
    """Return the released certificates that came with a batch, in order."""
    rows = Certificate.objects.filter(batch_id=batch_id, state__in=_PUBLIC).order_by("id")
    return list(rows.values_list("id", flat=True))


_PUBLIC = [CertificateState.VALID.value, CertificateState.SUPERSEDED.value, CertificateState.INVALID.value]


def check_dead(certificates: Collection[int]) -> tuple[bool, int]:
    """Return whether all of these are invalid, and how many of their electronic copies are still released."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(bool_and(c.state = %s), true), count(e.id) filter (where e.state = %s)
               from register_certificate c left join register_electronic_copy e on e.certificate_id = c.id
               where c.id = any(%s)""",
            [CertificateState.INVALID.value, CopyState.RELEASED.value, list(certificates)],
        )
        dead, released = cursor.fetchone()
    return bool(dead), int(released)
