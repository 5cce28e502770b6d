"""Help for somebody who cannot sign in, by halves: nobody alone can become somebody else (A4)."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.parties.people import DAY, HOUR, account, who
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import accounts, recovery
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, SignInHelp

pytestmark = pytest.mark.django_db
GOOD = "three plain words"


def with_factor(name="anhui-data"):
    number = account(name)
    Authenticator.objects.create(user_id=number, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user_id=number, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    return number


def drop(number, by="anhui-security", at=AT):
    recovery.drop_factors(account_id=number, by=who(by), at=at)


def link(number, by="anhui-security", at=AT):
    return recovery.offer_new_password(account_id=number, by=who(by), at=at).token


def test_lost_factors_are_taken_away_and_sessions_end_but_the_password_stays(cast):
    number = with_factor()
    before = Account.objects.get(pk=number)
    drop(number)
    after = Account.objects.get(pk=number)
    assert not Authenticator.objects.filter(user_id=number).exists()
    assert after.epoch == before.epoch + 1
    assert after.password == before.password
    assert [line.kind for line in history(("account", number))][-1] == "account.factors_dropped"
    with pytest.raises(WrongState):
        drop(number)


def test_a_link_sets_a_new_password_once_and_the_factors_stay(cast):
    number = with_factor()
    token = link(number)
    assert recovery.whose(token, AT + HOUR) == "安数据"
    recovery.renew_password(token=token, new=GOOD, at=AT + HOUR)
    person = Account.objects.get(pk=number)
    assert person.check_password(GOOD)
    assert Authenticator.objects.filter(user_id=number).count() == 2
    assert [line.kind for line in history(("account", number))][-2:] == [
        "account.password_link_made",
        "account.password_set",
    ]
    with pytest.raises(NotFound):
        recovery.renew_password(token=token, new=GOOD + "!", at=AT + HOUR)


@pytest.mark.parametrize("why", ["unknown", "old", "replaced", "closed"])
def test_a_link_that_opens_nothing_says_always_the_same(cast, why):
    number = account("anhui-data")
    token, at = link(number), AT + HOUR
    if why == "unknown":
        token = "x" * 43
    elif why == "old":
        at = AT + DAY
    elif why == "replaced":
        link(number, at=AT + HOUR / 2)
    else:
        accounts.close_account(account_id=number, by=who("anhui-security"), at=AT + HOUR / 2)
    with pytest.raises(NotFound, match="链接无效"):
        recovery.whose(token, at)
    with pytest.raises(NotFound, match="链接无效"):
        recovery.renew_password(token=token, new=GOOD, at=at)


def test_a_bad_password_leaves_the_link_open(cast):
    token = link(account("anhui-data"))
    with pytest.raises(Incomplete), transaction.atomic():
        recovery.renew_password(token=token, new="short", at=AT + HOUR)
    recovery.renew_password(token=token, new=GOOD, at=AT + HOUR)


@pytest.mark.parametrize("first", ["factors", "password"])
def test_one_administrator_helps_with_one_half_only_for_a_week(cast, first):
    number = with_factor()
    one, other = (drop, link) if first == "factors" else (link, drop)
    one(number)
    with pytest.raises(NotPermitted, match="另一人"):
        other(number, at=AT + 7 * DAY - HOUR)
    other(number, by="security-admin", at=AT + HOUR)


def test_after_a_week_the_same_administrator_may_help_with_the_other_half(cast):
    number = with_factor()
    link(number)
    drop(number, at=AT + 7 * DAY)
    assert not Authenticator.objects.filter(user_id=number).exists()


@pytest.mark.parametrize(
    ("by", "whom", "refusal"),
    [
        ("anhui-data", "anhui-check", NotPermitted),
        ("system-admin", "anhui-check", NotPermitted),
        ("anhui-security", "jiangsu-data", NotFound),
        ("anhui-security", "anhui-security", NotPermitted),
    ],
)
def test_who_may_help_whom(cast, by, whom, refusal):
    with_factor(whom)
    for act in (drop, link):
        with pytest.raises(refusal):
            act(account(whom), by=by)


def test_the_system_helps_the_last_administrator(cast):
    number = with_factor("security-admin")
    recovery.drop_factors(account_id=number, by=SYSTEM, at=AT)
    assert SignInHelp.objects.get(account_id=number).by_id is None


def test_the_database_keeps_helpers_apart_from_the_helped(cast):
    number = account("anhui-data")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInHelp.objects.create(account_id=number, by_id=number, what="factors", at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInHelp.objects.create(account_id=number, by_id=None, what="password", at=AT)
