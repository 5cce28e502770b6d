"""Looks: verification leaves a line, a worker enters it once, holders see it, and it is forgotten in time."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import AT
from tests.presenting.conftest import TODAY
from yinxin.parties import clients
from yinxin.parties.permissions import Permission
from yinxin.presenting import looking, queries, terms
from yinxin.presenting.models import Look
from yinxin.register import looks
from yinxin.register.looks import SLOT_SECONDS, Way

DAY = timedelta(days=1)
SOON = timedelta(seconds=SLOT_SECONDS * 4)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    settings.LOOKS = tmp_path / "looks"
    monkeypatch.setattr(looks, "_spool", looks._Spool())
    return settings.LOOKS


def later():
    return datetime.now(UTC) + SOON


def seen(held, today=TODAY):
    return queries.looks_at(held.id, today, count=100)


@pytest.mark.django_db
def test_a_look_is_entered_once_and_its_file_goes(held, folder):
    for way in Way:
        looks.note(held.id, way, AT)
    assert looking.bring(folder, wall=datetime.now(UTC)) == 0, "somebody may still write into it"
    kept = {file: file.read_bytes() for file in folder.iterdir()}
    assert looking.bring(folder, wall=later()) == len(Way)
    assert not list(folder.iterdir())
    for file, content in kept.items():  # as if the worker had been killed before it took the file away
        file.write_bytes(content)
    assert looking.bring(folder, wall=later()) == 0
    found, count = seen(held)
    assert count == len(Way)
    assert {look.way for look in found} == set(Way)
    assert {(look.at, look.organisation) for look in found} == {(AT, "")}


@pytest.mark.django_db
def test_what_is_no_look_enters_nothing_and_stops_nothing(held, folder):
    looks.note(None, Way.PAGE, AT)
    assert not folder.exists()
    looks.note(held.id, Way.PAGE, AT)
    looks.note(99_999_999, Way.PAGE, AT)
    (file,) = folder.iterdir()
    file.write_bytes(b"\xff\xfe broken\n" + file.read_bytes() + b"12 page")
    (folder / "notes.txt").write_text("left by somebody")
    assert looking.bring(folder, wall=later()) == 1
    assert seen(held)[1] == 1


def test_a_folder_that_cannot_be_written_never_stops_an_answer(settings, monkeypatch, tmp_path, caplog):
    settings.LOOKS = tmp_path / "file"
    settings.LOOKS.write_text("in the way")
    monkeypatch.setattr(looks, "_spool", looks._Spool())
    looks.note(1, Way.PAGE, AT)
    assert "could not be noted" in caplog.text


def test_a_slot_has_its_file_and_none_is_read_while_it_is_written(folder, monkeypatch):
    moment = [1_000_000.0]
    monkeypatch.setattr(looks.time, "time", lambda: moment[0])
    looks.note(1, Way.PAGE, AT)
    moment[0] += SLOT_SECONDS
    looks.note(2, Way.PAGE, AT)
    assert len(list(folder.iterdir())) == 2
    reading = datetime.fromtimestamp(moment[0] + 2 * SLOT_SECONDS, UTC)
    (ripe,) = looks.ripe(folder, wall=reading)
    assert [line.certificate_id for line in looks.lines(ripe)] == [1]


def test_a_forked_process_writes_a_file_of_its_own(folder):
    looks.note(1, Way.PAGE, AT)
    child = os.fork()
    if not child:
        looks.note(2, Way.PAGE, AT)
        os._exit(0)
    os.waitpid(child, 0)
    found = {line.certificate_id: file.name for file in folder.iterdir() for line in looks.lines(file)}
    assert set(found) == {1, 2}
    assert found[1] != found[2]


@pytest.mark.django_db
def test_a_program_that_shows_its_key_is_named_and_a_false_key_names_nobody(cast, held, folder):
    made, key = clients.make_key(
        name="核验",
        organisation_id=cast.data.organisation_id,
        scopes=[Permission.CERTIFICATE_SEE],
        until=AT + 30 * DAY,
        by=cast.data,
        at=AT,
    )
    looks.note(held.id, Way.API, AT, key=key)
    looks.note(held.id, Way.API, AT + timedelta(seconds=1), key=key[:-1] + "x")
    (file,) = folder.iterdir()
    assert key not in file.read_text()
    looking.bring(folder, wall=later())
    assert [look.organisation for look in seen(held)[0]] == ["", cast.data.seats[0].body.name]
    clients.revoke_key(key_id=made, by=cast.data, at=AT)
    looks.note(held.id, Way.API, AT + DAY, key=key)
    looking.bring(folder, wall=later())
    assert seen(held, TODAY + DAY)[0][0].organisation == ""


@pytest.mark.django_db
def test_a_look_through_a_copy_says_for_what_and_only_for_its_own_certificate(two, folder):
    mine, other = two
    grant = mine.marked()
    looks.note(mine.id, Way.COPY, AT, grant_id=grant)
    looks.note(other.id, Way.COPY, AT, grant_id=grant)
    looking.bring(folder, wall=later())
    assert [(look.grant_id, look.purpose) for look in seen(mine)[0]] == [(grant, "求职应聘")]
    assert [(look.grant_id, look.purpose) for look in seen(other)[0]] == [(None, "")]
    assert queries.grant(mine.holder, grant, TODAY).openings == 1


@pytest.mark.django_db
def test_looks_are_shown_and_kept_for_the_stated_time(held):
    Look.objects.create(certificate_id=held.id, way="page", at=AT, source="x")
    last = AT + timedelta(days=terms.LOOKS_KEPT_DAYS)
    assert seen(held, last.date())[1] == 1
    assert looking.forget(at=last) == 0
    assert seen(held, (last + DAY).date())[1] == 0
    assert looking.forget(at=last + DAY) == 1
    assert not Look.objects.filter(certificate_id=held.id).exists()
