"""Look-ups, the feed and snapshots over HTTP, as a platform's client asks (N22.2)."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from hashlib import sha256

import pytest

from tests.cast import AT
from tests.sharing.helpers import ALL, TERMS, Caller, actor, agreed, faces, key_of
from yinxin.kernel.refusal import NotPermitted
from yinxin.sharing import agreements, keys, lookups, metering
from yinxin.sharing.models import Call

pytestmark = pytest.mark.django_db
GROUND = {"ground": "LH-2026-000123"}


@pytest.fixture
def caller(feed):
    return Caller(key_of(agreed()))


def one():
    return next(iter(faces().values()))


def three(face):
    return {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}


def test_a_certificate_is_found_by_the_three_things_and_by_its_licence(caller):
    found = one()
    first = caller.post("look-ups", {**GROUND, **three(found.face)}).json()
    assert (first["found"], first["state"], first["status"]) == (True, "valid", "01")
    assert first["fields"] == {name: getattr(found.face, name) for name in TERMS.fields}
    again = caller.post("look-ups", {**GROUND, "licence": first["licence"]}).json()
    assert again == first


def test_what_lies_outside_and_what_does_not_exist_have_the_same_bytes(feed):
    found = one()
    inside, outside = Caller(key_of(agreed())), Caller(key_of(agreed(regions=("11",))))
    licence = inside.post("look-ups", {**GROUND, **three(found.face)}).json()["licence"]
    nowhere = outside.post("look-ups", {**GROUND, **three(found.face), "name": "查无此人"})
    assert nowhere.json()["found"] is False
    for asked in (three(found.face), {"licence": licence}, {"licence": "1.2.156.3005.2.X"}):
        there = outside.post("look-ups", {**GROUND, **asked})
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({}, ["ground", "licence"]),
        ({"ground": "LH-1"}, ["licence"]),
        ({"ground": "1", "licence": "x"}, ["ground"]),
        ({**GROUND, "name": "张三"}, ["id_number", "management_number"]),
        ({**GROUND, "licence": "x", "name": "张三"}, ["name"]),
        ({**GROUND, "licence": "x", "more": "1"}, ["more"]),
        ({**GROUND, "licence": 7}, ["licence"]),
        ([], ["ground"]),
        ("nothing", ["ground"]),
    ],
)
def test_a_question_that_says_too_little_or_too_much_names_what(caller, facts, wrong):
    answer = caller.post("look-ups", facts)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["fields"]) == ("question_incomplete", wrong)


def test_every_look_up_is_written_down_with_its_ground(caller):
    found = one()
    caller.post("look-ups", {**GROUND, **three(found.face)})
    caller.post("look-ups", {**GROUND, **three(found.face), "name": "查无此人"})
    said = list(Call.objects.order_by("id").values_list("way", "ground", "verdict", "certificate_id"))
    assert said == [
        ("look_up", GROUND["ground"], "valid", found.id),
        ("look_up", GROUND["ground"], lookups.NOT_FOUND, None),
    ]


def test_the_same_request_sent_again_is_answered_and_counted_once(caller):
    asked = {**GROUND, **three(one().face)}
    first = caller.post("look-ups", asked, Idempotency_Key="request-0001")
    again = caller.post("look-ups", asked, Idempotency_Key="request-0001")
    assert first.json() == again.json()
    assert Call.objects.count() == 1
    assert "RateLimit-Remaining" not in again.headers
    other = caller.post("look-ups", {**asked, "name": "另一人"}, Idempotency_Key="request-0001")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_beyond_the_quota_the_client_waits(feed):
    caller = Caller(key_of(agreed(per_minute=2, per_day=3)))
    left = [caller.get("changes") for _ in range(3)]
    assert [answer.status_code for answer in left] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in left] == ["1", "0", "0"]
    assert left[2].json()["code"] == "quota_exceeded"
    assert left[2]["Retry-After"] == left[2]["RateLimit-Reset"] == "60"
    assert left[2]["RateLimit-Policy"] == "2;w=60, 3;w=86400"


def test_the_days_quota_takes_nothing_of_the_minute(feed):
    number = agreed(per_minute=2, per_day=2)
    terms = keys.client(key_of(number), AT).terms
    allowed = [metering.count(number, terms, AT + timedelta(minutes=m)).allowed for m in range(4)]
    assert allowed == [True, True, False, False]


@pytest.mark.parametrize("shown", ["", "yxs_" + "a" * 43, "yxk_" + "a" * 43])
def test_without_a_good_key_there_is_one_answer(feed, shown):
    answer = Caller(shown).get("changes")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] in ("key_invalid", "key_missing")


def test_a_key_ends_with_its_agreement_and_overlaps_with_the_next(feed):
    number = agreed()
    first, second = key_of(number), key_of(number)
    assert Caller(first).get("agreement").status_code == Caller(second).get("agreement").status_code == 200
    with pytest.raises(NotPermitted):
        keys.client(first, AT + timedelta(days=8))
    assert keys.client(second, AT + timedelta(days=8)).agreement_id == number
    agreements.end(agreement_id=number, reason="平台改由另一单位接入", by=actor("system-admin"), at=AT)
    assert Caller(second).get("agreement").status_code == 401


def test_the_agreement_says_what_the_client_may_see(caller):
    said = caller.get("agreement").json()
    assert (said["client"], said["fields"]) == (
        TERMS.client,
        ["management_number", "name", "approved_on", "qualification"],
    )
    assert said["quota"] == {"per_day": 100_000, "per_minute": 6_000}


def test_the_names_of_the_standard_answer_the_same_question(feed):
    caller, found = Caller(key_of(agreed(fields=ALL))), one()
    asked = {
        "BJBH": "LH-2026-1",
        "ZZBH": found.face.management_number,
        "CZZT": found.face.name,
        "CZZTDM": found.face.id_number,
    }
    said = caller.post("licences/query", asked).json()
    assert said["code"] == "200"
    data = said["data"]
    assert (data["ZZZT"], data["ZZBH"], data["CZZT"]) == ("01", found.face.management_number, found.face.name)
    assert data["CZZTDMLXDM"] in ("111", "999")
    assert data["ZZLXMC"] == "专业技术人员职业资格证书"
    state = caller.post("licences/status", {"BJBH": "LH-2026-1", "ZZBS": data["ZZBS"]}).json()
    assert state["data"] == {"ZZBS": data["ZZBS"], "ZZZT": "01", "ZZZTMC": "有效"}
    missing = caller.post("licences/query", {**asked, "CZZT": "查无此人"}).json()
    assert missing == {"code": "404", "message": "没有找到证照", "data": None}
    assert caller.post("licences/query", {"ZZBS": data["ZZBS"], "X": 1}).json()["fields"] == ["X"]


def test_a_snapshot_is_fetched_in_ranges_and_the_feed_goes_on_from_it(caller):
    from config.clock import now
    from config.workshop import share_signer
    from yinxin.register.closed_files import closed_files
    from yinxin.sharing import snapshots
    from yinxin.signing import pages

    ordered = caller.post("snapshots", {})
    assert ordered.status_code == 202
    assert caller.post("snapshots", {}).json()["code"] == "snapshot_exists"
    where = ordered["Location"].removeprefix("/api/v1/sharing/")
    assert caller.get(where).json()["ready"] is False
    assert snapshots.step(store=closed_files(), signer=share_signer, clock=now)
    said = caller.get(where).json()
    manifest = pages.opened(
        said["manifest"], share_signer().name, share_signer().key.public_key(), form=pages.SNAPSHOT
    )
    (part,) = manifest["parts"]
    halves = [
        caller.get(f"{where}/parts/1", Range=f"bytes={first}-{last}")
        for first, last in ((0, 99), (100, part["size"]))
    ]
    assert [half.status_code for half in halves] == [206, 206]
    data = b"".join(half.content for half in halves)
    assert sha256(data).hexdigest() == part["sha256"]
    lines = [json.loads(line) for line in gzip.decompress(data).splitlines()]
    assert len(lines) == part["count"] == manifest["count"] == len(faces())
    assert caller.get(f"{where}/parts/1", Range="bytes=9999999-").status_code == 416
    assert caller.get(f"{where}/parts/2").status_code == 404
    rest = caller.get(f"changes?cursor={said['next']}").json()
    assert rest["page"]["previous"] == pages.digest_of(manifest)
    assert (rest["page"]["after"], rest["page"]["changes"], rest["page"]["end"]) == (
        manifest["upto"],
        [],
        True,
    )
    stranger = Caller(key_of(agreed(client="另一个单位")))
    assert stranger.get(where).status_code == 404
    assert snapshots.tidy(store=closed_files(), at=AT + timedelta(days=8)) == 1
