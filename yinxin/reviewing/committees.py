"""Approve a review committee for a period, by two people of the authority; renew it, end it early (A2.2.1, A2.2.2).

A renewal is an approval of its own, so that the day of a decision always finds the approval that held then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words, listed
from yinxin.law import review_committees as law
from yinxin.law.regimes import ReviewLevel
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import authority_of, body
from yinxin.reviewing.models import Committee
from yinxin.reviewing.series import series_of
from yinxin.reviewing.states import COMMITTEE, CommitteeState

A2_2_1 = Clause("A2.2.1")
_DOCUMENT = range(4, 61)
_REASON = range(4, 201)


def propose(
    *,
    founder_id: int,
    series: str,
    ranks: Sequence[ReviewLevel],
    document: str,
    since: date,
    until: date,
    renews: int | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Propose that a committee be approved; return the approval. It holds when somebody else has approved it.

    :param series: the code of a series of titles of the founder's province.
    :param renews: the approval that this one follows; of the same founder and series.
    :raises NotPermitted: ``by`` does not keep the committees of the founder's province; NotFound out of reach.
    :raises NotApplicable: the body founds no committees.
    :raises Incomplete: the series has no such rank, the document is missing, or the term is too long.
    """
    founder = body(founder_id)
    over = _authority(founder)
    access.require(by, Permission.COMMITTEE_KEEP, over)
    found = series_of(founder.region, series)
    allowed = set(found.ranks.values()) if found else set()
    chosen = sorted({rank.value for rank in ranks})
    if not chosen or not set(ranks) <= allowed:
        raise Incomplete(
            Words("该系列没有所选的级别，或没有选择级别。"),
            do=Words(
                "请按本省的职称系列选择：{ranks}。",
                ranks=listed([one.label for one in ReviewLevel if one in allowed]),
            )
            if allowed
            else Words("请选择本省的职称系列。"),
            clause=A2_2_1,
        )
    law.check_term(since, until)
    text = said_in(document, _DOCUMENT, Words("请填写批准文号（4至60字）。"))
    if (
        renews is not None
        and not Committee.objects.filter(pk=renews, founder=founder_id, series=series).exists()
    ):
        raise access.not_here()
    with transaction.atomic():
        made = Committee.objects.create(
            over_id=over.id, founder_id=founder_id, series=series, ranks=chosen, document=text, since=since,
            until=until, renews_id=renews, proposed_by=by.account_id, proposed_at=at,
            state=CommitteeState.PROPOSED.value,
        )  # fmt: skip
        _record("review_committee.proposed", made.pk, said_of(made), by, at)
        notices.tell(
            accounts=set(members_of(over.id, Permission.COMMITTEE_KEEP, at)) - {by.account_id},
            words=Words("评审委员会的核准（{document}）等待另一人办理", document=text),
            address=f"/office/committees/{made.pk}",
            at=at,
        )
    return made.pk


def approve(*, committee_id: int, by: Actor, at: datetime) -> None:
    """Approve a committee that a colleague proposed.

    :raises NotPermitted: ``by`` proposed it, or keeps no committees there; NotFound where it is out of reach.
    :raises WrongState: it was decided meanwhile.
    """
    found = _of_another(committee_id, Words("核准评审委员会"), by)
    with transaction.atomic():
        move(
            COMMITTEE, committee_id, frm=CommitteeState.PROPOSED, to=CommitteeState.APPROVED,
            kind="review_committee.approved", by=by, at=at, decided_by=by.account_id, decided_at=at,
        )  # fmt: skip
        notices.tell(
            accounts={found.proposed_by, *members_of(found.founder_id, Permission.REVIEW_HOLD, at)},
            words=Words("评审委员会已核准（{document}）", document=found.document),
            address=f"/office/committees/{committee_id}",
            at=at,
        )


