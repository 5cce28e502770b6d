"""Numbers of certificates and organisations."""

import pytest

from yinxin.kernel import numbers
from yinxin.kernel.numbers import NumberTemplate

LICENCES = [
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
]


@pytest.mark.parametrize("text", LICENCES)
def test_published_licence_identifiers_are_built_and_recognised(text):
    kind, issuer, serial, version, _ = text[len("1.2.156.3005.2.") :].split(".")
    assert numbers.licence_identifier(kind, issuer, serial, int(version)) == text
    assert numbers.is_licence_identifier(text)
    assert not numbers.is_licence_identifier(text[:-1] + ("A" if text[-1] != "A" else "B"))


@pytest.mark.parametrize(
    "text", ["", "1.2.156.3005.2", "1.2.156.3005.2.A.B.C.1.9", "2.2.156.3005.2.A.B.C.001.9"]
)
def test_other_texts_are_no_licence_identifiers(text):
    assert not numbers.is_licence_identifier(text)


@pytest.mark.parametrize(("serial", "version"), [("a1", 1), ("1.2", 1), ("1", 0), ("1", 1000)])
def test_a_licence_identifier_refuses_other_characters_and_versions(serial, version):
    with pytest.raises(ValueError):
        numbers.licence_identifier("T001", "I", serial, version)


@pytest.mark.parametrize(
    "code",
    [
        "11100000000013338W",
        "11430000006122244L",
        "11330105002500287C",
        "11100000000013661B",
        "11110000000021135M",
        "11100000MB0341032Y",
        "11100000MB03271699",
    ],
)
def test_published_credit_codes_hold(code):
    assert numbers.is_credit_code(code)
    assert numbers.credit_code_check_character(code) == code[-1]
    assert not numbers.is_credit_code(code[:-1] + ("1" if code[-1] != "1" else "2"))


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" 2026 0603 ", "20260603"),
        ("★20260603", "20260603"),
        ("２０２６", "2026"),
        ("007", "007"),
        ("皖a1", "皖A1"),
    ],
)
def test_a_management_number_is_compared_without_blanks_and_ornaments(text, normal):
    assert numbers.normalise_management_number(text) == normal


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("1" * 40, True),
        ("1" * 41, False),
        ("", False),
        ("2026?1", False),
        ("皖职(2026)001", True),
        ("a b", True),
    ],
)
def test_a_management_number_is_opaque_text_of_at_most_40(text, good):
    assert numbers.is_management_number(text) is good


def test_a_template_writes_a_provincial_number():
    template = NumberTemplate("{year}{exam}{province}{serial:07}")
    assert template.number(year=2026, exam="099", province="34", serial=12) == "2026099340000012"


@pytest.mark.parametrize("pattern", ["{year}", "{serial}{colour}", "{0}{serial}"])
def test_a_template_names_the_serial_and_nothing_unknown(pattern):
    with pytest.raises(ValueError):
        NumberTemplate(pattern)


def test_a_template_that_grows_too_long_is_refused():
    with pytest.raises(ValueError, match="not a management number"):
        NumberTemplate("{serial:041}").number(serial=1)
