"""Checks of numbers, and against what the register already knows."""

from __future__ import annotations

from typing import Final

import polars as pl

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.production.intake.checks.check import Check, Context
from yinxin.production.intake.facts import Standing
from yinxin.production.intake.findings import Level

_BAR: Final = Clause("A1.3b")
_NO_PERSON: Final = frozenset({"id_kind_unknown", "id_format", "id_checksum"})


def _number_missing(key: str, context: Context) -> pl.Expr:
    return pl.col(key) == "" if context.exam.numbers_given else pl.lit(False)


def _number_unexpected(key: str, context: Context) -> pl.Expr:
    return pl.lit(False) if context.exam.numbers_given else pl.col(key) != ""


def _number_taken(key: str, context: Context) -> pl.Expr:
    number = pl.col("_number_key")
    return (number != "") & (number.is_first_distinct().not_() | pl.col("_number_known"))


def _where_taken(key: str, context: Context) -> dict[str, pl.Expr]:
    here = pl.lit("in_register")
    return {"reason": pl.when(pl.col("_number_known")).then(here).otherwise(pl.lit("in_batch"))}


def _barred(key: str, context: Context) -> pl.Expr:
    return pl.col("_standing") == Standing.BARRED.value if context.exam.provincial else pl.lit(False)


def _recorded(key: str, context: Context) -> pl.Expr:
    if context.exam.provincial:
        return pl.col("_standing") == Standing.RECORDED.value
    return pl.col("_standing").is_not_null()


CHECKS: Final = (
    Check(
        code="management_number_missing",
        fields=("management_number",),
        explains=Words("由考试机构编制管理号的考试，每行都有管理号。"),
        message=Words("没有填写管理号。"),
        fix=Words("请补填管理号。"),
        fails=_number_missing,
    ),
    Check(
        code="management_number_unexpected",
        fields=("management_number",),
        explains=Words("管理号由制证单位编制的考试，提交数据时留空。"),
        message=Words("这次考试的管理号在制证时编制，数据里不应有管理号。"),
        fix=Words("请清空管理号；确需保留原号的，请联系制证单位。"),
        fails=_number_unexpected,
    ),
    Check(
        code="management_number_format",
        fields=("management_number",),
        explains=Words("管理号不超过40个字符，只有数字、字母、汉字和连接符号；内容不作解析。"),
        message=Words("管理号“{value}”里有不能使用的字符。"),
        fix=Words("请核对管理号。"),
        fails=lambda key, context: (pl.col(key) != "") & ~pl.col("_number_sound"),
    ),
    Check(
        code="management_number_duplicate",
        fields=("management_number",),
        explains=Words("同一资格、同一年度内管理号不重复，在文件内和已有证书中都是；指出的是后出现的一行。"),
        message=Words("管理号{value}{reason}。"),
        fix=Words("请核对并改用正确的管理号。"),
        fails=_number_taken,
        facts=_where_taken,
        reasons={"in_batch": Words("在前面的行已经出现过"), "in_register": Words("已经是另一本证书的管理号")},
        yields_to=frozenset({"duplicate_in_batch"}),
    ),
    Check(
        code="already_certified",
        fields=("id_number",),
        explains=Words("同一人没有同一资格、级别、专业的有效证书；已有的请先核实，可能是增报专业。"),
        message=Words("{value}已经有同一资格、级别、专业的有效证书。"),
        fix=Words("请核实是否重复提交；增报专业的请填写专业，信息变更的请走换发。"),
        fails=lambda key, context: pl.col("_certified"),
        yields_to=_NO_PERSON | {"duplicate_in_batch"},
    ),
    Check(
        code="barred",
        fields=("id_number",),
        explains=Words("省内考试和评审：五年内不得参加的人员不予发证。"),
        message=Words("{value}在省里规定的五年限制期内。"),
        fix=Words("请核对处理决定；限制期满前不能提交这一行。"),
        fails=_barred,
        citation=_BAR,
        yields_to=_NO_PERSON,
        always=True,
    ),
    Check(
        code="integrity_record",
        fields=("id_number",),
        explains=Words("在考试诚信记录期内的人员请人核实；诚信记录供参考，不是退回的理由。"),
        message=Words("{value}有尚未期满的诚信记录或省内限制记录。"),
        fix=Words("请核对处理决定的种类和期限，由经办人决定是否提交。"),
        fails=_recorded,
        level=Level.FLAG,
        yields_to=_NO_PERSON,
        always=True,
    ),
)
