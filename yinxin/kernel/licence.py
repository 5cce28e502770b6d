"""The licence identifier (证照标识) and the metadata of electronic licences (GB/T 36903), which other systems read.

An identifier is ``1.2.156.3005.2.TYPE.ISSUER.SERIAL.VERSION.CHECK``: the national root, the type's code (the credit
code of who defined it, with three more characters), the issuer's credit code, a serial, three digits of version, and
one check character after ISO 7064 MOD 37,36 over the four parts between.

The codes of types and issuers are set by the operator: :data:`DEMONSTRATION` is a made-up pair that no registry has.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from yinxin.kernel.face import Face

ROOT: Final = "1.2.156.3005.2"
FIRST_VERSION: Final = "001"
RESIDENT: Final = "111"
"""The code that GB/T 36903 gives to a resident's identity number."""
OTHER_DOCUMENT: Final = "999"

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE: Final = re.compile(
    rf"{re.escape(ROOT)}\.([0-9A-Z]{{21}})\.([0-9A-Z]{{18}}|[0-9]{{6}})\.([0-9A-Z]{{1,32}})\.([0-9]{{3}})\.([0-9A-Z])"
)
_RESIDENTS: Final = "居民身份证"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A licence identifier taken apart; :func:`parsed` has checked it."""

    type: str
    issuer: str
    serial: str
    version: str

    @property
    def check(self) -> str:
        """Its check character."""
        return check_character(self.type + self.issuer + self.serial + self.version)

    def __str__(self) -> str:
        return ".".join((ROOT, self.type, self.issuer, self.serial, self.version, self.check))


@dataclass(frozen=True, slots=True)
class Scheme:
    """Whose identifiers these are.

    :ivar type: the code of the type: 18 characters of credit code and three more.
    :ivar issuer: the credit code of who issues.
    """

    type: str
    issuer: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9A-Z]{21}", self.type) or not re.fullmatch(r"[0-9A-Z]{18}", self.issuer):
            raise ValueError("a type's code has 21 characters, an issuer's 18: digits and capital letters")

    def identifier(self, face: Face) -> Identifier:
        """Return the identifier of a face: a certificate has one, and the one that replaces it has another.

        The serial is the digest of the token in its address: the same for ever, and found in no list. As the
        ministries do, a successor takes a serial of its own and names its predecessor, rather than the next version.
        """
        token = urlsplit(face.verify_at).path.rpartition("/")[2]
        return Identifier(self.type, self.issuer, serial_of(token), FIRST_VERSION)


DEMONSTRATION: Final = Scheme("DEMO00000000000000" + "001", "DEMO00000000000000")
"""No credit code has an O: nobody takes these for real ones."""


def serial_of(token: str) -> str:
    """Return the serial of the licence whose address ends in a token."""
    return hashlib.sha256(b"licence\0" + token.encode()).hexdigest()[:32].upper()


def check_character(text: str) -> str:
    """Return the check character of a text of digits and capital letters (ISO 7064, MOD 37,36).

    :raises ValueError: another character stands in it.
    """
    product = 36
    for one in text:
        product = (product + _ALPHABET.index(one)) % 36 or 36
        product = product * 2 % 37
    return _ALPHABET[(37 - product) % 36]


def parsed(text: str) -> Identifier:
    """Return the parts of an identifier.

    :raises ValueError: it has another shape, or its check character is wrong.
    """
    found = _SHAPE.fullmatch(text)
    if not found:
        raise ValueError("not a licence identifier")
    identifier = Identifier(*found.groups()[:4])
    if identifier.check != found[5]:
        raise ValueError("the check character is wrong")
    return identifier


def metadata(face: Face, scheme: Scheme) -> dict[str, str]:
    """Return the metadata of a certificate under the standard's names; an item that it does not have is empty."""
    resident = face.id_kind == _RESIDENTS
    return {
        "证照类型名称": _TITLES.get(face.kind, face.kind),
        "证照类型代码": scheme.type,
        "证照编号": face.management_number,
        "证照标识": str(scheme.identifier(face)),
        "证照颁发机构": "、".join(face.sealed_by),
        "证照颁发机构代码": scheme.issuer,
        "证照颁发日期": face.approved_on,
        "持证主体": face.name,
        "持证主体代码": face.id_number,
        "持证主体代码类型": "公民身份号码" if resident else face.id_kind,
        "持证主体代码类型代码": RESIDENT if resident else OTHER_DOCUMENT,
        "证照有效期起始日期": face.approved_on,
        "证照有效期截止日期": face.valid_until,
        "KZ_职业资格名称": face.qualification,
        "KZ_级别": face.level,
        "KZ_专业": face.specialty,
    }


_TITLES: Final = {
    "certificate": "专业技术人员职业资格证书",
    "pass_certificate": "专业技术人员考试合格证书",
    "pass_proof": "专业技术人员考试合格证明",
    "qualification_proof": "专业技术人员职业资格证明",
}
