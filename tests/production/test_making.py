"""Making: the same intent gives the same bytes, and who lost the lease writes nothing (N10)."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.workshop import workshop
from tests.cast import AT, accepted, made, submitted
from tests.production.agency_files import at_once, said
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import NotPermitted, WrongState
from yinxin.production import crew, making, queries
from yinxin.production.acceptance import accept
from yinxin.production.models import Chunk
from yinxin.production.restart import restart
from yinxin.production.states import BatchState
from yinxin.register import making as register
from yinxin.register.files import FolderStore, files
from yinxin.register.models import ElectronicCopy
from yinxin.register.workshop import make


def clock():
    return AT


def step(batch: int, shop=None) -> bool:
    return making.step(shop or workshop(), batch_id=batch, clock=clock)


def in_chunks(cast, monkeypatch, count: int, size: int, *, seed: int) -> int:
    from yinxin.production import acceptance

    monkeypatch.setattr(acceptance, "CHUNK_SIZE", size)
    return accepted(cast, count=count, seed=seed)


def silent(batch: int) -> None:
    """Let the lease on a batch's chunks run out, as when their worker was killed a while ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update production_chunk set leased_until = now() - interval '1 second' where batch_id = %s",
            [batch],
        )


def make_all(claim: making.Claim, shop) -> list[register.Made]:
    return [make(intent, shop) for intent in register.intents(claim.first, claim.last)]


def recorded(batch: int) -> list[str]:
    copies = ElectronicCopy.objects.filter(certificate__batch_id=batch, digest__isnull=False).order_by("id")
    return [bytes(copy.digest).hex() for copy in copies]


class Broken(FolderStore):
    """A store whose disk fails."""

    def put(self, data: bytes) -> str:
        raise OSError("no space left on device")


@pytest.fixture
def broken(tmp_path):
    class ReadsWell(Broken):
        def get(self, key: str) -> bytes:
            return files().get(key)

    return replace(workshop(), store=ReadsWell(tmp_path))


def test_the_same_intent_gives_the_same_bytes(cast, tmp_path):
    batch = accepted(cast, seed=701)
    claim = making.claim_chunk(batch_id=batch)

    class Elsewhere(FolderStore):
        def get(self, key: str) -> bytes:
            return files().get(key)

    first = make_all(claim, replace(workshop(), store=Elsewhere(tmp_path / "a")))
    second = make_all(claim, replace(workshop(), store=Elsewhere(tmp_path / "b")))
    assert first == second
    assert len({one.digest for one in first}) == 4


def test_what_is_recorded_lies_in_the_store_under_its_digest(cast):
    batch = made(cast, seed=702)
    for key in recorded(batch):
        assert digest(files().get(key)) == key
    assert said("batch", batch) == ["batch.received", "batch.accepted", "batch.made"]


def test_a_chunk_is_claimed_by_one_worker_at_a_time(cast):
    batch = accepted(cast, seed=703)
    assert making.claim_chunk(batch_id=batch)
    assert making.claim_chunk(batch_id=batch) is None


def test_a_chunk_whose_lease_ran_out_is_taken_over(cast):
    batch = accepted(cast, seed=704)
    first = making.claim_chunk(batch_id=batch)
    silent(batch)
    second = making.claim_chunk(batch_id=batch)
    assert (second.chunk_id, second.first, second.last) == (first.chunk_id, first.first, first.last)
    assert second.lease != first.lease


@pytest.mark.parametrize("order", ["late one last", "late one first"])
def test_the_first_worker_writes_nothing_once_the_second_holds_the_chunk(cast, order):
    batch = accepted(cast, seed=705)
    first = making.claim_chunk(batch_id=batch)
    work = make_all(first, workshop())
    silent(batch)
    second = making.claim_chunk(batch_id=batch)
    claims = [second, first] if order == "late one last" else [first, second]
    for claim in claims:
        before = recorded(batch)
        making.finish(claim, work, at=AT)
        assert (recorded(batch) == before) is (claim is first)
    lines = [said("electronic_copy", copy.copy_id) for copy in work]
    assert lines == [["electronic_copy.made"]] * 4
    assert said("chunk", first.chunk_id) == ["chunk.made"]


def test_the_late_worker_cannot_give_back_what_another_holds(cast):
    batch = accepted(cast, seed=706)
    first = making.claim_chunk(batch_id=batch)
    silent(batch)
    second = making.claim_chunk(batch_id=batch)
    making.give_back(first, trouble="too late", at=AT)
    chunk = Chunk.objects.get(id=first.chunk_id)
    assert (chunk.lease, chunk.trouble) == (second.lease, "")


def test_finishing_locks_the_chunk_before_it_looks(cast):
    batch = accepted(cast, seed=707)
    claim = making.claim_chunk(batch_id=batch)
    work = make_all(claim, workshop())
    with CaptureQueriesContext(connection) as seen:
        making.finish(claim, work, at=AT)
    first_look = next(q["sql"] for q in seen.captured_queries if "production_chunk" in q["sql"])
    assert "FOR UPDATE" in first_look


def test_a_chunk_that_fails_is_tried_again_then_stops_and_says_why(cast, broken, caplog):
    caplog.set_level(logging.CRITICAL, "yinxin.production.making")
    batch = accepted(cast, seed=708)
    for _ in range(making.ATTEMPTS):
        assert queries.progress(batch).stuck == 0
        assert step(batch, broken)
    progress = queries.progress(batch)
    assert (progress.made, progress.stuck) == (0, 1)
    assert "no space left" in progress.trouble
    assert not step(batch, broken), "a stuck chunk waits for a person"
    chunk = Chunk.objects.get(batch_id=batch)
    assert said("chunk", chunk.pk) == ["chunk.stuck"]
    assert recorded(batch) == []
    assert queries.batch(batch, cast.maker).state is BatchState.MAKING


