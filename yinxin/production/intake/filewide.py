"""Findings on the file as a whole, on row 1: its columns, its total, pictures that nobody claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from yinxin.kernel.words import Words
from yinxin.production.intake.columns import BY_KEY
from yinxin.production.intake.facts import ExamFacts
from yinxin.production.intake.findings import HEADER_ROW, Finding, Level
from yinxin.production.intake.prepare import Headings

_WHOLE_FILE: Final = "文件"
_NAMED: Final = 5
"""So many unclaimed pictures are named; the rest are counted."""

EXPLAINED: Final[tuple[tuple[str, str, Level, Words, Words], ...]] = (
    (
        "column_missing",
        "表头",
        Level.ERROR,
        Words("必填的列都在表头里；缺选填的列只作提示。"),
        Words("请使用模板的表头，不要删列或改列名。"),
    ),
    (
        "column_twice",
        "表头",
        Level.ERROR,
        Words("同名的列只有一个。"),
        Words("请删去或改名重复的列。"),
    ),
    (
        "column_unknown",
        "表头",
        Level.FLAG,
        Words("表头里没有标准以外的列；多出的列不会被读取。"),
        Words("请确认该列可以不提交，或改为标准的列名。"),
    ),
    (
        "batch_total",
        _WHOLE_FILE,
        Level.NOTICE,
        Words("人数与公布的合格人数一致；不一致的要能说明原因。"),
        Words("请核对少报或多报的人员；以后分批提交的可以不处理。"),
    ),
    (
        "photo_unused",
        _WHOLE_FILE,
        Level.NOTICE,
        Words("压缩包里的照片都有对应的行。"),
        Words("请核对照片文件名是否写错。"),
    ),
    (
        "findings_cut",
        _WHOLE_FILE,
        Level.NOTICE,
        Words("问题太多时，只列出前面的一部分。"),
        Words("请先改正列出的问题，再检查一次。"),
    ),
)
"""Code, field, level, what is checked, how to mend it."""

_TABLE: Final = {code: (level, fix) for code, _, level, _, fix in EXPLAINED}


def finding(code: str, message: Words, *, field: str = _WHOLE_FILE, level: Level | None = None) -> Finding:
    """Return a finding on the file as a whole; the level is the table's unless another is given."""
    usual, fix = _TABLE[code]
    return Finding(HEADER_ROW, field, code, level or usual, message, fix)


def of_headings(headings: Headings) -> Iterator[Finding]:
    """Yield what is wrong with the header."""
    for key in headings.missing:
        column = BY_KEY[key]
        words = Words("表头里没有“{field}”这一列。", field=column.name)
        yield finding(
            "column_missing", words, field=column.name, level=Level.ERROR if column.required else Level.NOTICE
        )
    for name in headings.twice:
        yield finding("column_twice", Words("表头里有两列“{field}”。", field=name[:30]), field=name[:30])
    for name in headings.unknown:
        words = Words("标准里没有“{field}”这一列，该列没有读取。", field=name[:30])
        yield finding("column_unknown", words, field=name[:30])


def of_batch(
    frame: pl.DataFrame, photos: pl.DataFrame | None, exam: ExamFacts, before: int
) -> Iterator[Finding]:
    """Yield notices on the total and on pictures without a row.

    :param before: rows of the file that an earlier part had brought already.
    """
    total = frame.height + before
    if exam.expected is not None and total != exam.expected:
        words = Words("文件有{total}人，公布的合格人数为{expected}人。", total=total, expected=exam.expected)
        yield finding("batch_total", words)
    if photos is None or before:
        return
    unused = photos.join(frame, on="photo_file", how="anti")["photo_file"].to_list()
    if unused:
        names = "、".join(name[:40] for name in unused[:_NAMED])
        yield finding(
            "photo_unused", Words("有{count}张照片没有对应的行：{names}。", count=len(unused), names=names)
        )
