"""Find the three columns of a list by their headings, and say of each row whether it can be asked at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yinxin.kernel import identity
from yinxin.kernel.clause import Clause
from yinxin.kernel.identity import IdKind, IdProblem
from yinxin.kernel.numbers import is_management_number
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.vetting.book import Book, Cell
from yinxin.vetting.outcomes import Note
from yinxin.vetting.terms import MOST_ROWS

N22_1: Final = Clause("N22.1")
LONGEST: Final = 120
"""Characters: as long as a field of the public page may be."""
_LOOKED_THROUGH: Final = 10
"""Rows among which the headings may stand: many tables begin with a title."""
_ALIASES: Final = (
    (
        Words("姓名"),
        frozenset(("姓名", "名字", "员工姓名", "人员姓名", "持证人", "持证人姓名", "应聘人姓名", "name")),
    ),
    (
        Words("证件号码"),
        frozenset(
            (
                *("证件号码", "证件号", "证件编号", "身份证", "身份证号", "身份证号码", "身份证件号码"),
                *("居民身份证号", "居民身份证号码", "公民身份号码", "idnumber"),
            )
        ),
    ),
    (
        Words("管理号"),
        frozenset(
            (
                *("管理号", "管理编号", "证书管理号", "资格证书管理号", "职业资格证书管理号"),
                *("证书编号", "查询编号", "证书查询编号", "管理号或查询编号", "managementnumber"),
            )
        ),
    ),
)
_EXPONENT: Final = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_EXACT: Final = 1e15
"""Spreadsheets keep 15 digits: a number from here on may have lost its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the list stands in the file.

    :ivar sheet: which sheet, from 0; ``header`` which row, from 0. :ivar columns: of name, document and number.
    """

    sheet: int
    header: int
    columns: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its number as people count, the three things as they stand there, and why they cannot be asked."""

    number: int
    name: str
    id_number: str
    management_number: str
    note: Note


def place_in(book: Book) -> Place:
    """Return where the three columns stand: in the first sheet that has them.

    :raises Incomplete: no sheet has all three, or two columns may be the same one; says which.
    """
    best: list[Words] = [words for words, _ in _ALIASES]
    for sheet, (_, rows) in enumerate(book.sheets):
        for row, cells in enumerate(rows[:_LOOKED_THROUGH]):
            found = [_places(cells, aliases) for _, aliases in _ALIASES]
            missing = [words for (words, _), places in zip(_ALIASES, found, strict=True) if not places]
            if len(missing) < len(best):
                best = missing
            if not missing:
                return _one_place(sheet, row, cells, found)
    raise Incomplete(
        Words("表格里找不到这些列：{missing}。", missing=listed(best)),
        do=Words("请在第一行写上列名“姓名”“证件号码”“管理号”，顺序不限，其他列可以保留。"),
        clause=N22_1,
        facts={"code": "columns_missing"},
    )


def entries(book: Book, place: Place) -> list[Entry]:
    """Return the rows of the list below its headings; rows in which all cells are empty are passed over.

    :raises Incomplete: there is none, or there are too many.
    """
    rows = book.sheets[place.sheet][1]
    found = list(_entries(rows, place))
    if not found:
        raise Incomplete(
            Words("表格里没有要核验的行。"), do=Words("请在列名下面每行填写一本证书。"), clause=N22_1
        )
    if len(found) > MOST_ROWS:
        raise Incomplete(
            Words("名单有{count}行，超过{limit}行。", count=len(found), limit=MOST_ROWS),
            do=Words("请分成几份，前一份完成后再上传下一份。"),
            clause=N22_1,
        )
    return found


def judged(name: str, id_number: str, management_number: str) -> Note:
    """Say why the three things cannot be asked; nothing where they can."""
    gaps = [
        note
        for text, note in (
            (name, Note.NO_NAME),
            (id_number, Note.NO_ID),
            (management_number, Note.NO_NUMBER),
        )
        if not text
    ]
    if gaps:
        return gaps[0] if len(gaps) == 1 else Note.GAPS
    if max(len(name), len(id_number), len(management_number)) > LONGEST:
        return Note.TOO_LONG
    if _EXPONENT.fullmatch(id_number) or _EXPONENT.fullmatch(management_number):
        return Note.LOST_DIGITS
    problems = {identity.problem(kind, id_number, legacy=True) for kind in IdKind}
    if None not in problems:
        return Note.ID_CHECK if IdProblem.CHECKSUM in problems else Note.ID_FORM
    return Note.NONE if is_management_number(management_number) else Note.NUMBER_FORM


def text_of(cell: Cell) -> str:
    """Return a cell as the text that stands for it; long numbers as 1.1E+17, for their end is lost."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, dict):
        return str(cell["t"])
    if isinstance(cell, bool):
        return str(cell).upper()
    if abs(cell) >= _EXACT:
        return f"{cell:.5E}"
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _entries(rows: Sequence[Sequence[Cell]], place: Place) -> Iterator[Entry]:
    for at, cells in enumerate(rows[place.header + 1 :], start=place.header + 2):
        if not any(text_of(cell) for cell in cells):
            continue
        name, document, number = (text_of(cells[one]) if one < len(cells) else "" for one in place.columns)
        yield Entry(at, name, document, number, judged(name, document, number))


def _places(cells: Sequence[Cell], aliases: frozenset[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if _heading(cell) in aliases]


def _heading(cell: Cell) -> str:
    text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    return "".join(text.replace("*", "").replace("\ufeff", "").replace(":", "").split()).lower()


def _one_place(sheet: int, row: int, cells: Sequence[Any], found: Sequence[list[int]]) -> Place:
    doubtful = [
        (words, places) for (words, _), places in zip(_ALIASES, found, strict=True) if len(places) > 1
    ]
    if doubtful:
        words, places = doubtful[0]
        raise Incomplete(
            Words("第{row}行有{count}列都可能是“{column}”。", row=row + 1, count=len(places), column=words),
            do=Words("请只留一列用这个名称，其余改名后重新上传。"),
            clause=N22_1,
            facts={"code": "columns_doubtful"},
        )
    name, document, number = (places[0] for places in found)
    return Place(sheet, row, (name, document, number))
