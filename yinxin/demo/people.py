"""Invented people: one seed always gives the same.

Resident's numbers begin with 99, a division that does not exist, so that they are nobody's. The few other
documents have no such gap in their numbers: they are drawn from the end of each kind's range (99, ZZ), and
residence permits, whose beginning is fixed, at random.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from yinxin.kernel import identity
from yinxin.kernel.identity import FORMS, IdKind

SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
DOUBLE_SURNAMES: Final = ("欧阳", "司马", "上官", "诸葛", "慕容", "尉迟", "令狐", "皇甫", "东方", "端木")
GIVEN: Final = {
    "男": "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁坤峰志建国庆文博子轩",
    "女": "芳娜敏静丽艳娟霞秀燕玲桂英华慧巧美雅洁梅琳素云莲雪荣爱香月莺媛瑞凡佳嘉琼勤珍贞欣怡婷",
}
RARE: Final = "䶮㛃𬍛𫘜𬱖㼆旸喆龘翀"
"""Characters that older systems cannot write; the fonts that come with the system have each of them."""
MINORITY: Final = {
    "男": ("买买提·艾力", "阿卜杜拉·吐尔逊", "巴特尔·额尔敦", "扎西·多吉", "艾尼瓦尔·阿布都热依木"),
    "女": ("古丽娜尔·艾山", "迪丽努尔·阿布都热合曼", "玛依拉·木合塔尔", "其其格·娜仁", "卓玛·央金"),
}
LATIN: Final = {"男": ("JOHN A. SMITH", "PEDRO COSTA"), "女": ("MARIA SILVA", "ANNE-MARIE O'NEILL")}
_FIRST_BIRTH: Final = date(1966, 1, 1)
_BIRTH_DAYS: Final = 13_000
_UNUSUAL: Final = (
    IdKind.HONG_KONG_MACAO_PERMIT,
    IdKind.TAIWAN_PERMIT,
    IdKind.PASSPORT,
    IdKind.HONG_KONG_MACAO_TAIWAN_RESIDENT,
    IdKind.FOREIGN_PERMANENT_RESIDENT,
)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody who does not exist: name, sex (``男``/``女``), birth date, document kind and number."""

    name: str
    sex: str
    born: date
    id_kind: IdKind
    id_number: str

    @property
    def id_kind_name(self) -> str:
        """The Chinese name of the document's kind."""
        return FORMS[self.id_kind].name


def invented_people(count: int, *, seed: int) -> Iterator[InventedPerson]:
    """Yield ``count`` different people.

    Of 100, about 3 have a document other than the resident's card, 4 a name of several parts, 3 a rare
    character, 3 a double surname.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    taken: set[str] = set()
    while len(taken) < count:
        person = _person(chance, len(taken))
        if person.id_number not in taken:
            taken.add(person.id_number)
            yield person


def _person(chance: random.Random, serial: int) -> InventedPerson:
    sex = chance.choice("男女")
    born = _FIRST_BIRTH + timedelta(days=chance.randrange(_BIRTH_DAYS))
    kind = chance.choice(_UNUSUAL) if chance.random() < 0.03 else IdKind.RESIDENT
    number = _number(chance, kind, born, sex, serial)
    return InventedPerson(_name(chance, kind, sex), sex, born, kind, number)


def _name(chance: random.Random, kind: IdKind, sex: str) -> str:
    if kind in (IdKind.PASSPORT, IdKind.FOREIGN_PERMANENT_RESIDENT):
        return chance.choice(LATIN[sex])
    draw = chance.random()
    if draw < 0.04:
        return chance.choice(MINORITY[sex])
    surname = chance.choice(DOUBLE_SURNAMES) if draw < 0.07 else chance.choice(SURNAMES)
    given = "".join(chance.sample(GIVEN[sex], chance.choice((1, 2, 2))))
    return surname + (chance.choice(RARE) + given[1:] if draw > 0.97 else given)


def _number(chance: random.Random, kind: IdKind, born: date, sex: str, serial: int) -> str:
    if kind is IdKind.RESIDENT:
        return resident_number(f"99{chance.randrange(10_000):04}", born, sex, chance)
    if kind is IdKind.HONG_KONG_MACAO_TAIWAN_RESIDENT:
        return resident_number(chance.choice(("810000", "820000", "830000")), born, sex, chance)
    if kind is IdKind.FOREIGN_PERMANENT_RESIDENT:
        return f"ZZZ{serial % 10**6:06}{born:%y%m%d}"
    if kind is IdKind.PASSPORT:
        return f"ZZ{serial % 10**7:07}"
    return ("H" if kind is IdKind.HONG_KONG_MACAO_PERMIT else "") + f"{99_000_000 + serial % 10**6:08}"


def resident_number(division: str, born: date, sex: str, chance: random.Random) -> str:
    """Return an 18-character number with this division, birth date and sex, and the right check character."""
    order = chance.randrange(500) * 2 + (sex == "男")
    number = f"{division}{born:%Y%m%d}{order:03}"
    return number + identity.check_character(number)
