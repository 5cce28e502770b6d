"""The Python client of the developers' door, as a platform's program uses it under its agreement."""

from __future__ import annotations

import gzip
import json
from hashlib import sha256

import pytest

from tests.sharing.helpers import agreed, faces, key_of
from tests.straight import SITE, into_the_site
from yinxin.api.clients.yinxin_client import Problem, Yinxin, digest_of
from yinxin.sharing.models import Call
from yinxin.signing import pages

pytestmark = pytest.mark.django_db
GROUND = "LH-2026-000123"


@pytest.fixture
def client(feed, monkeypatch):
    into_the_site(monkeypatch)
    return Yinxin(SITE, key=key_of(agreed()))


@pytest.fixture
def three():
    face = next(iter(faces().values())).face
    return {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}


def test_a_look_up_finds_by_either_way_and_counts_once_what_is_sent_again(client, three):
    found = client.look_up(GROUND, **three)
    assert found["state"] == "valid"
    assert client.look_up(GROUND, licence=found["licence"])["fields"] == found["fields"]
    assert client.look_up(GROUND, **{**three, "name": "查无此人"})["found"] is False
    before = Call.objects.count()
    assert [client.look_up(GROUND, **three, once="case-0001")["found"] for _ in range(2)] == [True, True]
    assert Call.objects.count() == before + 1
    with pytest.raises(Problem) as refused:
        client.look_up(GROUND)
    assert refused.value.body["code"] == "question_incomplete"


def test_the_feed_is_followed_to_its_end_and_gone_on_from_there(client):
    (*_, last) = answers = list(client.changes())
    assert sum(len(answer["page"]["changes"]) for answer in answers) == len(faces())
    assert digest_of(last["page"]) == pages.digest_of(last["page"])
    (again,) = client.changes(last["next"], last["page"])
    assert (again["page"]["after"], again["page"]["changes"]) == (last["page"]["upto"], [])


def test_a_page_that_does_not_follow_is_not_taken(client):
    *_, last = client.changes()
    altered = {**last["page"], "log_size": 0}
    with pytest.raises(ValueError, match="does not follow"):
        next(client.changes(last["next"], altered))


def test_a_snapshot_is_ordered_fetched_and_gone_on_from(client):
    from config.clock import now
    from config.workshop import share_signer
    from yinxin.register.closed_files import closed_files
    from yinxin.sharing import snapshots

    number = client.order_snapshot()["snapshot"]
    assert client.snapshot(number)["ready"] is False
    assert snapshots.step(store=closed_files(), signer=share_signer, clock=now)
    said = client.snapshot(number)
    (part,) = said["manifest"]["page"]["parts"]
    data = client.snapshot_part(number, 1)
    assert sha256(data).hexdigest() == part["sha256"]
    assert len([json.loads(line) for line in gzip.decompress(data).splitlines()]) == len(faces())
    (rest,) = client.changes(said["next"], said["manifest"]["page"])
    assert rest["page"]["changes"] == []
