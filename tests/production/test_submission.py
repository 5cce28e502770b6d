"""Submission: refused whole or taken whole, the good rows alone where asked, the same file once (N9)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT, accepted, sample, submitted
from tests.production.agency_files import Sent, at_once, holdings, said, submit
from yinxin.catalogue import queries as catalogue
from yinxin.duties.models import Duty
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.production import queries, submission
from yinxin.production.intake.findings import Level
from yinxin.production.models import Batch, BatchRow
from yinxin.production.states import BatchState
from yinxin.production.submission import Faulty, exclude, give_back, owed_people, withdraw
from yinxin.register.files import FolderStore


def part():
    return next(p for p in catalogue.exam("SW2026").parts if p.agency_name.startswith("安徽"))


def duty(clause: str, subject: str, number: int) -> Duty:
    return Duty.objects.get(clause=clause, subject=subject, subject_id=number)


def owes() -> bool:
    return duty("N9.2", "exam_agency", part().id).discharged_at is None


@pytest.fixture
def faulty(tmp_path):
    """Six rows, two of which are wrong."""
    sent = Sent(tmp_path, 6, seed=501)
    sent.rows[1]["性别"] = "X"
    sent.photos.pop(sent.rows[4]["照片文件名"])
    return sent


def test_a_faulty_file_is_refused_whole_and_nothing_is_stored(cast, faulty, tmp_path):
    before, store = holdings(), FolderStore(tmp_path / "store")
    with pytest.raises(Faulty) as refusal:
        submit(cast, *faulty.write(), store=store)
    assert list(store.keys()) == []
    assert {finding.row for finding in refusal.value.examined.errors} == {3, 6}
    assert holdings() == before
    assert not refusal.value.examined.photos.exists(), "the unpacked photos are thrown away"


def test_the_good_rows_go_ahead_when_the_agency_says_so_and_the_rest_stays_owed(cast, faulty):
    owed = owed_people(part())
    done = submit(cast, *faulty.write(), partial=True)
    assert (done.taken, done.left_out, done.repeated) == (4, 2, 0)
    assert list(
        BatchRow.objects.filter(batch_id=done.batch_id).order_by("row").values_list("row", flat=True)
    ) == [
        2,
        4,
        5,
        7,
    ]
    assert owed_people(part()) == owed - 4
    assert owes()


def test_the_corrected_whole_file_brings_only_what_was_mended(cast, faulty):
    good = Sent(faulty.folder, 6, seed=501)
    submit(cast, *faulty.write("初稿"), partial=True)
    done = submit(cast, *good.write("更正"))
    assert (done.taken, done.left_out, done.repeated) == (2, 0, 4)
    assert set(BatchRow.objects.filter(batch_id=done.batch_id).values_list("row", flat=True)) == {3, 6}


def test_a_file_that_brings_nothing_new_is_told_of_the_batch(cast, tmp_path):
    sent = Sent(tmp_path, 3, seed=502)
    first = submit(cast, *sent.write("一"))
    sent.rows[0]["序号"] = "1001"  # another file with the same people: the serial number is no content
    with pytest.raises(AlreadyDone) as refusal:
        submit(cast, *sent.write("二"))
    assert refusal.value.facts["batch"] == first.batch_id


def test_the_same_file_twice_is_already_done_and_names_its_batch(cast):
    table, photos = sample(3, seed=503)
    first = submit(cast, table, photos)
    before = holdings()
    with pytest.raises(AlreadyDone) as refusal:
        submit(cast, table, photos)
    assert refusal.value.facts["batch"] == first.batch_id
    assert holdings() == before


def test_two_who_submit_the_same_file_at_once_make_one_batch(committed):
    from tests.cast import found_cast

    cast = found_cast()
    table, photos = sample(3, seed=504)
    one, two = at_once(*[lambda: submit(cast, table, photos)] * 2)
    done, late = (one, two) if isinstance(two, AlreadyDone) else (two, one)
    assert isinstance(late, AlreadyDone), (one, two)
    assert late.facts["batch"] == done.batch_id
    assert Batch.objects.filter(file=Batch.objects.get(id=done.batch_id).file).count() == 1


def test_two_files_at_once_with_the_same_people_never_bring_them_twice(committed, tmp_path):
    from tests.cast import found_cast

    cast = found_cast()
    sent = Sent(tmp_path, 3, seed=505)
    first = sent.write("一")
    sent.rows[0]["序号"] = "1001"
    second = sent.write("二")
    outcomes = at_once(lambda: submit(cast, *first), lambda: submit(cast, *second))
    done = [o for o in outcomes if isinstance(o, submission.Submitted)]
    # Where the first is entered between two look-ups of the second, its rows are findings and not repetitions.
    late = [o for o in outcomes if isinstance(o, WrongState | AlreadyDone | submission.Faulty)]
    assert (len(done), len(late)) == (1, 1), outcomes


def test_the_last_two_parts_at_once_discharge_the_duty_between_them(committed, tmp_path):
    """Each would count without the other, and the duty would stay open with nobody owed."""
    from tests.cast import found_cast

    cast = found_cast()
    files = [Sent(tmp_path, 2, seed=seed).write(f"{seed}") for seed in (506, 507)]
    exclude(exam_code="SW2026", count=owed_people(part()) - 4, reason="另案核查，不提交", by=cast.data, at=AT)
    assert owes()
    outcomes = at_once(*[lambda f=f: submit(cast, *f) for f in files])
    try:
        assert all(isinstance(o, submission.Submitted) for o in outcomes), outcomes
        assert owed_people(part()) == 0
        assert not owes()
    finally:
        for outcome in outcomes:
            withdraw(batch_id=outcome.batch_id, reason="测试后撤回", by=cast.check, at=AT)
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("update catalogue_exam_agency set excluded = 0")
    assert owes()


def test_the_database_itself_refuses_a_second_living_batch_of_one_file(cast):
    batch = Batch.objects.get(id=submitted(cast, seed=508))
    batch.pk = None
    with pytest.raises(IntegrityError, match="batch_file_once"), transaction.atomic():
        batch.save(force_insert=True)


def test_without_photos_nothing_is_submitted(cast):
    table, _ = sample(2, seed=509)
    before = holdings()
    with pytest.raises(Incomplete, match="照片"):
        submit(cast, table, None)
    assert holdings() == before


def test_an_agency_outside_the_exam_finds_nothing(cast):
    from yinxin.catalogue.models import ExamAgency

    ExamAgency.objects.filter(agency_id=cast.other_data.organisation_id).delete()
    with pytest.raises(NotFound):
        submit(cast, *sample(2, seed=510), by=cast.other_data)


@pytest.mark.parametrize("who", ["check", "maker", "counter", "auditor", "supervisor"])
def test_only_the_agencys_data_role_submits(cast, who):
    before = holdings()
    with pytest.raises(NotPermitted, match="考试机构数据员"):
        submit(cast, *sample(2, seed=511), by=getattr(cast, who))
    assert holdings() == before


@pytest.mark.parametrize(
    ("end", "who", "state", "kind"),
    [
        (withdraw, "check", BatchState.WITHDRAWN, "batch.withdrawn"),
        (give_back, "maker", BatchState.RETURNED, "batch.returned"),
        (give_back, "checker", BatchState.RETURNED, "batch.returned"),
    ],
)
def test_a_batch_taken_back_frees_its_file_and_is_owed_again(cast, end, who, state, kind):
    table, photos = sample(2, seed=512)
    exclude(exam_code="SW2026", count=owed_people(part()) - 2, reason="另案核查，不提交", by=cast.data, at=AT)
    batch = submit(cast, table, photos).batch_id
    assert not owes()
    end(batch_id=batch, reason="照片有误，更正后再报", by=getattr(cast, who), at=AT)
    view = queries.batch(batch, cast.data)
    assert (view.state, view.ended_reason, view.turn) == (state, "照片有误，更正后再报", ())
    assert said("batch", batch) == ["batch.received", kind]
    assert owes()
    assert duty("N10", "batch", batch).discharged_by == kind
    again = submit(cast, table, photos)
    assert again.batch_id != batch
    assert again.taken == 2


def test_a_batch_that_was_accepted_cannot_be_taken_back(cast):
    batch = accepted(cast, seed=513)
    for end, by in ((withdraw, cast.check), (give_back, cast.maker)):
        with pytest.raises(WrongState):
            end(batch_id=batch, reason="照片有误，更正后再报", by=by, at=AT)
    assert queries.batch(batch, cast.data).state is BatchState.MAKING
    assert duty("N10", "batch", batch).discharged_at is None


@pytest.mark.parametrize("reason", ["", "   ", "错"])
def test_taking_back_needs_a_reason(cast, reason):
    batch = submitted(cast, seed=514)
    with pytest.raises(Incomplete, match="原因"):
        withdraw(batch_id=batch, reason=reason, by=cast.check, at=AT)
    assert said("batch", batch) == ["batch.received"]


@pytest.mark.parametrize(
    ("who", "refusal"), [("other_data", NotFound), ("data", NotPermitted), ("maker", NotPermitted)]
)
def test_only_its_own_agencys_checker_withdraws(cast, who, refusal):
    batch = submitted(cast, seed=515)
    with pytest.raises(refusal):
        withdraw(batch_id=batch, reason="照片有误，更正后再报", by=getattr(cast, who), at=AT)


def test_leaving_the_last_people_out_with_a_reason_discharges_the_duty(cast):
    owed = owed_people(part())
    exclude(exam_code="SW2026", count=owed - 1, reason="成绩复核中", by=cast.data, at=AT)
    assert owes()
    exclude(exam_code="SW2026", count=1, reason="成绩无效", by=cast.data, at=AT)
    assert owed_people(part()) == 0
    assert duty("N9.2", "exam_agency", part().id).discharged_by == "exam.people_excluded"
    assert said("exam_agency", part().id)[-2:] == ["exam.people_excluded"] * 2


@pytest.mark.parametrize(
    ("count", "reason"), [(0, "成绩复核中"), (-3, "成绩复核中"), (10**6, "成绩复核中"), (1, " ")]
)
def test_nobody_is_left_out_without_reason_or_beyond_the_list(cast, count, reason):
    before, lines = part(), said("exam_agency", part().id)
    with pytest.raises(Incomplete, match="原因"):
        exclude(exam_code="SW2026", count=count, reason=reason, by=cast.data, at=AT)
    assert (part(), said("exam_agency", part().id)) == (before, lines)


def test_the_duty_to_make_runs_from_the_day_of_receipt(cast):
    batch = submitted(cast, seed=516)
    opened = duty("N10", "batch", batch)
    assert (opened.opened_on, opened.discharged_at) == (AT.date(), None)
    assert (
        opened.due_on.isoformat() == "2026-10-16"
    )  # twenty working days, over two holidays and two make-up days


def test_flags_are_kept_with_the_batch_and_block_nothing(cast, tmp_path):
    from datetime import date

    from yinxin.kernel.clause import Clause
    from yinxin.register.standing import StandingKind, enter

    sent = Sent(tmp_path, 3, seed=517)
    row = next(r for r in sent.rows if r["证件类型"] == "居民身份证")
    enter(
        kind=StandingKind.RECORDED,
        id_kind="111",
        id_number=row["证件号码"],
        qualification_id=None,
        since=date(2026, 1, 1),
        until=None,
        basis="诚信档案",
        clause=Clause("A1.3b"),
        by=cast.maker,
        at=AT,
    )
    done = submit(cast, *sent.write())
    assert done.taken == 3
    flags = queries.batch(done.batch_id, cast.data).flags
    assert [(flag.row, flag.code) for flag in flags if flag.level is Level.FLAG] == [
        (sent.rows.index(row) + 2, "integrity_record")
    ]
    assert row["证件号码"] not in str(flags), "a number is masked wherever it is kept in the open"


def test_what_waits_is_encrypted(cast, tmp_path):
    sent = Sent(tmp_path, 2, seed=518)
    batch = submit(cast, *sent.write()).batch_id
    for row in BatchRow.objects.filter(batch_id=batch):
        for person in sent.rows:
            assert person["姓名"].encode() not in bytes(row.sealed)
            assert person["证件号码"].encode() not in bytes(row.sealed)
