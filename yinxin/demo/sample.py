"""Sample files of an exam's passed candidates, clean or with faults planted and a key to them."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import xlsxwriter

from yinxin.demo.people import InventedPerson, invented_people
from yinxin.demo.photos import portrait
from yinxin.kernel import identity
from yinxin.kernel.identity import IdKind
from yinxin.production.intake.columns import COLUMNS, COMMITMENT, MATERIALS
from yinxin.production.intake.facts import ExamFacts

SW2026: Final = ExamFacts(
    code="SW2026",
    regime="national",
    qualifications=frozenset({"社会工作者职业资格"}),
    levels={"初级": frozenset(), "中级": frozenset()},
    year=2026,
    days=(date(2026, 6, 13), date(2026, 6, 14)),
    results_on=date(2026, 8, 28),
    regions=("34",),
)
"""The exam of the demo country."""

EXAM_NUMBER: Final = "099"
"""The part of invented management numbers that no real exam has."""
_EMPLOYERS: Final = ("示例市阳光社会工作服务中心", "示例区民政局", "示例市社会福利院", "示例大学", "")
_REGIONS: Final = {
    "34": ("340100", "340200", "340300", "340800", "341100", "341200", "341500", "341600"),
    "21": ("210100", "210200", "210300", "210400"),
    "32": ("320100", "320200", "320300", "320400", "320500"),
}
"""Where invented people live, by province."""

Row = dict[str, str]
"""One row: the standard's headings with their text."""
NO_PICTURE: Final = b"<html>not a picture</html>"


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: the row in the file (the header is 1), the heading, the code of its finding."""

    row: int
    field: str
    code: str


def invented_rows(count: int, exam: ExamFacts, *, seed: int) -> list[Row]:
    """Return clean rows of invented people for an exam; one seed gives the same rows.

    Another seed below 100,000 gives other management numbers; from 1,000 on for at most 99,999 rows each.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    people = invented_people(count, seed=seed)
    thousands, hundreds = divmod(seed % 100_000, 1000)
    series = f"{EXAM_NUMBER}{exam.regions[0][:2]}{hundreds:03}"
    before = thousands * 100_000
    return [
        _row(person, f"{series}{before + serial:07}", serial, exam, chance)
        for serial, person in enumerate(people, start=1)
    ]


def _row(person: InventedPerson, tail: str, serial: int, exam: ExamFacts, chance: random.Random) -> Row:
    last = max(exam.days)
    number = f"{last:%Y%m}{tail}"
    level = chance.choice(sorted(exam.levels))
    specialties = sorted(exam.levels[level])
    return {
        "序号": str(serial),
        "姓名": person.name,
        "性别": person.sex,
        "出生日期": person.born.isoformat(),
        "证件类型": person.id_kind_name,
        "证件号码": person.id_number,
        "管理号": number if exam.numbers_given else "",
        "档案号": "",
        "职业资格名称": min(exam.qualifications),
        "级别": level,
        "专业": chance.choice(specialties) if specialties else "",
        "考试年度": str(exam.year),
        "批准日期": last.isoformat(),
        "有效范围": next(scope for scope in ("全国", "本省", *sorted(exam.scopes)) if scope in exam.scopes),
        "报名地区代码": chance.choice(_REGIONS[exam.regions[0][:2]]),
        "工作单位": chance.choice(_EMPLOYERS),
        "联系电话": f"199{chance.randrange(10**8):08}",
        "报名方式": COMMITMENT if chance.random() < 0.7 else MATERIALS,
        "照片文件名": f"{number}.jpg",
        "备注": "",
    }


