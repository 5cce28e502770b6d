"""The four annexes and the receipt: the law's items, each person's own pages, drafts, and a table without formulas."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013 import annexes
from yinxin.rendering.forms import accepted, annex, summary

from . import samples


@pytest.mark.parametrize(("form", "law", "one"), [("annex-1", annexes.REGISTRATION, samples.passed), ("annex-2", annexes.REISSUE, samples.lost)])  # fmt: skip
def test_every_item_of_the_law_stands_on_the_form(form, law, one, pages_of):
    (page,) = pages_of(samples.ALL[form]())
    for item in annexes.form_of(law).items:
        name = "照片" if item.key == "photo" else str(item.name)
        if item.key != "photo" or one().photo is None:
            assert name in page, name


def test_an_item_that_a_province_does_not_ask_is_left_out_and_a_required_one_never(pages_of):
    (page,) = pages_of(annex.render(annexes.REGISTRATION, [samples.passed(shown=frozenset())]))
    assert "毕业院校" not in page
    for item in annexes.form_of(annexes.REGISTRATION).items:
        if item.required and item.key != "photo":
            assert str(item.name) in page


def test_each_person_has_page_numbers_of_their_own(pages_of):
    long = {"agency_opinion": "该同志参加考试，成绩合格。" * 60}
    pages = pages_of(
        annex.render(annexes.REGISTRATION, [samples.passed(), samples.passed(values=long), samples.passed()])
    )
    counted = [page[page.index("第") :] for page in pages]
    assert len(pages) == 4
    for page, said in zip(pages, ("第1页共1页", "第1页共2页", "第2页共2页", "第1页共1页"), strict=True):
        assert said in page, counted


def test_a_draft_says_so_and_a_final_form_does_not(pages_of):
    for form, is_draft in (
        ("annex-1", False),
        ("annex-1-draft", True),
        ("annex-3", True),
        ("annex-4", False),
    ):
        assert all(("草稿" in page) is is_draft for page in pages_of(samples.ALL[form]()))


def test_a_photo_that_is_none_is_refused_with_a_way_out():
    with pytest.raises(Incomplete, match="粘贴照片"):
        annex.render(annexes.REGISTRATION, [samples.passed(photo=b"%PDF-1.7")])


def test_a_form_without_a_person_is_no_form():
    with pytest.raises(ValueError, match="person"):
        annex.render(annexes.REGISTRATION, [])


def test_the_totals_stand_under_the_last_line(rows_of):
    rows = rows_of(samples.ALL["annex-4"]())
    assert any("补发40件" in row and "换发20件" in row and "合计60件" in row for row in rows)


def test_the_same_lines_have_the_same_digest_and_others_another():
    one = samples.summed_up(3)
    assert one.digest == samples.summed_up(3).digest
    others = [samples.summed_up(4), samples.summed_up(3, heading=samples.heading("HZ4-340100-2026-2")), samples.summed_up(3, period="2027年度")]  # fmt: skip
    assert len({one.digest, *(other.digest for other in others)}) == 4


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://a.example","x")', "\t=1", "{=1}", "http://a.example", "00012", "1E5"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_people_wrote_stays_text_in_the_table(text):
    line = summary.Line(
        {**samples.summed_up(1).lines[0].values, "employer": text, "remarks": text, "name": text}
    )
    book = openpyxl.load_workbook(io.BytesIO(summary.table(samples.summed_up(lines=(line,)))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sum(cell.value == text for cell in cells) == 3
    assert not any(cell.hyperlink for cell in cells)


def test_the_table_has_the_columns_and_the_lines_of_the_form():
    made = samples.summed_up(5, shown=frozenset())
    sheet = openpyxl.load_workbook(io.BytesIO(summary.table(made))).active
    head = [cell.value for cell in sheet[4]]
    assert head == [str(item.name) for item in annexes.form_of(made.annex).items if item.required]
    assert [sheet.cell(5 + n, 1).value for n in range(5)] == ["1", "2", "3", "4", "5"]
    assert "合计5件" in sheet.cell(10, 1).value
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$4:$4"


def test_the_same_summary_is_the_same_table():
    assert summary.table(samples.summed_up(3)) == summary.table(samples.summed_up(3))


def test_the_receipt_masks_the_number_and_tells_the_promise_as_a_promise(pages_of):
    (page,) = pages_of(accepted.render(samples.applied(promised_on=date(2026, 9, 30))))
    assert "999101199001011234" not in page
    assert "2026年9月30日" in page
    assert "不是法定期限" in page
    assert "共2项，3页" in page


def test_what_needs_several_lines_has_room_for_them_in_the_table():
    made = openpyxl.load_workbook(io.BytesIO(summary.table(samples.summed_up(7)))).active
    heights = [made.row_dimensions[row].height for row in range(5, 12)]
    assert heights[4] == 3 * 17
    assert heights[0] in (None, 15)
