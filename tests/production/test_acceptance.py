"""Acceptance: by another person, once, with numbers without gaps, all or nothing (N10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import orjson
import pytest
from django.db import transaction

from config.workshop import keyring
from tests.cast import AT, CHINA, accepted, submitted
from tests.production.agency_files import Sent, at_once, holdings, said, submit
from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.parties.queries import body
from yinxin.production import queries
from yinxin.production.acceptance import accept
from yinxin.production.exam_facts import exam_facts
from yinxin.production.models import Batch, BatchRow, Chunk
from yinxin.production.states import BatchState
from yinxin.production.submission import ROW
from yinxin.register import queries as register
from yinxin.register.models import Certificate
from yinxin.register.vault import vault

TEMPLATE = "{year}{province}{exam}{serial:05}"


def take(batch: int, by, at=AT):
    return accept(batch_id=batch, keyring=keyring(), by=by, at=at)


def test_accepting_opens_every_certificate_with_both_copies_ordered(cast):
    batch = submitted(cast, count=5, seed=601)
    ids = take(batch, cast.maker)
    assert len(ids) == register.count_of_batch(batch) == 5
    for number in ids:
        view = register.certificate(number, cast.maker)
        assert (view.state, view.electronic_state, view.paper_state) == ("prepared", "ordered", "ordered")
        assert view.seals == tuple(keyring().seal(o, AT.date()).id for o in view.face.sealed_by)
        assert said("certificate", number) == ["certificate.opened"]
    assert said("batch", batch) == ["batch.received", "batch.accepted"]
    assert [(c.first, c.last) for c in Chunk.objects.filter(batch_id=batch)] == [(ids[0], ids[-1])]


def test_who_submitted_a_batch_does_not_accept_it(cast):
    batch = submitted(cast, seed=602)
    Batch.objects.filter(id=batch).update(submitted_by=cast.maker.account_id)
    before = holdings()
    with pytest.raises(NotPermitted, match="另一人"):
        take(batch, cast.maker)
    assert holdings() == before


@pytest.mark.parametrize("who", ["data", "check", "checker", "auditor", "supervisor"])
def test_only_the_centres_maker_accepts(cast, who):
    batch = submitted(cast, seed=603)
    with pytest.raises(NotPermitted, match="制证员"):
        take(batch, getattr(cast, who))
    assert queries.batch(batch, cast.maker).state is BatchState.RECEIVED


def test_a_batch_is_accepted_once(cast):
    batch = accepted(cast, seed=604)
    before = holdings()
    with pytest.raises(WrongState):
        take(batch, cast.maker)
    assert holdings() == before


def test_two_who_accept_at_once_open_the_certificates_once(committed):
    from tests.cast import found_cast

    cast = found_cast()
    batch = submitted(cast, seed=605)
    outcomes = at_once(*[lambda: take(batch, cast.maker)] * 3)
    assert sorted(type(o).__name__ for o in outcomes) == ["WrongState", "WrongState", "range"], outcomes
    assert register.count_of_batch(batch) == 4


def provincial(cast, tmp_path, count: int, *, seed: int, name: str) -> int:
    """A batch of an exam whose numbers the province gives: its rows bring none."""
    exams.enter(
        code="AH26",
        qualification="social-worker",
        regime="provincial_exam",
        year=2026,
        name="安徽省社会工作员考试",
        name_en="",
        days=(date(2026, 6, 13), date(2026, 6, 14)),
        levels=("初级", "中级"),
        number_template=TEMPLATE,
        by=cast.maker,
        at=AT,
    )
    exams.assign(
        exam_id=catalogue.exam("AH26").id,
        agency_id=cast.data.organisation_id,
        passed=None,
        by=cast.maker,
        at=AT,
    )
    exam = catalogue.exam("AH26")
    facts = replace(exam_facts(exam, body(cast.data.organisation_id)), results_on=None)
    sent = Sent(tmp_path, count, seed=seed, exam=facts)
    return submit(cast, *sent.write(name), exam="AH26").batch_id


def numbers(batch: int) -> list[str]:
    return list(
        Certificate.objects.filter(batch_id=batch).order_by("row").values_list("management_number", flat=True)
    )


def test_a_province_gives_its_numbers_itself_without_a_gap(cast, tmp_path):
    first = provincial(cast, tmp_path, 3, seed=606, name="一")
    second = provincial(cast, tmp_path, 2, seed=607, name="二")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take(first, cast.maker)
        raise ZeroDivisionError  # an act that fails gives its numbers back
    take(second, cast.maker)
    take(first, cast.maker)
    assert numbers(second) == ["202634AH2600001", "202634AH2600002"]
    assert numbers(first) == ["202634AH2600003", "202634AH2600004", "202634AH2600005"]


def test_rows_without_number_wait_where_no_template_is_set(cast, tmp_path):
    batch = provincial(cast, tmp_path, 2, seed=608, name="三")
    from yinxin.catalogue.models import Exam

    Exam.objects.filter(code="AH26").update(number_template="")
    before = holdings()
    with pytest.raises(Incomplete, match="编号规则"):
        take(batch, cast.maker)
    assert holdings() == before
    assert queries.batch(batch, cast.maker).state is BatchState.RECEIVED


def give_number(batch: int, number: str) -> None:
    """Put a number into a waiting row, as if another batch had been examined before this one was submitted."""
    row = BatchRow.objects.filter(batch_id=batch).order_by("row")[1]
    fields = orjson.loads(vault().open(bytes(row.sealed), ROW))
    fields["management_number"] = number
    BatchRow.objects.filter(id=row.pk).update(sealed=vault().close(orjson.dumps(fields), ROW))


def test_a_number_that_was_taken_meanwhile_opens_nothing(cast):
    first = accepted(cast, seed=609)
    second = submitted(cast, seed=610)
    give_number(second, numbers(first)[0])
    before = holdings()
    with pytest.raises(WrongState, match="管理号"):
        take(second, cast.maker)
    assert holdings() == before
    assert queries.batch(second, cast.maker).state is BatchState.RECEIVED
    assert said("batch", second) == ["batch.received"]


def test_without_a_valid_seal_nothing_changes(cast):
    batch = submitted(cast, seed=611)
    before = holdings()
    with pytest.raises(WrongState, match="印章"):
        take(batch, cast.maker, datetime(2060, 1, 5, tzinfo=CHINA))
    assert holdings() == before


def test_the_certificate_says_what_the_row_said(cast, tmp_path):
    sent = Sent(tmp_path, 3, seed=612)
    batch = submit(cast, *sent.write()).batch_id
    ids = take(batch, cast.maker)
    for number, row in zip(ids, sent.rows, strict=True):
        face = register.certificate(number, cast.maker).face
        assert (face.name, face.sex, face.id_number, face.management_number, face.level, face.approved_on) == (
            row["姓名"], row["性别"], row["证件号码"], row["管理号"], row["级别"], row["批准日期"],
        )  # fmt: skip
        assert face.born == row["出生日期"][:7]
