"""Status lists: one bit for each certificate, published at once, read by an independent script (N18.2)."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from config import clock
from config.workshop import keyring, publish_status_lists
from tests.cast import AT, released
from yinxin.parties.actor import SYSTEM
from yinxin.register import status, status_lists
from yinxin.register.models import Certificate, StatusList
from yinxin.register.status_lists import SIZE, place_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """A clock that the test moves."""
    moment = [AT]
    monkeypatch.setattr("config.workshop.now", lambda: moment[0])
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def one(cast):
    return Certificate.objects.filter(batch_id=released(cast, count=2, seed=6921)).order_by("id").first().pk


def read(name, index, tmp_path):
    """Read a bit with the script of the documentation; it knows nothing of the program."""
    page = Path("docs/status-lists.md").read_text("utf-8").partition("without us")[2]
    script = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    file = tmp_path / "list.jwt"
    file.write_bytes(Client().get(f"/status/{name}").content)
    key = keyring().public_document()["log"]["verifier_key"]
    ran = subprocess.run(
        [sys.executable, "-c", script, key, str(file), str(index)], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_a_revoked_certificate_is_marked_and_no_other(one, at, tmp_path):
    assert publish_status_lists() >= 2
    place = place_of(one)
    name = f"revocation-{place.shard}"
    assert read(name, place.index, tmp_path) == "revocation 0"
    status.invalidate([one], by=SYSTEM, at=AT)
    assert publish_status_lists() == 1
    assert read(name, place.index, tmp_path) == "revocation 1"
    assert read(f"refresh-{place.shard}", place.index, tmp_path) == "refresh 0"
    assert status_lists.published(name).ended == Certificate.objects.filter(state="invalid").count()
    assert not list(status_lists.audit())


def test_what_has_not_changed_is_published_again_after_half_a_day_only(one, at):
    count = publish_status_lists()
    assert publish_status_lists() == 0
    at[0] = AT + timedelta(hours=11, minutes=59)
    assert publish_status_lists() == 0
    at[0] = AT + timedelta(hours=12)
    assert publish_status_lists() == count


def test_a_list_is_fetched_once_and_its_versions_stay(one, at):
    publish_status_lists()
    first = Client().get("/status/revocation-0")
    assert first["Content-Type"] == "application/vc+jwt"
    assert first["Cache-Control"] == "public, max-age=300"
    again = Client().get("/status/revocation-0", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    status.invalidate([one], by=SYSTEM, at=AT)
    publish_status_lists()
    changed = Client().get("/status/revocation-0", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert Client().get("/status/revocation-0/1").content == first.content


@pytest.mark.parametrize(
    "name", ["revocation-9", "suspension-0", "revocation", "revocation-x", "refresh-0/99"]
)
def test_an_unknown_list_is_not_found(one, at, name):
    publish_status_lists()
    assert Client().get(f"/status/{name}").status_code == 404


def test_places_are_a_permutation_that_keeps_no_order():
    places = [place_of(number).index for number in range(2000)]
    assert len(set(places)) == 2000
    assert all(0 <= place < SIZE for place in places)
    neighbours = sum(abs(a - b) == 1 for a, b in zip(places, places[1:], strict=False))
    assert neighbours < 5
    assert place_of(SIZE + 5).shard == 1
    assert place_of(SIZE + 5).index != place_of(5).index


@pytest.mark.parametrize("change", [{"ended": 9}, {"digest": "0" * 64}, {"version": 7}])
def test_the_audit_sees_a_list_that_was_changed(one, at, change):
    publish_status_lists()
    row = StatusList.objects.first()
    StatusList.objects.filter(pk=row.pk).update(**change)
    assert row.pk in {found.number for found in status_lists.audit()}
