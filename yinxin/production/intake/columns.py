"""The twenty columns of the information standard for passed candidates (N9.1), in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yinxin.kernel.identity import FORMS
from yinxin.kernel.names import narrow
from yinxin.kernel.words import Words

RESULT_COLUMN: Final = "检查结果"
"""The column that a file handed back has in addition; it is passed over when the file comes again."""

COMMITMENT: Final = "告知承诺"
MATERIALS: Final = "提交材料"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the standard.

    :ivar key: the name in code and in JSON; :ivar name: the heading in the agency's file.
    :ivar required: each row must have it; :ivar longest: characters.
    :ivar pattern: a regular expression for the whole cell, or empty.
    :ivar allowed: the values that there are, or empty; those that the exam decides are not listed here.
    :ivar explanation: what belongs into the column.
    """

    key: str
    name: str
    english: str
    required: bool
    longest: int
    explanation: Words
    pattern: str = ""
    allowed: tuple[str, ...] = ()


_DATE = r"\d{4}-\d{2}-\d{2}"

COLUMNS: Final[tuple[Column, ...]] = (
    Column("serial", "序号", "serial", False, 10, Words("本文件内的顺序号，只供人看。")),
    Column("name", "姓名", "name", True, 60, Words("与身份证件完全一致；汉字姓名2至30个字，间隔号用“·”。")),
    Column("sex", "性别", "sex", True, 1, Words("男或女；证件号码含性别的，应当一致。"), "", ("男", "女")),
    Column(
        "born",
        "出生日期",
        "date of birth",
        True,
        20,
        Words("年-月-日；证件号码含出生日期的，应当一致。"),
        _DATE,
    ),
    Column(
        "id_kind",
        "证件类型",
        "kind of identity document",
        True,
        20,
        Words("报名时使用的身份证件。"),
        "",
        tuple(form.name for form in FORMS.values()),
    ),
    Column(
        "id_number",
        "证件号码",
        "identity document number",
        True,
        20,
        Words("文本格式；18位的应通过校验位检查。"),
    ),
    Column(
        "management_number",
        "管理号",
        "management number",
        False,
        40,
        Words("文本格式，不超过40个字符，原样保存；由考试机构编制的考试必填。"),
    ),
    Column("file_number", "档案号", "exam file number", False, 40, Words("滚动考试的档案号；没有的留空。")),
    Column("qualification", "职业资格名称", "qualification", True, 60, Words("与考试的职业资格名称一致。")),
    Column("level", "级别", "level", False, 20, Words("职业资格设级别的必填。")),
    Column("specialty", "专业", "specialty", False, 60, Words("该级别设专业的必填，不设的留空。")),
    Column("exam_year", "考试年度", "exam year", True, 4, Words("四位数字。"), r"\d{4}"),
    Column(
        "approved_on",
        "批准日期",
        "date of approval",
        True,
        20,
        Words("考试日之一，一般为考试最后一日。"),
        _DATE,
    ),
    Column("scope", "有效范围", "valid scope", True, 20, Words("证书在哪里有效，例如全国。")),
    Column(
        "region", "报名地区代码", "region of registration", True, 6, Words("六位行政区划代码。"), r"\d{6}"
    ),
    Column("employer", "工作单位", "employer", False, 100, Words("报名时的工作单位；没有的留空。")),
    Column("phone", "联系电话", "telephone", False, 20, Words("通知领证用的电话。")),
    Column(
        "commitment",
        "报名方式",
        "way of proof at registration",
        True,
        10,
        Words("资格证明是书面承诺还是提交材料。"),
        "",
        (COMMITMENT, MATERIALS),
    ),
    Column(
        "photo_file", "照片文件名", "photo file name", True, 100, Words("照片压缩包内的文件名，含扩展名。")
    ),
    Column("note", "备注", "note", False, 200, Words("其他需要说明的事项；没有的留空。")),
)

BY_KEY: Final = {column.key: column for column in COLUMNS}
BY_NAME: Final = {column.name: column for column in COLUMNS}


def heading(cell: str) -> str:
    """Return a heading without its trimmings: blanks, full-width forms, the star of a required column."""
    return "".join(narrow(cell).replace("*", "").replace("\ufeff", "").split())
