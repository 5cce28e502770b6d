"""Each check: a sound row passes, a row with one fault gets exactly one finding."""

from datetime import date

import pytest

from tests.production.intake.helpers import Register, examined, good_picture, told
from yinxin.kernel.clause import Clause
from yinxin.production.intake.checks import CHECKS
from yinxin.production.intake.facts import Standing
from yinxin.production.intake.findings import Level

LAST = 41  # the number in the file of the fixture's last row

CASES = [
    ("required_missing", "性别", {"性别": ""}),
    ("required_missing", "出生日期", {"出生日期": "  "}),
    ("required_missing", "证件类型", {"证件类型": ""}),
    ("required_missing", "证件号码", {"证件号码": ""}),
    ("required_missing", "职业资格名称", {"职业资格名称": "　"}),
    ("required_missing", "考试年度", {"考试年度": ""}),
    ("required_missing", "批准日期", {"批准日期": ""}),
    ("required_missing", "有效范围", {"有效范围": ""}),
    ("required_missing", "报名地区代码", {"报名地区代码": ""}),
    ("required_missing", "报名方式", {"报名方式": ""}),
    ("number_not_text", "证件号码", {"证件号码": "9.90101199003072E+17"}),
    ("number_not_text", "管理号", {"管理号": "2.02606099340000E+17"}),
    ("char_not_allowed", "备注", {"备注": "见\ue863"}),
    ("char_not_allowed", "工作单位", {"工作单位": "示例\u200b大学"}),
    ("char_not_allowed", "职业资格名称", {"职业资格名称": "社会\ufffd工作者"}),
    ("too_long", "备注", {"备注": "示" * 201}),
    ("bad_date", "出生日期", {"出生日期": "1985-02-30"}),
    ("bad_date", "出生日期", {"出生日期": "31000"}),
    ("bad_date", "批准日期", {"批准日期": "2026-06"}),
    ("bad_date", "出生日期", {"出生日期": "1899-12-31"}),
    ("sex_unknown", "性别", {"性别": "male"}),
    ("commitment_unknown", "报名方式", {"报名方式": "口头"}),
    ("phone_format", "联系电话", {"联系电话": "12"}),
    ("name_missing", "姓名", {"姓名": "　 "}),
    ("name_bad_char", "姓名", {"姓名": "王晓[沛]"}),
    ("name_bad_char", "姓名", {"姓名": "王\ue863"}),
    ("name_bad_char", "姓名", {"姓名": "王芳　"}),
    ("name_bad_char", "姓名", {"姓名": "MARIA SILVA"}),
    ("name_length", "姓名", {"姓名": "王"}),
    ("name_length", "姓名", {"姓名": "王" * 31}),
    ("id_kind_unknown", "证件类型", {"证件类型": "驾驶证"}),
    ("id_format", "证件号码", {"证件号码": "99010119900307"}),
    ("id_format", "证件号码", {"证件类型": "护照"}),
    ("id_checksum", "证件号码", {"证件号码": "990101199003072001"}),
    ("id_birth", "出生日期", {"出生日期": "2001-09-09"}),
    ("qualification_unknown", "职业资格名称", {"职业资格名称": "屠龙师"}),
    ("level_unknown", "级别", {"级别": "特级"}),
    ("level_unknown", "级别", {"级别": ""}),
    ("level_unknown", "级别", {"级别": "特级", "专业": "屠龙"}),
    ("specialty_unknown", "专业", {"专业": "屠龙"}),
    ("year_wrong", "考试年度", {"考试年度": "2025"}),
    ("approved_not_exam_day", "批准日期", {"批准日期": "2026-12-31"}),
    ("scope_unknown", "有效范围", {"有效范围": "全宇宙"}),
    ("region_unknown", "报名地区代码", {"报名地区代码": "349999"}),
    ("region_unknown", "报名地区代码", {"报名地区代码": "34"}),
    ("region_outside_agency", "报名地区代码", {"报名地区代码": "350100"}),
    ("management_number_missing", "管理号", {"管理号": " "}),
    ("management_number_format", "管理号", {"管理号": "2026*1"}),
    ("photo_missing", "照片文件名", {"照片文件名": ""}),
    ("photo_missing", "照片文件名", {"照片文件名": "没有.jpg"}),
]
SEEN_ELSEWHERE = {
    "id_sex",
    "duplicate_in_batch",
    "glyph_missing",
    "specialty_missing",
    "approved_after_results",
    "management_number_unexpected",
    "management_number_duplicate",
    "already_certified",
    "barred",
    "integrity_record",
    "photo_not_image",
    "photo_size",
    "photo_turned",
    "photo_colour",
    "photo_ground",
    "photo_duplicate",
}


