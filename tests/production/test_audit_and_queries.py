"""The audit names every batch that differs; the lists show each person their own territory."""

from __future__ import annotations

import pytest

from tests.cast import accepted, made, released, submitted
from yinxin.kernel.refusal import NotFound
from yinxin.production import queries
from yinxin.production.audit import audit
from yinxin.production.models import Batch
from yinxin.production.states import BatchState
from yinxin.register.files import files


def found(batch: int) -> list[str]:
    return [str(d.words) for d in audit(files()) if (d.where, d.number) == ("production_batch", batch)]


@pytest.mark.parametrize("walk", [submitted, accepted, made, released])
def test_a_batch_that_went_its_way_differs_in_nothing(cast, walk):
    assert found(walk(cast, seed=951)) == []


@pytest.mark.parametrize(
    ("walk", "sql", "words"),
    [
        (made, "update production_batch set state = 'released' where id = %s", "登记状态为released"),
        (submitted, "update production_batch set state = 'making' where id = %s", "登记状态为making"),
        (accepted, "update production_batch set rows = rows + 1 where id = %s", "批次有5行，证书却有4本"),
        (
            accepted,
            "update register_certificate set batch_id = -1 where id = (select max(id) from register_certificate where batch_id = %s)",
            "批次有4行，证书却有3本",
        ),
    ],
)
def test_an_edit_behind_the_programs_back_is_named(cast, behind_the_back, walk, sql, words):
    batch = walk(cast, seed=952)
    behind_the_back(sql, batch)
    assert any(words in text for text in found(batch)), found(batch)


@pytest.mark.parametrize("which", ["file", "photos", "manifest"])
def test_a_file_that_vanished_is_named(cast, which):
    batch = released(cast, seed=953 + len(which))
    files().remove(getattr(Batch.objects.get(id=batch), which))
    assert any("不见了" in text for text in found(batch))


def test_another_agency_sees_neither_the_batch_nor_that_there_is_one(cast):
    batch = submitted(cast, seed=971)
    with pytest.raises(NotFound):
        queries.batch(batch, cast.other_data)
    with pytest.raises(NotFound):
        queries.batch(10**9, cast.data)
    assert batch not in [view.id for view in queries.batches_for(cast.other_data)]


@pytest.mark.parametrize("who", ["data", "check", "maker", "checker", "auditor", "supervisor"])
def test_the_agency_and_the_whole_country_see_it(cast, who):
    batch = submitted(cast, seed=972)
    assert queries.batch(batch, getattr(cast, who)).rows == 4
    assert batch in [view.id for view in queries.batches_for(getattr(cast, who))]


def test_lists_can_be_narrowed_to_a_state(cast):
    waiting, out = submitted(cast, seed=973), released(cast, seed=974)
    assert {v.id for v in queries.batches_for(cast.maker, state=BatchState.RECEIVED)} >= {waiting}
    assert out not in {v.id for v in queries.batches_for(cast.maker, state=BatchState.RECEIVED)}


def test_progress_counts_certificates(cast):
    batch = accepted(cast, seed=975)
    assert (queries.progress(batch).made, queries.progress(batch).total, queries.progress(batch).percent) == (
        0,
        4,
        0,
    )
    assert queries.waiting_chunks(batch) == 1
    assert queries.progress(10**9).percent == 0
