"""The first day of an installation, when nobody is there yet (N4, A4)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.parties.people import DAY, place, who
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.parties import beginning, invitations
from yinxin.parties.beginning import Names
from yinxin.parties.models import Seat

pytestmark = pytest.mark.django_db


def begin(*guards, at=AT):
    return beginning.begin(
        ministry=Names("部", "Ministry"), centre=Names("中心", "Centre"), guards=guards, at=at
    )


@pytest.fixture
def nobody(db):
    """An installation in which no security administrator sits any more, as on the first day."""
    Seat.objects.filter(role="security_admin").update(until=AT)


def test_two_administrators_join_and_need_nobody_else(nobody):
    links = begin("赵一", "钱二")
    for username, name in (("zhao", "赵一"), ("qian", "钱二")):
        invitations.accept(
            token=links[name].token, username=username, password="three plain words", at=AT + DAY
        )
    first = who("zhao", AT + DAY)
    assert [(seat.role, seat.body.id) for seat in first.seats] == [("security_admin", place("center"))]
    invited = invitations.invite(organisation_id=place("center"), role="", name="孙三", by=first, at=AT + DAY)
    assert invited.token
    with pytest.raises(AlreadyDone):
        begin("李四", "周五", at=AT + DAY)


@pytest.mark.parametrize("guards", [(), ("赵一",), ("赵一", " 赵一 ")])
def test_one_administrator_is_not_enough(nobody, guards):
    with pytest.raises(Incomplete):
        begin(*guards)


def test_it_begins_once_unless_the_invitations_ran_out(nobody):
    begin("赵一", "钱二")
    with pytest.raises(AlreadyDone):
        begin("赵一", "钱二", at=AT + DAY)
    assert begin("赵一", "钱二", at=AT + 8 * DAY)


def test_where_administrators_sit_there_is_nothing_to_begin(cast):
    with pytest.raises(AlreadyDone):
        begin("赵一", "钱二")
