"""Agreements: proposed by one person, approved by another, ended at once by one (N22.2)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from yinxin.approvals import deciding
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.sharing import terms as rules
from yinxin.sharing.models import Agreement
from yinxin.sharing.states import AGREEMENT, AgreementState
from yinxin.sharing.terms import N22_2, Terms

KIND: Final = "share_agreement"


def propose(*, terms: Terms, by: Actor, at: datetime) -> tuple[int, int]:
    """Write an agreement down and ask another person to approve it; return the agreement and the proposal.

    :raises NotPermitted: ``by`` proposes none, or the client belongs to none of the three platforms.
    :raises Incomplete: the terms cannot be agreed; names every field.
    """
    access.require(by, Permission.SHARING_PROPOSE, the_centre())
    check(terms, at)
    with transaction.atomic():
        row = Agreement.objects.create(
            **asdict(terms) | {"platform": terms.platform.value},
            digest=terms.digest,
            proposed_by=by.account_id,
            proposed_at=at,
            state=AgreementState.DRAFT.value,
        )
        facts = rules.as_facts(terms)
        record(
            Line("share_agreement.drafted", N22_2, by.account_id, by.organisation_id, KIND, row.pk, at, facts)
        )
        proposal = deciding.propose(kind=KIND, subject_id=row.pk, facts={}, by=by, at=at)
    return row.pk, proposal


def check(terms: Terms, at: datetime) -> None:
    """Refuse terms that cannot be agreed now.

    :raises Incomplete: names every field that must be mended.
    """
    known = {version.code for version in catalogue.versions_on(day_of(at))}
    rules.check(terms, known=known, today=day_of(at), private=settings.WEBHOOKS_PRIVATE)


def check_draft(agreement_id: int, at: datetime) -> None:
    """Refuse to approve what is no draft any more, or what can be agreed no more.

    :raises WrongState: it is approved or ended already. :raises Incomplete: its terms do not hold today.
    """
    row = found(agreement_id)
    if row.state != AgreementState.DRAFT.value:
        raise WrongState(Words("这份协议不再等待批准。"), do=Words("请查看协议的最新状态。"), clause=N22_2)
    check(rules.of(row), at)


def activate(*, agreement_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Put an agreement in force.

    :raises NotPermitted: ``by`` may not approve it, or proposed it.
    :raises WrongState: it is no draft.
    """
    access.require(by, Permission.SHARING_APPROVE, the_centre())
    row = found(agreement_id)
    act = Words("批准共享协议")
    for earlier in (proposed_by, row.proposed_by):
        access.require_other_person(by, earlier, act=act, clause=N22_2, when=row.proposed_at)
    move(
        AGREEMENT, agreement_id, frm=AgreementState.DRAFT, to=AgreementState.ACTIVE, kind="share_agreement.approved",
        by=by, at=at, facts={"terms": row.digest}, approved_by=by.account_id, approved_at=at,
    )  # fmt: skip


def end(*, agreement_id: int, reason: str, by: Actor, at: datetime) -> None:
    """End an agreement at once, or give a draft up: its keys open nothing from this moment on.

    :raises NotPermitted: ``by`` may not end it. :raises Incomplete: there is no reason.
    :raises WrongState: it is ended already.
    """
    access.require(by, Permission.SHARING_KEEP, the_centre())
    row = found(agreement_id)
    said = said_in(reason, Words("请写明终止的原因。"), N22_2)
    was = AgreementState(row.state)
    move(
        AGREEMENT, agreement_id, frm=AgreementState.ACTIVE if was is AgreementState.ENDED else was,
        to=AgreementState.ENDED, kind="share_agreement.ended", by=by, at=at, ended_at=at, reason=said,
    )  # fmt: skip


def found(agreement_id: int) -> Agreement:
    """Return an agreement's row.

    :raises NotFound: there is none.
    """
    row = Agreement.objects.filter(pk=agreement_id).first()
    if row is None:
        raise access.not_here()
    return row


def require_running(agreement_id: int, at: datetime) -> Agreement:
    """Return an agreement that is in force.

    :raises WrongState: it is a draft, ended, or not of today.
    """
    row = found(agreement_id)
    if not rules.is_open(row, at, day_of(at)):
        raise WrongState(Words("协议没有在执行。"), do=Words("请先批准协议，或等到起始日。"), clause=N22_2)
    return row
