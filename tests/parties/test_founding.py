from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from yinxin.kernel.refusal import Incomplete, NotFound
from yinxin.ledger.queries import history
from yinxin.parties import founding, queries
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, Organisation, Seat

pytestmark = pytest.mark.django_db


def agency() -> int:
    return founding.found(
        code="new", kind="agency", name="新考试院", name_en="New", region="330000", by=SYSTEM, at=AT
    )


def test_founding_twice_founds_once_and_is_in_the_ledger():
    assert agency() == agency()
    assert [line.kind for line in history(("organisation", agency()))] == ["organisation.founded"]


def test_a_seat_is_given_once_and_carries_its_role(cast):
    account = founding.enrol(username="neu", name="新人", password="long enough", by=SYSTEM, at=AT)
    for _ in range(2):
        founding.seat(account_id=account, organisation_id=agency(), role="agency_data", by=SYSTEM, at=AT)
    actor = queries.actor_named("NEU", AT)
    assert [seat.role for seat in actor.seats] == ["agency_data"]
    assert actor.organisation_id == agency()


def test_a_role_is_held_only_in_its_kind_of_body(cast):
    with pytest.raises(Incomplete, match="岗位"):
        founding.seat(
            account_id=cast.data.account_id, organisation_id=agency(), role="centre_maker", by=SYSTEM, at=AT
        )


def test_a_seat_that_has_ended_gives_nothing(cast):
    Seat.objects.filter(account_id=cast.data.account_id).update(until=AT)
    assert queries.actor_named("anhui-data", AT).seats == ()


def test_a_closed_account_cannot_act(cast):
    Account.objects.filter(id=cast.data.account_id).update(is_active=False)
    with pytest.raises(NotFound):
        queries.actor_named("anhui-data", AT)
    with pytest.raises(NotFound):
        queries.actor_of(cast.data.account_id, AT)


def test_passwords_are_kept_as_hashes():
    founding.enrol(username="neu", name="新人", password="long enough", by=SYSTEM, at=AT)
    account = Account.objects.get(username="neu")
    assert "long enough" not in account.password
    assert account.check_password("long enough")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Organisation.objects.filter(code="center").update(kind="bank"),
        lambda: Organisation.objects.filter(code="center").update(region="34"),
        lambda: Seat.objects.update(until="2000-01-01T00:00:00Z"),
    ],
)
def test_the_database_refuses_what_the_constraints_forbid(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
