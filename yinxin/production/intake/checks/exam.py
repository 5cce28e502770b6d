"""Checks against the exam: qualification, level, specialty, year, approval, scope, territory."""

from __future__ import annotations

from typing import Final

import polars as pl

from yinxin.kernel.face import NOTHING
from yinxin.kernel.regions import regions
from yinxin.kernel.words import Words
from yinxin.production.intake.checks.check import Check, Context


def _is_none_of(key: str, values: frozenset[str]) -> pl.Expr:
    return (pl.col(key) != "") & ~pl.col(key).is_in(sorted(values))


def _level_unknown(key: str, context: Context) -> pl.Expr:
    return ~pl.col("level").is_in(sorted(context.exam.levels))


def _specialties(context: Context) -> pl.Expr:
    """A list of the specialties of each row's level."""
    levels = {level: sorted(specialties) for level, specialties in context.exam.levels.items()}
    return pl.col("level").replace_strict(levels, default=[], return_dtype=pl.List(pl.String))


def _specialty_missing(key: str, context: Context) -> pl.Expr:
    return (pl.col("specialty") == "") & (_specialties(context).list.len() > 0)


def _specialty_unknown(key: str, context: Context) -> pl.Expr:
    return (pl.col("specialty") != "") & ~_specialties(context).list.contains(pl.col("specialty"))


def _not_an_exam_day(key: str, context: Context) -> pl.Expr:
    return ~pl.col("approved_on_day").is_in(context.exam.days)


def _after_results(key: str, context: Context) -> pl.Expr:
    if context.exam.results_on is None:
        return pl.lit(False)
    return pl.col("approved_on_day") > context.exam.results_on


def _outside(key: str, context: Context) -> pl.Expr:
    inside = [pl.col("region").str.starts_with(prefix) for prefix in context.exam.regions]
    return pl.col("region").is_in(list(regions())) & ~pl.any_horizontal(inside) if inside else pl.lit(False)


def _listed(values: frozenset[str] | set[str]) -> pl.Expr:
    return pl.lit("、".join(sorted(value or NOTHING for value in values)))


_NO_LEVEL: Final = frozenset({"level_unknown", "qualification_unknown"})

CHECKS: Final = (
    Check(
        code="qualification_unknown",
        fields=("qualification",),
        explains=Words("职业资格名称是这次考试的职业资格。"),
        message=Words("“{value}”不是这次考试的职业资格。"),
        fix=Words("请填{expected}，或确认提交的考试选对了。"),
        fails=lambda key, context: _is_none_of("qualification", context.exam.qualifications),
        facts=lambda key, context: {"expected": _listed(context.exam.qualifications)},
    ),
    Check(
        code="level_unknown",
        fields=("level",),
        explains=Words("级别是这次考试设的级别；不设级别的留空。"),
        message=Words("这次考试没有“{value}”这个级别。"),
        fix=Words("请填{expected}。"),
        fails=_level_unknown,
        facts=lambda key, context: {"expected": _listed(set(context.exam.levels))},
        yields_to=frozenset({"qualification_unknown"}),
    ),
    Check(
        code="specialty_missing",
        fields=("specialty",),
        explains=Words("该级别设专业的，专业必填。"),
        message=Words("{level}设有专业，没有填写专业。"),
        fix=Words("请补填专业。"),
        fails=_specialty_missing,
        facts=lambda key, context: {"level": pl.col("level")},
        yields_to=_NO_LEVEL,
    ),
    Check(
        code="specialty_unknown",
        fields=("specialty",),
        explains=Words("专业是该级别设的专业；不设专业的留空。"),
        message=Words("这个级别没有“{value}”这个专业。"),
        fix=Words("请填考试目录中的专业；该级别不设专业的请清空。"),
        fails=_specialty_unknown,
        yields_to=_NO_LEVEL,
    ),
    Check(
        code="year_wrong",
        fields=("exam_year",),
        explains=Words("考试年度是这次考试的年度。"),
        message=Words("考试年度“{value}”不是{expected}。"),
        fix=Words("请填{expected}，或确认提交的考试选对了。"),
        fails=lambda key, context: (pl.col(key) != "") & (pl.col(key) != str(context.exam.year)),
        facts=lambda key, context: {"expected": pl.lit(str(context.exam.year))},
    ),
    Check(
        code="approved_not_exam_day",
        fields=("approved_on",),
        explains=Words("批准日期是这次考试的考试日之一。"),
        message=Words("批准日期{value}不是这次考试的考试日。"),
        fix=Words("请填考试日（{expected}），一般为最后一日。"),
        fails=_not_an_exam_day,
        facts=lambda key, context: {"expected": pl.lit("、".join(map(str, context.exam.days)))},
    ),
    Check(
        code="approved_after_results",
        fields=("approved_on",),
        explains=Words("批准日期不晚于成绩公布日。"),
        message=Words("批准日期{value}晚于成绩公布日{expected}。"),
        fix=Words("请核对批准日期和这次考试的成绩公布日。"),
        fails=_after_results,
        facts=lambda key, context: {"expected": pl.lit(str(context.exam.results_on))},
    ),
    Check(
        code="scope_unknown",
        fields=("scope",),
        explains=Words("有效范围是这次考试的证书可以有的范围，例如全国。"),
        message=Words("有效范围“{value}”不是这次考试的证书可以有的范围。"),
        fix=Words("请填{expected}之一。"),
        fails=lambda key, context: _is_none_of("scope", context.exam.scopes),
        facts=lambda key, context: {"expected": _listed(context.exam.scopes)},
    ),
    Check(
        code="region_unknown",
        fields=("region",),
        explains=Words("报名地区代码是现行的六位行政区划代码（GB/T 2260）。"),
        message=Words("没有行政区划代码“{value}”。"),
        fix=Words("请按现行行政区划代码填写，例如340100。"),
        fails=lambda key, context: (pl.col("region") != "") & ~pl.col("region").is_in(list(regions())),
    ),
    Check(
        code="region_outside_agency",
        fields=("region",),
        explains=Words("报名地区在提交数据的考试机构的辖区内。"),
        message=Words("行政区划代码{value}不在本考试机构的辖区内。"),
        fix=Words("请核对报名地区代码；不属于本辖区的人员由所在地考试机构提交。"),
        fails=_outside,
    ),
)
