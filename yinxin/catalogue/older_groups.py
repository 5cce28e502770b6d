"""Groups of older certificates: a row beside the exams for each qualification and year of approval (N19).

Such a row is an exam about which nothing is known but its year: it has no days and no agency's part, so that no list
of exams shows it and no time limit runs from it. Everything that asks for a certificate's exam finds it there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.catalogue import queries
from yinxin.catalogue.exams import said_of
from yinxin.catalogue.models import Exam
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.parties.actor import Actor

N19: Final = Clause("N19")
_LETTERS: Final = {
    Regime.NATIONAL: "N",
    Regime.PROVINCIAL_EXAM: "P",
    Regime.REVIEW: "R",
    Regime.PASS_PROOF: "Z",
}


def group_for(*, qualification_id: int, regime: str, year: int, by: Actor, at: datetime) -> int:
    """Return the group of a qualification's certificates that were approved in a year; made at first need.

    Whoever opens certificates in it has asked for permission; the group by itself says nothing about anybody.

    :param year: 0 where the year is not recorded.
    :raises NotFound: there is no such qualification.
    """
    version = queries.version_for(qualification_id, day_of(at))
    when, when_en = (
        (f"{year}年批准", f"approved in {year}") if year else ("批准年份未记载", "year not recorded")
    )
    with transaction.atomic():
        group, fresh = Exam.objects.get_or_create(
            code=f"OLD{qualification_id}{_LETTERS[Regime(regime)]}-{year or 'X'}",
            defaults={
                "version_id": version.id,
                "regime": regime,
                "year": year,
                "name": f"{version.name}（{when}的存量证书）",
                "name_en": f"{version.name_en} (older certificates, {when_en})",
                "days": [],
                "levels": [],
                "legacy": True,
            },
        )
        if fresh:
            facts = said_of(group)
            record(Line("exam.entered", N19, by.account_id, by.organisation_id, "exam", group.pk, at, facts))
    return group.pk