@pytest.mark.parametrize("who", ["data", "checker", "auditor"])
def test_only_the_maker_restarts(cast, who):
    batch = accepted(cast, seed=709)
    with pytest.raises(NotPermitted):
        restart(batch_id=batch, by=getattr(cast, who), at=AT)


def test_a_restarted_chunk_is_made(cast, broken, caplog):
    caplog.set_level(logging.CRITICAL, "yinxin.production.making")
    batch = accepted(cast, seed=710)
    while step(batch, broken):
        pass
    assert restart(batch_id=batch, by=cast.maker, at=AT) == 1
    with pytest.raises(WrongState):
        restart(batch_id=batch, by=cast.maker, at=AT)
    assert step(batch)
    assert len(recorded(batch)) == 4
    assert queries.batch(batch, cast.maker).state is BatchState.MADE
    assert said("chunk", Chunk.objects.get(batch_id=batch).pk) == [
        "chunk.stuck",
        "chunk.restarted",
        "chunk.made",
    ]


def test_one_bad_chunk_stops_neither_the_worker_nor_the_others(cast, monkeypatch, caplog):
    """A seal that is not in the ring, a face that cannot be opened: whatever it is, it is one chunk's trouble."""
    caplog.set_level(logging.CRITICAL, "yinxin.production.making")
    batch = in_chunks(cast, monkeypatch, 6, 2, seed=711)
    bad = Chunk.objects.filter(batch_id=batch).order_by("id")[1]
    ElectronicCopy.objects.filter(certificate_id=bad.first).update(seals="no-such-seal")
    steps = 0
    while step(batch):
        steps += 1
        assert steps < 10
    progress = queries.progress(batch)
    assert (progress.made, progress.stuck) == (4, 1)
    assert "no-such-seal" in progress.trouble


def test_a_photo_that_vanished_stops_its_chunk_with_words(cast, caplog):
    caplog.set_level(logging.CRITICAL, "yinxin.production.making")
    batch = accepted(cast, count=1, seed=712)
    intent = register.intents(*Chunk.objects.filter(batch_id=batch).values_list("first", "last")[0])[0]
    files().remove(intent.face.photo)
    while step(batch):
        pass
    assert "文件不在文件库中" in queries.progress(batch).trouble


def test_an_electronic_copy_is_recorded_once(cast):
    batch = made(cast, seed=713)
    copy = ElectronicCopy.objects.filter(certificate__batch_id=batch).first()
    with pytest.raises(WrongState):
        register.record_made([register.Made(copy.pk, "0" * 64, 1)], by=cast.maker, at=AT)


def test_a_batch_closes_only_when_every_chunk_is_done(cast, monkeypatch):
    batch = in_chunks(cast, monkeypatch, 4, 2, seed=714)
    assert step(batch)
    assert not making.close_batch(batch, at=AT)
    assert queries.progress(batch).percent == 50
    assert step(batch)
    assert queries.batch(batch, cast.maker).state is BatchState.MADE
    assert not making.close_batch(batch, at=AT), "closing twice changes nothing"


def test_the_last_two_chunks_done_at_once_close_the_batch_once(committed, monkeypatch):
    from tests.cast import found_cast

    for seed in range(715, 720):
        batch = in_chunks(found_cast(), monkeypatch, 2, 1, seed=seed)
        claims = [making.claim_chunk(batch_id=batch) for _ in range(2)]
        work = [make_all(claim, workshop()) for claim in claims]
        outcomes = at_once(
            *[lambda c=c, w=w: making.finish(c, w, at=AT) for c, w in zip(claims, work, strict=True)]
        )
        assert outcomes == [None, None]
        assert said("batch", batch).count("batch.made") == 1
        assert said("batch", batch)[-1] == "batch.made"


def test_two_processes_make_a_batch_together(committed, monkeypatch):
    """The helper is a process of its own: it must find this test's database."""
    from tests.cast import found_cast

    main = connection.settings_dict
    monkeypatch.setenv("DATABASE_URL", f"postgresql://postgres@/{main['NAME']}?host={main['HOST']}")
    batch = in_chunks(found_cast(), monkeypatch, 12, 2, seed=721)
    told: list[int] = []
    crew.make_batch(batch, workshop(), workers=2, clock=clock, tell=told.append)
    assert told[-1] == 12
    assert told == sorted(told)
    assert len(set(recorded(batch))) == 12
    assert said("batch", batch)[-1] == "batch.made"


def test_the_crew_comes_back_when_all_that_is_left_is_stuck(cast, broken, caplog):
    caplog.set_level(logging.CRITICAL, "yinxin.production.making")
    batch = accepted(cast, seed=722)
    crew.make_batch(batch, broken, workers=1, clock=clock)
    assert queries.progress(batch).stuck == 1
    assert queries.batch(batch, cast.maker).state is BatchState.MAKING


def test_a_seal_that_ended_before_the_batch_was_accepted_is_refused_then_and_not_later(cast):
    """The signature states the moment of acceptance, however late its file is made."""
    batch = submitted(cast, seed=723)
    from config.workshop import keyring

    accept(batch_id=batch, keyring=keyring(), by=cast.maker, at=AT)
    signed = set(
        ElectronicCopy.objects.filter(certificate__batch_id=batch).values_list("signed_at", flat=True)
    )
    assert signed == {AT}