def write_csv(target: Path, rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8-sig") -> None:
    """Write rows as a CSV file with the standard's headings."""
    with target.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(target: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows as a workbook with the standard's headings, every cell as text."""
    with xlsxwriter.Workbook(str(target)) as book:
        sheet = book.add_worksheet("合格人员")
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(COLUMNS):
                sheet.write_string(line, place, row[column.name])


def photos_for(rows: Iterable[Mapping[str, str]], *, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield the file name and the portrait of each row."""
    for serial, row in enumerate(rows):
        yield row["照片文件名"], portrait(seed * 1_000_003 + serial, row["性别"])


def write_photos(target: Path, photos: Iterable[tuple[str, bytes]]) -> None:
    """Write a photo archive; pictures are stored as they are, since they hardly shrink."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in photos:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)


def write_sample(folder: Path, count: int, exam: ExamFacts, *, seed: int) -> tuple[Path, Path]:
    """Write a clean table and its photo archive into a folder; return their paths."""
    rows = invented_rows(count, exam, seed=seed)
    table, archive = folder / f"{exam.code}-{count}.xlsx", folder / f"{exam.code}-{count}-photos.zip"
    write_xlsx(table, rows)
    write_photos(archive, photos_for(rows, seed=seed))
    return table, archive


def spoil(rows: list[Row], photos: dict[str, bytes], *, seed: int) -> list[Fault]:
    """Plant each known fault once, in rows drawn at random; change rows and photos in place.

    :returns: the key: exactly the findings that an examination must have, by row.
    :raises ValueError: there are too few rows with resident's numbers for the faults.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    residents = [at for at, row in enumerate(rows) if row["证件类型"] == "居民身份证" and at]
    if len(residents) < len(_FAULTS):
        raise ValueError(f"{len(_FAULTS)} faults need as many rows after the first, not {len(residents)}")
    places = chance.sample(residents, len(_FAULTS))
    key: list[Fault] = []
    for place, (code, field, plant) in zip(places, _FAULTS, strict=True):
        plant(rows[place], rows[0], photos)
        key.append(Fault(place + 2, field, code))
    return sorted(key, key=lambda fault: fault.row)


Plant = Callable[[Row, Row, dict[str, bytes]], None]
"""Spoils a row, given the first row (which stays sound) and the photos."""


def _set(field: str, text: str) -> Plant:
    def plant(row: Row, first: Row, photos: dict[str, bytes]) -> None:
        row[field] = text

    return plant


def _copy(field: str) -> Plant:
    def plant(row: Row, first: Row, photos: dict[str, bytes]) -> None:
        row[field] = first[field]

    return plant


def _wrong_check(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    number = row["证件号码"]
    row["证件号码"] = number[:17] + ("1" if number[17] != "1" else "2")


def _other_birth(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    row["出生日期"] = "2001-09-09" if row["出生日期"] != "2001-09-09" else "2001-09-10"


def _other_sex(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    row["性别"] = "女" if row["性别"] == "男" else "男"


def _same_person(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    for field in ("姓名", "性别", "出生日期", "证件类型", "证件号码", "级别", "专业"):
        row[field] = first[field]


def _same_photo(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    photos[row["照片文件名"]] = photos[first["照片文件名"]]


def _no_photo(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    photos.pop(row["照片文件名"])


def _no_picture(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    photos[row["照片文件名"]] = NO_PICTURE


def _half_a_picture(row: Row, first: Row, photos: dict[str, bytes]) -> None:
    whole = photos[row["照片文件名"]]
    photos[row["照片文件名"]] = whole[: len(whole) // 2]


_FAULTS: Final[tuple[tuple[str, str, Plant], ...]] = (
    ("id_checksum", "证件号码", _wrong_check),
    ("id_format", "证件号码", _set("证件号码", "9901011990010")),
    ("number_not_text", "证件号码", _set("证件号码", "9.90101199003072E+17")),
    ("id_birth", "出生日期", _other_birth),
    ("bad_date", "出生日期", _set("出生日期", "1985-02-30")),
    ("id_sex", "性别", _other_sex),
    ("sex_unknown", "性别", _set("性别", "X")),
    ("name_missing", "姓名", _set("姓名", " ")),
    ("name_bad_char", "姓名", _set("姓名", "王晓[沛]")),
    ("name_length", "姓名", _set("姓名", "王")),
    ("id_kind_unknown", "证件类型", _set("证件类型", "驾驶证")),
    ("required_missing", "考试年度", _set("考试年度", "")),
    ("duplicate_in_batch", "证件号码", _same_person),
    ("management_number_missing", "管理号", _set("管理号", "")),
    ("management_number_duplicate", "管理号", _copy("管理号")),
    ("management_number_format", "管理号", _set("管理号", "2026*099*1")),
    ("qualification_unknown", "职业资格名称", _set("职业资格名称", "屠龙师职业资格")),
    ("level_unknown", "级别", _set("级别", "特级")),
    ("specialty_unknown", "专业", _set("专业", "屠龙之术")),
    ("year_wrong", "考试年度", _set("考试年度", "2025")),
    ("bad_date", "批准日期", _set("批准日期", "六月十四日")),
    ("approved_not_exam_day", "批准日期", _set("批准日期", "2026-12-31")),
    ("scope_unknown", "有效范围", _set("有效范围", "全宇宙")),
    ("region_unknown", "报名地区代码", _set("报名地区代码", "349999")),
    ("region_outside_agency", "报名地区代码", _set("报名地区代码", "350100")),
    ("commitment_unknown", "报名方式", _set("报名方式", "口头保证")),
    ("char_not_allowed", "备注", _set("备注", "见\ue863附件")),
    ("too_long", "工作单位", _set("工作单位", "示" * 101)),
    ("phone_format", "联系电话", _set("联系电话", "没有")),
    ("photo_missing", "照片文件名", _no_photo),
    ("photo_not_image", "照片文件名", _no_picture),
    ("photo_not_image", "照片文件名", _half_a_picture),
    ("photo_duplicate", "照片文件名", _same_photo),
)
"""Code, heading, and how to plant it; one root cause each."""


def is_invented(number: str) -> bool:
    """Say whether a resident's number begins with the division that does not exist."""
    return identity.problem(IdKind.RESIDENT, number) is None and number.startswith("99")
