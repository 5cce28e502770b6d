"""Certificates of an exam as a spot check needs them: which ones, whose audit, under which number (A2.1.4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from yinxin.register.models import Certificate
from yinxin.register.states import CertificateState


@dataclass(frozen=True, slots=True)
class Candidate:
    """A certificate that could be checked: somebody whom an agency found qualified."""

    certificate_id: int
    agency_id: int
    management_number: str


def of_exam(exam_id: int, *, agencies: Collection[int], region: str) -> tuple[Candidate, ...]:
    """Return the valid certificates of an exam, each person's first one, in the order of the register.

    :param agencies: whose audits are checked.
    :param region: leading digits of the people's regions; empty for all.
    """
    rows = Certificate.objects.filter(
        exam_id=exam_id,
        agency_id__in=agencies,
        region__startswith=region,
        state=CertificateState.VALID.value,
        predecessor__isnull=True,
        basis__isnull=True,
    ).order_by("id")
    return tuple(Candidate(*row) for row in rows.values_list("id", "agency_id", "management_number"))


def numbers(certificates: Collection[int]) -> dict[int, str]:
    """Return management numbers by certificate."""
    rows = Certificate.objects.filter(id__in=certificates)
    return dict(rows.values_list("id", "management_number"))
