"""Checks of portraits: there, a picture, of the right size, upright, in colour, on white, one person's."""

from __future__ import annotations

from typing import Final

import polars as pl

from yinxin.kernel.words import Words
from yinxin.production.intake.checks.check import Check, Context

WIDTH: Final = 295
HEIGHT: Final = 413
"""One inch at 300 dots: pixels."""
TOLERANCE: Final = 0.05
"""How far width and height may be off, as a part."""
LONGEST_FILE: Final = 200 * 1024
"""Bytes of one portrait."""
WHITE_PART: Final = 0.90
"""The part of the ground that is white."""

_OK: Final = pl.col("photo_state") == "ok"


def _missing(key: str, context: Context) -> pl.Expr:
    unnamed = pl.col(key) == ""
    return unnamed | pl.col("photo_state").is_null() if context.photos_given else unnamed


def _why_missing(key: str, context: Context) -> dict[str, pl.Expr]:
    return {"reason": pl.when(pl.col(key) == "").then(pl.lit("no_name")).otherwise(pl.lit("no_file"))}


def _off(measure: str, right: int) -> pl.Expr:
    return (pl.col(measure) - right).abs() > right * TOLERANCE


def _wrong_size(key: str, context: Context) -> pl.Expr:
    wrong = _off("photo_width", WIDTH) | _off("photo_height", HEIGHT) | (pl.col("photo_bytes") > LONGEST_FILE)
    return (pl.col("photo_state") == "too_large") | (_OK & wrong)


def _measures(key: str, context: Context) -> dict[str, pl.Expr]:
    return {
        "reason": pl.when(_OK).then(pl.lit("measured")).otherwise(pl.lit("unread")),
        "width": pl.col("photo_width"),
        "height": pl.col("photo_height"),
        "kilobytes": pl.col("photo_bytes") // 1024,
    }


def _another_persons(key: str, context: Context) -> pl.Expr:
    first = pl.col("_id_key").first().over("photo")
    return _OK & (pl.col("_id_key") != first)


CHECKS: Final = (
    Check(
        code="photo_missing",
        fields=("photo_file",),
        explains=Words("每行都有照片文件名，压缩包内有这个文件。"),
        message=Words("{reason}。"),
        fix=Words("请补填照片文件名，并把照片放进压缩包；文件名和扩展名要完全一致。"),
        fails=_missing,
        facts=_why_missing,
        reasons={"no_name": Words("没有填写照片文件名"), "no_file": Words("压缩包里没有这张照片")},
    ),
    Check(
        code="photo_not_image",
        fields=("photo_file",),
        explains=Words("照片是完整的JPEG图片。"),
        message=Words("{value}不是完整的JPEG图片。"),
        fix=Words("请换成能正常打开的JPEG照片。"),
        fails=lambda key, context: pl.col("photo_state") == "not_image",
    ),
    Check(
        code="photo_size",
        fields=("photo_file",),
        explains=Words("照片为295×413像素（上下5%以内），不超过200KB。"),
        message=Words("{value}{reason}。"),
        fix=Words("请裁剪为295×413像素、不超过200KB。"),
        fails=_wrong_size,
        facts=_measures,
        reasons={
            "measured": Words("为{width}×{height}像素、{kilobytes}KB"),
            "unread": Words("的文件或像素过大，没有读取"),
        },
    ),
    Check(
        code="photo_turned",
        fields=("photo_file",),
        explains=Words("照片本身是正的，不靠相机的旋转标记。"),
        message=Words("{value}带有旋转标记，印出来会是歪的。"),
        fix=Words("请用图片软件打开，转正后另存为JPEG。"),
        fails=lambda key, context: _OK & pl.col("photo_turned"),
    ),
    Check(
        code="photo_colour",
        fields=("photo_file",),
        explains=Words("照片是彩色的（RGB）。"),
        message=Words("{value}不是彩色（RGB）照片。"),
        fix=Words("请换成彩色照片；印刷用的CMYK图片请转成RGB。"),
        fails=lambda key, context: _OK & ~pl.col("photo_colour"),
    ),
    Check(
        code="photo_ground",
        fields=("photo_file",),
        explains=Words("照片是白底：四周有九成是白色。"),
        message=Words("{value}不是白底，四周只有{white}%是白色。"),
        fix=Words("请换成白底证件照。"),
        fails=lambda key, context: _OK & (pl.col("photo_ground") < WHITE_PART),
        facts=lambda key, context: {
            "white": (pl.col("photo_ground") * 100).floor().cast(pl.Int64).cast(pl.String)
        },
    ),
    Check(
        code="photo_duplicate",
        fields=("photo_file",),
        explains=Words("一张照片只属于一个人；指出的是后出现的一行。"),
        message=Words("{value}与前面另一个人的照片是同一张。"),
        fix=Words("请核对是哪一行用错了照片。"),
        fails=_another_persons,
        yields_to=frozenset({"id_kind_unknown", "id_format", "id_checksum", "duplicate_in_batch"}),
    ),
)
