"""A seat on loan during leave (A4)."""

from __future__ import annotations

import pytest

from tests.cast import AT, accepted, submitted
from tests.parties.people import DAY, HOUR, account, newcomer, place, seat_of, who
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import delegations, directory, founding, seats
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Delegation
from yinxin.parties.permissions import Permission

pytestmark = pytest.mark.django_db


def lend(giver, to, since=AT, until=AT + 10 * DAY, at=AT - HOUR, by=None):
    return delegations.delegate(
        seat_id=seat_of(giver), to=account(to), since=since, until=until, by=by or who(giver, at), at=at
    )


def test_a_lent_seat_counts_while_it_runs_and_no_longer(cast):
    lend("anhui-data", "anhui-check")
    for at, may in ((AT - HOUR, False), (AT, True), (AT + 10 * DAY - HOUR, True), (AT + 10 * DAY, False)):
        assert who("anhui-check", at).has(Permission.BATCH_SUBMIT) is may
    lent = who("anhui-check").seats[-1]
    assert (lent.role, lent.delegated_by) == ("agency_data", account("anhui-data"))


def test_the_giver_keeps_the_seat(cast):
    lend("anhui-data", "anhui-check")
    assert who("anhui-data").has(Permission.BATCH_SUBMIT)


@pytest.mark.parametrize(
    ("since", "until"),
    [(AT, AT), (AT, AT + 61 * DAY), (AT - 9 * DAY, AT - 2 * DAY)],
)
def test_the_term_is_sixty_days_at_most_and_not_over(cast, since, until):
    with pytest.raises(Incomplete, match="60天"):
        lend("anhui-data", "anhui-check", since, until)


def test_only_the_holder_lends_and_only_to_a_colleague(cast):
    with pytest.raises(NotFound):
        lend("anhui-data", "anhui-check", by=who("anhui-check"))
    with pytest.raises(Incomplete, match="同一机构"):
        lend("anhui-data", "jiangsu-data")
    with pytest.raises(NotPermitted, match="自己"):
        lend("anhui-data", "anhui-data")


def test_a_seat_is_not_lent_twice_for_one_time(cast):
    newcomer("third", "anhui-exam", "agency_data")
    lend("anhui-data", "anhui-check")
    with pytest.raises(WrongState, match="已委托"):
        lend("anhui-data", "third", AT + 9 * DAY, AT + 20 * DAY)
    lend("anhui-data", "third", AT + 10 * DAY, AT + 20 * DAY)


def test_administrative_seats_are_not_lent_and_exclusions_hold(cast):
    with pytest.raises(NotApplicable, match="管理岗位"):
        lend("security-admin", "security-admin-2")
    with pytest.raises(Incomplete, match="不能由同一人担任"):
        lend("center-make", "auditor")


def test_who_has_a_seat_on_loan_gets_no_administrative_one(cast):
    newcomer("watcher", "ministry", "supervisor")
    lend("anhui-data", "anhui-check", AT + DAY, AT + 2 * DAY)
    with pytest.raises(Incomplete, match="不能由同一人担任"):
        founding.seat(
            account_id=account("anhui-check"),
            organisation_id=place("center"),
            role="auditor",
            by=SYSTEM,
            at=AT,
        )


@pytest.mark.parametrize("by", ["anhui-data", "anhui-check", "anhui-security", "security-admin"])
def test_either_of_them_or_a_security_administrator_ends_it(cast, by):
    number = lend("anhui-data", "anhui-check")
    delegations.end_delegation(delegation_id=number, by=who(by), at=AT + DAY)
    assert not who("anhui-check", AT + DAY).has(Permission.BATCH_SUBMIT)
    with pytest.raises(WrongState, match="已经结束"):
        delegations.end_delegation(delegation_id=number, by=who(by), at=AT + 2 * DAY)


def test_nobody_else_ends_it(cast):
    number = lend("anhui-data", "anhui-check")
    with pytest.raises(NotPermitted):
        delegations.end_delegation(delegation_id=number, by=who("center-make"), at=AT)
    with pytest.raises(NotFound):
        delegations.end_delegation(delegation_id=number, by=who("jiangsu-data"), at=AT)


@pytest.mark.parametrize("leaver", ["anhui-data", "anhui-check"])
def test_it_dies_with_the_seat_of_either(cast, leaver):
    number = lend("anhui-data", "anhui-check")
    seats.end_seat(seat_id=seat_of(leaver), by=who("anhui-security"), at=AT + DAY)
    assert Delegation.objects.get(id=number).ended_at == AT + DAY
    later = who("anhui-check", AT + DAY)
    assert not later.has(Permission.BATCH_SUBMIT)


def maker_lends_to_checker():
    lend("center-make", "center-check")


def test_a_stand_in_does_not_release_what_the_giver_accepted(cast):
    from yinxin.production.releasing import release
    from yinxin.register.files import files

    batch = accepted(cast, seed=8801)
    maker_lends_to_checker()
    with pytest.raises(NotPermitted, match="代理关系"):
        release(batch_id=batch, store=files(), by=who("center-check"), at=AT)


def test_the_giver_does_not_release_what_the_stand_in_accepted_even_when_it_is_over(cast):
    from config.workshop import keyring
    from yinxin.production.acceptance import accept
    from yinxin.production.releasing import release
    from yinxin.register.files import files

    founding.seat(
        account_id=account("center-make"),
        organisation_id=place("center"),
        role="centre_checker",
        by=SYSTEM,
        at=AT - 9 * DAY,
    )
    first = who("center-make").seats[0]
    number = delegations.delegate(
        seat_id=directory.seats_of(account("center-make"), AT)[0].id,
        to=account("center-check"),
        since=AT,
        until=AT + 5 * DAY,
        by=who("center-make"),
        at=AT - HOUR,
    )
    assert first.role == "centre_maker"
    assert number
    batch = submitted(cast, seed=8802)
    accept(batch_id=batch, keyring=keyring(), by=who("center-check", AT + DAY), at=AT + DAY)
    line = next(one for one in history(("batch", batch)) if one.kind == "batch.accepted")
    assert line.facts["on_behalf_of"] == account("center-make")
    later = AT + 20 * DAY
    with pytest.raises(NotPermitted, match="代理关系"):
        release(batch_id=batch, store=files(), by=who("center-make", later), at=later)


def test_one_acts_on_behalf_only_where_no_seat_of_ones_own_suffices(cast):
    from yinxin.parties import access, queries

    lend("anhui-data", "anhui-check")
    by, over = who("anhui-check"), queries.body_by_code("anhui-exam")
    assert access.on_behalf(by, Permission.BATCH_SUBMIT, over) == {"on_behalf_of": account("anhui-data")}
    assert access.on_behalf(by, Permission.BATCH_WITHDRAW, over) == {}
    assert access.on_behalf(by, Permission.BATCH_RELEASE, over) == {}


def test_both_see_it_in_their_list(cast):
    lend("anhui-data", "anhui-check")
    for name in ("anhui-data", "anhui-check"):
        (one,) = directory.delegations_of(account(name))
        assert (one.giver_name, one.to_name, one.is_over(AT)) == ("安数据", "安复核", False)
