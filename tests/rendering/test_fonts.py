"""Characters are found, measured and embedded as they are, or refused by name."""

import pytest

from yinxin.rendering import cff
from yinxin.rendering.fonts import FontChain, FontFace, MissingGlyphs

LEVEL_ONE = [*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FF0)]
"""The ideographs of GB 18030-2022 level 1 but for twelve compatibility forms."""


def test_every_ideograph_of_level_one_is_there(chain):
    assert chain.missing("".join(map(chr, LEVEL_ONE))) == ()


@pytest.mark.parametrize("char", list("䶮㼆𬱖𬍛𫘜𪨶𠅤龘旸喆·"))
def test_characters_of_rare_names_are_there(chain, char):
    assert chain.missing(char) == ()


@pytest.mark.parametrize("char", ["\ue863", "\ue000", "\uf8ff", "\U000f0000", "\U0010fffd"])
def test_private_use_is_missing_whatever_a_font_may_draw(chain, char):
    with pytest.raises(MissingGlyphs, match=rf"U\+{ord(char):04X}"):
        chain.require(["王", char])


@pytest.mark.parametrize("char", ["\n", "\x00", "\u200b", "\u202e", "\ufeff", "\u2028", "\ud800"])
def test_invisible_characters_are_missing(chain, char):
    assert chain.missing(f"王{char}芳") == (char,)


def test_the_refusal_names_every_character_once_with_its_code_point(chain):
    with pytest.raises(MissingGlyphs) as refusal:
        chain.require(["王\U0002ebf0", "\ue863芳\U0002ebf0"])
    assert refusal.value.characters == ("\U0002ebf0", "\ue863")
    assert refusal.value.facts == {"code_points": ["U+2EBF0", "U+E863"]}
    assert "U+2EBF0" in str(refusal.value)
    assert str(refusal.value.do)


def test_a_width_is_the_sum_of_the_advances(chain):
    assert chain.width("王芳", 12) == pytest.approx(24)
    assert chain.width("王1", 10) == pytest.approx(chain.width("王", 10) + chain.width("1", 10))
    with pytest.raises(MissingGlyphs):
        chain.width("\ue863", 10)


@pytest.mark.parametrize("char", list("王芳0A·䶮𬱖𫘜"))
def test_the_code_of_a_character_is_the_one_its_subset_knows(chain, char):
    glyph = chain.find(char)
    face = chain.faces[glyph.face]
    assert face.is_cff
    assert cff.cids(face.subset([char])) == [0, glyph.code]


def test_a_font_that_is_not_cid_keyed_is_refused():
    # Name-keyed: header, name index, one empty top dictionary.
    data = b"\x01\x00\x04\x01" + b"\x00\x01\x01\x01\x02A" + b"\x00\x01\x01\x01\x02\x0f"
    with pytest.raises(ValueError, match="CID"):
        cff.cids(data)


@pytest.mark.parametrize("char", list("芳䶮A"))
def test_an_outline_is_closed_and_lies_about_its_square(chain, char):
    outline = chain.outline(char)
    points = [value for segment in outline for value in segment]
    assert len(outline[0]) == 2
    assert outline[-1] == ()
    assert -300 < min(points) < max(points) < 1300


def test_faces_are_asked_in_order(chain):
    serif, sans = chain.faces[0], chain.faces[-1]
    assert FontChain([sans, serif]).find("王").face == 0
    assert isinstance(serif, FontFace)
    assert serif.name != sans.name
