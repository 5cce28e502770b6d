"""Identity documents: kinds, forms of numbers, check characters, what a number says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from yinxin.kernel import identity
from yinxin.kernel.identity import FORMS, IdKind, IdProblem

RESIDENT = IdKind.RESIDENT


@pytest.mark.parametrize(
    ("kind", "number", "problem"),
    [
        (RESIDENT, "11010519491231002X", None),
        (RESIDENT, " 11010519491231002x ", None),
        (RESIDENT, "１１０１０５１９４９１２３１００２Ｘ", None),
        (RESIDENT, "99010119900307261X", IdProblem.CHECKSUM),
        (RESIDENT, "110105194912310021", IdProblem.CHECKSUM),
        (RESIDENT, "11010519491331002X", IdProblem.FORMAT),
        (RESIDENT, "1101051949123100", IdProblem.FORMAT),
        (RESIDENT, "110105491231002", IdProblem.FORMAT),
        (RESIDENT, "", IdProblem.FORMAT),
        (RESIDENT, "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", IdProblem.FORMAT),
        (IdKind.HONG_KONG_MACAO_PERMIT, "H12345678", None),
        (IdKind.HONG_KONG_MACAO_PERMIT, "h1234567801", None),
        (IdKind.HONG_KONG_MACAO_PERMIT, "A12345678", IdProblem.FORMAT),
        (IdKind.TAIWAN_PERMIT, "12345678", None),
        (IdKind.TAIWAN_PERMIT, "0123456789(B)", None),
        (IdKind.TAIWAN_PERMIT, "1234567", IdProblem.FORMAT),
        (IdKind.PASSPORT, "E12345678", None),
        (IdKind.PASSPORT, "ABCDEFGH", IdProblem.FORMAT),
        (IdKind.FOREIGN_PERMANENT_RESIDENT, "USA110099010101", None),
        (IdKind.FOREIGN_PERMANENT_RESIDENT, "USA11009901010", IdProblem.FORMAT),
        (IdKind.HONG_KONG_MACAO_TAIWAN_RESIDENT, "11010519491231002X", IdProblem.FORMAT),
        (IdKind.OFFICER, "军字第1234567号", None),
        (IdKind.OFFICER, "军", IdProblem.FORMAT),
    ],
)
def test_a_number_has_the_form_of_its_kind(kind, number, problem):
    assert identity.problem(kind, number) == problem


def test_a_number_of_15_digits_is_taken_from_older_data_only():
    assert identity.problem(RESIDENT, "110105491231002", legacy=True) is None
    assert identity.problem(RESIDENT, "110105491331002", legacy=True) == IdProblem.FORMAT
    assert identity.problem(RESIDENT, "110105491231002") == IdProblem.FORMAT


def test_15_and_18_digits_are_one_person():
    assert identity.to_18("110105491231002") == "11010519491231002X"
    assert identity.to_15("11010519491231002X") == "110105491231002"
    assert identity.key(RESIDENT, "110105491231002") == identity.key(RESIDENT, "11010519491231002x")
    assert identity.to_15("110105200112310020") is None
    assert identity.to_18("E12345678") == "E12345678"


def test_a_division_that_no_longer_exists_is_no_reason_to_reject():
    number = "999999" + "19900101" + "001"
    assert identity.problem(RESIDENT, number + identity.check_character(number)) is None


@pytest.mark.parametrize(
    ("kind", "number", "born", "sex"),
    [
        (RESIDENT, "11010519491231002X", date(1949, 12, 31), "女"),
        (RESIDENT, "110105491231001", date(1949, 12, 31), "男"),
        (RESIDENT, "", None, None),
        (IdKind.PASSPORT, "E12345678", None, None),
        (IdKind.FOREIGN_PERMANENT_RESIDENT, "USA110099010101", None, None),
    ],
)
def test_a_number_says_birth_date_and_sex_where_its_kind_does(kind, number, born, sex):
    assert identity.birth_date(kind, number) == born
    assert identity.sex(kind, number) == sex


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_the_check_character_is_that_of_the_standard(digits):
    assert identity.check_character(digits) == mod_11_2.calc_check_digit(digits)


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits, place, shift):
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert identity.check_character(wrong) != identity.check_character(digits)


@given(st.text(max_size=24), st.sampled_from(list(IdKind)))
def test_no_text_breaks_the_checks(text, kind):
    identity.problem(kind, text)
    identity.birth_date(kind, text)
    identity.sex(kind, text)
    identity.key(kind, text)


def test_kinds_are_found_by_name_and_have_codes_of_their_own():
    assert {identity.kind_named(form.name) for form in FORMS.values()} == set(IdKind)
    assert identity.kind_named("驾驶证") is None


def test_a_masked_number_shows_three_characters():
    assert identity.masked("11010519491231002X") == "11" + "*" * 15 + "X"
    assert identity.masked("E1234") == "*****"
