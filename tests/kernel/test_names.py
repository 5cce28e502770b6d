"""Names: what may stand on a certificate, and when two ways to write a name are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinxin.kernel import names
from yinxin.kernel.names import NameProblem as Problem


@pytest.mark.parametrize(
    ("name", "latin", "found"),
    [
        ("王芳", False, ()),
        ("欧阳文", False, ()),
        ("买买提·艾力", False, ()),
        ("䶮㛃", False, ()),
        ("李𬍛𫘜𬱖", False, ()),
        ("王\U00030062", False, ()),
        ("王\U0002ebf0", False, ()),
        ("〇一", False, ()),
        ("MARIA SILVA", True, ()),
        ("JOSÉ O'BRIEN-LÓPEZ JR.", True, ()),
        ("MARIA SILVA", False, (Problem.LATIN,)),
        ("", False, (Problem.MISSING,)),
        (" 　", False, (Problem.MISSING,)),
        ("王晓[沛]", False, (Problem.BRACKET,)),
        ("王？", False, (Problem.PLACEHOLDER,)),
        ("王\ue863", False, (Problem.PRIVATE_USE,)),
        ("王　芳", False, (Problem.BLANK,)),
        ("王 芳", False, (Problem.BLANK,)),
        ("王\u200b芳", False, (Problem.CONTROL,)),
        ("王\x00芳", False, (Problem.CONTROL,)),
        ("王\u202e芳", False, (Problem.CONTROL,)),
        ("买买提•艾力", False, (Problem.DOT,)),
        ("买买提.艾力", False, (Problem.DOT,)),
        ("⼈王", False, (Problem.COMPATIBILITY,)),
        ("王\uf901", False, (Problem.COMPATIBILITY,)),
        ("王﨑", False, (Problem.COMPATIBILITY,)),
        ("王A", True, (Problem.MIXED,)),
        ("王1", False, (Problem.CHARACTER,)),
        ("王-芳", False, (Problem.CHARACTER,)),
        ("王", False, (Problem.SHORT,)),
        ("王" * 30, False, ()),
        ("王" * 31, False, (Problem.LONG,)),
        ("A" * 61, True, (Problem.LONG,)),
        ("王[?]", False, (Problem.BRACKET, Problem.PLACEHOLDER)),
    ],
)
def test_a_name_is_examined_character_by_character(name, latin, found):
    if name == "王﨑":
        name = "王\ufa11"  # one of the twelve that are ideographs of their own
        found = ()
    assert names.problems(name, latin=latin) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "王　芳"),
        ("买买提·艾力", "买买提•艾力"),
        ("买买提·艾力", "买买提．艾力"),
        ("䶮明", "\ue863明"),
        ("\u9fb4明", "\ue81e明"),
        ("更", "\uf901"),
        ("人", "⼈"),
        ("MARIA SILVA", "Ｍaria Silva"),
        ("王芳", "王\u200b芳"),
    ],
)
def test_two_ways_to_write_a_name_have_one_key(one, other):
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("己", "已"), ("王芳", "王方"), ("后", "後"), ("买买提·艾力", "买买提艾力")]
)
def test_different_names_have_different_keys(one, other):
    assert names.key(one) != names.key(other)


@pytest.mark.parametrize(
    ("private", "standard"),
    [
        (0xE863, "䶮"),
        (0xE81E, "\u9fb4"),
        (0xE816, "\U00020087"),
        (0xE78D, "\ufe10"),
        (0xE78E, "\ufe12"),
        (0xE7C7, "ḿ"),
    ],
)
def test_private_use_leftovers_have_their_standard_character(private, standard):
    assert names.LEFTOVERS[private] == standard


def test_no_leftover_leads_to_private_use_again():
    assert len(names.LEFTOVERS) == 92
    assert not [target for target in names.LEFTOVERS.values() if 0xE000 <= ord(target) <= 0xF8FF]


@given(st.text(max_size=40), st.booleans())
def test_every_text_can_be_examined_and_compared(text, latin):
    names.problems(text, latin=latin)
    assert names.key(names.key(text)) == names.key(text)


def test_every_problem_has_a_sentence():
    assert set(names.REASONS) == set(Problem)
