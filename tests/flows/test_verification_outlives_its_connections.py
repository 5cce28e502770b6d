"""Verification goes on when the database drops its connections, and says so when there is no database (N22.1)."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection

from tests.cast import AT
from yinxin.production import queries
from yinxin.register import queries as register
from yinxin.register.vault import vault
from yinxin.verification import answers
from yinxin.verification.reader import Reader, Unavailable, conninfo, reader
from yinxin.verification.verdicts import Verdict


@pytest.fixture
def known(cast):
    """The three things on a certificate that everybody may verify, and its match key."""
    line = register.of_batch(queries.batches_for(cast.checker)[-1].id, cast.checker)[0]
    face = register.certificate(line.id, cast.checker).face
    return (face.management_number, face.name, face.id_number)


def drop_connections() -> int:
    """End every connection of verification from the server's side, as a restart would."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(pg_terminate_backend(pid, 2000)) from pg_stat_activity
               where application_name = 'yinxin-verify' and datname = current_database()"""
        )
        return cursor.fetchone()[0]


def test_a_connection_that_was_dropped_is_made_anew_and_nobody_notices(known):
    for _ in range(3):
        assert answers.by_match(*known, at=AT).verdict is Verdict.VALID
        assert drop_connections() >= 1


def test_threads_at_once_get_their_answers_and_leave_their_connections_behind(known):
    own, key = Reader(conninfo()), vault().match_key(*known)
    found: list[tuple[object, ...]] = []
    threads = [
        threading.Thread(target=lambda: found.extend(own.match(key) for _ in range(50))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 300
    assert {one[:2] for one in found} == {("valid", None)}
    assert 1 <= len(own._idle) <= 6
    own.close()
    assert not own._idle


def test_one_look_up_and_many_say_the_same(known):
    key = vault().match_key(*known)
    assert reader().match(key)[:2] == ("valid", None)
    assert reader().match(bytes(16)) is None


def test_a_term_comes_back_as_a_day(known, monkeypatch):
    from yinxin.verification import reader as module

    monkeypatch.setattr(
        module,
        "_BY_MATCH",
        module._BY_MATCH.replace("valid_until,", "coalesce(valid_until, date '2027-02-28'),"),
    )
    own = Reader(conninfo())
    assert own.match(vault().match_key(*known))[:2] == ("valid", date(2027, 2, 28))
    own.close()


def test_without_a_database_every_look_up_says_unavailable():
    nowhere = Reader("host=/nonexistent dbname=none connect_timeout=2")
    with pytest.raises(Unavailable):
        nowhere.match(bytes(16))
    with pytest.raises(Unavailable):
        nowhere.token(bytes(32))
    assert not nowhere.alive()
