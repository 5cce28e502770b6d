"""The waiting room: what is uploaded is examined, shown, submitted when asked, and removed in the end."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from config.workshop import missing_glyphs
from tests.cast import AT, sample
from tests.production.agency_files import Sent, holdings, said
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.production import queries, waiting_room
from yinxin.production.models import BatchRow, Report
from yinxin.production.states import ReportState
from yinxin.register.files import FolderStore, files


def bring(cast, table, photos, *, by=None, name="合格人员.xlsx"):
    return waiting_room.bring(
        exam_code="SW2026",
        file_name=name,
        data=[table.read_bytes()],
        photos=[photos.read_bytes()] if photos else None,
        by=by or cast.data,
        at=AT,
    )


def work(at=AT, store=None) -> bool:
    return waiting_room.step(store=store or files(), glyphs=missing_glyphs, clock=lambda: at)


def ask(cast, report, *, partial=False):
    waiting_room.ask_to_submit(report_id=report, partial=partial, by=cast.data, at=AT)


def test_a_clean_file_walks_from_the_upload_to_a_batch(cast, tmp_path):
    before, store = holdings()["production_batch_row"], FolderStore(tmp_path)
    report = bring(cast, *sample(3, seed=901))
    assert queries.report(report, cast.data).busy
    assert work(store=store)
    view = queries.report(report, cast.data)
    assert (view.state, view.rows, view.good, view.bad) == (ReportState.CHECKED, 3, 3, 0)
    assert holdings()["production_batch_row"] == before
    assert list(store.keys()) == [], "nothing that only waits is in the file store"
    ask(cast, report)
    assert work()
    view = queries.report(report, cast.data)
    assert view.state is ReportState.SUBMITTED
    assert BatchRow.objects.filter(batch_id=view.batch_id).count() == 3
    assert not work(), "nothing is left to do"
    assert said("report", report) == [
        "report.brought", "report.checked", "report.submission_asked", "report.submitted",
    ]  # fmt: skip


def test_a_faulty_file_shows_its_findings_and_lets_the_good_rows_go(cast, tmp_path):
    sent = Sent(tmp_path, 4, seed=902)
    sent.rows[2]["性别"] = "X"
    report = bring(cast, *sent.write())
    work()
    view = queries.report(report, cast.data)
    assert [(f.row, f.field, f.code) for f in view.errors] == [(4, "性别", "sex_unknown")]
    assert (view.good, view.bad) == (3, 1)
    with pytest.raises(Incomplete):
        ask(cast, report)
    ask(cast, report, partial=True)
    work()
    assert queries.report(report, cast.data).state is ReportState.SUBMITTED


def test_a_file_that_cannot_be_read_fails_with_words(cast, tmp_path):
    table, photos = tmp_path / "t.xlsx", tmp_path / "p.zip"
    table.write_bytes(b"this is no workbook")
    photos.write_bytes(b"nor is this an archive")
    report = bring(cast, table, photos)
    assert work()
    view = queries.report(report, cast.data)
    assert view.state is ReportState.FAILED
    what, do = view.trouble
    assert str(what)
    assert str(do)
    assert said("report", report)[-1] == "report.failed"


def test_whatever_a_file_brings_about_the_next_one_has_its_turn(cast, caplog):
    caplog.set_level(logging.CRITICAL, "yinxin.production.waiting_room")
    bad, good = bring(cast, *sample(2, seed=903)), bring(cast, *sample(2, seed=904))
    broken = iter([True, False])

    def glyphs(text):
        if next(broken, False):
            raise ZeroDivisionError
        return missing_glyphs(text)

    for _ in range(2):
        assert waiting_room.step(store=files(), glyphs=glyphs, clock=lambda: AT)
    assert queries.report(bad, cast.data).state is ReportState.FAILED
    assert "系统管理员" in str(queries.report(bad, cast.data).trouble[1])
    assert queries.report(good, cast.data).state is ReportState.CHECKED


def test_a_submission_that_is_refused_keeps_what_was_found_since(cast, tmp_path):
    """Between checking and submitting somebody was barred: the second look finds it."""
    from tests.cast import submitted
    from yinxin.production.models import Batch

    sent = Sent(tmp_path, 3, seed=905)
    report = bring(cast, *sent.write())
    work()
    assert queries.report(report, cast.data).errors == ()
    ask(cast, report)
    other = submitted(cast, count=1, seed=906)
    BatchRow.objects.filter(batch_id=other).update(management_number=sent.rows[1]["管理号"])
    assert Batch.objects.filter(id=other).exists()
    work()
    view = queries.report(report, cast.data)
    assert view.state is ReportState.CHECKED
    assert [(f.row, f.code) for f in view.errors] == [(3, "management_number_duplicate")]
    assert "没有提交任何数据" in str(view.trouble[0])
    assert said("report", report)[-1] == "report.submission_refused"


def test_a_file_that_is_a_batch_already_leads_to_it(cast):
    table, photos = sample(2, seed=907)
    first, second = bring(cast, table, photos), bring(cast, table, photos)
    work(), work()
    ask(cast, first), ask(cast, second)
    work(), work()
    one, two = queries.report(first, cast.data), queries.report(second, cast.data)
    assert one.state is two.state is ReportState.SUBMITTED
    assert one.batch_id == two.batch_id


def test_nothing_is_submitted_without_photos_or_twice(cast):
    table, photos = sample(2, seed=908)
    bare = bring(cast, table, None)
    work()
    with pytest.raises(Incomplete, match="照片"):
        ask(cast, bare)
    whole = bring(cast, table, photos)
    with pytest.raises(Incomplete):
        ask(cast, whole)  # it is not checked yet
    work()
    ask(cast, whole)
    with pytest.raises(WrongState):
        ask(cast, whole)


@pytest.mark.parametrize("name", ["a.pdf", "a.xls", "a", "a.xlsx.exe"])
def test_only_tables_are_taken(cast, name):
    with pytest.raises(Incomplete, match="不支持"):
        bring(cast, *sample(1, seed=909), name=name)


def test_after_seven_days_the_files_are_gone_and_the_report_stays(cast):
    report = bring(cast, *sample(2, seed=910))
    work()
    room = Report.objects.get(id=report).room
    waiting_room.tidy(at=AT + timedelta(days=6, hours=23))
    assert waiting_room.data_file(room).exists()
    assert waiting_room.tidy(at=AT + timedelta(days=7, hours=1)) >= 1
    with pytest.raises(NotFound):
        waiting_room.data_file(room)
    assert queries.report(report, cast.data).state is ReportState.CHECKED
    ask(cast, report)
    work()
    view = queries.report(report, cast.data)
    assert (view.state, bool(view.trouble)) == (ReportState.CHECKED, True)


def test_another_agencys_report_does_not_exist(cast):
    report = bring(cast, *sample(1, seed=911))
    with pytest.raises(NotFound):
        queries.report(report, cast.other_data)
    with pytest.raises(NotFound):
        waiting_room.ask_to_submit(report_id=report, partial=False, by=cast.other_data, at=AT)
    assert report not in [view.id for view in queries.reports_for(cast.other_data)]
    assert report in [view.id for view in queries.reports_for(cast.data)]


def test_the_agencys_checker_looks_and_does_not_submit(cast):
    report = bring(cast, *sample(1, seed=912))
    work()
    assert queries.report(report, cast.check).good == 1
    with pytest.raises(NotPermitted):
        waiting_room.ask_to_submit(report_id=report, partial=False, by=cast.check, at=AT)
