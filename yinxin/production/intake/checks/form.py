"""Checks of form: is there a value, is it text, is it short enough, is it one of the values there are."""

from __future__ import annotations

from typing import Final

import polars as pl

from yinxin.kernel.words import Words
from yinxin.production.intake.checks.check import Check, Context
from yinxin.production.intake.columns import BY_KEY, COLUMNS
from yinxin.production.intake.findings import Level

_OWN_CODE: Final = ("name", "photo_file")
_TEXT: Final = tuple(column.key for column in COLUMNS if column.key != "name")
_FREE: Final = ("serial", "file_number", "employer", "phone", "photo_file", "note")
_UNPRINTABLE: Final = r"[\p{Cc}\p{Cf}\p{Co}\p{Cn}\x{2028}\x{2029}\x{FFFD}]"
_LIKE_A_LARGE_NUMBER: Final = r"^\d(\.\d+)?[eE]\+?\d{2}$"
_PHONE: Final = r"^(?:\+?86[- ]?)?(?:1\d{10}|0\d{2,3}[- ]?\d{7,8}(?:-\d{1,6})?|\d{7,8})$|^\+\d[\d -]{6,18}$"


def _empty(key: str, context: Context) -> pl.Expr:
    return pl.col(key) == ""


def _unprintable(key: str, context: Context) -> pl.Expr:
    return pl.col(key).str.contains(_UNPRINTABLE)


def _large_number(key: str, context: Context) -> pl.Expr:
    return pl.col(key).str.contains(_LIKE_A_LARGE_NUMBER)


def _too_long(key: str, context: Context) -> pl.Expr:
    return pl.col(key).str.len_chars() > BY_KEY[key].longest


def _not_a_day(key: str, context: Context) -> pl.Expr:
    return (pl.col(key) != "") & pl.col(f"{key}_day").is_null()


def _not_allowed(key: str, context: Context) -> pl.Expr:
    return ~pl.col(key).is_in(BY_KEY[key].allowed)


def _longest(key: str, context: Context) -> dict[str, pl.Expr]:
    return {"longest": pl.lit(str(BY_KEY[key].longest))}


CHECKS: Final = (
    Check(
        code="required_missing",
        fields=tuple(column.key for column in COLUMNS if column.required and column.key not in _OWN_CODE),
        explains=Words("必填的列每行都要有内容。"),
        message=Words("没有填写{field}。"),
        fix=Words("请补填{field}。"),
        fails=_empty,
    ),
    Check(
        code="number_not_text",
        fields=("id_number", "management_number", "file_number", "phone"),
        explains=Words("号码以文本存放；以数字存放时，Excel只保留前15位，后面的数字已经丢失。"),
        message=Words("{field}是以数字存放的，第15位以后已经丢失：{value}。"),
        fix=Words("请先把该列设为“文本”格式，再从原始数据重新录入{field}。"),
        fails=_large_number,
    ),
    Check(
        code="char_not_allowed",
        fields=_TEXT,
        explains=Words("内容里没有看不见的控制字符、自造字编码和乱码。"),
        message=Words("{field}里有不能使用的字符：{value}。"),
        fix=Words("请删去该字符，或改用标准编码的字。"),
        fails=_unprintable,
    ),
    Check(
        code="too_long",
        fields=_FREE,
        explains=Words("内容不超过该列的最大长度。"),
        message=Words("{field}超过{longest}个字符。"),
        fix=Words("请缩短{field}。"),
        fails=_too_long,
        facts=_longest,
    ),
    Check(
        code="bad_date",
        fields=("born", "approved_on"),
        explains=Words("日期是日历上有的一天，写成“年-月-日”。"),
        message=Words("{field}“{value}”不是日历上的日期。"),
        fix=Words("请改为“年-月-日”，例如1990-02-03。"),
        fails=_not_a_day,
    ),
    Check(
        code="sex_unknown",
        fields=("sex",),
        explains=Words("性别填男或女。"),
        message=Words("性别“{value}”不是男或女。"),
        fix=Words("请填男或女，与身份证件一致。"),
        fails=_not_allowed,
    ),
    Check(
        code="commitment_unknown",
        fields=("commitment",),
        explains=Words("报名方式填告知承诺或提交材料，说明资格证明是书面承诺还是提交了材料。"),
        message=Words("报名方式“{value}”不是告知承诺或提交材料。"),
        fix=Words("请按报名记录填告知承诺或提交材料。"),
        fails=_not_allowed,
    ),
    Check(
        code="phone_format",
        fields=("phone",),
        explains=Words("联系电话像一个电话号码；不像的请人看一看。"),
        message=Words("联系电话“{value}”不像电话号码。"),
        fix=Words("请核对联系电话；确认无误的可以不改。"),
        fails=lambda key, context: (pl.col(key) != "") & ~pl.col(key).str.contains(_PHONE),
        level=Level.FLAG,
    ),
)
