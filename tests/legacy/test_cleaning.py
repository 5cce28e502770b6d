"""Cleaning is explained and never guesses: days, names, documents, numbers, titles, departments (N19, N21.1)."""

from __future__ import annotations

from datetime import date

import pytest

from yinxin.legacy.cleaning import clean, clean_document, clean_name
from yinxin.legacy.comparing import compared, likeness
from yinxin.legacy.days import read_day
from yinxin.legacy.fields import match
from yinxin.legacy.rules import Confidence
from yinxin.legacy.titles import Title, Titles, clean_bodies

TODAY = date(2026, 9, 14)
TITLES = Titles(
    [
        Title(1, "建造师", ("建造师",), ("人力资源和社会保障部",), ("一级", "二级")),
        Title(2, "设备监理师", ("设备监理师", "注册设备监理师"), ("人力资源和社会保障部",), ("",)),
        Title(3, "招标师", ("招标师",), ("人力资源和社会保障部",), ("",), ended=True),
    ]
)
S, L, D = Confidence.SURE, Confidence.LIKELY, Confidence.DOUBTFUL


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("1998.5", "1998-05", S),
        ("1998.1", "1998.1", D),
        ("1998.10", "1998-10", S),
        ("1998年5月1日", "1998-05-01", S),
        ("一九九八年五月", "1998-05", S),
        ("二〇〇三年十月二十二日", "2003-10-22", S),
        ("二○○三年廿二日", "二○○三年廿二日", D),
        ("九八年五月", "1998-05", L),
        ("98-05-01", "1998-05-01", L),
        ("05-06-98", "05-06-98", D),
        ("45-06-01", "45-06-01", D),
        ("19980501", "1998-05-01", S),
        ("199805", "1998-05", S),
        ("980501", "1998-05-01", L),
        ("35916", "1998-05-01", L),
        ("12/05/1998", "12/05/1998", D),
        ("25/12/1998", "1998-12-25", L),
        ("1998-05-01 00:00:00", "1998-05-01", S),
        ("１９９８．５．１", "1998-05-01", S),
        ("1998-02-30", "1998-02-30", D),
        ("2031-01-01", "2031-01-01", D),
        ("当年", "当年", D),
        ("不详", "", S),
    ],
)
def test_a_day_is_read_where_there_is_one_reading(text, value, sure):
    found = read_day(text, birth=False, today=TODAY)
    assert (found.original, found.value, found.confidence) == (text, value, sure)


def test_a_birth_within_the_last_years_is_not_one():
    assert read_day("2020-01", birth=True, today=TODAY).doubtful
    assert read_day("05-01-02", birth=True, today=TODAY).doubtful


@pytest.mark.parametrize(
    ("text", "value", "rules", "hint"),
    [
        ("王芳", "王芳", (), ""),
        ("王　芳", "王芳", ("half_width",), ""),
        ("王 芳", "王芳", ("blanks",), ""),
        ("王芳\u200b", "王芳", ("blanks",), ""),
        ("阿依古丽•买买提", "阿依古丽·买买提", ("dot",), ""),
        ("王晓[沛]", "王晓[沛]", ("bracketed",), "王晓沛"),
        ("王晓(三点水加市)", "王晓(三点水加市)", ("bracketed",), ""),
        ("王\ue816", "王\U00020087", ("private_mapped",), ""),
        ("王\ue001", "王\ue001", ("private_unknown",), ""),
        ("王⼈", "王人", ("compatibility",), ""),
        ("王?", "王?", ("lost_character",), ""),
        ("不详", "", ("empty_word",), ""),
        ("Tom Lee", "Tom Lee", (), ""),
    ],
)
def test_a_name_is_cleaned_or_asked_for(text, value, rules, hint):
    found = clean_name(text)
    assert (found.original, found.value, found.rules, found.hint) == (text, value, rules, hint)


