"""A share link: found only by its token, counted, within its term and number, dead with its certificate."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import AT
from tests.presenting.conftest import TODAY, WISH, token
from yinxin.kernel.refusal import Incomplete
from yinxin.presenting import granting, linking, queries
from yinxin.presenting.models import Grant, Look
from yinxin.presenting.queries import Standing
from yinxin.register import status
from yinxin.register.vault import token_key, vault

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def opened(grant, at=AT):
    return linking.count_opening(token=token(grant), at=at)


def test_each_opening_counts_and_is_kept_as_a_look(held):
    grant = held.link()
    assert opened(grant)
    assert opened(grant)
    view = queries.grant(held.holder, grant, TODAY)
    assert (view.openings, view.standing) == (2, Standing.ACTIVE)
    found, count = queries.looks_at(held.id, TODAY, count=10)
    assert count == 2
    assert {(look.way.value, look.grant_id, look.purpose) for look in found} == {
        ("link", grant, WISH.purpose)
    }


def test_a_link_opens_as_often_as_was_said(held, verifying):
    grant = held.link(most=2)
    assert [opened(grant) for _ in range(3)] == [True, True, False]
    assert queries.grant(held.holder, grant, TODAY).standing is Standing.USED_UP
    seen = verifying.by_grant(token(grant), at=AT)
    assert seen.standing.value == "used_up"
    assert seen.answer.face is None
    assert Look.objects.filter(grant_id=grant).count() == 2


def test_a_link_ends_the_day_after_its_last_one(held):
    grant = held.link(replace(WISH, until=TODAY))
    assert opened(grant)
    assert not opened(grant, AT + DAY)
    assert queries.grant(held.holder, grant, TODAY + DAY).standing is Standing.ENDED


def test_a_link_that_was_taken_back_opens_no_more(held, verifying):
    grant = held.link()
    granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
    assert not opened(grant)
    seen = verifying.by_grant(token(grant), at=AT)
    assert seen.standing.value == "revoked"
    assert seen.answer.face is None


def test_an_invalid_certificate_shows_nothing_through_its_links(cast, held, verifying):
    grant = held.link()
    status.invalidate([held.id], by=cast.checker, at=AT)
    seen = verifying.by_grant(token(grant), at=AT)
    assert seen.standing.value == "dead"
    assert seen.answer.face is None
    assert queries.grant(held.holder, grant, TODAY).standing is Standing.DEAD


@pytest.mark.parametrize("most", [0, -1, 1000])
def test_a_number_of_openings_is_a_sensible_one(held, most):
    with pytest.raises(Incomplete, match="1至999次"):
        held.link(most=most)


def test_tokens_are_long_unlike_and_kept_as_digests_only(held):
    grants = [held.link(), held.link(), held.marked()]
    tokens = {token(grant) for grant in grants}
    assert len(tokens) == 3
    assert all(len(text) == 22 for text in tokens)
    assert vault().token(grants[0]) not in tokens
    kept = [bytes(row.token_key) for row in Grant.objects.filter(id__in=grants)]
    assert sorted(kept) == sorted(token_key(text) for text in tokens)


@pytest.mark.parametrize("guess", ["", "a", "../../me", "A" * 22, "é" * 22, "A" * 2000])
def test_what_is_guessed_finds_nothing(held, verifying, guess):
    held.link()
    assert verifying.by_grant(guess, at=AT) is None
    assert not linking.count_opening(token=guess, at=AT)


def test_a_certificate_s_own_token_is_no_grant_and_a_grant_s_is_no_certificate(held, verifying):
    grant = held.link()
    assert verifying.by_grant(vault().token(held.id), at=AT) is None
    assert verifying.by_token(token(grant), at=AT).face is None
    assert not any(verifying.by_grant(secrets.token_urlsafe(16), at=AT) for _ in range(50))


def test_a_marked_copy_s_address_is_not_counted_as_a_link(held):
    assert not opened(held.marked())


def test_lists_show_what_runs_first_and_somebody_else_s_list_is_empty(two):
    mine, other = two
    old, new = mine.link(), mine.marked()
    granting.revoke(holder_id=mine.holder, grant_id=new, at=AT)
    assert [view.id for view in queries.grants_of(mine.holder, mine.id, TODAY)] == [old, new]
    assert queries.grants_of(other.holder, mine.id, TODAY) == ()
    assert queries.running(mine.holder, TODAY) == {mine.id: 1}
