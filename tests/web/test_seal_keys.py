"""The pages of keys: enter, propose, approve by another, find compromised after reading the count (N5, N6)."""

from __future__ import annotations

import pytest

from config.workshop import keyring
from tests.doors.cast import NOW
from yinxin.approvals.models import Proposal
from yinxin.sealing.models import Key

pytestmark = pytest.mark.django_db
LIST = "/office/seal-keys"


@pytest.fixture
def entered(browser_of):
    """A key that one person entered and another put to use."""
    keeper, guard = browser_of("system-admin"), browser_of("security-admin")
    name = keyring().seals[0].id
    assert name in keeper.get(LIST).content.decode()
    asked = keeper.post(
        f"{LIST}/enter/{name}", {"since": "2026-01-01", "until": "2030-12-31", "replaces": ""}
    )
    assert asked.status_code == 302
    approved(guard)
    return keeper, guard, Key.objects.get(name=name)


def approved(guard):
    number = Proposal.objects.latest("id").pk
    answer = guard.post(f"/office/approvals/{number}/approve")
    assert answer.status_code == 302, answer.content


def test_a_key_is_entered_by_one_and_put_to_use_by_another(entered):
    _, guard, key = entered
    assert key.state == "active"
    page = guard.get(f"{LIST}/{key.pk}").content.decode()
    assert "使用中" in page
    assert f"{LIST}/{key.pk}/suspend" not in page


def test_a_period_beyond_the_certificate_is_said_at_its_field(browser_of):
    name = keyring().seals[0].id
    facts = {"since": "2026-01-01", "until": "2099-12-31", "replaces": ""}
    answer = browser_of("system-admin").post(f"{LIST}/enter/{name}", facts)
    assert answer.status_code == 422
    assert "使用期限不对" in answer.content.decode()
    assert not Key.objects.exists()


def test_a_compromise_is_proposed_after_its_count_was_read(entered, client):
    keeper, guard, key = entered
    there, moment = f"{LIST}/{key.pk}/compromise", NOW.replace(tzinfo=None).isoformat(timespec="minutes")
    first = keeper.post(there, {"moment": moment})
    assert "要重新签章的电子证书" in first.content.decode()
    assert Proposal.objects.filter(kind="seal_key_compromise").count() == 0
    assert keeper.post(there, {"moment": moment, "confirmed": "on"}).status_code == 302
    approved(guard)
    key.refresh_from_db()
    assert key.state == "compromised"
    assert "不再通过核验" in keeper.get(f"{LIST}/{key.pk}").content.decode()
    assert "已失密" in client.get("/keys").content.decode()
    assert "compromised_at" in client.get("/.well-known/yinxin/keys.json").content.decode()


def test_an_unknown_key_or_step_is_not_found(entered):
    keeper, _, key = entered
    for address in (f"{LIST}/999999", f"{LIST}/{key.pk}/burn", f"{LIST}/enter/nothing"):
        assert keeper.get(address).status_code == 404
