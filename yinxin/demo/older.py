"""An invented collection of older certificates, with all the trouble that such tables have, and its answer key.

The same seed gives the same table. The key says which rows lack what, and which rows are one certificate twice.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pypinyin import Style, lazy_pinyin

from yinxin.demo.people import DOUBLE_SURNAMES, GIVEN, SURNAMES, resident_number
from yinxin.kernel import identity

HEADER: Final = (
    "姓名", "性别", "出生年月", "身份证号", "证书编号", "资格名称", "级别", "专业", "批准日期", "发证机关",
    "原单位名", "备注",
)  # fmt: skip
_NAME, _SEX, _BORN, _ID, _NUMBER, _TITLE, _LEVEL, _BRANCH, _DAY, _BODY, _EMPLOYER, _NOTE = range(12)
_DIVISIONS: Final = ("990104", "990821", "992401", "990202", "990102", "991002", "990103", "990205")
"""Divisions that no table knows, like those that are no more; the numbers that were given under them stay."""
_TITLES: Final = (
    ("一级建造师", "", ("建筑工程", "市政公用工程", "机电工程"), "人事部、建设部"),
    ("建造师", "二级", ("建筑工程", "水利水电工程"), "人事部 建设部"),
    ("注册设备监理师", "", ("",), "人事部、国家质量监督检验检疫总局"),
    ("监理工程师执业资格证书", "", ("土木建筑工程",), "人事部、建设部"),
    ("经济专业技术资格", "中级", ("金融", "工商管理", "人力资源管理"), "人事部"),
    ("执业药师", "", ("药学类", "中药学类"), "人事部、国家药品监督管理局"),
    ("社会工作者职业资格", "中级", ("",), "人力资源和社会保障部、民政部"),
)
_NOTHING: Final = ("", "", "无", "/", "不详", "——")
_KEY_FIELDS: Final = {_NAME: "name", _ID: "id_number", _NUMBER: "management_number", _TITLE: "qualification"}
_OTHERS: Final = {_SEX: "sex", _BORN: "born", _DAY: "approved_on", _BODY: "sealed_by"}
_HOMOPHONES: Final = (
    "伟韦玮炜苇|芳方坊|静敬靖境|丽利莉力立|强墙|敏民闽|军君钧均|杰洁捷节|娟涓捐|涛韬滔|明鸣铭名|超抄|霞侠|"
    "平萍苹|刚钢纲|英瑛樱|华骅桦|玉钰煜昱|红宏虹洪鸿|志智致|文雯纹|建健键|晓小筱|佳嘉家|宇雨羽|欣新馨心|梅眉玫"
)
_SOUNDS: Final = {sign: group for group in _HOMOPHONES.split("|") for sign in group}

Row = list[str]


@dataclass
class Collection:
    """A table and its key.

    :ivar rows: below the header; a row's number in the file is its place plus two.
    :ivar blocked: for each row that lacks key fields, which; ``tolerated`` for each row the other fields that it lacks.
    :ivar pairs: the rows that are one certificate handed in twice, the smaller number first; ``kinds`` how they differ.
    """

    rows: list[Row] = field(default_factory=list)
    blocked: dict[int, set[str]] = field(default_factory=dict)
    tolerated: dict[int, set[str]] = field(default_factory=dict)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    kinds: dict[tuple[int, int], str] = field(default_factory=dict)

    def csv(self, encoding: str = "gb18030") -> bytes:
        """Return the table as an older system would export it."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(self.rows)
        return out.getvalue().encode(encoding)


