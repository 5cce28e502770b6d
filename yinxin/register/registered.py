"""Read the certificates of an exam that one issuer gives out, as their registration forms need them (A2.1.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from yinxin.kernel.face import Face
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import territory
from yinxin.register.models import Certificate
from yinxin.register.states import CertificateState
from yinxin.register.vault import FACE, Vault, vault

_PASSED = (CertificateState.VALID.value, CertificateState.SUPERSEDED.value)


@dataclass(frozen=True, slots=True)
class Passed:
    """A certificate by exam: its face, the division that it belongs to, its issuer and exam."""

    id: int
    face: Face
    region: str
    issuer_id: int
    agency_id: int
    exam_id: int
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """How many certificates of an exam an issuer gives out."""

    issuer_id: int
    exam_id: int
    count: int


def passed(certificate_id: int) -> Passed:
    """Return a certificate; the caller has asked who may see it.

    :raises NotFound: there is none of that number.
    """
    row = Certificate.objects.filter(id=certificate_id).first()
    if row is None:
        raise access.not_here()
    return _passed(row, vault())


def of_numbers(certificates: Collection[int]) -> tuple[Passed, ...]:
    """Return certificates by their numbers; the caller has asked who may see them."""
    safe = vault()
    return tuple(_passed(row, safe) for row in Certificate.objects.filter(id__in=certificates).order_by("id"))


def firsts(certificates: Collection[int]) -> dict[int, int]:
    """Return of each certificate the first one of its line: itself where it took nobody's place."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with recursive line as (
                   select id as asked, id, predecessor_id from register_certificate where id = any(%s)
                   union all
                   select line.asked, c.id, c.predecessor_id from line
                   join register_certificate c on c.id = line.predecessor_id)
               select asked, id from line where predecessor_id is null""",
            [list(certificates)],
        )
        return dict(cursor.fetchall())


def issuers_of_batch(batch_id: int) -> tuple[tuple[int, int], ...]:
    """Return the certificates of a batch, each with the organisation that gives its paper out."""
    rows = Certificate.objects.filter(batch_id=batch_id, predecessor__isnull=True, basis__isnull=True)
    return tuple(rows.order_by("id").values_list("id", "issuer_id"))


def groups_for(by: Actor) -> tuple[Group, ...]:
    """Return the issuers and exams of the person's territory that have certificates, the newest exam first."""
    rows = _first(by).values("issuer_id", "exam_id")
    counted = rows.annotate(count=Count("id")).order_by("-exam_id", "issuer_id")
    return tuple(Group(row["issuer_id"], row["exam_id"], row["count"]) for row in counted)


def of_group(issuer_id: int, exam_id: int, by: Actor, *, start: int, count: int) -> tuple[Passed, ...]:
    """Return some of an exam's people whose paper an issuer gives out, in the order of management numbers.

    Those of whom neither agency nor issuer lies in the person's territory are left out.

    :raises NotPermitted: the person prints no forms.
    """
    access.require(by, Permission.FORM_PRINT)
    rows = _first(by).filter(issuer_id=issuer_id, exam_id=exam_id).order_by("management_number", "id")
    safe = vault()
    return tuple(_passed(row, safe) for row in rows[start : start + count])


def _passed(row: Certificate, safe: Vault) -> Passed:
    face = Face.from_json(safe.open(bytes(row.face), FACE))
    return Passed(row.pk, face, row.region, row.issuer_id, row.agency_id, row.exam_id, row.state)


def _first(by: Actor) -> QuerySet[Certificate]:
    """Return the first certificate of each lineage of an exam: who passed once is registered once.

    Reviews have forms of their own, and who passed long before has signed one then.
    """
    places = territory(by, Permission.FORM_PRINT)
    mine = Q(agency_id__in=places) | Q(issuer_id__in=places)
    rows = Certificate.objects.filter(mine, predecessor__isnull=True, basis__isnull=True, state__in=_PASSED)
    return rows.filter(exam__legacy=False).exclude(regime=Regime.REVIEW.value)
