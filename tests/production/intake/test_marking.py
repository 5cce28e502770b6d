"""The file handed back: every row where it was, bad cells marked, nothing computed."""

import openpyxl
import pytest

from tests.production.intake.helpers import examined, told
from yinxin.demo.sample import SW2026
from yinxin.production.intake.examine import examine
from yinxin.production.intake.facts import NothingKnown
from yinxin.production.intake.marking import mark


@pytest.fixture
def marked(rows, tmp_path):
    rows[3]["级别"] = "特级"
    rows[5]["备注"] = '=HYPERLINK("http://example.org","x")'
    rows[6]["联系电话"] = "没有"
    mark(examined(rows), tmp_path / "m.xlsx")
    return openpyxl.load_workbook(tmp_path / "m.xlsx")


def test_the_first_sheet_lists_the_findings(marked):
    sheet = marked.worksheets[0]
    assert [cell.value for cell in sheet[2]][:2] == ["5", "级别"]
    assert [cell.value for cell in sheet[2]][5:] == ["须改正", "level_unknown"]
    assert sheet.max_row == 3


def test_a_bad_cell_is_coloured_and_says_what_to_do(marked, rows):
    cell = marked.worksheets[1].cell(5, 10)
    assert cell.value == "特级"
    assert cell.fill.fgColor.rgb == "FFF8CBAD"
    assert "请填中级、初级" in cell.comment.text
    assert marked.worksheets[1].cell(4, 10).comment is None


def test_the_last_column_has_the_result_of_each_row(marked):
    sheet = marked.worksheets[1]
    assert sheet.cell(1, 21).value == "检查结果"
    assert sheet.cell(2, 21).value == "通过"
    assert "特级" in sheet.cell(5, 21).value


def test_what_looks_like_a_formula_stays_text(marked):
    cell = marked.worksheets[1].cell(7, 20)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://example.org","x")')


def test_the_file_handed_back_can_be_mended_and_handed_in_again(rows, tmp_path):
    rows[3]["级别"] = "特级"
    mark(examined(rows), tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    book.worksheets[1].cell(5, 10).value = "中级"
    book.save(tmp_path / "mended.xlsx")
    again = examine(tmp_path / "mended.xlsx", None, exam=SW2026, known=NothingKnown(), glyphs=lambda text: ())
    assert told(again) == []
    assert again.good_rows == len(rows)
    again.forget()
