"""People, organisations and keys on the command line."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.parties.people import DAY, place, who
from yinxin.parties import clients
from yinxin.parties.models import Seat
from yinxin.parties.permissions import Permission

pytestmark = pytest.mark.django_db


def test_people_are_listed_within_the_territory(cast, yinxin):
    found = yinxin("people", "list", "--as", "anhui-security", "--json").json
    names = {one["username"] for one in found}
    assert "anhui-data" in names
    assert "jiangsu-data" not in names
    assert yinxin("people", "list", "安数据").out.split()[:2] == ["anhui-data", "安数据"]


def test_an_invitation_prints_its_link_once(cast, yinxin):
    said = yinxin("people", "invite", "wuhu", "counter", "新同事", "--json").json
    assert "/join/" in said["link"]
    assert yinxin("people", "invite", "wuhu", "emperor", "新同事").code == 1


def test_ending_a_person_ends_everything(cast, yinxin):
    assert yinxin("people", "end", "wuhu-counter").code == 0
    assert yinxin("people", "end", "wuhu-counter").code == 1


def test_organisations_are_listed_as_a_tree(cast, yinxin):
    found = yinxin("organisations", "list", "--json").json
    assert {"ministry", "center", "wuhu"} <= {one["code"] for one in found}
    assert "  anhui " in yinxin("organisations", "list").out


def test_keys_are_listed_without_the_key_and_revoked(cast, yinxin):
    number, key = clients.make_key(
        name="程序",
        organisation_id=place("anhui-exam"),
        scopes=[Permission.DUTY_SEE],
        until=AT + DAY,
        by=who("anhui-data"),
        at=AT,
    )
    (listed,) = yinxin("keys", "list", "--json").json
    assert (listed["id"], listed["open"]) == (number, True)
    assert key not in yinxin("keys", "list").out
    assert yinxin("keys", "revoke", number).code == 0
    assert yinxin("keys", "revoke", number).code == 1


def test_outside_a_demonstration_somebody_must_act(cast, yinxin, settings):
    settings.DEMO = False
    assert yinxin("people", "list").code == 1


def test_an_installation_is_begun_with_two_administrators(cast, yinxin):
    assert yinxin("found", "--guard", "赵一", "--guard", "钱二").code == 1
    Seat.objects.filter(role="security_admin").update(until=AT)
    said = yinxin("found", "--guard", "赵一", "--guard", "钱二", "--json").json
    assert set(said["invitations"]) == {"赵一", "钱二"}
    assert all("/join/" in link for link in said["invitations"].values())
