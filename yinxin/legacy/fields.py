"""The fields of an older certificate, and the headings under which older systems kept them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yinxin.kernel.names import narrow
from yinxin.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    :ivar key: its name in code; where the face has it, the face's own name for it.
    :ivar name: what pages call it; ``aliases`` further headings, as older systems wrote them.
    :ivar by_row: it says where this one row was taken from, rather than what the certificate says.
    """

    key: str
    name: Words
    aliases: tuple[str, ...]
    by_row: bool = False


FIELDS: Final[tuple[Field, ...]] = (
    Field("name", Words("姓名"), ("持证人", "持证人姓名", "XM", "考生姓名", "名字")),
    Field("sex", Words("性别"), ("XB",)),
    Field("born", Words("出生年月"), ("出生日期", "生日", "CSRQ", "出生年月日")),
    Field("id_kind", Words("证件类型"), ("证件种类", "证件名称", "ZJLX")),
    Field(
        "id_number",
        Words("证件号码"),
        ("身份证号", "身份证号码", "身份证", "证件号", "公民身份号码", "SFZH", "SFZHM", "ZJHM"),
    ),
    Field("management_number", Words("管理号"), ("证书管理号", "GLH", "资格证书管理号")),
    Field(
        "certificate_number",
        Words("证书编号"),
        ("证书号", "证书号码", "编号", "ZSBH", "资格证书编号", "资格证书号", "证号"),
    ),
    Field("file_number", Words("档案号"), ("档案编号", "DAH")),
    Field(
        "qualification",
        Words("职业资格名称"),
        ("资格名称", "证书名称", "考试名称", "资格证书名称", "ZGMC", "执业资格名称", "专业技术资格名称"),
    ),
    Field("level", Words("级别"), ("等级", "资格级别", "JB", "级别名称")),
    Field("specialty", Words("专业"), ("专业类别", "专业名称", "ZY", "报考专业", "专业类别名称")),
    Field(
        "approved_on",
        Words("批准日期"),
        ("发证日期", "签发日期", "取得时间", "取得日期", "授予时间", "PZRQ", "FZRQ", "发证时间", "批准时间"),
    ),
    Field("approved_year", Words("批准年份"), ("年度", "考试年度", "年份", "取得年份", "ND", "发证年份")),
    Field(
        "sealed_by", Words("用印部门"), ("发证机关", "发证单位", "签发单位", "批准机关", "FZJG", "颁发单位")
    ),
    Field("employer", Words("工作单位"), ("原单位名", "单位", "单位名称", "原单位", "GZDW", "所在单位")),
    Field("region", Words("地区代码"), ("行政区划", "行政区划代码", "地区", "DQDM")),
    Field("scope", Words("有效范围"), ("使用范围",)),
    Field("archive", Words("档案来源"), ("馆藏", "全宗", "全宗号"), by_row=True),
    Field("volume", Words("卷册编号"), ("卷号", "案卷号", "册号"), by_row=True),
    Field("taken_by", Words("整理人"), ("录入人", "录入员"), by_row=True),
)
"""In the order of the record's page."""

BY_KEY: Final[Mapping[str, Field]] = {field.key: field for field in FIELDS}
NAMES: Final[Mapping[str, Words]] = {field.key: field.name for field in FIELDS}


def heading(cell: str) -> str:
    """Return a heading without blanks, brackets' contents, stars and colons, in half-width capitals."""
    text = "".join(narrow(cell).replace("\ufeff", "").split()).upper()
    return text.split("(")[0].strip("*:：") if not text.startswith("(") else text.strip("()")


_BY_HEADING: Final[Mapping[str, str]] = {
    heading(name): field.key for field in FIELDS for name in (str(field.name), *field.aliases)
}


@dataclass(frozen=True, slots=True)
class Headings:
    """How a file's columns match the fields.

    :ivar places: for each field the columns that hold it, in the file's order: the first that is filled counts.
    :ivar unknown: headings that no field has; their cells are kept and not read.
    """

    places: Mapping[str, tuple[int, ...]]
    unknown: tuple[str, ...]


def match(header: Sequence[str]) -> Headings:
    """Match a file's headings with the fields."""
    places: dict[str, list[int]] = {}
    unknown: list[str] = []
    for place, cell in enumerate(header):
        key = _BY_HEADING.get(heading(cell))
        if key is not None:
            places.setdefault(key, []).append(place)
        elif cell.strip():
            unknown.append(cell.strip())
    return Headings({key: tuple(found) for key, found in places.items()}, tuple(unknown))