def collection(count: int, *, seed: int, twice: float = 0.05) -> Collection:
    """Return a table of ``count`` rows, a share of which are certificates handed in twice with small differences."""
    chance, made = random.Random(seed), Collection()  # noqa: S311 - invented people, no secret
    doubles = int(count * twice)
    persons: list[Row] = []
    while len(persons) < count - doubles:
        person = _person(chance, len(persons))
        persons.append(person)
        if chance.random() < 0.08 and len(persons) < count - doubles:
            persons.append(_another_of(person, chance, len(persons)))
    sources = chance.sample(range(len(persons)), doubles)
    kinds = list(_DIFFERENCES)
    copies = [(place, kinds[turn % len(kinds)]) for turn, place in enumerate(sources)]
    order: list[tuple[int, str]] = [(place, "") for place in range(len(persons))] + copies
    chance.shuffle(order)
    spared = set(sources)
    where: dict[int, int] = {}
    for number, (place, kind) in enumerate(order, 2):
        row = _DIFFERENCES[kind](persons[place], chance) if kind else list(persons[place])
        if place not in spared:
            _gaps(row, number, made, chance)
        elif kind == "number_gone":
            made.blocked[number] = {"management_number"}
        elif kind == "person_gone":
            made.blocked[number] = {"id_number"}
        if place in spared:
            other = where.setdefault(place, number)
            if other != number:
                made.pairs.add((other, number))
        made.rows.append(_written(row, chance))
    named = {(where[place], number): kind for number, (place, kind) in enumerate(order, 2) if kind}
    made.kinds = {pair: named.get(pair, "") for pair in made.pairs}
    return made


def _person(chance: random.Random, serial: int) -> Row:
    sex = chance.choice("男女")
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(11_000))
    title, level, branches, body = chance.choice(_TITLES)
    approved = date(max(1990, born.year + 24), 1, 1) + timedelta(days=chance.randrange(5_000))
    surname = chance.choice(DOUBLE_SURNAMES if chance.random() < 0.02 else SURNAMES)
    given = "".join(chance.choices(GIVEN[sex], k=1 if chance.random() < 0.3 else 2))
    number = resident_number(chance.choice(_DIVISIONS), born, sex, chance)
    return [
        surname + given, sex, f"{born:%Y-%m}", number, f"{approved:%Y}{serial * 7 + 3_400_000:08d}", title, level,
        chance.choice(branches), approved.isoformat(), body, f"示例第{serial % 97 + 1}单位", "",
    ]  # fmt: skip


def _another_of(person: Row, chance: random.Random, serial: int) -> Row:
    """Return another certificate of the same person: of another qualification, or of the same in a later year."""
    row = list(person)
    others = [one for one in _TITLES if one[0] != person[_TITLE]]
    title, level, branches, body = chance.choice(others)
    approved = date.fromisoformat(person[_DAY]) + timedelta(days=chance.randrange(400, 3_000))
    row[_TITLE], row[_LEVEL], row[_BRANCH], row[_BODY] = title, level, chance.choice(branches), body
    row[_DAY], row[_NUMBER] = approved.isoformat(), f"{approved:%Y}{serial * 7 + 3_400_000:08d}"
    return row


def _gaps(row: Row, number: int, made: Collection, chance: random.Random) -> None:
    """Take fields away, and say so in the key."""
    if chance.random() < 0.02:
        place = chance.choice(list(_KEY_FIELDS))
        row[place] = chance.choice(_NOTHING)
        made.blocked[number] = {_KEY_FIELDS[place]}
    if chance.random() < 0.06:
        for place in chance.sample(list(_OTHERS), chance.choice((1, 1, 2))):
            row[place] = chance.choice(_NOTHING)
            made.tolerated.setdefault(number, set()).add(_OTHERS[place])


def _written(row: Row, chance: random.Random) -> Row:
    """Write a row as older systems did; nothing here loses anything."""
    row = list(row)
    row[_NAME] = chance.choice((str, str, str, _spaced, _wide_blank))(row[_NAME])
    row[_ID] = chance.choice((str, str, str, _old_number, _wide))(row[_ID])
    row[_DAY] = chance.choice((str, _dotted, _in_chinese, _solid, _with_time))(row[_DAY])
    row[_BORN] = chance.choice((str, _dotted_month, _solid))(row[_BORN])
    row[_SEX] = {"男": chance.choice(("男", "男", "1")), "女": chance.choice(("女", "女", "2"))}.get(
        row[_SEX], row[_SEX]
    )
    return row


