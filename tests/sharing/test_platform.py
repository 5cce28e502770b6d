"""A platform that misses, repeats, reorders and lies ends with exactly our state: nothing lost, nothing doubled (N22.2)."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.cast import AT, accepted
from tests.long import often
from tests.sharing.helpers import ALL, Caller, actor, agreed, faces, key_of
from tests.simulators.platform import SimulatedPlatform
from yinxin.parties.actor import SYSTEM
from yinxin.register import shared, status
from yinxin.signing import pages

pytestmark = pytest.mark.django_db


def platform(caller: Caller, seed: int) -> SimulatedPlatform:
    from config.workshop import share_signer

    signer = share_signer()
    ask = {"GET": caller.get, "POST": lambda path: caller.post(path, {})}
    return SimulatedPlatform(
        lambda method, path: ask[method](path), signer.name, signer.key.public_key(), seed=seed
    )


def live(luck: Random) -> None:
    """Let a few certificates change: some die, some come back."""
    alive = [one.id for one in faces().values() if one.state == "valid"]
    dead = [one.id for one in faces().values() if one.state == "invalid"]
    if alive and luck.random() < 0.8:
        status.invalidate(luck.sample(alive, min(len(alive), luck.randint(1, 4))), by=SYSTEM, at=AT)
    if dead and luck.random() < 0.6:
        status.restore(luck.sample(dead, luck.randint(1, len(dead))), by=SYSTEM, at=AT)


def ours(fields: tuple[str, ...], scope: shared.Scope) -> dict:
    from config.workshop import licence_scheme
    from yinxin.sharing import licences

    scheme = licence_scheme()
    return {
        licences.identifier_of(licences.serial_of(one.id), scheme): (
            one.state,
            json.loads(json.dumps(licences.fields_of(one.face, fields))),
        )
        for one in faces().values()
        if scope.holds(one.region, one.qualification)
    }


@pytest.mark.parametrize("seed", range(often(4, 40)))
def test_the_lying_platform_ends_with_exactly_our_state(feed, seed):
    luck = Random(seed)
    side = platform(Caller(key_of(agreed(fields=ALL))), seed)
    for _week in range(often(4, 12)):
        live(luck)
        feed()
        if luck.random() < 0.6:  # else it misses the week
            side.catch_up()
    side.catch_up()
    assert side.known == ours(ALL, shared.Scope())
    assert sorted(side.told) == list(range(1, len(side.told) + 1))
    assert pages.check_chain(side.pages, side.name, side.key)


def test_a_platform_that_begins_from_a_snapshot_ends_with_the_same_state(feed):
    from config.clock import now
    from config.workshop import share_signer
    from yinxin.register.closed_files import closed_files
    from yinxin.sharing import snapshots

    caller = Caller(key_of(agreed(fields=ALL)))
    first, second = platform(caller, 1), platform(caller, 2)
    luck = Random(5)
    live(luck)
    feed()
    first.catch_up()
    where = caller.post("snapshots", {})["Location"].removeprefix("/api/v1/sharing/")
    live(luck)
    feed()
    assert snapshots.step(store=closed_files(), signer=share_signer, clock=now)
    second.load(caller.get(where).json(), lambda part: caller.get(f"{where}/parts/{part}").content)
    live(luck)
    feed()
    first.catch_up()
    second.catch_up()
    assert first.known == second.known == ours(ALL, shared.Scope())


def test_the_same_cursor_gives_the_same_bytes_for_ever(feed):
    caller = Caller(key_of(agreed()))
    first = caller.get("changes?limit=5").json()
    live(Random(1))
    feed()
    assert caller.get("changes?limit=5").json() == first


def test_another_clients_cursor_opens_nothing(feed):
    mine, other = (Caller(key_of(agreed(client=name))) for name in ("甲单位", "乙单位"))
    cursor = mine.get("changes?limit=5").json()["next"]
    assert other.get(f"changes?cursor={cursor}").json()["code"] == "cursor_invalid"


@pytest.mark.parametrize("limit", ["0", "501", "x", "-1", ""])
def test_a_limit_that_is_none_is_named(feed, limit):
    answer = Caller(key_of(agreed())).get(f"changes?limit={limit}")
    assert (answer.status_code, answer.json()["code"]) == (422, "limit_invalid")


def test_what_is_not_public_yet_is_not_told(cast, feed):
    before = Caller(key_of(agreed())).get("changes?limit=500").json()
    accepted(cast, count=2, seed=9151)
    feed()
    after = Caller(key_of(agreed())).get("changes?limit=500").json()
    assert [one["licence"] for one in after["page"]["changes"]] == [
        one["licence"] for one in before["page"]["changes"]
    ]
    assert after["page"]["log_size"] > before["page"]["log_size"]


def test_a_client_sees_nothing_outside_its_agreement(cast, feed):
    """Ask at random, by every way, and look at every answer: no field, no region, no certificate too many."""
    from tests.cast import released

    jiangsu = actor("jiangsu-data")
    released(cast, count=3, seed=9152, by=jiangsu)
    feed()
    luck, everything = Random(22), faces()
    callers = [_client(luck) for _ in range(12)]
    seen = {"found": 0, "hidden": 0}
    for _ in range(often(400, 10_000)):
        caller, fields, scope = luck.choice(callers)
        one = luck.choice(list(everything.values()))
        inside = scope.holds(one.region, one.qualification)
        _ask(luck, caller, fields, scope, one, inside)
        seen["found" if inside else "hidden"] += 1
    assert min(seen.values()) > 50


def _client(luck: Random):
    regions = luck.choice([(), ("34",), ("32",), ("3401", "32"), ("11",), ("340000",)])
    fields = tuple(luck.sample(ALL, luck.randint(1, len(ALL))))
    caller = Caller(key_of(agreed(regions=regions, fields=fields)))
    return caller, fields, shared.Scope(regions)


def _ask(
    luck: Random, caller: Caller, fields: tuple[str, ...], scope: shared.Scope, one, inside: bool
) -> None:
    from config.workshop import licence_scheme
    from yinxin.sharing import licences

    serial = licences.serial_of(one.id)
    licence = licences.identifier_of(serial, licence_scheme())
    three = {
        "management_number": one.face.management_number,
        "name": one.face.name,
        "id_number": one.face.id_number,
    }
    way = luck.randrange(5)
    if way == 0:
        said = caller.post("look-ups", {"ground": "LH-0001", "licence": licence}).json()
        _only(said, inside, fields)
    elif way == 1:
        said = caller.post("look-ups", {"ground": "LH-0001", **three}).json()
        _only(said, inside, fields)
    elif way == 2:
        asked = {
            "BJBH": "LH-0001",
            "ZZBH": three["management_number"],
            "CZZT": three["name"],
            "CZZTDM": three["id_number"],
        }
        data = caller.post("licences/query", asked).json()["data"]
        assert (data is not None) == inside
        may = {licences.NAMES[field] for field in fields} | {"ZZBS", "ZZZT", "ZZZTMC"}
        _with = {
            "kind": "ZZLXDM",
            "id_kind": "CZZTDMLXDM",
            "sealed_by": "ZZBFJGDM",
            "approved_on": "ZZYXQQSRQ",
        }
        may |= {name for field, name in _with.items() if field in fields}
        assert set(data or {}) <= may
    elif way == 3:
        data = caller.post("licences/status", {"BJBH": "LH-0001", "ZZBS": licence}).json()["data"]
        assert (data is not None) == inside
        assert set(data or {}) <= {"ZZBS", "ZZZT", "ZZZTMC"}
    else:
        page = caller.get(f"changes?limit={luck.randint(1, 500)}").json()["page"]
        allowed = set(ours(fields, scope)) if page["changes"] else set()
        for change in page["changes"]:
            assert set(change["fields"]) == set(fields)
            assert change["licence"] in allowed


def _only(said: dict, inside: bool, fields: tuple[str, ...]) -> None:
    assert said["found"] is inside
    assert set(said) == (
        {"found", "checked_at", "licence", "state", "status", "fields"} if inside else {"found", "checked_at"}
    )
    assert set(said.get("fields", fields)) == set(fields)
