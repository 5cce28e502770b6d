"""Identity documents: their kinds, the form of their numbers, and what a number says about the person.

Residents' numbers follow GB 11643-1999: six digits of a division, birth date, serial (odd for men), check
character. The division is never a reason to reject: codes of former divisions stay valid inside the numbers
that were given then. Codes of the kinds are those of GA/T 517.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from stdnum.cn import ric

from yinxin.kernel.names import narrow


class IdKind(Enum):
    """A kind of identity document, by its code."""

    RESIDENT = "111"
    OFFICER = "114"
    PASSPORT = "414"
    TAIWAN_PERMIT = "511"
    HONG_KONG_MACAO_PERMIT = "516"
    FOREIGN_PERMANENT_RESIDENT = "553"
    HONG_KONG_MACAO_TAIWAN_RESIDENT = "554"


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of one kind of document.

    :ivar name: the Chinese name, as tables and screens write it.
    :ivar english: the English name.
    :ivar pattern: the form of a normalised number, as a regular expression for the whole number.
    :ivar example: an invented number, or a description of the form, for people.
    :ivar resident: the number has birth date, sex and check character (GB 11643).
    :ivar latin_names: the holder's name may be written in Latin letters.
    """

    name: str
    english: str
    pattern: str
    example: str
    resident: bool = False
    latin_names: bool = True


FORMS: Final[dict[IdKind, Form]] = {
    IdKind.RESIDENT: Form(
        "居民身份证", "resident ID card", r"\d{17}[\dX]|\d{15}", "18位，末位可为X", True, False
    ),
    IdKind.HONG_KONG_MACAO_PERMIT: Form(
        "港澳居民来往内地通行证",
        "mainland travel permit (HK/Macao)",
        r"[HM]\d{8}(?:\d{2})?",
        "H或M加8位或10位数字",
    ),
    IdKind.TAIWAN_PERMIT: Form(
        "台湾居民来往大陆通行证",
        "mainland travel permit (Taiwan)",
        r"\d{8}|\d{10}(?:\(?[A-Z]\)?)?",
        "8位数字",
    ),
    IdKind.HONG_KONG_MACAO_TAIWAN_RESIDENT: Form(
        "港澳台居民居住证",
        "residence permit (HK/Macao/Taiwan)",
        r"8[123]0000\d{11}[\dX]",
        "18位，以81、82或83开头",
        True,
    ),
    IdKind.FOREIGN_PERMANENT_RESIDENT: Form(
        "外国人永久居留身份证",
        "foreign permanent resident ID card",
        r"9\d{16}[\dX]|[A-Z]{3}\d{12}",
        "18位，或3个字母加12位数字",
    ),
    IdKind.PASSPORT: Form("护照", "passport", r"(?=.*\d)[A-Z0-9]{5,17}", "5至17位字母和数字"),
    IdKind.OFFICER: Form(
        "军官证",
        "officer's ID (older data)",
        r"[一-鿿]{0,4}字?第?\d{4,10}号?",
        "字号加4至10位数字",
        False,
        False,
    ),
}

_NAMES: Final = {form.name: kind for kind, form in FORMS.items()}
_PATTERNS: Final = {kind: re.compile(form.pattern) for kind, form in FORMS.items()}
_RESIDENT_15: Final = re.compile(r"[0-9]{15}")
_RESIDENT_18: Final = re.compile(r"[0-9]{17}[0-9X]")


class IdProblem(Enum):
    """What is wrong with a number."""

    FORMAT = "id_format"
    CHECKSUM = "id_checksum"


def kind_named(name: str) -> IdKind | None:
    """Return the kind with this Chinese name, or None where there is no such kind."""
    return _NAMES.get(name)


def code_of(kind: str) -> str:
    """Return the code of a kind given by its Chinese name or its code; anything else comes back unchanged."""
    named = kind_named(kind)
    return named.value if named else kind


def normalise(number: str) -> str:
    """Return the number in its one form: half-width, without blanks, capital letters."""
    if number.isascii() and number.isalnum():
        return number.upper()
    return "".join(narrow(number).split()).upper()


def check_character(number: str) -> str:
    """Return the check character for the first 17 digits of a resident's number (ISO 7064 MOD 11-2)."""
    return str(ric.calc_check_digit(number[:17] + "0"))


def to_18(number: str) -> str:
    """Return the 18-character form of a resident's number; one that has 15 digits gets century and check.

    The numbers of 15 digits were given to people born in 1900 to 1999. Anything else comes back unchanged.
    """
    if not _RESIDENT_15.fullmatch(number):
        return number
    longer = number[:6] + "19" + number[6:]
    return longer + check_character(longer)


def to_15(number: str) -> str | None:
    """Return the 15-digit form that the same person had, or None where there can have been none."""
    if not _RESIDENT_18.fullmatch(number) or number[6:8] != "19":
        return None
    return number[:6] + number[8:17]


def key(kind: IdKind, number: str) -> str:
    """Return the number by which the document is compared: normalised, 15 digits made 18."""
    number = normalise(number)
    return to_18(number) if FORMS[kind].resident else number


def _has_facts(kind: IdKind, number: str) -> bool:
    return FORMS[kind].resident or (kind is IdKind.FOREIGN_PERMANENT_RESIDENT and len(number) == 18)


class Reading(NamedTuple):
    """What a number says: what is wrong with it, else the birth date and the sex where its kind has them."""

    problem: IdProblem | None
    born: date | None = None
    sex: str | None = None


def read(kind: IdKind, number: str, *, legacy: bool = False) -> Reading:
    """Read a number, normalised or not, in one go.

    :param legacy: take 15-digit resident numbers, which only older data have (N21.2).
    """
    number = normalise(number)
    if not _PATTERNS[kind].fullmatch(number) or not (number.isascii() or kind is IdKind.OFFICER):
        return Reading(IdProblem.FORMAT)
    if not _has_facts(kind, number):
        return Reading(None)
    born = _born(number)
    if born is None or (len(number) == 15 and not legacy):
        return Reading(IdProblem.FORMAT)
    if len(number) == 18 and number[17] != check_character(number):
        return Reading(IdProblem.CHECKSUM)
    return Reading(None, born, _sex(number))


def problem(kind: IdKind, number: str, *, legacy: bool = False) -> IdProblem | None:
    """Say what is wrong with a number (normalised or not), or None where it can be one; see :func:`read`."""
    return read(kind, number, legacy=legacy).problem


def birth_date(kind: IdKind, number: str) -> date | None:
    """Return the birth date that the number says, or None where it says none."""
    number = normalise(number)
    return _born(number) if _has_facts(kind, number) else None


def _born(number: str) -> date | None:
    digits = "19" + number[6:12] if len(number) == 15 else number[6:14]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(kind: IdKind, number: str) -> str | None:
    """Return ``男`` or ``女`` as the number says, or None where it says neither."""
    number = normalise(number)
    return _sex(number) if _has_facts(kind, number) else None


def _sex(number: str) -> str | None:
    digit = number[14:15] if len(number) == 15 else number[16:17]
    if not (digit.isascii() and digit.isdigit()):
        return None
    return "男" if int(digit) % 2 else "女"


def masked(number: str) -> str:
    """Return the number with all but the first two and the last character hidden.

    The same places stay open in every channel, so that two lists cannot be joined to a whole number.
    """
    if len(number) < 6:
        return "*" * len(number)
    return number[:2] + "*" * (len(number) - 3) + number[-1]
