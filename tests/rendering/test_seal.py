"""A seal's picture: a constant drawing around the origin, marked where it is for demonstration."""

import zlib

import pytest

from yinxin.rendering import seal
from yinxin.rendering.fonts import MissingGlyphs

CAPTION = "专业技术人员职业资格证书专用章"


def operators(picture: seal.SealPicture) -> bytes:
    return zlib.decompress(picture.form.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])


@pytest.mark.parametrize(
    "owner", ["民政部", "人力资源和社会保障部", "中华人民共和国人力资源和社会保障部", "某" * 30]
)
def test_every_character_is_drawn_inside_the_ring(chain, owner):
    picture = seal.draw(chain, owner, CAPTION, demonstration=True)
    places = [line.split() for line in operators(picture).split(b"\n") if line.startswith(b"q ")]
    assert len(places) == len(owner) + len(CAPTION) + len(seal.DEMONSTRATION)
    for place in places:
        a, b, c, d, x, y = map(float, place[1:7])
        middle = x + 500 * a + 380 * c, y + 500 * b + 380 * d
        assert (middle[0] ** 2 + middle[1] ** 2) ** 0.5 < 0.85 * seal.RADIUS


def test_only_a_demonstration_seal_carries_the_word(chain):
    marked = seal.draw(chain, "民政部", CAPTION, demonstration=True)
    formal = seal.draw(chain, "民政部", CAPTION, demonstration=False)
    assert operators(marked).count(b" cm ") == operators(formal).count(b" cm ") + 2
    assert (marked.demonstration, formal.demonstration) == (True, False)


def test_a_seal_is_drawn_once_for_a_press(press, make_face):
    face = make_face()
    assert all(a is b for a, b in zip(press.seals(face), press.seals(face), strict=True))
    assert seal.draw(press._fonts, "民政部", CAPTION, demonstration=True) == press.seals(face)[1]


def test_a_department_whose_name_cannot_be_drawn_is_refused(chain):
    with pytest.raises(MissingGlyphs, match=r"U\+E863"):
        seal.draw(chain, "\ue863", CAPTION, demonstration=True)