def refuse(*, committee_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Do not approve a committee that a colleague proposed, with the reason.

    :raises NotPermitted: ``by`` proposed it, or keeps no committees there; NotFound where it is out of reach.
    :raises Incomplete: there is no reason; WrongState: it was decided meanwhile.
    """
    found = _of_another(committee_id, Words("不予核准"), by)
    text = said_in(reason, _REASON, Words("请写明原因（4至200字）。"))
    with transaction.atomic():
        move(
            COMMITTEE, committee_id, frm=CommitteeState.PROPOSED, to=CommitteeState.REFUSED,
            kind="review_committee.refused", by=by, at=at, decided_by=by.account_id, decided_at=at, reason=text,
        )  # fmt: skip
        notices.tell(
            accounts={found.proposed_by},
            words=Words("评审委员会未获核准（{document}）", document=found.document),
            address=f"/office/committees/{committee_id}",
            at=at,
        )


def end(*, committee_id: int, reason: str, by: Actor, at: datetime) -> None:
    """End an approval early, from today on, with the reason; what was decided before stands.

    :raises NotPermitted: ``by`` keeps no committees there; NotFound where it is out of reach.
    :raises Incomplete: there is no reason; WrongState: it is not approved.
    """
    found = _of(committee_id, by)
    text = said_in(reason, _REASON, Words("请写明原因（4至200字）。"))
    today = day_of(at)
    with transaction.atomic():
        move(
            COMMITTEE, committee_id, frm=CommitteeState.APPROVED, to=CommitteeState.ENDED,
            kind="review_committee.ended", by=by, at=at, facts={"on": today.isoformat()},
            ended_by=by.account_id, ended_on=today, reason=text,
        )  # fmt: skip
        notices.tell(
            accounts=members_of(found.founder_id, Permission.REVIEW_HOLD, at),
            words=Words("评审委员会的核准已提前终止（{document}）", document=found.document),
            address=f"/office/committees/{committee_id}",
            at=at,
        )


def check_may_decide(found: Committee, rank: ReviewLevel, day: date) -> None:
    """Let a committee decide on a rank on a day.

    :raises WrongState: its approval did not hold on that day; the refusal names the days.
    :raises NotApplicable: it is approved for other ranks; they are named.
    """
    if found.state in (CommitteeState.PROPOSED.value, CommitteeState.REFUSED.value):
        raise NotApplicable(
            Words("评审委员会没有获得核准。"), do=Words("请先由省级主管部门核准。"), clause=A2_2_1
        )
    law.check_in_term(day, since=found.since, until=found.until, ended_on=found.ended_on)
    if rank.value not in found.ranks:
        raise NotApplicable(
            Words(
                "评审委员会获准评审的级别是{ranks}，不包括{rank}。",
                ranks=listed([one.label for one in ReviewLevel if one.value in found.ranks]),
                rank=rank.label,
            ),
            do=Words("请由获准评审该级别的评审委员会评审。"),
            clause=A2_2_1,
        )


def said_of(found: Committee) -> dict[str, object]:
    """Return what the line about a proposal says of it."""
    return {
        "over": found.over_id,
        "founder": found.founder_id,
        "series": found.series,
        "ranks": list(found.ranks),
        "document": found.document,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "renews": found.renews_id,
    }


def said_in(text: str, length: range, missing: Words) -> str:
    """Return a text without its margins.

    :raises Incomplete: it says too little or too much.
    """
    said = text.strip()
    if len(said) not in length:
        raise Incomplete(missing, do=Words("请补充后再提交。"), clause=A2_2_1)
    return said


def _authority(founder: Body) -> Body:
    over = authority_of(founder.region) if founder.region else None
    if founder.kind != "committee" or over is None:
        raise NotApplicable(
            Words("“{name}”不是评审委员会的组建单位，或所在省没有主管部门。", name=founder.name),
            do=Words("请选择本省的组建单位。"),
            clause=A2_2_1,
        )
    return over


def _of(committee_id: int, by: Actor) -> Committee:
    found = Committee.objects.filter(pk=committee_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.COMMITTEE_KEEP, body(found.over_id))
    return found


def _of_another(committee_id: int, act: Words, by: Actor) -> Committee:
    found = _of(committee_id, by)
    access.require_other_person(by, found.proposed_by, act=act, clause=A2_2_1, when=found.proposed_at)
    return found


def _record(kind: str, number: int, facts: dict[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, A2_2_1, by.account_id, by.organisation_id, COMMITTEE.subject, number, at, facts))
