"""Sample files: portraits, clean rows, planted faults."""

import io
import zipfile

import pytest
from PIL import Image

from yinxin.demo.photos import HEIGHT, WIDTH, portrait
from yinxin.demo.sample import SW2026, invented_rows, photos_for, spoil, write_csv, write_sample
from yinxin.production.intake.checks import CHECKS
from yinxin.production.intake.columns import COLUMNS


def test_a_portrait_is_small_and_of_the_right_size():
    with Image.open(io.BytesIO(portrait(1, "男"))) as image:
        assert image.size == (WIDTH, HEIGHT) == (295, 413)
        assert image.info["dpi"] == (300, 300)
        assert image.mode == "RGB"
    assert max(len(portrait(seed, sex)) for seed in range(50) for sex in "男女") <= 12 * 1024


def test_no_two_portraits_are_alike_and_each_is_repeatable():
    assert len({portrait(seed, sex) for seed in range(300) for sex in "男女"}) == 600
    assert portrait(7) == portrait(7)


def test_rows_have_the_columns_of_the_standard_and_numbers_that_no_exam_has():
    rows = invented_rows(20, SW2026, seed=1)
    assert all(list(row) == [column.name for column in COLUMNS] for row in rows)
    assert {row["管理号"][:11] for row in rows} == {"20260609934"}
    assert rows == invented_rows(20, SW2026, seed=1)


def test_a_sample_is_a_table_and_an_archive_with_a_picture_for_each_row(tmp_path):
    table, archive = write_sample(tmp_path, 12, SW2026, seed=1)
    assert table.stat().st_size > 5_000
    with zipfile.ZipFile(archive) as pictures:
        assert len(pictures.namelist()) == 12


def test_a_table_can_be_written_as_text(tmp_path):
    write_csv(tmp_path / "t.csv", invented_rows(3, SW2026, seed=1), encoding="gb18030")
    assert (tmp_path / "t.csv").read_text(encoding="gb18030").count("\n") == 4


def test_faults_are_planted_in_rows_of_their_own_and_bear_codes_that_exist():
    rows = invented_rows(100, SW2026, seed=1)
    key = spoil(rows, dict(photos_for(rows, seed=1)), seed=1)
    assert len({fault.row for fault in key}) == len(key) == 33
    assert {fault.code for fault in key} <= {check.code for check in CHECKS}


def test_too_few_rows_for_the_faults_is_an_error():
    rows = invented_rows(10, SW2026, seed=1)
    with pytest.raises(ValueError, match="faults need"):
        spoil(rows, dict(photos_for(rows, seed=1)), seed=1)
