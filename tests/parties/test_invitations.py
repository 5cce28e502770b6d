"""Invitations: once, for seven days, for a named person (A4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.parties.people import DAY, HOUR, account, place, seat_of, who
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import directory, invitations, seats
from yinxin.parties.models import Invitation

pytestmark = pytest.mark.django_db
GOOD = "three plain words"


def invite(by="anhui-security", code="anhui-exam", role="agency_data", name="新同事"):
    return invitations.invite(organisation_id=place(code), role=role, name=name, by=who(by), at=AT)


def accept(token, username="neu", password=GOOD, at=AT + DAY):
    return invitations.accept(token=token, username=username, password=password, at=at)


def test_an_invited_person_chooses_name_and_password_and_has_the_seat(cast):
    made = invite()
    assert invitations.welcome(made.token, AT).name == "新同事"
    number = accept(made.token, "Neu")
    by = who("neu", AT + DAY)
    assert (by.account_id, by.name, [seat.role for seat in by.seats]) == (number, "新同事", ["agency_data"])
    assert [line.kind for line in history(("account", number))] == ["account.opened", "seat.given"]
    assert [line.kind for line in history(("invitation", made.id))] == [
        "invitation.made",
        "invitation.accepted",
    ]


def test_without_a_role_only_an_account_is_opened(cast):
    accept(invite(role="").token)
    assert who("neu", AT + DAY).seats == ()


def test_the_token_is_kept_nowhere(cast):
    made = invite()
    assert len(made.token) >= 43
    row = Invitation.objects.get(id=made.id)
    assert made.token.encode() not in bytes(row.token_hash)
    assert made.token not in str(history(("invitation", made.id)))


@pytest.mark.parametrize("why", ["unknown", "used", "withdrawn", "old"])
def test_a_token_that_opens_nothing_says_always_the_same(cast, why):
    made = invite()
    token, at = made.token, AT + DAY
    if why == "unknown":
        token = "x" * 43
    elif why == "used":
        accept(token, "first")
    elif why == "withdrawn":
        invitations.withdraw_invitation(invitation_id=made.id, by=who("anhui-security"), at=AT)
    else:
        at = AT + 7 * DAY
    for act in (lambda: invitations.welcome(token, at), lambda: accept(token, at=at)):
        with pytest.raises(NotFound, match="链接无效"):
            act()


def test_it_dies_with_the_right_of_who_made_it(cast):
    made = invite()
    seats.end_seat(seat_id=seat_of("anhui-security"), by=who("security-admin"), at=AT + HOUR)
    with pytest.raises(NotFound, match="链接无效"):
        accept(made.token)


@pytest.mark.parametrize(
    ("username", "password", "says"),
    [
        ("anhui-data", GOOD, "已有人使用"),
        ("x", GOOD, "用户名不合"),
        ("有汉字", GOOD, "用户名不合"),
        ("neu", "short", "密码不合要求"),
    ],
)
def test_a_bad_name_or_password_leaves_the_invitation_open(cast, username, password, says):
    made = invite()
    with pytest.raises(Incomplete, match=says):
        accept(made.token, username, password)
    assert accept(made.token)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"by": "system-admin"}, NotPermitted),
        ({"code": "nanjing", "role": "counter"}, NotFound),
        ({"role": "supervisor"}, Incomplete),
        ({"role": "centre_maker"}, NotApplicable),
        ({"role": "security_admin"}, NotApplicable),
        ({"name": " "}, Incomplete),
    ],
)
def test_who_may_invite_whom_to_what(cast, changed, refusal):
    with pytest.raises(refusal):
        invite(**changed)


def test_one_is_withdrawn_once_and_the_list_holds_what_waits(cast):
    made = invite()
    assert [one.id for one in directory.invitations(who("security-admin"), AT)] == [made.id]
    assert directory.invitations(who("system-admin"), AT) == ()
    invitations.withdraw_invitation(invitation_id=made.id, by=who("security-admin"), at=AT)
    with pytest.raises(WrongState):
        invitations.withdraw_invitation(invitation_id=made.id, by=who("security-admin"), at=AT)
    assert directory.invitations(who("security-admin"), AT) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"until": AT + 8 * DAY},
        {"accepted_at": AT},
        {"accepted_at": AT, "withdrawn_at": AT, "accepted_by": "anhui-data"},
    ],
)
def test_the_database_refuses_what_cannot_be(cast, change):
    made = invite()
    if "accepted_by" in change:
        change = change | {"accepted_by": account(change["accepted_by"])}
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(id=made.id).update(**change)
