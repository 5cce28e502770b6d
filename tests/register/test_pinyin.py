from __future__ import annotations

import pytest

from yinxin.register.pinyin import pinyin


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("王芳", "wang fang wf"),
        ("欧阳明", "ou yang ming oym"),
        ("买买提·艾力", "mai mai ti ai li mmtal"),
        ("MARIA", ""),
        ("", ""),
    ],
)
def test_a_name_becomes_its_syllables_and_initials(name, syllables):
    assert pinyin(name) == syllables


def test_the_longest_name_still_fits_its_column():
    assert len(pinyin("装" * 60)) <= 240
