"""Checks of the person: name, identity document, and whether the number agrees with birth date and sex."""

from __future__ import annotations

from typing import Final

import polars as pl

from yinxin.kernel import names
from yinxin.kernel.identity import FORMS, IdProblem
from yinxin.kernel.names import NameProblem
from yinxin.kernel.words import Words
from yinxin.production.intake.checks.check import Check, Context

_LENGTH: Final = (NameProblem.SHORT.value, NameProblem.LONG.value)
_REASONS: Final = {
    **{problem.value: words for problem, words in names.REASONS.items()},
    "likely": Words("（可能是“{likely}”）"),
    "none": Words(""),
}
_NUMBER_IS_WRONG: Final = frozenset(
    {"required_missing", "number_not_text", "char_not_allowed", "id_kind_unknown", "id_format", "id_checksum"}
)


def _name_problem(*codes: str) -> pl.Expr:
    return pl.col("_name_problem").is_in(codes)


def _bad_character(key: str, context: Context) -> pl.Expr:
    problem = pl.col("_name_problem")
    return problem.is_not_null() & ~problem.is_in([NameProblem.MISSING.value, *_LENGTH])


def _reason(key: str, context: Context) -> dict[str, pl.Expr]:
    hint = pl.when(pl.col("_name_likely") != "").then(pl.lit("likely")).otherwise(pl.lit("none"))
    return {"reason": pl.col("_name_problem"), "hint": hint, "likely": pl.col("_name_likely")}


def _expected_form(key: str, context: Context) -> dict[str, pl.Expr]:
    examples = {form.name: form.example for form in FORMS.values()}
    return {"kind": pl.col("id_kind"), "form": pl.col("id_kind").replace_strict(examples, default="")}


def _duplicate(key: str, context: Context) -> pl.Expr:
    same = ["_id_code", "_id_key", "qualification", "level", "specialty"]
    return pl.struct(same).is_first_distinct().not_()


CHECKS: Final = (
    Check(
        code="name_missing",
        fields=("name",),
        explains=Words("每行都有姓名，不能只有空格。"),
        message=Words("没有填写姓名。"),
        fix=Words("请按身份证件补填姓名。"),
        fails=lambda key, context: _name_problem(NameProblem.MISSING.value),
    ),
    Check(
        code="name_bad_char",
        fields=("name",),
        explains=Words(
            "姓名只用汉字和间隔号“·”；护照等证件可以用拉丁字母。不用括号、问号、自造字和空格代替。"
        ),
        message=Words("{reason}：“{value}”。"),
        fix=Words("请按身份证件录入原字{hint}；生僻字请用支持GB 18030的输入法。"),
        fails=_bad_character,
        facts=_reason,
        reasons=_REASONS,
    ),
    Check(
        code="name_length",
        fields=("name",),
        explains=Words("汉字姓名2至30个字，拉丁字母姓名不超过60个字符。"),
        message=Words("{reason}：“{value}”。"),
        fix=Words("请按身份证件核对姓名是否完整。"),
        fails=lambda key, context: _name_problem(*_LENGTH),
        facts=_reason,
        reasons=_REASONS,
    ),
    Check(
        code="glyph_missing",
        fields=("name",),
        explains=Words("制证字库里有姓名的每一个字；没有的先补字库，不印成方框。"),
        message=Words("制证字库里没有“{glyphs}”这个字。"),
        fix=Words("请核对是否录错；确有其字的，请联系制证单位补充字库后再提交这一行。"),
        fails=lambda key, context: pl.col("_glyphs") != "",
        facts=lambda key, context: {"glyphs": pl.col("_glyphs")},
    ),
    Check(
        code="id_kind_unknown",
        fields=("id_kind",),
        explains=Words("证件类型是列表中的一种。"),
        message=Words("没有“{value}”这种证件类型。"),
        fix=Words("请从模板的证件类型中选一种。"),
        fails=lambda key, context: (pl.col("_id_code") == "") & (pl.col("id_kind") != ""),
    ),
    Check(
        code="id_format",
        fields=("id_number",),
        explains=Words("证件号码的位数和字符符合该种证件的格式；居民身份证为18位。"),
        message=Words("{value}不是{kind}的号码格式。"),
        fix=Words("请核对证件类型和号码（{form}）。"),
        fails=lambda key, context: pl.col("_id_problem") == IdProblem.FORMAT.value,
        facts=_expected_form,
    ),
    Check(
        code="id_checksum",
        fields=("id_number",),
        explains=Words("18位号码的最后一位与前17位相符（GB 11643）。行政区划代码不作为退回的理由。"),
        message=Words("{value}的最后一位与前17位不符，号码有误。"),
        fix=Words("请按身份证件核对号码的每一位。"),
        fails=lambda key, context: pl.col("_id_problem") == IdProblem.CHECKSUM.value,
    ),
    Check(
        code="id_birth",
        fields=("born",),
        explains=Words("出生日期与证件号码中的一致。"),
        message=Words("出生日期{value}与证件号码中的{says}不一致。"),
        fix=Words("请按身份证件核对出生日期和证件号码。"),
        fails=lambda key, context: pl.col("born_day") != pl.col("_id_born"),
        facts=lambda key, context: {"says": pl.col("_id_born").dt.to_string("%Y-%m-%d")},
        yields_to=_NUMBER_IS_WRONG,
    ),
    Check(
        code="id_sex",
        fields=("sex",),
        explains=Words("性别与证件号码中的一致（第17位单数为男，双数为女）。"),
        message=Words("性别“{value}”与证件号码中的“{says}”不一致。"),
        fix=Words("请按身份证件核对性别和证件号码。"),
        fails=lambda key, context: pl.col("sex") != pl.col("_id_sex"),
        facts=lambda key, context: {"says": pl.col("_id_sex")},
        yields_to=_NUMBER_IS_WRONG,
    ),
    Check(
        code="duplicate_in_batch",
        fields=("id_number",),
        explains=Words("同一人在一个文件里，同一资格、级别、专业只出现一次；指出的是后出现的一行。"),
        message=Words("{value}在前面的行已经出现过。"),
        fix=Words("请删去重复的行；如果是两个人，请核对证件号码。"),
        fails=lambda key, context: (pl.col("id_number") != "") & _duplicate(key, context),
    ),
)
