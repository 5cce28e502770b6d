"""The same file comes back: CSV in its encoding, workbooks with all their sheets; hostile files leave nothing."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.vetting.helpers import (
    HEADER,
    STRANGER,
    bring,
    csv_of,
    employer,
    persons,
    rows_of,
    work,
    xlsx_of,
)  # fmt: skip
from yinxin.kernel.refusal import Incomplete
from yinxin.vetting import queries, terms, writing
from yinxin.vetting.models import List, Row

pytestmark = pytest.mark.django_db


def answered(data: bytes, name: str = "list.csv") -> bytes:
    number = bring(data, name=name)
    work()
    return queries.file_of(number, employer())[0]


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"),
    [("utf-8-sig", ",", "\r\n"), ("utf-8", "\t", "\n"), ("gb18030", ",", "\r\n"), ("gb18030", ";", "\n")],
)
def test_a_csv_comes_back_as_it_came_with_the_answers_beside_it(cast, encoding, separator, newline):
    rows = [HEADER, *rows_of([persons()[0], STRANGER])]
    text = newline.join(separator.join(row) for row in rows) + newline
    out = answered(text.encode(encoding))
    assert out.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    found = out.decode(encoding)
    assert found.count(newline) == len(rows)
    lines = list(csv.reader(io.StringIO(found, newline=""), delimiter=separator))
    assert [line[: len(HEADER)] for line in lines] == rows
    assert lines[0][len(HEADER) :] == list(writing.COLUMNS)
    assert lines[1][len(HEADER) :][:3] == ["一致", "有效", "2026-09-14 10:01:00"]
    assert lines[2][len(HEADER) :][:2] == ["未查询到", ""]


def test_a_workbook_comes_back_with_all_its_sheets_as_values(cast):
    header = ["部门", "管理号", "备注", "证件号码*", "姓 名"]
    name, document, number = persons()[0]
    rows = [["人事部", number, 3.5, document, name], ["财务部", STRANGER[2], True, STRANGER[1], STRANGER[0]]]
    out = answered(xlsx_of(rows, header=header), "list.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(out))
    assert book.sheet_names == ["说明", "名单"]
    assert book.get_sheet_by_name("说明").to_python() == [["这是说明"], [12.5]]
    lines = book.get_sheet_by_name("名单").to_python()
    assert lines[0] == [*header, *writing.COLUMNS]
    assert lines[1][:7] == [*rows[0], "一致", "有效"]
    assert lines[2][:6] == [*rows[1], "未查询到"]


def test_a_title_above_the_headings_and_days_are_kept(cast):
    from datetime import date

    name, document, number = persons()[0]
    file = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "2026年招聘名单")
        for place, cell in enumerate(["入职", "姓名", "证件号", "证书编号"]):
            sheet.write(2, place, cell)
        sheet.write_datetime(3, 0, date(2026, 9, 1))
        for place, cell in enumerate([name, document, number], 1):
            sheet.write(3, place, cell)
        sheet.write(5, 0, "制表：人事部")
    out = answered(file.getvalue(), "list.xlsx")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(out)).get_sheet_by_index(0).to_python()
    assert lines[0][0] == "2026年招聘名单"
    assert lines[3][:6] == [date(2026, 9, 1), name, document, number, "一致", "有效"]
    assert lines[5][4] == "缺项，未核验"
    assert Row.objects.get(number=4).outcome == "valid"


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x")']
)
def test_no_cell_goes_out_as_a_formula(cast, cell):
    people = [(cell, *STRANGER[1:])]
    quoted = [[*row[:1], '"' + row[1].replace('"', '""') + '"', *row[2:]] for row in rows_of(people)]
    out = answered(csv_of(quoted))
    lines = list(csv.reader(io.StringIO(out.decode("utf-8-sig"))))
    assert lines[1][1] == "'" + cell
    book = answered(xlsx_of([["1", "'", *STRANGER[1:], cell]], header=[*HEADER[:4], "备注"]), "list.xlsx")
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "sheet" in name)


@pytest.mark.parametrize("text", ["-5", "+86", "-0.25", "张三"])
def test_plain_numbers_and_names_stay_as_they_are(text):
    assert writing.guarded(text) == text


def _zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


HOSTILE = {
    "empty": ("list.csv", b"", "空的"),
    "blank": ("list.csv", b"\r\n\r\n", "空的"),
    "header_only": ("list.csv", csv_of([]), "没有要核验的行"),
    "no_columns": ("list.csv", csv_of([], header=["姓名", "部门"]), "证件号码、管理号"),
    "two_names": ("list.csv", csv_of([], header=["姓名", "持证人", "证件号码", "管理号"]), "第1行有2列"),
    "not_text": ("list.csv", b"\x00\x01\x02", "空字符"),
    "bad_encoding": ("list.csv", b"\xe5\xa7\x93\xff\xff\xfe,1\n", "编码"),
    "utf16": ("list.csv", "姓名".encode("utf-16"), "UTF-16"),
    "open_quote": ("list.csv", '姓名,证件号码,管理号\n"张,1,2\n'.encode(), "引号"),
    "wrong_suffix": ("list.xls", b"\xd0\xcf\x11\xe0", "不支持"),
    "old_excel": ("list.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版"),
    "no_zip": ("list.xlsx", b"PK\x03\x04" + b"x" * 100, "ZIP"),
    "no_book": ("list.xlsx", _zip(hello=b"x"), "Excel"),
    "bomb": ("list.xlsx", _zip(**{"xl__workbook.xml": b"<x/>", "xl__a.xml": b"0" * 70_000_000}), "解压"),
    "broken_book": ("list.xlsx", _zip(**{"xl__workbook.xml": b"<x"}), "损坏"),
    "disguised": ("list.xlsx", csv_of(rows_of([STRANGER])), "扩展名"),
    "too_long": ("list.csv", csv_of(rows_of([STRANGER] * (terms.MOST_ROWS + 1))), "5000行"),
    "too_large": ("list.csv", b"x" * (terms.MOST_BYTES + 1), "MB"),
    "too_wide": ("list.csv", csv_of([], header=[*HEADER, *["x"] * 200]), "100列"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(cast, case):
    name, data, says = HOSTILE[case]
    with pytest.raises(Incomplete) as refused:
        bring(data, name=name)
    assert says in str(refused.value)
    assert str(refused.value.clause) == "N22.1"
    assert len(str(refused.value.do)) > 8
    assert not List.objects.exists()
    assert not Row.objects.exists()


def test_sheets_with_names_that_workbooks_do_not_allow_get_others():
    taken: set[str] = set()
    made = [writing._sheet_name(name, taken) for name in ("a/b", "A:B", "", "History", "长" * 40)]
    assert len({name.lower() for name in made}) == len(made)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)
