"""The feed follows the sealed ledger: in its order, nothing left out, nothing twice (N22.2)."""

from __future__ import annotations

from random import Random

import pytest

from tests.cast import AT
from tests.sharing.helpers import faces
from yinxin.parties.actor import SYSTEM
from yinxin.register import status
from yinxin.sharing import following
from yinxin.sharing.models import Change

pytestmark = pytest.mark.django_db


def told():
    return list(
        Change.objects.order_by("sequence").values_list("sequence", "certificate_id", "kind", "state")
    )


def test_what_was_sealed_before_there_was_a_feed_is_told_too(feed):
    assert [row[0] for row in told()] == list(range(1, len(told()) + 1))
    assert {row[1] for row in told()} == set(faces())
    assert {row[2:] for row in told()} == {("released", "valid")}


def test_one_act_on_many_is_one_change_for_each(feed):
    before, some = len(told()), sorted(faces())[:5]
    status.invalidate(some, by=SYSTEM, at=AT)
    feed()
    status.restore(some[:2], by=SYSTEM, at=AT)
    feed()
    new = told()[before:]
    assert [row[1:] for row in new] == [(one, "invalidated", "invalid") for one in some] + [
        (one, "restored", "valid") for one in some[:2]
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_steps_in_which_it_is_read_make_no_difference(feed, monkeypatch, seed):
    luck = Random(seed)
    status.invalidate(luck.sample(sorted(faces()), 4), by=SYSTEM, at=AT)
    feed()
    whole = told()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("delete from sharing_change")
        cursor.execute("delete from sharing_position")
        cursor.execute("set local session_replication_role = origin")
    monkeypatch.setattr(following, "A_STEP", luck.randint(1, 9))
    following.follow()
    assert told() == whole
    assert following.step() is False
    assert told() == whole


def test_nothing_is_told_before_it_is_sealed(feed):
    before = told()
    status.invalidate(sorted(faces())[:1], by=SYSTEM, at=AT)
    following.follow()
    assert told() == before
