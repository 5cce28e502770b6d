"""Numbers of certificates and organisations: management number, licence identifier, credit code.

The management number (管理号) is opaque: kept as given, compared without blanks, never parsed for a decision.
The licence identifier (证照标识) is that of GB/T 36904: root, type, issuer, serial, version, check character.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from string import Formatter
from typing import Final

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

MANAGEMENT_NUMBER_LENGTH: Final = 40
"""The longest management number, in characters."""

LICENCE_ROOT: Final = "1.2.156.3005.2"
"""The object identifier under which all electronic licences are numbered."""

_MANAGEMENT_NUMBER: Final = re.compile(rf"[0-9A-Za-z一-鿿()〔〕\[\]\-_/.]{{1,{MANAGEMENT_NUMBER_LENGTH}}}")
_PART: Final = re.compile(r"[0-9A-Z]+")
_VERSION: Final = re.compile(r"[0-9]{3}")


def normalise_management_number(text: str) -> str:
    """Return the form in which management numbers are compared: half-width, no blanks or print ornaments."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(narrow.replace("★", "").split()).upper()


def is_management_number(text: str) -> bool:
    """Say whether the text can be a management number: 1 to 40 letters, digits and joining marks."""
    return bool(_MANAGEMENT_NUMBER.fullmatch(normalise_management_number(text)))


def licence_check_character(kind: str, issuer: str, serial: str, version: str) -> str:
    """Return the check character of a licence identifier (ISO 7064 MOD 37,36 over the four parts)."""
    return str(mod_37_36.calc_check_digit(kind + issuer + serial + version))


def licence_identifier(kind: str, issuer: str, serial: str, version: int = 1) -> str:
    """Return the whole licence identifier with root, dots and check character.

    :param kind: credit code of the body that defined the licence type, and three characters for the type.
    :param issuer: credit code of the issuing body.
    :param serial: digits and capital letters.
    :param version: 1 for the first licence; it rises when the same licence is made anew.
    :raises ValueError: a part has other characters, or the version is not within 1 to 999.
    """
    if not all(_PART.fullmatch(part) for part in (kind, issuer, serial)):
        raise ValueError("a licence identifier is made of digits and capital letters")
    if not 1 <= version <= 999:
        raise ValueError(f"a licence has the versions 1 to 999, not {version}")
    edition = f"{version:03}"
    check = licence_check_character(kind, issuer, serial, edition)
    return f"{LICENCE_ROOT}.{kind}.{issuer}.{serial}.{edition}.{check}"


def is_licence_identifier(text: str) -> bool:
    """Say whether the text is a licence identifier with the right check character."""
    if not text.startswith(LICENCE_ROOT + "."):
        return False
    parts = text[len(LICENCE_ROOT) + 1 :].split(".")
    if (
        len(parts) != 5
        or not all(_PART.fullmatch(part) for part in parts)
        or not _VERSION.fullmatch(parts[3])
    ):
        return False
    return parts[4] == licence_check_character(*parts[:4])


def is_credit_code(text: str) -> bool:
    """Say whether the text is a unified social credit code (GB 32100-2015) with the right check character."""
    try:
        return bool(uscc.validate(text) == text)
    except ValidationError:
        return False


def credit_code_check_character(code: str) -> str:
    """Return the check character for the first 17 characters of a unified social credit code."""
    return str(uscc.calc_check_digit(code[:17]))


@dataclass(frozen=True)
class NumberTemplate:
    """How a province writes the numbers that it gives itself: ``{year}{exam}{province}{serial:07}``.

    Who takes the next serial, and that none is taken twice, is the business of the caller.

    :ivar pattern: a format string over ``year``, ``exam``, ``province`` and ``serial``; ``serial`` is a must.
    :raises ValueError: the pattern names something else, or no serial.
    """

    pattern: str

    def __post_init__(self) -> None:
        names = {name for _, name, _, _ in Formatter().parse(self.pattern) if name is not None}
        if "serial" not in names or not names <= {"year", "exam", "province", "serial"}:
            raise ValueError(f"a number template has year, exam, province and serial, not {sorted(names)}")

    def check(self) -> None:
        """Try the template out.

        :raises ValueError: no management number can be made with it.
        """
        self.number(serial=1, year=2026, exam="EXAM", province="34")

    def number(self, *, serial: int, year: int = 0, exam: str = "", province: str = "") -> str:
        """Return the number for one serial.

        :raises ValueError: the result is no management number (too long, or other characters).
        """
        text = self.pattern.format(year=year, exam=exam, province=province, serial=serial)
        if not is_management_number(text):
            raise ValueError(f"not a management number: {text!r}")
        return text
