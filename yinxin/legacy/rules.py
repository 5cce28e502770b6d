"""What cleaning did to a field, and how sure it is: rules with words, so that everybody can see why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from yinxin.kernel.words import Words


class Confidence(IntEnum):
    """How sure a cleaned value is; a field is as sure as the least sure rule that touched it."""

    DOUBTFUL = 0
    """Nothing was changed: a person must say what is right."""
    LIKELY = 1
    """There is one sensible reading, and it was taken; a person confirms it where it is a key field."""
    SURE = 2
    """Nothing else can have been meant, or a person has said so."""

    @property
    def words(self) -> Words:
        """Its name for people."""
        return _CONFIDENCE[self]

    @property
    def code(self) -> str:
        """Its name in JSON."""
        return self.name.lower()


_CONFIDENCE: Final = {
    Confidence.DOUBTFUL: Words("存疑"),
    Confidence.LIKELY: Words("应当如此"),
    Confidence.SURE: Words("确定"),
}

_S, _L, _D = Confidence.SURE, Confidence.LIKELY, Confidence.DOUBTFUL

RULES: Final[Mapping[str, tuple[Confidence, Words]]] = {
    "empty_word": (_S, Words("“无”“不详”“/”一类的字样表示没有填写")),
    "blanks": (_S, Words("去掉了空格和看不见的字符")),
    "half_width": (_S, Words("全角字母、数字改为半角")),
    "dot": (_S, Words("间隔号统一为“·”")),
    "private_mapped": (_L, Words("旧字库的自造字编码，按国家标准的对照表改为标准字")),
    "private_unknown": (_D, Words("自造字编码没有公开的对照，须对照原件认字")),
    "compatibility": (_L, Words("部首或兼容编码的字改为标准字")),
    "bracketed": (_D, Words("括号里的字像是用同音字或拆字代替的生僻字，须对照原件")),
    "lost_character": (_D, Words("原来的字丢失了，只剩问号、星号或方块，须对照原件")),
    "odd_name": (_D, Words("姓名里有不能用于姓名的字符，须对照原件")),
    "kind_named": (_S, Words("证件类型的旧称改为规定的名称")),
    "kind_from_number": (_S, Words("没有写证件类型；号码是有效的居民身份证号码")),
    "kind_from_heading": (_S, Words("没有写证件类型；表头写明是身份证号")),
    "kind_from_form": (_L, Words("没有写证件类型；从号码的位数看应当是居民身份证号码")),
    "kind_unknown": (_D, Words("证件类型不在规定的名称之内")),
    "linked_18": (_S, Words("15位旧号码照原样保留，比对和查验时与对应的18位号码视为同一个")),
    "id_rounded": (_D, Words("号码曾被表格软件当作数值，后几位已经丢失，须对照原件")),
    "id_checksum": (_D, Words("身份证号码的校验位不符，须对照原件")),
    "id_format": (_D, Words("号码的位数或字符不符合这种证件的格式，须对照原件")),
    "sex_coded": (_S, Words("性别代码改为汉字")),
    "sex_unknown": (_D, Words("性别不是男或女")),
    "sex_differs": (_D, Words("性别与证件号码所含的不一致")),
    "day_written": (_S, Words("日期的写法统一为年-月-日")),
    "day_chinese": (_S, Words("汉字日期改为数字")),
    "day_time": (_S, Words("去掉了日期后面的时间")),
    "day_short_year": (_L, Words("两位的年份补为四位")),
    "day_serial": (_L, Words("表格软件的日期序号换算为日期")),
    "day_solid": (_S, Words("连写的日期分为年-月-日")),
    "day_solid_short": (_L, Words("六位连写的日期，按可能的一种读法分为年-月-日")),
    "day_turned": (_L, Words("年份在后的日期，按唯一可能的读法调整")),
    "day_ambiguous": (_D, Words("日期有两种读法，须对照原件")),
    "day_lost_zero": (_D, Words("“.1”可能是1月，也可能是10月丢了末尾的0，须对照原件")),
    "day_unreadable": (_D, Words("读不出日期，须对照原件")),
    "day_impossible": (_D, Words("没有这一天，或不在可能的年份之内，须对照原件")),
    "month_only": (_S, Words("证书上只印到年月")),
    "born_differs": (_D, Words("出生年月与证件号码所含的不一致")),
    "year_of_day": (_S, Words("批准年份取自批准日期")),
    "year_differs": (_D, Words("批准年份与批准日期的年份不一致")),
    "number_of_certificate": (_S, Words("文件没有管理号一列，证书编号就是管理号")),
    "number_of_certificate_here": (_L, Words("这一行没有管理号，用证书编号代替")),
    "number_of_file": (_L, Words("没有管理号和证书编号，用档案号代替")),
    "number_rounded": (_D, Words("管理号曾被表格软件当作数值，后几位已经丢失，须对照原件")),
    "odd_number": (_D, Words("管理号里有不会出现的字符，须对照原件")),
    "title_written": (_S, Words("去掉资格名称前后的“证书”“资格”等字样后与目录一致")),
    "title_level": (_S, Words("级别从资格名称中分出")),
    "title_renamed": (_S, Words("资格名称有调整：今后打印用新名称，旧名称留在记录里")),
    "title_ended": (_S, Words("这项资格已退出目录，没有承接的资格，沿用最后的名称")),
    "title_unknown": (_D, Words("目录各版本里都没有这个资格名称")),
    "title_several": (_D, Words("目录里有几项资格用过这个名称")),
    "body_renamed": (_S, Words("部门名称有调整：今后打印用新名称，旧名称留在记录里")),
    "body_written": (_S, Words("部门名称的简称改为全称")),
    "by_hand": (_S, Words("由人工核对后填写")),
    "confirmed": (_S, Words("由人工对照原件确认")),
}
"""Every rule: how sure a field is after it, and what it did."""

EMPTY: Final = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "空",
        "不详",
        "未知",
        "缺",
        "暂无",
        "没有",
        "null",
        "none",
        "nan",
    }
    | {"n/a", "na", "?", "？", "*", "(空)", "0000-00-00", "0"}
)
"""What people wrote to say that there is nothing, in small letters."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A field after cleaning.

    :ivar original: the cell as it came. :ivar value: what is taken for right; the empty string is “not recorded”.
    :ivar rules: what was done, in order. :ivar hint: what a doubtful value probably should be, for a person to judge.
    """

    original: str
    value: str
    rules: tuple[str, ...] = ()
    hint: str = ""

    @property
    def confidence(self) -> Confidence:
        """How sure the value is."""
        return min((RULES[rule][0] for rule in self.rules), default=Confidence.SURE)

    @property
    def doubtful(self) -> bool:
        """Whether a person must say what is right."""
        return self.confidence is Confidence.DOUBTFUL

    def doubted(self, rule: str, hint: str = "") -> Cleaned:
        """Return the field with one more reason for doubt; its value stays."""
        return Cleaned(self.original, self.value, (*self.rules, rule), self.hint or hint)

    def noted(self, rule: str) -> Cleaned:
        """Return the field with one more rule that changed nothing."""
        return Cleaned(self.original, self.value, (*self.rules, rule), self.hint)


def is_empty(text: str) -> bool:
    """Say whether a cell says nothing, in whatever way."""
    return not text or "".join(text.split()).lower() in EMPTY


def nothing(original: str) -> Cleaned:
    """Return the field of a cell that says nothing."""
    return Cleaned(original, "", ("empty_word",) if original.strip() else ())
