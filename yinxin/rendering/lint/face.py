"""Checks of the face: what the certificate says, against itself and against the law's forms (N7, N15, N16)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from yinxin.kernel import identity, names
from yinxin.kernel.face import Face
from yinxin.kernel.numbers import is_management_number, normalise_management_number
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art20_legacy_electronic
from yinxin.law.regimes import Kind, Regime
from yinxin.rendering.layout import MOST_SEALS
from yinxin.rendering.lint.model import Check, Severity, Subject, collector, wrong

_checks: list[Check] = []
_check = collector(_checks)
_WARN: Final = Severity.WARNING

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS: Final = re.compile(r"(https?)://([^/?#@\s]+)(/[^?#\s]*)?(\S*)")
_TOKEN: Final = re.compile(r"/[a-z]/[A-Za-z0-9_-]{20,}")
_SAID_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_LOCAL: Final = ("localhost", "127.0.0.1", "testserver")
_YOUNGEST: Final = 15
_OLDEST: Final = 100
_FIRST_YEAR: Final = 1980


def _texts(face: Face) -> list[str]:
    one = (
        "qualification",
        "level",
        "specialty",
        "name",
        "sex",
        "id_kind",
        "id_number",
        "management_number",
        "scope",
    )
    return [*(getattr(face, name) for name in one), *face.remarks, *face.sealed_by]


def _unrecorded(s: Subject, field: str) -> bool:
    """Say whether an item is missing on an older certificate, which may lack it (N21.2)."""
    return not getattr(s.face, field) and art20_legacy_electronic.is_marked(s.face.remarks)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Document:
    """What an identity document says, read once; ``sound`` where its number is one."""

    kind: identity.IdKind | None
    normal: bool
    sound: bool
    sex: str | None = None
    born: date | None = None


@lru_cache(maxsize=64)
def _document(id_kind: str, number: str) -> _Document:
    kind, normal = identity.kind_named(id_kind), identity.normalise(number)
    if kind is None:
        return _Document(kind, normal == number, True)
    said = identity.read(kind, normal, legacy=True)
    return _Document(kind, normal == number, said.problem is None, said.sex, said.born)


def _of(s: Subject) -> _Document:
    return _document(s.face.id_kind, s.face.id_number)


@_check("F01", Words("证书种类不在规定之内"))
def _kind(s: Subject) -> str | None:
    return wrong(s.face.kind not in {one.value for one in Kind}, s.face.kind)


@_check("F02", Words("管理类别不在规定之内"))
def _regime(s: Subject) -> str | None:
    return wrong(s.face.regime not in {one.value for one in Regime}, s.face.regime)


@_check("F03", Words("没有资格名称"))
def _qualification(s: Subject) -> str | None:
    return wrong(not s.face.qualification.strip())


@_check("F04", Words("没有姓名"))
def _name(s: Subject) -> str | None:
    return wrong(not s.face.name.strip())


@_check("F05", Words("姓名首尾或中间有多余空格"))
def _name_blanks(s: Subject) -> str | None:
    name = s.face.name
    return wrong(bool(name.strip()) and (name != name.strip() or "  " in name), repr(name))


@_check("F06", Words("姓名中有不应出现的字符"), _WARN)
def _name_form(s: Subject) -> str | None:
    kind = _of(s).kind
    latin = kind is None or identity.FORMS[kind].latin_names
    blank = not s.face.name.strip()
    found = () if blank else names.problems(s.face.name, latin=latin)
    return wrong(bool(found), s.face.name)


@_check("F07", Words("性别不是男或女"))
def _sex(s: Subject) -> str | None:
    return wrong(s.face.sex not in ("男", "女") and not _unrecorded(s, "sex"), s.face.sex)


@_check("F08", Words("性别与身份证件号码不一致"), _WARN)
def _sex_agrees(s: Subject) -> str | None:
    told = _of(s).sex
    return wrong(told is not None and s.face.sex in ("男", "女") and told != s.face.sex, s.face.sex)


@_check("F09", Words("出生年月写法不对"))
def _born(s: Subject) -> str | None:
    return wrong(not _MONTH.fullmatch(s.face.born) and not _unrecorded(s, "born"), s.face.born)


@_check("F10", Words("出生年月与身份证件号码不一致"), _WARN)
def _born_agrees(s: Subject) -> str | None:
    told = _of(s).born
    return wrong(
        told is not None and bool(_MONTH.fullmatch(s.face.born)) and told.isoformat()[:7] != s.face.born,
        s.face.born,
    )


@_check("F11", Words("证件类型不在规定之内"))
def _id_kind(s: Subject) -> str | None:
    return wrong(_of(s).kind is None, s.face.id_kind)


@_check("F12", Words("证件号码校验不符"), _WARN)
def _id_number(s: Subject) -> str | None:
    return wrong(not _of(s).sound)


@_check("F13", Words("证件号码不是标准写法"))
def _id_form(s: Subject) -> str | None:
    return wrong(not _of(s).normal)


@_check("F14", Words("管理号写法不对"))
def _number(s: Subject) -> str | None:
    return wrong(not is_management_number(s.face.management_number), s.face.management_number)


@_check("F15", Words("管理号中有空格、全角或小写字符"), _WARN)
def _number_form(s: Subject) -> str | None:
    given = s.face.management_number
    return wrong(is_management_number(given) and normalise_management_number(given) != given, given)


@_check("F16", Words("批准日期不是实有的一天"))
def _approved(s: Subject) -> str | None:
    return wrong(_day(s.face.approved_on) is None and not _unrecorded(s, "approved_on"), s.face.approved_on)


@_check("F17", Words("批准日期晚于签章日"))
def _approved_before_signing(s: Subject) -> str | None:
    day = _day(s.face.approved_on)
    return wrong(day is not None and day > s.on, s.face.approved_on)


@_check("F18", Words("批准日期早于职业资格制度"))
def _approved_in_our_time(s: Subject) -> str | None:
    day = _day(s.face.approved_on)
    return wrong(day is not None and day.year < _FIRST_YEAR, s.face.approved_on)


@_check("F19", Words("批准时的年龄不合常情"), _WARN)
def _age(s: Subject) -> str | None:
    day = _day(s.face.approved_on)
    if day is None or day.year < _FIRST_YEAR or not _MONTH.fullmatch(s.face.born):
        return None
    years = day.year - int(s.face.born[:4])
    return wrong(not _YOUNGEST <= years <= _OLDEST, str(years))


@_check("F20", Words("有效期限不是实有的一天"))
def _until(s: Subject) -> str | None:
    return wrong(bool(s.face.valid_until) and _day(s.face.valid_until) is None, s.face.valid_until)


@_check("F21", Words("有效期限不晚于批准日期"))
def _until_after(s: Subject) -> str | None:
    until, approved = _day(s.face.valid_until), _day(s.face.approved_on)
    return wrong(until is not None and approved is not None and until <= approved, s.face.valid_until)


@_check("F22", Words("查验网址写法不对"))
def _address(s: Subject) -> str | None:
    return wrong(_ADDRESS.fullmatch(s.face.verify_at) is None, s.face.verify_at)


@_check("F39", Words("查验网址不是加密连接"), _WARN)
def _address_safe(s: Subject) -> str | None:
    found = _ADDRESS.fullmatch(s.face.verify_at)
    outside = found is not None and found[2].split(":")[0] not in _LOCAL
    return wrong(outside and not s.face.verify_at.startswith("https:"), s.face.verify_at)


@_check("F23", Words("查验网址没有证书的查验码"))
def _token(s: Subject) -> str | None:
    found = _ADDRESS.fullmatch(s.face.verify_at)
    return wrong(found is not None and not _TOKEN.fullmatch(found[3] or ""), s.face.verify_at)


@_check("F24", Words("查验网址后另有参数"))
def _address_ends(s: Subject) -> str | None:
    found = _ADDRESS.fullmatch(s.face.verify_at)
    return wrong(found is not None and bool(found[4]), s.face.verify_at)


@_check("F25", Words("没有用印部门，或多于四个"))
def _departments(s: Subject) -> str | None:
    return wrong(not 1 <= len(s.face.sealed_by) <= MOST_SEALS, str(len(s.face.sealed_by)))


@_check("F26", Words("用印部门重复"))
def _departments_once(s: Subject) -> str | None:
    twice = [name for name, count in Counter(s.face.sealed_by).items() if count > 1]
    return wrong(bool(twice), "、".join(twice))


@_check("F27", Words("用印部门是空的"))
def _departments_named(s: Subject) -> str | None:
    return wrong(bool(s.face.sealed_by) and not all(name.strip() for name in s.face.sealed_by))


@_check("F28", Words("备注中有空的一条"))
def _remarks_said(s: Subject) -> str | None:
    return wrong(not all(remark.strip() for remark in s.face.remarks))


@_check("F29", Words("备注有重复的一条"))
def _remarks_once(s: Subject) -> str | None:
    said = [remark for remark in s.face.remarks if remark.strip()]
    return wrong(len({*said}) < len(said))


@_check("F30", Words("备注的日期不是实有的一天"))
def _remark_days(s: Subject) -> str | None:
    return wrong(any(day is None for day in _remark_dates(s.face)))


@_check("F31", Words("备注的日期早于批准日期，或晚于签章日"))
def _remark_days_in_life(s: Subject) -> str | None:
    approved = _day(s.face.approved_on)
    days = [day for day in _remark_dates(s.face) if day]
    return wrong(
        approved is not None and approved <= s.on and any(not approved <= day <= s.on for day in days)
    )


@_check("F32", Words("备注的先后次序不对"), _WARN)
def _remark_order(s: Subject) -> str | None:
    days = [day for day in _remark_dates(s.face) if day]
    return wrong(days != sorted(days))


@_check("F33", Words("备注的变更内容与证书内容不符"))
def _remarks_agree(s: Subject) -> str | None:
    """The newest change of an item leads to what the certificate says now (N15)."""
    newest: dict[str, str] = {}
    for remark in s.face.remarks:
        for item, value in _CHANGED.findall(remark):
            newest[item] = value
    for item, value in newest.items():
        now = getattr(s.face, _ITEMS[item], None)
        if now is not None and value != now:
            return item
    return None


@_check("F34", Words("文字中有控制字符或不可见字符"))
def _invisible(s: Subject) -> str | None:
    whole = "".join(_texts(s.face))
    if whole.isprintable():
        return None
    found = {char for char in whole if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
    return wrong(bool(found), " ".join(f"U+{ord(char):04X}" for char in sorted(found)))


@_check("F35", Words("文字不是统一的编码形式（NFC）"))
def _composed(s: Subject) -> str | None:
    found = [text for text in _texts(s.face) if not unicodedata.is_normalized("NFC", text)]
    return wrong(bool(found), "、".join(found))


@_check("F36", Words("级别、专业或范围首尾有空格"))
def _item_blanks(s: Subject) -> str | None:
    found = [
        text
        for text in (s.face.level, s.face.specialty, s.face.scope, s.face.qualification)
        if text != text.strip()
    ]
    return wrong(any(text.strip() for text in found))


@_check("F37", Words("照片摘要写法不对"))
def _photo_digest(s: Subject) -> str | None:
    return wrong(bool(s.face.photo) and not re.fullmatch(r"[0-9a-f]{64}", s.face.photo))


@_check("F38", Words("没有照片"), _WARN)
def _photo_named(s: Subject) -> str | None:
    return wrong(not s.face.photo and s.face.kind == Kind.CERTIFICATE.value and not _unrecorded(s, "photo"))


_ITEMS: Final = {"姓名": "name", "性别": "sex", "证件类型": "id_kind", "证件号码": "id_number"}
_CHANGED: Final = re.compile(r"(姓名|性别|证件类型|证件号码)由“[^”]*”变更为“([^”]*)”")


def _remark_dates(face: Face) -> list[date | None]:
    """Return the day that each remark begins with, in order; None for one that no calendar has."""
    found: list[date | None] = []
    for remark in face.remarks:
        said = _SAID_DAY.match(remark)
        if said:
            year, month, day = said.groups()
            found.append(_day(f"{year}-{int(month):02}-{int(day):02}"))
    return found


CHECKS: Final = tuple(_checks)
