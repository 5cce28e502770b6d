"""The catalogue's data files: complete, well formed, and of one mind; read as they are, without Django."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import pytest

DATA = Path(__file__).parents[2] / "yinxin" / "catalogue" / "data"
FILES = sorted(DATA.glob("catalogue-*.json"))
SEALS = 4  # as many as the page has room for
CERTAINTIES = ("official", "secondary", "recollected")  # the surest first
MINISTRY = "人力资源和社会保障部"
LOADED = {
    *("number", "code", "name", "name_en", "category", "departments", "sealed_by", "levels"),
    *("electronic_since", "ministry_made", "certainty"),
}
VERSION = LOADED | {"fields_certainty"}
OPTIONAL = {"electronic_levels", "successor", "note"}
WITHDRAWN = {
    *("code", "name", "name_en", "since", "until", "when", "successor"),
    *("ministry_implements", "certainty", "reason_not_loaded"),
}


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((DATA / name).read_bytes())
    return found


CURRENT = read("catalogue-2021.json")["qualifications"]
OLDER = read("catalogue-2017.json")["qualifications"]
GONE = read("withdrawn.json")["qualifications"]
LOADED_GONE = [entry for entry in GONE if entry["since"] and entry["until"]]
VERSIONS = [*CURRENT, *OLDER, *LOADED_GONE]
BY_CODE = {entry["code"]: entry for entry in CURRENT}


def label(entry: dict[str, Any]) -> str:
    code: str = entry["code"]
    return code


@pytest.fixture(params=VERSIONS, ids=label)
def version(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(params=GONE, ids=label)
def gone(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_the_catalogue_of_2021_has_33_access_and_26_level_qualifications_in_that_order() -> None:
    runs = [(category, len(list(run))) for category, run in groupby(entry["category"] for entry in CURRENT)]
    assert runs == [("access", 33), ("level", 26)]
    assert [entry["number"] for entry in CURRENT] == list(range(1, 60))


@pytest.mark.parametrize("entries", [CURRENT, OLDER, GONE], ids=["2021", "2017", "withdrawn"])
def test_no_code_and_no_name_stands_twice_in_a_file(entries: list[dict[str, Any]]) -> None:
    for key in ("code", "name", "name_en"):
        values = [entry[key] for entry in entries]
        assert len(values) == len(set(values)), key


@pytest.mark.parametrize("file", [*FILES, DATA / "withdrawn.json"], ids=lambda file: file.stem)
def test_every_file_names_its_sources_in_words_without_addresses(file: Path) -> None:
    head = read(file.name)
    assert head["source"]
    assert head["sources"]
    assert "://" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_catalogue_file_is_named_after_the_year_from_which_it_holds(file: Path) -> None:
    head = read(file.name)
    assert re.fullmatch(rf"catalogue-{date.fromisoformat(head['since']).year}(-\d\d)?", file.stem)
    assert head["since_certainty"] in CERTAINTIES


def test_no_two_catalogue_files_hold_from_the_same_day() -> None:
    days = [read(file.name)["since"] for file in FILES]
    assert len(days) == len(set(days))


def test_a_version_has_every_field_and_no_unknown_one(version: dict[str, Any]) -> None:
    allowed = VERSION | OPTIONAL | (WITHDRAWN if version in GONE else set())
    assert version.keys() >= VERSION
    assert version.keys() <= allowed


def test_a_code_is_a_short_english_slug(version: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", version["code"])
    assert len(version["code"]) <= 40


def test_names_have_chinese_characters_and_english_letters_and_fit_their_columns(
    version: dict[str, Any],
) -> None:
    assert re.fullmatch(r"[\u4e00-\u9fff、（）]+", version["name"])
    assert re.fullmatch(r"[A-Za-z ,()-]+", version["name_en"])
    assert len(version["name"]) <= 80
    assert len(version["name_en"]) <= 160


def test_a_version_is_of_a_known_category_and_made_by_the_ministry_or_not(version: dict[str, Any]) -> None:
    assert version["category"] in {"access", "level"}
    assert type(version["ministry_made"]) is bool


def test_departments_stand_in_full_and_once(version: dict[str, Any]) -> None:
    short = {"人力资源社会保障部", "人社部", "住建部", "工信部", "国家发展改革委", "证监会", "国家卫生健康委"}
    for key in ("departments", "sealed_by"):
        names = version[key]
        assert names
        assert len(names) == len(set(names))
        assert not short & set(names)
        assert all(re.fullmatch(r"[\u4e00-\u9fff、]{3,80}", name) for name in names)


def test_the_seals_fit_the_page_and_belong_to_implementing_bodies(version: dict[str, Any]) -> None:
    assert len(version["sealed_by"]) <= SEALS
    assert set(version["sealed_by"]) <= set(version["departments"])


def test_the_ministry_seals_first_what_it_seals_and_only_what_it_makes(version: dict[str, Any]) -> None:
    if MINISTRY in version["sealed_by"]:
        assert version["sealed_by"][0] == MINISTRY
        assert version["ministry_made"]


def test_levels_are_lists_of_specialties_and_a_lone_empty_level_means_none(version: dict[str, Any]) -> None:
    levels = version["levels"]
    assert levels
    for level, specialties in levels.items():
        assert level == level.strip()
        assert len(level) <= 20
        assert isinstance(specialties, list)
        assert len(specialties) == len(set(specialties))
        assert all(name and name == name.strip() for name in specialties)
        assert level or len(levels) == 1 or specialties, (
            "the empty level beside others holds the ungraded specialties"
        )


def test_electronic_certificates_began_in_december_2021_and_only_for_those_made_centrally(
    version: dict[str, Any],
) -> None:
    assert version["electronic_since"] in {None, "2021-12-17"}
    if version["electronic_since"]:
        assert version["ministry_made"]


def test_the_electronic_levels_are_levels_of_an_electronic_qualification(version: dict[str, Any]) -> None:
    if "electronic_levels" in version:
        assert version["electronic_since"]
        assert version["electronic_levels"]
        assert set(version["electronic_levels"]) < set(version["levels"])


def test_only_the_eighteen_that_the_notice_names_are_electronic() -> None:
    assert {entry["code"] for entry in CURRENT if entry["electronic_since"]} == {
        *("urban-rural-planner", "surveyor-and-mapper", "cost-engineer", "constructor"),
        *(
            "survey-and-design-engineer",
            "ship-surveyor",
            "safety-engineer",
            "fire-engineer",
            "licensed-pharmacist",
        ),
        *("social-worker", "economics", "auditing", "statistics", "publishing", "translation"),
        *("auctioneer", "tax-agent", "banking"),
    }


def test_a_single_field_is_marked_only_when_it_is_less_sure_than_the_name(version: dict[str, Any]) -> None:
    whole = CERTAINTIES.index(version["certainty"])
    for field, certainty in version["fields_certainty"].items():
        assert field in version
        assert CERTAINTIES.index(certainty) > whole, field


def test_departments_from_the_ninth_entry_on_are_never_shown_as_sure() -> None:
    sure = [entry["number"] for entry in CURRENT if "departments" not in entry["fields_certainty"]]
    assert sure == list(range(1, 9))


def test_the_numbers_on_which_the_sources_differ_are_marked() -> None:
    assert [entry["number"] for entry in CURRENT if "number" in entry["fields_certainty"]] == [56, 57, 58, 59]


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("constructor", {"一级": 10, "二级": 6}),
        ("cost-engineer", {"一级": 4, "二级": 4}),
        ("supervising-engineer", {"": 3}),
        ("safety-engineer", {"初级": 7, "中级": 7, "高级": 7}),
        ("economics", {"初级": 10, "中级": 10, "高级": 10}),
        ("licensed-pharmacist", {"": 2}),
        ("computer-and-software", {"初级": 7, "中级": 15, "高级": 5}),
        ("banking", {"初级": 5, "中级": 5}),
        ("social-worker", {"初级": 0, "中级": 0, "高级": 0}),
        ("architect", {"一级": 0, "二级": 0}),
    ],
)
def test_known_qualifications_have_their_levels_and_as_many_specialties(
    code: str, counts: dict[str, int]
) -> None:
    assert {level: len(names) for level, names in BY_CODE[code]["levels"].items()} == counts


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("equipment-supervisor", ("注册设备监理师", "access"), ("设备监理师", "level")),
        ("patent-attorney", ("专利代理人", "access"), ("专利代理师", "access")),
        (
            "real-property-registration-agent",
            ("土地登记代理专业人员职业资格", "level"),
            ("不动产登记代理专业人员职业资格", "level"),
        ),
    ],
)
def test_a_renamed_qualification_keeps_its_code(
    code: str, before: tuple[str, str], after: tuple[str, str]
) -> None:
    older = {entry["code"]: entry for entry in OLDER}[code]
    assert (older["name"], older["category"]) == before
    assert (BY_CODE[code]["name"], BY_CODE[code]["category"]) == after


def test_one_name_belongs_to_one_code_in_all_files() -> None:
    owners: dict[str, set[str]] = {}
    for entry in [*CURRENT, *OLDER, *GONE]:
        owners.setdefault(entry["name"], set()).add(entry["code"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


def test_the_older_file_lists_only_what_changed_later() -> None:
    for entry in OLDER:
        assert entry["name"] != BY_CODE[entry["code"]]["name"]


def test_nothing_that_was_withdrawn_stands_in_the_current_catalogue(gone: dict[str, Any]) -> None:
    assert gone["code"] not in BY_CODE


def test_a_successor_is_a_qualification_of_the_current_catalogue() -> None:
    links = {entry["code"]: entry["successor"] for entry in [*OLDER, *GONE] if entry.get("successor")}
    assert links == {"certified-asset-appraiser": "asset-appraiser", "certified-tax-agent": "tax-agent"}
    assert set(links.values()) <= BY_CODE.keys()


def test_a_withdrawn_one_has_every_field_and_says_why_it_is_not_loaded(gone: dict[str, Any]) -> None:
    assert gone.keys() >= WITHDRAWN
    assert gone["certainty"] in CERTAINTIES
    assert gone["ministry_implements"] in {None, True, False}
    assert bool(gone["reason_not_loaded"]) is (gone not in LOADED_GONE)
    assert gone["until"] or not gone["since"], "a first day without a last day would bring it back"


def test_a_withdrawn_ones_month_is_known_from_a_source_and_agrees_with_its_last_day(
    gone: dict[str, Any],
) -> None:
    if gone["when"]:
        assert re.fullmatch(r"\d{4}-\d{2}", gone["when"])
        assert gone["certainty"] != "recollected"
        assert gone["until"] is None or gone["until"].startswith(gone["when"])


def test_a_loaded_withdrawn_one_ends_before_the_catalogue_that_drops_it() -> None:
    since = date.fromisoformat(read("catalogue-2021.json")["since"])
    assert [entry["code"] for entry in LOADED_GONE] == ["quarantine-treatment-personnel"]
    for entry in LOADED_GONE:
        assert date.fromisoformat(entry["since"]) < date.fromisoformat(entry["until"]) < since