def test_every_check_has_its_case():
    assert {code for code, _, _ in CASES} | SEEN_ELSEWHERE == {check.code for check in CHECKS}


def test_sound_rows_have_no_findings(rows, pictures):
    result = examined(rows, pictures)
    assert told(result) == []
    assert (result.good_rows, result.bad_rows) == (len(rows), 0)


@pytest.mark.parametrize(("code", "field", "change"), CASES)
def test_one_fault_is_one_finding(rows, pictures, code, field, change):
    rows[-1].update(change)
    result = examined(rows, pictures)
    assert [finding for finding in told(result) if finding[0] != 1] == [(LAST, field, code)]
    level = next(check.level for check in CHECKS if check.code == code)
    assert result.bad_rows == (level is Level.ERROR)
    assert len(str(result.findings[-1].fix)) > 4
    assert "{" not in str(result.findings[-1].message) + str(result.findings[-1].fix)


@pytest.mark.parametrize(
    "change",
    [
        {"出生日期": "{y}/{m}/{d}"},
        {"出生日期": "{y}年{m}月{d}日"},
        {"出生日期": "{y}{m:0>2}{d:0>2}"},
        {"出生日期": "{y}-{m:0>2}-{d:0>2} 00:00:00"},
        {"姓名": "王䶮"},
        {"姓名": "买买提·艾力"},
        {"联系电话": "0551-62345678"},
        {"联系电话": ""},
        {"备注": "第一行\u3000第二行"},
        {"有效范围": "单独划线地区"},
        {"批准日期": "2026-06-13"},
        {"报名地区代码": "340000"},
    ],
)
def test_what_people_write_differently_is_taken(rows, change):
    y, m, d = (str(int(part)) for part in rows[-1]["出生日期"].split("-"))
    rows[-1].update({name: text.format(y=y, m=m, d=d) for name, text in change.items()})
    assert told(examined(rows)) == []


def test_the_likely_character_is_named_where_it_is_known(rows):
    rows[-1]["姓名"], rows[-2]["姓名"] = "王\ue863", "王[沛]"
    bracket, private = examined(rows).findings
    assert "（可能是“王䶮”）" in str(private.fix)
    assert "可能" not in str(bracket.fix)


def test_sex_must_agree_with_the_number(rows):
    rows[-1]["性别"] = "男" if rows[-1]["性别"] == "女" else "女"
    assert told(examined(rows)) == [(LAST, "性别", "id_sex")]


def test_a_lower_case_x_and_blanks_in_a_number_are_taken(rows):
    with_x = next(row for row in rows if row["证件号码"].endswith("X"))
    with_x["证件号码"] = f" {with_x['证件号码'][:6]} {with_x['证件号码'][6:].lower()}"
    assert told(examined(rows)) == []


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        ("护照", "ZZ1234567", "MARIA SILVA"),
        ("港澳居民来往内地通行证", "H99000001", "陈大文"),
        ("台湾居民来往大陆通行证", "99000001", "林怡君"),
        ("外国人永久居留身份证", "ZZZ000001900101", "JOHN A. SMITH"),
    ],
)
def test_a_document_whose_number_says_nothing_is_not_held_against_birth_and_sex(rows, kind, number, name):
    rows[-1].update({"证件类型": kind, "证件号码": number, "姓名": name})
    assert told(examined(rows)) == []


def test_the_later_of_two_rows_of_one_person_is_accused(rows):
    rows[-1].update(
        {field: rows[4][field] for field in ("姓名", "性别", "出生日期", "证件号码", "级别", "管理号")}
    )
    assert told(examined(rows)) == [(LAST, "证件号码", "duplicate_in_batch")]


def test_one_person_may_pass_at_two_levels(rows, pictures):
    rows[-1].update(
        {field: rows[4][field] for field in ("姓名", "性别", "出生日期", "证件号码", "照片文件名")}
    )
    rows[-1]["级别"] = "初级" if rows[4]["级别"] == "中级" else "中级"
    assert [finding for finding in told(examined(rows, pictures)) if finding[0] > 1] == []


def test_the_later_of_two_equal_management_numbers_is_accused(rows):
    rows[-1]["管理号"] = f" {rows[4]['管理号']}"
    assert told(examined(rows)) == [(LAST, "管理号", "management_number_duplicate")]


def test_a_character_without_a_glyph_is_found_and_asked_for_once(rows):
    rows[-1]["姓名"] = rows[-2]["姓名"] = "李𰻝"
    asked = []

    def glyphs(text):
        asked.append(text)
        return ("𰻝",)

    result = examined(rows, glyphs=glyphs)
    assert told(result) == [(LAST - 1, "姓名", "glyph_missing"), (LAST, "姓名", "glyph_missing")]
    assert "𰻝" in str(result.findings[0].message)
    assert len(asked) == 1
    assert len(asked[0]) == len(set(asked[0]))