@pytest.mark.parametrize(
    ("kind", "number", "kind_now", "number_rules"),
    [
        ("", "990104197005012345", "居民身份证", ()),
        ("身份证", "990104700501234", "居民身份证", ("linked_18",)),
        ("", "990104197005012340", "居民身份证", ("id_checksum",)),
        ("", "9.90104E+17", "", ("id_rounded",)),
        ("身份证", "9901047005", "居民身份证", ("id_format",)),
        ("军官", "军字第123456号", "军官证", ()),
        ("工作证", "1", "工作证", ()),
    ],
)
def test_a_document_is_linked_or_asked_for_and_no_division_is_a_reason_to_doubt(
    kind, number, kind_now, number_rules
):
    found, digits = clean_document(kind, number)
    assert (found.value, digits.rules) == (kind_now, number_rules)


@pytest.mark.parametrize(
    ("text", "level", "value", "inside", "rules"),
    [
        ("建造师", "一级", "建造师", "", ()),
        ("建造师执业资格证书", "", "建造师", "", ("title_written",)),
        ("一级建造师", "", "建造师", "一级", ("title_level",)),
        ("一级建造师", "二级", "一级建造师", "", ("title_unknown",)),
        ("注册设备监理师", "", "设备监理师", "", ("title_renamed",)),
        ("招标师", "", "招标师", "", ("title_ended",)),
        ("珠宝鉴定师", "", "珠宝鉴定师", "", ("title_unknown",)),
    ],
)
def test_new_names_print_and_unknown_ones_are_asked_for(text, level, value, inside, rules):
    found, said, number = TITLES.read(text, level)
    assert (found.original, found.value, said, found.rules) == (text, value, inside, rules)
    assert bool(number) != ("title_unknown" in rules)


def test_departments_take_their_new_names_and_those_that_merged_are_named_once():
    assert clean_bodies("人事部、建设部").value == "人力资源和社会保障部、住房和城乡建设部"
    assert clean_bodies("人事部、劳动和社会保障部").value == "人力资源和社会保障部"
    assert clean_bodies("某某协会") == clean_bodies("某某协会").noted("x").__class__("某某协会", "某某协会")


def entry(**cells):
    row = {"姓名": "王芳", "身份证号": "990104197005012345", "证书编号": "1", "资格名称": "建造师"} | cells
    header = tuple(row)
    return clean(header, match(header), 2, list(row.values()), titles=TITLES, today=TODAY)


def test_what_a_number_says_is_held_against_sex_and_birth():
    found = entry(性别="男", 出生年月="1971-05")
    assert found.fields["sex"].rules[-1:] == ("sex_differs",)
    assert found.fields["born"].rules[-1:] == ("born_differs",)
    assert entry(性别="2", 出生年月="70.5").fields["sex"].value == "女"


def test_headings_of_older_systems_are_known_and_all_cells_are_kept():
    found = match(("XM", "SFZH", "资格证书编号（必填）", "随便", "发证机关"))
    assert set(found.places) == {"name", "id_number", "certificate_number", "sealed_by"}
    assert found.unknown == ("随便",)
    assert entry(随便="原样 ").cells["随便"] == "原样 "


def test_the_year_follows_the_day_and_a_contradiction_is_asked():
    assert entry(批准日期="1998.5").fields["approved_year"].value == "1998"
    assert entry(批准日期="1998.5", 年度="1999").fields["approved_year"].rules[-1] == "year_differs"


@pytest.mark.parametrize(
    ("change", "code", "proposed"),
    [
        ({"姓名": "王方"}, "name_sound", True),
        ({"姓名": "王[芳]"}, "name_variant", True),
        ({"身份证号": "990104700501234"}, "person_same", True),
        ({"身份证号": "990104197005013245"}, "person_slip", True),
        ({"证书编号": "199834000010"}, "number_slip", True),
        ({"身份证号": ""}, "person_missing", True),
        ({"姓名": "李雷", "身份证号": "990104198001012345"}, "number_shared", True),
        ({"资格名称": "招标师", "证书编号": "77"}, "title_differs", False),
        ({"批准日期": "2003-05-06", "证书编号": "200334000077"}, "year_differs", False),
    ],
)
def test_a_comparison_gives_its_reasons(change, code, proposed):
    same = {"证书编号": "199834000001", "批准日期": "1998-05-06"}
    score, reasons = compared(likeness(entry(**same)), likeness(entry(**(same | change))))
    assert code in {reason.code for reason in reasons}
    assert (score >= 72) is proposed
