import re
from enum import Enum
from pathlib import Path

import pytest

from yinxin.law import changes, evidence, lateness, parties, regimes
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.n2023 import art15_replacement

GLOSSARY = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", GLOSSARY, re.MULTILINE)[1:]
ENUMS = {
    name: value
    for module in (changes, evidence, lateness, parties, regimes, s1_3_bar, art15_replacement)
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, Enum) and value is not Enum
}
NAMED = [
    (chinese, *member.split("."))
    for chinese, code, _ in ROWS
    for member in re.findall(r"`([A-Z]\w+\.[A-Z_]+)`", code)
]


@pytest.mark.parametrize(("chinese", "kind", "member"), NAMED)
def test_every_member_that_the_glossary_names_exists(chinese, kind, member):
    assert member in ENUMS[kind].__members__


@pytest.mark.parametrize("kind", ["Party", "Regime", "Kind", "Way", "Binding"])
def test_every_member_of_the_words_that_all_share_is_in_the_glossary(kind):
    assert {member for _, name, member in NAMED if name == kind} == set(ENUMS[kind].__members__)


def test_no_word_has_two_rows():
    words = [word for chinese, _, _ in ROWS for word in chinese.split("、")]
    assert len(words) == len(set(words))


def test_replacement_and_reissue_are_the_right_way_round():
    assert str(changes.Way.REPLACEMENT.label) == "换发"
    assert str(changes.Way.REISSUE.label) == "补发"
