"""Licence identifiers agree with those that others have published, and a slip of the pen is noticed."""

import string

import pytest

from yinxin.kernel import licence
from yinxin.kernel.face import Face
from yinxin.kernel.licence import DEMONSTRATION, Identifier, Scheme

PUBLISHED = [
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
]


@pytest.fixture
def face():
    return Face(
        kind="certificate", regime="national", qualification="社会工作者职业资格", level="中级", specialty="",
        name="王芳", sex="女", born="1990-01", id_kind="居民身份证", id_number="999101199001011234", photo="",
        management_number="2026061434010000123", approved_on="2026-06-14",
        verify_at="https://verify.yinxin.example/c/7Q4M2K9XW1ZP6T8RJ3NBab", scope="全国", valid_until="",
        remarks=(), sealed_by=("人力资源和社会保障部", "民政部"),
    )  # fmt: skip


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_identifiers_are_read_and_written_again(text):
    assert str(licence.parsed(text)) == text


@pytest.mark.parametrize("text", PUBLISHED)
def test_every_single_wrong_character_is_noticed(text):
    start = len(licence.ROOT) + 1
    for at in range(start, len(text)):
        for other in string.digits + string.ascii_uppercase:
            if text[at] in (".", other):
                continue
            with pytest.raises(ValueError, match="licence|check"):
                licence.parsed(text[:at] + other + text[at + 1 :])


def test_check_characters_agree_with_an_independent_library():
    from stdnum.iso7064 import mod_37_36

    for number in range(500):
        text = f"{number * 7_919:X}{number}DEMO00000000000000001"
        assert licence.check_character(text) == mod_37_36.calc_check_digit(text)


@pytest.mark.parametrize(
    "text", ["", "1.2.156", PUBLISHED[0].lower(), PUBLISHED[0] + "\n", "9" + PUBLISHED[0][1:]]
)
def test_anything_else_is_none(text):
    with pytest.raises(ValueError, match="not a licence"):
        licence.parsed(text)


def test_a_face_has_one_identifier_and_another_certificate_another(face):
    from dataclasses import replace

    own = str(DEMONSTRATION.identifier(face))
    assert str(licence.parsed(own)) == own
    assert str(DEMONSTRATION.identifier(replace(face, name="李娜"))) == own
    other = replace(face, verify_at="https://verify.yinxin.example/c/XXXXXXXXXXXXXXXXXXXXXX")
    assert str(DEMONSTRATION.identifier(other)) != own
    assert "7Q4M2K9XW1ZP6T8RJ3NBab" not in own


def test_the_made_up_codes_are_no_credit_codes():
    from stdnum.cn import uscc

    assert not uscc.is_valid(DEMONSTRATION.issuer)
    assert not uscc.is_valid(DEMONSTRATION.type[:18])


@pytest.mark.parametrize(("kind", "issuer"), [("A", "B"), ("1" * 21, "a" * 18), ("1" * 20, "1" * 18)])
def test_codes_of_the_wrong_length_are_refused(kind, issuer):
    with pytest.raises(ValueError, match="21 characters"):
        Scheme(kind, issuer)


def test_the_standards_names_are_all_there(face):
    said = licence.metadata(face, DEMONSTRATION)
    assert said["证照编号"] == face.management_number
    assert said["持证主体代码类型代码"] == "111"
    assert said["证照颁发机构"] == "人力资源和社会保障部、民政部"
    assert said["证照有效期截止日期"] == ""
    assert licence.parsed(said["证照标识"]) == DEMONSTRATION.identifier(face)
    assert isinstance(licence.parsed(said["证照标识"]), Identifier)
