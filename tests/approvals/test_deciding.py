"""Four eyes: one proposes, another approves, nothing in between (A4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.parties.people import DAY, HOUR, account, newcomer, place, seat_of, who
from yinxin.approvals import deciding, queries
from yinxin.approvals.kinds import KINDS, Kind, register
from yinxin.approvals.models import Proposal
from yinxin.approvals.states import ProposalState
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import accounts, founding, organisations, seats
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Organisation
from yinxin.parties.permissions import Permission

pytestmark = pytest.mark.django_db


def propose(kind, subject, facts, by, at=AT):
    return deciding.propose(kind=kind, subject_id=subject, facts=facts, by=who(by), at=at)


def approve(number, by, at=AT + HOUR):
    deciding.approve(proposal_id=number, by=who(by, at), at=at)


def merger():
    return propose("organisation_merger", place("wuhu"), {"into": place("hefei")}, "system-admin")


def closing():
    return propose("organisation_closing", place("bengbu"), {}, "system-admin")


def administration():
    facts = {"organisation": place("center"), "role": "auditor"}
    return propose("weighty_seat", newcomer("neu"), facts, "security-admin")


def several():
    facts = {"seats": [{"account": newcomer(f"neu{n}"), "role": "agency_data"} for n in range(3)]}
    return propose("several_seats", place("anhui-exam"), facts, "security-admin")


EVERY = [
    (
        merger,
        "security-admin",
        lambda: Organisation.objects.get(code="wuhu").merged_into_id == place("hefei"),
    ),
    (closing, "security-admin", lambda: Organisation.objects.get(code="bengbu").closed_at is not None),
    (administration, "security-admin-2", lambda: who("neu", AT + DAY).has(Permission.LEDGER_AUDIT)),
    (several, "security-admin-2", lambda: who("neu2", AT + DAY).has(Permission.BATCH_SUBMIT)),
]


@pytest.mark.parametrize(("make", "second", "changed"), EVERY)
def test_nothing_changes_until_another_person_approves(cast, make, second, changed):
    number = make()
    if changed in (EVERY[0][2], EVERY[1][2]):
        assert not changed()
    assert number in [view.id for view in queries.waiting_for(who(second))]
    approve(number, second)
    assert changed()
    view = queries.proposal(number, who(second, AT + HOUR))
    assert (view.state, view.decided_at) == (ProposalState.APPROVED, AT + HOUR)
    assert [line.kind for line in history(("proposal", number))] == ["proposal.made", "proposal.approved"]


@pytest.mark.parametrize(("make", "second", "changed"), EVERY)
def test_it_is_applied_once(cast, make, second, changed):
    number = make()
    approve(number, second)
    with pytest.raises(WrongState):
        approve(number, second, AT + DAY)


@pytest.mark.parametrize("make", [administration, several])
def test_who_proposed_does_not_decide(cast, make):
    number = make()
    with pytest.raises(NotPermitted, match="另一人"):
        approve(number, "security-admin")
    with pytest.raises(NotPermitted, match="另一人"):
        deciding.refuse(proposal_id=number, reason="不合适", by=who("security-admin"), at=AT)
    assert number not in [view.id for view in queries.waiting_for(who("security-admin"))]


@pytest.mark.parametrize("by", ["system-admin", "auditor", "center-make", "supervisor"])
def test_nobody_without_the_permission_decides(cast, by):
    number = administration()
    with pytest.raises(NotPermitted):
        approve(number, by)


def test_outside_the_territory_there_is_no_proposal(cast):
    facts = {"seats": [{"account": newcomer("neu"), "role": "counter"}]}
    number = propose("several_seats", place("nanjing"), facts, "security-admin")
    with pytest.raises(NotFound):
        approve(number, "anhui-security")
    with pytest.raises(NotFound):
        queries.proposal(number, who("anhui-security"))
    assert queries.waiting_for(who("anhui-security")) == ()


def test_who_gains_neither_proposes_nor_approves(cast):
    facts = {"organisation": place("ministry"), "role": "security_admin"}
    with pytest.raises(NotPermitted, match="涉及您本人"):
        propose("weighty_seat", account("security-admin"), facts, "security-admin")
    number = propose("weighty_seat", account("security-admin-2"), facts, "security-admin")
    with pytest.raises(NotPermitted, match="涉及您本人"):
        approve(number, "security-admin-2")


def test_a_refusal_keeps_everything_and_tells_the_reason(cast):
    number = closing()
    with pytest.raises(Incomplete, match="原因"):
        deciding.refuse(proposal_id=number, reason=" 不 ", by=who("security-admin"), at=AT)
    deciding.refuse(proposal_id=number, reason="仍在使用", by=who("security-admin"), at=AT)
    (mine,) = [view for view in queries.mine(who("system-admin")) if view.id == number]
    assert (mine.state, mine.reason) == (ProposalState.REFUSED, "仍在使用")
    assert Organisation.objects.get(code="bengbu").closed_at is None


def test_only_the_proposer_takes_it_back_and_then_it_can_be_proposed_anew(cast):
    number = closing()
    with pytest.raises(NotFound):
        deciding.withdraw(proposal_id=number, by=who("security-admin"), at=AT)
    with pytest.raises(AlreadyDone) as refusal:
        closing()
    assert refusal.value.facts == {"proposal": number}
    deciding.withdraw(proposal_id=number, by=who("system-admin"), at=AT)
    with pytest.raises(WrongState):
        approve(number, "security-admin")
    assert closing() != number


def test_what_was_proposed_upon_has_changed_and_it_is_too_late(cast):
    number = merger()
    founding.found(
        code="w1", kind="window", name="窗口", name_en="W", region="340200", parent="wuhu", by=SYSTEM, at=AT
    )
    with pytest.raises(WrongState, match="已有变化"):
        approve(number, "security-admin")
    assert Proposal.objects.get(id=number).state == "waiting"
    assert Organisation.objects.get(code="wuhu").closed_at is None


def test_a_check_that_fails_meanwhile_stops_it(cast):
    number = closing()
    newcomer("late", "bengbu", "counter")
    with pytest.raises(WrongState, match="1个在任岗位"):
        approve(number, "security-admin")


@pytest.mark.parametrize("leave", ["seat", "account"])
def test_pending_proposals_die_with_the_rights_of_who_made_them(cast, leave):
    number = closing()
    if leave == "seat":
        seats.end_seat(seat_id=seat_of("system-admin"), by=who("security-admin"), at=AT)
    else:
        accounts.close_account(account_id=account("system-admin"), by=who("security-admin"), at=AT)
    assert Proposal.objects.get(id=number).state == "withdrawn"
    with pytest.raises(WrongState):
        approve(number, "security-admin")


def test_a_proposal_whose_maker_lost_the_right_behind_the_programs_back_is_not_applied(cast):
    number = closing()
    from yinxin.parties.models import Seat

    Seat.objects.filter(id=seat_of("system-admin")).update(until=AT)
    with pytest.raises(WrongState, match="没有这项权限"):
        approve(number, "security-admin")


@pytest.mark.parametrize(
    ("kind", "subject", "facts", "refusal"),
    [
        ("organisation_merger", "hefei", {"into": "hefei"}, Incomplete),
        ("organisation_closing", "hefei", {}, WrongState),
        ("weighty_seat", None, {"organisation": "center", "role": "counter"}, NotApplicable),
        ("weighty_seat", None, {"organisation": "hefei", "role": "auditor"}, Incomplete),
        ("several_seats", "anhui-exam", {"seats": []}, Incomplete),
        ("several_seats", "anhui-exam", {"seats": ["agency_data", "agency_data"]}, Incomplete),
        ("several_seats", "anhui-exam", {"seats": ["security_admin"]}, NotApplicable),
        ("several_seats", "anhui-exam", {"seats": ["supervisor"]}, Incomplete),
    ],
)
def test_what_could_not_be_done_is_not_even_proposed(cast, kind, subject, facts, refusal):
    neu = newcomer("neu")
    facts = {key: place(value) if key in ("into", "organisation") else value for key, value in facts.items()}
    if "seats" in facts:
        facts["seats"] = [{"account": neu, "role": role} for role in facts["seats"]]
    by = "system-admin" if kind.startswith("organisation") else "security-admin"
    with pytest.raises(refusal):
        propose(kind, place(subject) if subject else neu, facts, by)
    assert not Proposal.objects.exists()


def test_the_picture_shows_before_and_after_and_the_button_counts(cast):
    view = queries.proposal(several(), who("security-admin"))
    assert len(view.rows) == 3
    assert all(row.changed for row in view.rows)
    assert (str(view.rows[0].before), "考试机构数据员" in str(view.rows[0].after)) == ("（无）", True)
    assert str(view.button) == "批准授予3个岗位"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "done"},
        {"state": "approved"},
        {"decided_at": AT},
        {"state": "approved", "decided_at": AT},
    ],
)
def test_the_database_refuses_what_cannot_be(cast, change):
    number = closing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(id=number).update(**change)


def test_the_database_refuses_a_proposer_who_decides(cast):
    number = closing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(id=number).update(
            state="approved", decided_at=AT, decided_by=account("system-admin")
        )


def test_two_kinds_cannot_have_one_name():
    one = next(iter(KINDS.values()))
    assert register(one) is one
    with pytest.raises(ValueError, match="two kinds"):
        register(Kind(**{**vars(one), "button": "x"}))


def test_a_merger_into_a_body_that_was_closed_meanwhile_is_too_late(cast):
    number = propose("organisation_merger", place("wuhu"), {"into": place("bengbu")}, "system-admin")
    organisations.close(organisation_id=place("bengbu"), proposed_by=0, by=SYSTEM, at=AT)
    with pytest.raises(WrongState, match="已撤销"):
        approve(number, "security-admin")
