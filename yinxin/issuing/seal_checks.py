"""The seal check at the window: who, when, with which seal, for which list (A1.1, A2.1.3).

What the ministry prints needs none. Certificates of provincial exams and reviews are not given out before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yinxin.catalogue import queries as catalogue
from yinxin.issuing.models import SealCheck, SealChecked
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.found import Found
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_1_kinds, s2_1_3_seal_check
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names
from yinxin.register import custody, stock
from yinxin.reviewing import gates as reviewing

A2_1_3 = Clause("A2.1.3")
_PARTIES = {party.value: party for party in Party}


@dataclass(frozen=True)
class Unsealed:
    """Copies of one exam that an issuer keeps and that wait for the seal check."""

    exam_id: int
    issuer: Body
    copies: tuple[int, ...]


@dataclass(frozen=True)
class CheckView:
    """A seal check that was made."""

    id: int
    window: str
    issuer: str
    exam: str
    seal: str
    papers: int
    list_digest: str
    at: datetime
    by: str


def waiting(window_id: int, by: Actor) -> tuple[Unsealed, ...]:
    """Return what waits for the seal check in the window's province.

    :raises NotPermitted: ``by`` does not check seals there; NotFound where the window is out of reach.
    """
    window = body(window_id)
    access.require(by, Permission.SEAL_CHECK, window)
    groups: dict[tuple[int, int], list[int]] = {}
    for sheet in stock.kept_in_region(window.region[:2], _regimes()):
        groups.setdefault((sheet.exam_id, sheet.issuer_id), []).append(sheet.id)
    done = set(SealChecked.objects.filter(copy_id__in=_all(groups)).values_list("copy_id", flat=True))
    known = bodies(issuer for _, issuer in groups)
    found = (
        Unsealed(exam, known[issuer], tuple(copy for copy in copies if copy not in done))
        for (exam, issuer), copies in sorted(groups.items())
    )
    return tuple(one for one in found if one.copies)


def check_seals(*, window_id: int, exam_id: int, issuer_id: int, seal: str, by: Actor, at: datetime) -> int:
    """Record that the window checked the seal on everything of an exam that waits for one issuer; return its id.

    :param seal: the seal's name.
    :raises NotPermitted: ``by`` does not check seals there, or the body is no window.
    :raises Incomplete: the seal is not named.
    :raises NotApplicable: nothing waits.
    :raises AlreadyDone: a colleague recorded the same list meanwhile.
    :raises WrongState: it is a senior title's, which the province has not approved (A2.2.1).
    """
    lines = waiting(window_id, by)
    s2_1_3_seal_check.check_may_check_seal(_PARTIES.get(body(window_id).kind, Party.ISSUER))
    if not 2 <= len(seal.strip()) <= 80:
        raise Incomplete(Words("请填写所用印章。"), do=Words("写印章全称，不超过80字。"), clause=A2_1_3)
    with transaction.atomic():
        copies = next(
            (one.copies for one in lines if (one.exam_id, one.issuer.id) == (exam_id, issuer_id)),
            (),
        )
        if not copies:
            raise NotApplicable(
                Words("没有等待验印的证书。"), do=Words("已验印的不再登记；请刷新清单。"), clause=A2_1_3
            )
        if catalogue.exam_by_id(exam_id).document.regime is Regime.REVIEW:
            reviewing.check_may_seal(exam_id, on=day_of(at))
        made = SealCheck.objects.create(
            window_id=window_id,
            issuer_id=issuer_id,
            exam_id=exam_id,
            seal=seal.strip(),
            papers=len(copies),
            list_digest=custody.list_digest(sorted(copies)),
            at=at,
            by=by.account_id,
        )
        rows = [SealChecked(check_made=made, copy_id=copy) for copy in copies]
        SealChecked.objects.bulk_create(rows, ignore_conflicts=True)
        if SealChecked.objects.filter(check_made=made).count() < len(copies):
            raise AlreadyDone(
                Words("其中有的证书刚由他人登记了验印。"), do=Words("请刷新清单后重新登记。"), clause=A2_1_3
            )
        facts = {
            "issuer": issuer_id,
            "seal": made.seal,
            "papers": made.papers,
            "list": made.list_digest,
        }
        record(
            Line(
                "seal_check.made", A2_1_3, by.account_id, by.organisation_id, "seal_check", made.pk, at, facts
            )
        )
    return made.pk


def check_sealed(copies: Mapping[int, Regime]) -> None:
    """Let copies go out only with the seal check that their regime needs (A1.1).

    :param copies: each with its certificate's regime.

    :raises Incomplete: one of them needs it and has none.
    """
    needing = {copy: regime for copy, regime in copies.items() if regime in _regimes()}
    if not needing:
        return
    rows = SealChecked.objects.filter(copy_id__in=needing).select_related("check_made")
    made = {row.copy_id: row.check_made for row in rows}
    for copy, regime in needing.items():
        done = made.get(copy)
        said = (
            s1_1_kinds.SealCheck(str(done.by), day_of(done.at), done.seal)
            if done
            else s1_1_kinds.SealCheck("", None, "")
        )
        s1_1_kinds.check_sealed(regime, said)


def made_for(by: Actor) -> Found[CheckView]:
    """Return the seal checks of the person's windows, the latest first."""
    own = [seat.body.id for seat in by.seats if Permission.SEAL_CHECK in seat.permissions]
    rows = SealCheck.objects.filter(window_id__in=own).select_related("exam", "window", "issuer")
    return Found(rows.order_by("-id"), _views)


def _views(rows: QuerySet[SealCheck]) -> tuple[CheckView, ...]:
    found = list(rows)
    people = names(row.by for row in found)
    return tuple(
        CheckView(
            row.pk,
            row.window.name,
            row.issuer.name,
            row.exam.name,
            row.seal,
            row.papers,
            row.list_digest,
            row.at,
            people.get(row.by, ""),
        )
        for row in found
    )


def _regimes() -> tuple[Regime, ...]:
    """Return the regimes whose certificates need the seal check."""
    return tuple(one for one in Regime if s1_1_kinds.made_by(one) is s1_1_kinds.Made.SEAL_CHECKED)


def _all(groups: dict[tuple[int, int], list[int]]) -> list[int]:
    return [copy for copies in groups.values() for copy in copies]
