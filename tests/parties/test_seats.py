"""Seats given, changed and ended; accounts closed: what hangs on them ends with them (A4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.parties.people import DAY, HOUR, account, newcomer, place, seat_of, who
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import accounts, clients, directory, founding, seats
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, ApiKey, Delegation, Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.seats import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(cast):
    return who("security-admin")


def give(person, code, role, by, at=AT):
    founding.seat(account_id=person, organisation_id=place(code), role=role, by=by, at=at)


def test_a_security_administrator_gives_a_seat_in_the_territory(cast):
    give(newcomer("neu"), "wuhu", "counter", who("anhui-security"))
    assert who("neu").titles == (directory.ROLES["counter"].title,)


def test_outside_the_territory_there_is_no_organisation(cast):
    with pytest.raises(NotFound):
        give(newcomer("neu"), "nanjing", "counter", who("anhui-security"))


@pytest.mark.parametrize("name", ["system-admin", "auditor", "center-make", "supervisor"])
def test_nobody_else_gives_seats(cast, name):
    with pytest.raises(NotPermitted, match="安全管理员"):
        give(newcomer("neu"), "wuhu", "counter", who(name))


def test_nobody_gives_a_seat_to_themselves(security):
    with pytest.raises(NotPermitted, match="自己"):
        give(security.account_id, "center", "centre_maker", security)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_an_administrative_seat_is_not_given_by_one_person(security, role):
    with pytest.raises(NotApplicable, match="两人"):
        give(newcomer("neu"), "center", role, security)


@pytest.mark.parametrize(
    ("username", "code", "role"),
    [
        ("center-make", "center", "auditor"),
        ("auditor", "center", "centre_maker"),
        ("system-admin", "center", "security_admin"),
        ("security-admin", "center", "centre_checker"),
        ("anhui-data", "center", "system_admin"),
    ],
)
def test_roles_that_exclude_each_other_are_never_held_together(cast, username, code, role):
    with pytest.raises(Incomplete, match="不能由同一人担任"):
        give(account(username), code, role, SYSTEM)


def test_an_unknown_role_and_an_unknown_person_are_refused(security):
    with pytest.raises(Incomplete, match="没有岗位"):
        give(newcomer("neu"), "wuhu", "emperor", security)
    with pytest.raises(NotFound):
        give(999_999, "wuhu", "counter", security)


def test_a_changed_seat_ends_and_the_other_begins_at_one_moment(security):
    seats.change_seat(seat_id=seat_of("anhui-data"), role="agency_checker", by=security, at=AT)
    assert [seat.role for seat in who("anhui-data").seats] == ["agency_checker"]
    kinds = [line.kind for line in history(("account", account("anhui-data")))]
    assert kinds[-2:] == ["seat.ended", "seat.given"]


def test_a_change_to_the_same_or_to_an_administrative_role_is_refused(security):
    with pytest.raises(Incomplete, match="没有变化"):
        seats.change_seat(seat_id=seat_of("anhui-data"), role="agency_data", by=security, at=AT)
    with pytest.raises(NotApplicable):
        seats.change_seat(seat_id=seat_of("anhui-data"), role="security_admin", by=security, at=AT)


def test_an_ended_seat_cannot_be_ended_or_changed_again(security):
    number = seat_of("anhui-data")
    seats.end_seat(seat_id=number, by=security, at=AT)
    for act in (seats.end_seat, lambda **k: seats.change_seat(role="agency_checker", **k)):
        with pytest.raises(WrongState, match="已经终止"):
            act(seat_id=number, by=security, at=AT + HOUR)


def key_of(username):
    by = who(username)
    return clients.make_key(
        name="程序",
        organisation_id=by.seats[0].body.id,
        scopes=[Permission.DUTY_SEE],
        until=AT + 30 * DAY,
        by=by,
        at=AT - DAY,
    )[1]


def test_with_the_last_seat_sessions_and_keys_end(security):
    key, before = key_of("anhui-data"), Account.objects.get(username="anhui-data")
    seats.end_seat(seat_id=seat_of("anhui-data"), by=security, at=AT)
    after = Account.objects.get(username="anhui-data")
    assert after.epoch == before.epoch + 1
    assert after.get_session_auth_hash() != before.get_session_auth_hash()
    with pytest.raises(NotPermitted):
        clients.actor_by_key(key, AT)
    assert ApiKey.objects.get().revoked_at == AT


def test_while_another_seat_is_left_the_sessions_go_on(security):
    give(account("anhui-data"), "anhui-exam", "agency_checker", SYSTEM, AT - DAY)
    before = Account.objects.get(username="anhui-data").epoch
    first = Seat.objects.get(account__username="anhui-data", role="agency_data").pk
    seats.end_seat(seat_id=first, by=security, at=AT)
    assert Account.objects.get(username="anhui-data").epoch == before


def test_a_closed_account_has_nothing_left_and_a_reopened_one_gets_nothing_back(security):
    number = account("anhui-data")
    accounts.close_account(account_id=number, by=security, at=AT)
    with pytest.raises(NotFound):
        who("anhui-data")
    with pytest.raises(WrongState, match="已经关闭"):
        accounts.close_account(account_id=number, by=security, at=AT + HOUR)
    with pytest.raises(WrongState, match="账号已关闭"):
        give(number, "anhui-exam", "agency_data", security, AT + HOUR)
    accounts.reopen_account(account_id=number, by=security, at=AT + DAY)
    assert who("anhui-data", AT + DAY).seats == ()
    with pytest.raises(WrongState, match="没有关闭"):
        accounts.reopen_account(account_id=number, by=security, at=AT + DAY)


def test_sessions_are_ended_by_oneself_or_by_a_security_administrator(security):
    number = account("anhui-data")
    before = Account.objects.get(id=number).epoch
    accounts.end_sessions(account_id=number, by=who("anhui-data"), at=AT)
    accounts.end_sessions(account_id=number, by=security, at=AT)
    assert Account.objects.get(id=number).epoch == before + 2
    with pytest.raises(NotPermitted):
        accounts.end_sessions(account_id=number, by=who("center-make"), at=AT)


def test_a_local_administrator_does_not_close_another_provinces_people(cast):
    with pytest.raises(NotFound):
        accounts.close_account(account_id=account("jiangsu-data"), by=who("anhui-security"), at=AT)


def test_the_last_security_administrator_of_the_country_stays(cast):
    one, two = account("security-admin"), account("security-admin-2")
    accounts.close_account(account_id=two, by=who("security-admin"), at=AT)
    for act in (
        lambda: accounts.close_account(account_id=one, by=SYSTEM, at=AT),
        lambda: seats.end_seat(seat_id=seat_of("security-admin"), by=SYSTEM, at=AT),
    ):
        with pytest.raises(WrongState, match="最后一名"):
            act()


def test_several_seats_are_given_all_or_none(security):
    ids = [newcomer(f"neu{n}") for n in range(3)]
    call = {"organisation_id": place("anhui-exam"), "proposed_by": account("security-admin-2"), "at": AT}
    wrong = [Place(ids[0], "agency_data"), Place(ids[1], "supervisor")]
    with pytest.raises(Incomplete), transaction.atomic():
        seats.give_several(places=wrong, by=security, **call)
    assert not who("neu0").seats
    assert seats.give_several(places=[Place(one, "agency_data") for one in ids], by=security, **call) == 3
    assert who("neu2").seats


def test_the_second_person_of_an_administrative_seat_is_another_one_and_not_who_gains(security):
    number = newcomer("neu")
    call = {"account_id": number, "organisation_id": place("center"), "role": "auditor", "at": AT}
    with pytest.raises(NotPermitted, match="另一人"):
        seats.give_weighty(proposed_by=security.account_id, by=security, **call)
    with pytest.raises(NotPermitted, match="自己"):
        seats.give_weighty(
            proposed_by=account("security-admin-2"), by=security, **call | {"account_id": security.account_id}
        )
    seats.give_weighty(proposed_by=account("security-admin-2"), by=security, **call)
    assert who("neu").has(Permission.LEDGER_AUDIT)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Delegation.objects.create(
            seat_id=seat_of("anhui-data"),
            giver_id=account("anhui-data"),
            to_id=account("anhui-data"),
            since=AT,
            until=AT + DAY,
        ),
        lambda: Delegation.objects.create(
            seat_id=seat_of("anhui-data"),
            giver_id=account("anhui-data"),
            to_id=account("anhui-check"),
            since=AT,
            until=AT + 61 * DAY,
        ),
        lambda: ApiKey.objects.create(
            public_id="x",
            digest=b"",
            owner_id=account("anhui-data"),
            organisation_id=place("anhui-exam"),
            scopes=["duty:see"],
            made_at=AT,
            until=AT + 367 * DAY,
        ),
        lambda: ApiKey.objects.create(
            public_id="x",
            digest=b"",
            owner_id=account("anhui-data"),
            organisation_id=place("anhui-exam"),
            scopes=[],
            made_at=AT,
            until=AT + DAY,
        ),
    ],
)
def test_the_database_refuses_what_cannot_be(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_people_are_seen_within_the_territory(cast):
    seen = {one.username for one in directory.people(who("anhui-security"), AT)}
    assert {"anhui-data", "hefei-counter", "anhui-security"} <= seen
    assert not {"jiangsu-data", "center-make", "auditor"} & seen
    assert [p.username for p in directory.people(who("security-admin"), AT, text="江数")] == ["jiangsu-data"]
    with pytest.raises(NotFound):
        directory.person(account("jiangsu-data"), who("anhui-security"), AT)
    with pytest.raises(NotPermitted):
        directory.person(account("jiangsu-data"), who("center-make"), AT)
    assert directory.person(account("center-make"), who("center-make"), AT).seats