def test_a_level_with_specialties_wants_one(rows):
    levels = {"初级": frozenset({"甲"}), "中级": frozenset({"甲", "乙"})}
    for row in rows:
        row["专业"] = "甲"
    assert told(examined(rows, levels=levels)) == []
    rows[-1]["专业"] = ""
    rows[-2].update({"专业": "乙", "级别": "初级"})
    found = [(LAST - 1, "专业", "specialty_unknown"), (LAST, "专业", "specialty_missing")]
    assert told(examined(rows, levels=levels)) == found


def test_an_exam_without_levels_takes_rows_without(rows):
    for row in rows:
        row["级别"] = ""
    assert told(examined(rows, levels={"": frozenset()})) == []


def test_approval_cannot_come_after_the_results(rows):
    early = examined(rows, results_on=date(2026, 6, 14))
    late = examined(rows[:1], results_on=date(2026, 6, 13))
    unknown = examined(rows[:1], results_on=None)
    assert (told(early), told(unknown)) == ([], [])
    assert told(late) == [(2, "批准日期", "approved_after_results")]


def test_numbers_that_come_later_are_not_expected_in_the_file(rows):
    for row in rows[:-1]:
        row["管理号"] = ""
    assert told(examined(rows, numbers_given=False)) == [(LAST, "管理号", "management_number_unexpected")]


def test_a_number_of_the_register_cannot_come_again(rows):
    register = Register(rows[-1])
    register.knows_number = True
    result = examined(rows, known=register)
    assert told(result) == [(LAST, "管理号", "management_number_duplicate")]
    assert "另一本证书" in str(result.findings[0].message)


def test_a_person_who_has_the_certificate_is_stopped(rows):
    register = Register(rows[-1])
    register.knows_claim = True
    assert told(examined(rows, known=register)) == [(LAST, "证件号码", "already_certified")]


@pytest.mark.parametrize(
    ("regime", "standing", "code", "level"),
    [
        ("national", Standing.BARRED, "integrity_record", Level.FLAG),
        ("national", Standing.RECORDED, "integrity_record", Level.FLAG),
        ("provincial_exam", Standing.RECORDED, "integrity_record", Level.FLAG),
        ("provincial_exam", Standing.BARRED, "barred", Level.ERROR),
        ("review", Standing.BARRED, "barred", Level.ERROR),
    ],
)
def test_a_provincial_bar_stops_provincial_rows_only_and_a_record_none(rows, regime, standing, code, level):
    register = Register(rows[-1])
    register.standing_is = standing
    result = examined(rows, known=register, regime=regime)
    assert told(result) == [(LAST, "证件号码", code)]
    assert result.findings[0].level is level
    assert result.bad_rows == (level is Level.ERROR)


def test_the_bar_cites_its_own_clause():
    assert next(check for check in CHECKS if check.code == "barred").citation == Clause("A1.3b")
    assert {check.citation for check in CHECKS if check.code != "barred"} == {Clause("N9.1")}


@pytest.mark.parametrize(
    ("measured", "code"),
    [
        ({"photo_state": "not_image"}, "photo_not_image"),
        ({"photo_state": "too_large"}, "photo_size"),
        ({"photo_width": 320}, "photo_size"),
        ({"photo_height": 300}, "photo_size"),
        ({"photo_bytes": 300_000}, "photo_size"),
        ({"photo_turned": True}, "photo_turned"),
        ({"photo_colour": False}, "photo_colour"),
        ({"photo_ground": 0.5}, "photo_ground"),
        ({"photo_width": 300, "photo_height": 420, "photo_ground": 0.95}, None),
    ],
)
def test_a_portrait_has_size_colour_and_ground(rows, pictures, measured, code):
    name = rows[-1]["照片文件名"]
    pictures[name] = good_picture(name, **measured)
    assert told(examined(rows, pictures)) == ([(LAST, "照片文件名", code)] if code else [])


def test_one_portrait_cannot_be_two_people(rows, pictures):
    pictures[rows[-1]["照片文件名"]]["photo"] = pictures[rows[4]["照片文件名"]]["photo"]
    assert told(examined(rows, pictures)) == [(LAST, "照片文件名", "photo_duplicate")]


def test_without_an_archive_only_the_names_of_photos_are_examined(rows):
    rows[-1]["照片文件名"] = ""
    assert told(examined(rows)) == [(LAST, "照片文件名", "photo_missing")]
