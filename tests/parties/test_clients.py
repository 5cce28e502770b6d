"""Keys of programs (A4)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.parties.people import DAY, account, place, seat_of, who
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import clients, directory, founding, seats
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, ApiKey
from yinxin.parties.permissions import Permission as P

pytestmark = pytest.mark.django_db


def make(by="anhui-data", code="anhui-exam", scopes=(P.DUTY_SEE,), until=AT + 30 * DAY, name="报送程序"):
    return clients.make_key(
        name=name, organisation_id=place(code), scopes=scopes, until=until, by=who(by), at=AT
    )


def test_a_key_can_be_recognised_and_its_last_characters_check_the_rest(cast):
    key = make()[1]
    assert clients.FORM.fullmatch(key)
    assert clients.checksum(key[:-7]) == key[-7:]


def test_the_key_is_kept_nowhere(cast):
    number, key = make()
    row = ApiKey.objects.get(id=number)
    assert key[14:] not in str(vars(row))
    assert key not in str(history(("key", number)))


def test_a_key_is_its_owner_cut_down_to_scopes_and_organisation(cast):
    founding.seat(
        account_id=account("anhui-data"),
        organisation_id=place("hefei"),
        role="custodian",
        by=SYSTEM,
        at=AT - DAY,
    )
    key = make(scopes=(P.DUTY_SEE, P.BATCH_SEE))[1]
    actor = clients.actor_by_key(key, AT)
    assert actor.account_id == account("anhui-data")
    assert {seat.body.id for seat in actor.seats} == {place("anhui-exam")}
    assert {p for p in P if actor.has(p)} == {P.DUTY_SEE, P.BATCH_SEE}


def test_no_key_outlives_the_seat_or_widens_with_another(cast):
    key = make(scopes=(P.BATCH_SUBMIT, P.BATCH_SEE))[1]
    seats.change_seat(
        seat_id=seat_of("anhui-data"), role="agency_checker", by=who("security-admin"), at=AT + DAY
    )
    actor = clients.actor_by_key(key, AT + DAY)
    assert {p for p in P if actor.has(p)} == {P.BATCH_SEE}
    seats.end_seat(seat_id=seat_of("anhui-data"), by=who("security-admin"), at=AT + 2 * DAY)
    with pytest.raises(NotPermitted, match="密钥无效"):
        clients.actor_by_key(key, AT + 2 * DAY)


@pytest.mark.parametrize("why", ["form", "checksum", "unknown", "secret", "revoked", "over", "closed"])
def test_a_key_that_opens_nothing_says_always_the_same(cast, why):
    number, key = make()
    at = AT
    if why == "form":
        key = "Bearer " + key
    elif why == "checksum":
        key = key[:-1] + ("a" if key[-1] != "a" else "b")
    elif why == "unknown":
        body = "yxk_" + "a" * 36
        key = body + clients.checksum(body)
    elif why == "secret":
        body = key[:14] + "a" * 26
        key = body + clients.checksum(body)
    elif why == "revoked":
        clients.revoke_key(key_id=number, by=who("anhui-data"), at=AT)
    elif why == "over":
        at = AT + 30 * DAY
    else:
        Account.objects.filter(username="anhui-data").update(is_active=False)
    with pytest.raises(NotPermitted, match="密钥无效"):
        clients.actor_by_key(key, at)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"scopes": ()}, Incomplete),
        ({"scopes": (P.BATCH_RELEASE,)}, Incomplete),
        ({"scopes": (P.KEY_MAKE,)}, Incomplete),
        ({"by": "anhui-check", "scopes": (P.BATCH_SUBMIT,)}, Incomplete),
        ({"until": AT}, Incomplete),
        ({"until": AT + 367 * DAY}, Incomplete),
        ({"name": " "}, Incomplete),
        ({"code": "jiangsu-exam"}, NotFound),
        ({"by": "hefei-counter", "code": "hefei"}, NotPermitted),
        ({"by": "security-admin", "code": "center"}, NotPermitted),
    ],
)
def test_what_makes_no_key(cast, changed, refusal):
    with pytest.raises(refusal):
        make(**changed)


def test_a_seat_on_loan_makes_no_key(cast):
    from yinxin.parties import delegations

    delegations.delegate(
        seat_id=seat_of("anhui-data"),
        to=account("anhui-check"),
        since=AT,
        until=AT + DAY,
        by=who("anhui-data"),
        at=AT,
    )
    with pytest.raises(Incomplete):
        make(by="anhui-check", scopes=(P.BATCH_SUBMIT,))


@pytest.mark.parametrize("by", ["anhui-data", "anhui-security", "system-admin"])
def test_owner_and_administrators_see_and_revoke(cast, by):
    number, _ = make()
    assert number in [key.id for key in directory.keys_for(who(by))]
    clients.revoke_key(key_id=number, by=who(by), at=AT)
    with pytest.raises(WrongState):
        clients.revoke_key(key_id=number, by=who(by), at=AT)
    assert [line.kind for line in history(("key", number))] == ["key.made", "key.revoked"]


@pytest.mark.parametrize("by", ["jiangsu-data", "center-make", "anhui-check", "auditor"])
def test_for_everybody_else_there_is_no_such_key(cast, by):
    number, _ = make()
    assert directory.keys_for(who(by)) == ()
    for act in (
        lambda: directory.key_for(number, who(by)),
        lambda: clients.revoke_key(key_id=number, by=who(by), at=AT),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_day_of_the_last_use_is_written_once_a_day(cast, django_assert_num_queries):
    number, _ = make()
    clients.note_use(key_id=number, at=AT)
    assert str(ApiKey.objects.get(id=number).last_used_on) == "2026-09-14"
    before = len(history(("key", number)))
    clients.note_use(key_id=number, at=AT + DAY)
    assert str(ApiKey.objects.get(id=number).last_used_on) == "2026-09-15"
    assert len(history(("key", number))) == before