def _spaced(name: str) -> str:
    return f"{name[0]} {name[1]}" if len(name) == 2 else name


def _wide_blank(name: str) -> str:
    return f"{name[0]}\u3000{name[1]}" if len(name) == 2 else f" {name}"


def _old_number(number: str) -> str:
    return identity.to_15(number) or number if len(number) == 18 else number


def _wide(number: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in number)


def _dotted(day: str) -> str:
    if len(day) != 10:
        return day
    return f"{day[:4]}.{int(day[5:7])}.{int(day[8:])}"


def _dotted_month(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月" if len(month) == 7 else month


def _in_chinese(day: str) -> str:
    if len(day) != 10:
        return day
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(sign)] for sign in day[:4])
    return f"{year}年{_spoken(int(day[5:7]))}月{_spoken(int(day[8:]))}日"


def _spoken(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


def _solid(day: str) -> str:
    return day.replace("-", "") if len(day) in (7, 10) and day[4] == "-" else day


def _with_time(day: str) -> str:
    return f"{day} 00:00:00" if len(day) == 10 else day


def _same(row: Row, chance: random.Random) -> Row:
    return list(row)


def _other(place: int, change: Callable[[str, random.Random], str]) -> Callable[[Row, random.Random], Row]:
    def differ(row: Row, chance: random.Random) -> Row:
        changed = list(row)
        changed[place] = change(row[place], chance)
        return changed

    return differ


def _homophone(name: str, chance: random.Random) -> str:
    """Return a name with another character of the same sound; where we know none, with the character in brackets."""
    for place in range(len(name) - 1, 0, -1):
        for sign in _SOUNDS.get(name[place], ""):
            changed = name[:place] + sign + name[place + 1 :]
            if sign != name[place] and _sound(changed) == _sound(name):
                return changed
    return _bracketed(name, chance)


def _sound(name: str) -> Sequence[str]:
    return tuple(lazy_pinyin(name, style=Style.NORMAL))


def _bracketed(name: str, chance: random.Random) -> str:
    return f"{name[:-1]}[{name[-1]}]"


def _near(name: str, chance: random.Random) -> str:
    return name[:-1] + next(sign for sign in "凯庆旭博" if sign != name[-1])


def _slip(number: str, chance: random.Random) -> str:
    place = chance.randrange(8, len(number) - 1)
    digit = str((int(number[place]) + chance.randrange(1, 10)) % 10)
    return number[:place] + digit + number[place + 1 :]


def _turn(number: str, chance: random.Random) -> str:
    places = [at for at in range(len(number) - 2) if number[at] != number[at + 1]]
    at = chance.choice(places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def _gone(text: str, chance: random.Random) -> str:
    return ""


def _stranger(row: Row, chance: random.Random) -> Row:
    """Return another person under the same number: one of the two is wrong."""
    changed = _person(chance, 0)
    for place in (_NUMBER, _TITLE, _LEVEL, _BRANCH, _DAY, _BODY):
        changed[place] = row[place]
    return changed


_DIFFERENCES: Final[dict[str, Callable[[Row, random.Random], Row]]] = {
    "same": _same,
    "homophone": _other(_NAME, _homophone),
    "bracketed": _other(_NAME, _bracketed),
    "name_near": _other(_NAME, _near),
    "person_slip": _other(_ID, _slip),
    "person_turned": _other(_ID, _turn),
    "person_short": _other(_ID, lambda number, _: identity.to_15(number) or number),
    "person_gone": _other(_ID, _gone),
    "number_slip": _other(_NUMBER, _slip),
    "number_turned": _other(_NUMBER, _turn),
    "number_gone": _other(_NUMBER, _gone),
    "employer": _other(_EMPLOYER, lambda text, _: text + "（原名）"),
    "stranger": _stranger,
}
"""How the second copy of a certificate differs from the first."""
