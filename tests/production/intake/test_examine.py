"""Whole examinations: real files, planted faults, columns, partial batches, clean rows."""

import random
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.production.intake.helpers import Register, examined, good_picture, told
from yinxin.demo.sample import (
    SW2026,
    invented_rows,
    photos_for,
    spoil,
    write_photos,
    write_sample,
    write_xlsx,
)
from yinxin.production.intake.columns import COLUMNS
from yinxin.production.intake.examine import examine
from yinxin.production.intake.facts import NothingKnown
from yinxin.production.intake.findings import Level, shown

NAMES = [column.name for column in COLUMNS]


def run(table, archive, exam=SW2026):
    return examine(table, archive, exam=exam, known=NothingKnown(), glyphs=lambda text: ())


def test_a_clean_sample_passes_whole(tmp_path):
    table, archive = write_sample(tmp_path, 60, SW2026, seed=5)
    result = run(table, archive)
    assert result.findings == ()
    assert (result.good_rows, result.bad_rows, result.rows.height) == (60, 0, 60)
    assert {path.stem for path in result.photos.iterdir()} == set(result.rows["photo"])
    result.forget()
    assert not result.photos.exists()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_faults_are_found_exactly_and_nothing_else(tmp_path, seed):
    rows = invented_rows(120, SW2026, seed=seed)
    photos = dict(photos_for(rows, seed=seed))
    key = spoil(rows, photos, seed=seed)
    write_xlsx(tmp_path / "t.xlsx", rows)
    write_photos(tmp_path / "p.zip", photos.items())
    result = run(tmp_path / "t.xlsx", tmp_path / "p.zip")
    assert [found for found in told(result) if found[0] > 1] == [(f.row, f.field, f.code) for f in key]
    assert result.bad_rows == len({finding.row for finding in result.errors})
    assert not set(result.rows["row"]) & {finding.row for finding in result.errors}
    result.forget()


def test_the_clean_rows_are_typed(rows, pictures):
    result = examined(rows, pictures)
    assert result.rows.schema["born"] == pl.Date
    assert result.rows["approved_on"].unique().to_list() == [date(2026, 6, 14)]
    assert result.rows["exam_year"].unique().to_list() == [2026]
    assert result.rows["id_code"].unique().to_list() == ["111"]
    assert result.rows["row"].to_list() == list(range(2, len(rows) + 2))
    assert result.rows["photo"].null_count() == 0
    assert set(result.rows.columns) >= {column.key for column in COLUMNS}


def test_names_are_kept_exactly_as_given(rows):
    rows[-1]["姓名"] = "欧\u9fb4·䶮"
    assert examined(rows).rows["name"][-1] == "欧\u9fb4·䶮"


@pytest.mark.parametrize("missing", [column.name for column in COLUMNS if column.required])
def test_a_file_without_a_required_column_is_refused_whole_by_one_finding(rows, missing):
    result = examined(rows, header=tuple(name for name in NAMES if name != missing))
    assert told(result) == [(1, missing, "column_missing")]
    assert (result.good_rows, result.bad_rows) == (0, len(rows))


def test_a_file_may_lack_an_optional_column(rows):
    result = examined(rows, header=tuple(name for name in NAMES if name != "备注"))
    assert told(result) == [(1, "备注", "column_missing")]
    assert result.findings[0].level is Level.NOTICE
    assert result.good_rows == len(rows)


def test_headings_may_have_blanks_stars_and_full_width_forms(rows):
    header = tuple(name if name != "姓名" else " 姓　名*" for name in NAMES)
    assert told(examined([{**row, header[1]: row["姓名"]} for row in rows], header=header)) == []


def test_unknown_and_repeated_columns_are_told(rows):
    result = examined(rows, header=(*NAMES, "星座", "姓名"))
    assert told(result) == [(1, "姓名", "column_twice"), (1, "星座", "column_unknown")]
    assert result.good_rows == 0


def test_the_result_column_of_a_file_handed_back_is_passed_over(rows):
    assert told(examined(rows, header=(*NAMES, "检查结果"))) == []


def test_a_total_that_differs_from_the_published_list_is_a_notice(rows):
    assert told(examined(rows, expected=len(rows))) == []
    result = examined(rows, expected=len(rows) + 1)
    assert told(result) == [(1, "文件", "batch_total")]
    assert result.good_rows == len(rows)


def test_pictures_that_nobody_claims_are_a_notice(rows, pictures):
    pictures["x.jpg"] = good_picture("x.jpg")
    result = examined(rows, pictures)
    assert told(result) == [(1, "文件", "photo_unused")]
    assert result.notices == result.findings


def test_rows_of_an_earlier_part_are_passed_over_and_counted(rows, pictures):
    first = examined(rows, pictures)
    digests = first.rows["row_digest"].to_list()[:30]
    later = [dict(row) for row in rows]
    random.Random(1).shuffle(later)
    for serial, row in enumerate(later):
        row["序号"] = str(serial)
    second = examined(later, None, known=Register(rows[0], digests))
    assert (second.submitted_before, second.good_rows) == (30, len(rows) - 30)
    assert second.findings == ()


def test_a_changed_row_is_not_passed_over(rows):
    digests = examined(rows).rows["row_digest"].to_list()
    rows[0]["工作单位"] = "另一单位"
    assert examined(rows, known=Register(rows[0], digests)).good_rows == 1


def test_a_table_without_rows_has_no_findings():
    result = examined([])
    assert (result.findings, result.good_rows) == ((), 0)


def test_too_many_findings_are_cut_but_every_bad_row_is_known(rows, monkeypatch):
    monkeypatch.setattr("yinxin.production.intake.examine.MOST_FINDINGS", 10)
    for row in rows:
        row.update({"级别": "特级", "性别": "X"})
    result = examined(rows)
    assert len(result.findings) == 11
    assert result.findings[0].code == "findings_cut"
    assert result.bad_rows == len(rows)


def test_findings_never_show_a_whole_number_of_a_person(rows):
    number = rows[-1]["证件号码"]
    rows[-1].update(
        {"备注": f"原号{number}\ue000", "证件号码": number[:-1] + "%", "姓名": number, "联系电话": number}
    )
    for finding in examined(rows).findings:
        text = f"{finding.as_dict()} {finding.value}"
        assert number not in text
        assert number[:17] not in text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("id_number", "99010119900307201X", "99***************X"),
        ("phone", "19912345678", "199****5678"),
        ("note", "号99010119900307201X。", "号99***************X。"),
        ("management_number", "202606099340000001", "202606099340000001"),
        ("note", "甲\x00乙", "甲\ufffd乙"),
        ("note", "长" * 61, "长" * 60 + "…"),
    ],
)
def test_a_value_is_shown_masked_printable_and_short(key, value, text):
    assert shown(key, value) == text


def test_other_exams_work_by_their_own_facts():
    levels = {"初级": frozenset({"甲专业", "乙专业"})}
    exam = replace(SW2026, code="X", levels=levels, regime="provincial_exam", scopes=frozenset({"本省"}))
    rows = invented_rows(30, exam, seed=1)
    assert told(examined(rows, exam=exam)) == []
