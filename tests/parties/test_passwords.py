"""Passwords: the two profiles (A4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.ledger.queries import history
from yinxin.parties import founding, passwords
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, PastPassword
from yinxin.parties.passwords import PROFILES
from yinxin.parties.queries import actor_of


@pytest.mark.parametrize(
    ("password", "profile", "wrong"),
    [
        ("correct horse battery", "length", None),
        ("correct horse battery", "dengbao", "3种"),
        ("short", "length", "至少12"),
        ("elevenchars", "length", "至少12"),
        ("twelve chars", "length", None),
        ("password1234", "length", "太常见"),
        ("somebody-else-9", "length", "用户名"),
        ("Correct-horse-battery", "dengbao", None),
        ("correct-horse-battery7", "dengbao", None),
        ("汉字也是字符一二三四五六", "dengbao", "3种"),
    ],
)
def test_what_makes_a_password_good(password, profile, wrong):
    found = passwords.wrongs(password, PROFILES[profile], username="somebody")
    assert (wrong is None and not found) or any(wrong in str(one) for one in found)


@pytest.mark.parametrize(
    ("profile", "age", "overdue"),
    [("length", 9999, False), ("dengbao", 89, False), ("dengbao", 90, True), ("dengbao", None, True)],
)
def test_when_a_password_is_overdue(settings, profile, age, overdue):
    settings.PASSWORD_PROFILE = profile
    account = Account(password_set_at=None if age is None else AT - timedelta(days=age))
    assert passwords.is_overdue(account, AT) is overdue


@pytest.fixture
def account(db) -> int:
    return founding.enrol(username="neu", name="新人", password="first password 1", by=SYSTEM, at=AT)


def test_a_password_set_is_kept_as_a_hash_dated_and_in_the_ledger_without_the_word(account):
    passwords.set_password(account_id=account, new="Another long 1 ", by=actor_of(account, AT), at=AT)
    row = Account.objects.get(id=account)
    assert row.check_password("Another long 1 ")
    assert row.password_set_at == AT
    line = history(("account", account))[-1]
    assert (line.kind, line.facts) == ("account.password_set", {})


def test_sessions_under_the_old_password_end(account):
    before = Account.objects.get(id=account).get_session_auth_hash()
    passwords.set_password(account_id=account, new="Another long 1", by=SYSTEM, at=AT)
    assert Account.objects.get(id=account).get_session_auth_hash() != before


def test_nobody_sets_another_ones_password(account, cast):
    with pytest.raises(NotPermitted, match="本人"):
        passwords.set_password(account_id=account, new="Another long 1", by=cast.maker, at=AT)


def test_a_weak_password_is_refused_with_everything_that_is_wrong(account, settings):
    settings.PASSWORD_PROFILE = "dengbao"
    with pytest.raises(Incomplete, match="至少12个字符、密码要有"):
        passwords.set_password(account_id=account, new="weak", by=SYSTEM, at=AT)


def test_under_the_stricter_profile_the_last_five_do_not_come_back(account, settings):
    settings.PASSWORD_PROFILE = "dengbao"
    words = [f"Password number {n}" for n in range(1, 7)]
    for n, word in enumerate(words):
        passwords.set_password(account_id=account, new=word, by=SYSTEM, at=AT + timedelta(days=n))
    later = AT + timedelta(days=9)
    for word in words[1:]:
        with pytest.raises(Incomplete, match="最近5次"):
            passwords.set_password(account_id=account, new=word, by=SYSTEM, at=later)
    assert PastPassword.objects.filter(account_id=account).count() == 4
    passwords.set_password(account_id=account, new=words[0], by=SYSTEM, at=later)


def test_under_the_default_profile_nothing_old_is_kept(account):
    for word in ("Another long 1", "Another long 2"):
        passwords.set_password(account_id=account, new=word, by=SYSTEM, at=AT)
    assert not PastPassword.objects.exists()
