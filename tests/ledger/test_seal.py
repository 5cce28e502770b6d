"""Sealing: consecutive places, signed roots, and never past an open transaction."""

from __future__ import annotations

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, transaction

from config.workshop import check_checkpoint, sign_checkpoint
from yinxin.kernel.merkle import leaf_hash, root_of
from yinxin.ledger.audit import audit
from yinxin.ledger.models import Checkpoint, Entry, Leaf
from yinxin.ledger.record import Line, entry_digest, record, record_many
from yinxin.ledger.seal import seal
from yinxin.verification.reader import conninfo

NOON = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
INSERT = """insert into ledger_entry (at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest)
            values (%s, 'late.line', '', 0, 0, 'thing', %s, '{}', '', %s) returning id"""


def seal_now():
    return seal(sign=sign_checkpoint, at=NOON)


def line(number: int) -> Line:
    return Line("thing.done", None, 0, 0, "thing", number, NOON, {})


def test_new_entries_get_consecutive_places_under_a_signed_root(committed):
    before = seal_now().size
    with transaction.atomic():
        record_many(line(number) for number in range(5))
    sealed = seal_now()
    assert (sealed.added, sealed.size) == (5, before + 5)
    leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("index")]
    assert [leaf.index for leaf in Leaf.objects.order_by("index")] == list(range(sealed.size))
    assert root_of(leaves) == sealed.root
    checkpoint = Checkpoint.objects.get(size=sealed.size)
    assert check_checkpoint(checkpoint.note, sealed.size, sealed.root)
    assert not check_checkpoint(checkpoint.note, sealed.size + 1, sealed.root)


def test_sealing_twice_changes_nothing(committed):
    first = seal_now()
    assert seal_now() == type(first)(0, first.size, first.root)


def test_sealing_waits_for_a_transaction_that_is_still_open(committed):
    seal_now()
    plain = (
        conninfo()
        .replace("role=yinxin_verify", "role=yinxin_app")
        .replace("default_transaction_read_only=on", "x.y=1")
    )
    with psycopg.connect(plain) as slow:
        digest = entry_digest(NOON, "late.line", "", 0, 0, "thing", 901, "{}", b"")
        early = slow.execute(INSERT, [NOON, 901, digest]).fetchone()[0]
        with transaction.atomic():
            record(line(902))
        late = Entry.objects.get(subject_id=902, subject="thing").pk
        assert early < late
        assert seal_now().added == 0, "the later entry must not be sealed before the earlier one is decided"
        slow.commit()
    assert seal_now().added == 2
    places = dict(Leaf.objects.filter(entry_id__in=[early, late]).values_list("entry_id", "index"))
    assert places[late] == places[early] + 1


def test_a_transaction_that_fails_leaves_no_gap(committed):
    size = seal_now().size
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(line(903))
        raise ZeroDivisionError
    with transaction.atomic():
        record(line(904))
    assert seal_now().size == size + 1


def test_concurrent_writers_and_sealers_lose_and_double_nothing(committed):
    seal_now()
    wrong: list[BaseException] = []

    def work(act) -> None:
        try:
            act()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    def write(thread: int) -> None:
        for number in range(20):
            with transaction.atomic():
                record(line(10_000 + 100 * thread + number))

    acts = [lambda t=t: write(t) for t in range(4)] + [lambda: [seal_now() for _ in range(10)]] * 2
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_now()
    assert not wrong
    written = Entry.objects.filter(subject="thing", subject_id__gte=10_000)
    assert written.count() == 80
    assert Leaf.objects.filter(entry__in=written).count() == 80
    assert list(audit(check_note=check_checkpoint)) == []


def test_a_restored_database_whose_transactions_count_anew_is_sealed_all_the_same(committed):
    seal_now()
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(
            "update ledger_checkpoint set horizon = horizon + 1000000000 where size = (select max(size) from ledger_checkpoint)"
        )
        cursor.execute("set session_replication_role = origin")
    with transaction.atomic():
        record(line(905))
    assert list(audit(check_note=check_checkpoint)) == [], "before the next sealing nobody cries wolf"
    assert seal_now().added == 1
    with transaction.atomic():
        record(line(907))
    assert list(audit(check_note=check_checkpoint)) == [], "nor after it"


def test_a_leaf_is_the_hash_of_the_entrys_digest(committed):
    with transaction.atomic():
        record(line(906))
    seal_now()
    entry = Entry.objects.get(subject_id=906, subject="thing")
    assert bytes(entry.leaf.hash) == leaf_hash(bytes(entry.digest))
