"""What a scanned or typed text means: a certificate, a sheet, a person, a place (N11.1, N13.1).

One resolver for every page with a scan field. It changes nothing, and it says nothing of what the person may not see:
what lies outside their territory is as unknown as what does not exist. Read are:

- the QR code on a certificate, as its whole address or its token alone; an address of another site is a forgery;
- a management number, also as some readers send it: full-width, in small letters, with blanks;
- the number of a blank sheet, which names that very sheet;
- a resident's identity number of 15 or 18 digits, by its keyed digest;
- the code of a place (:func:`yinxin.register.places.place_code`).

A text that could mean several of these means none: the answer says so, and a QR code never does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.conf import settings
from django.db import connection

from yinxin.kernel import identity
from yinxin.kernel.identity import IdKind, IdProblem
from yinxin.kernel.numbers import normalise_management_number
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import territory
from yinxin.register.models import Certificate, HolderDocument, Place
from yinxin.register.places import looks_like_place, place_of_code
from yinxin.register.states import PaperState
from yinxin.register.vault import token_key, token_of, vault
from yinxin.signing import records

LONGEST: Final = records.LONGEST
"""Characters: nothing that is printed on anything here is longer, the signed records in QR codes included."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_RESIDENT: Final = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]")
_KINDS: Final = (
    IdKind.RESIDENT,
    IdKind.FOREIGN_PERMANENT_RESIDENT,
    IdKind.HONG_KONG_MACAO_TAIWAN_RESIDENT,
)
"""The documents whose numbers have the form of a resident's."""


class Meaning(Enum):
    """What kind of thing a text names."""

    CODE = "code"
    NUMBER = "number"
    BLANK = "blank"
    HOLDER = "holder"
    PLACE = "place"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """What a text names.

    :ivar certificates: the certificates it names: one for a code or a blank; all of a holder's that may be seen; more
        than one for a management number that several qualifications or years have given.
    :ivar copies: the sheets: for a blank that very one, also where it is spoiled or lost; else of each certificate the
        one in use, or its last where none is.
    :ivar place: the place; ``holder`` the person.
    :ivar why: for UNKNOWN what is wrong with the text, :attr:`do` what to do; else None.
    """

    meaning: Meaning
    certificates: tuple[int, ...] = ()
    copies: tuple[int, ...] = ()
    place: int | None = None
    holder: int | None = None
    why: Words | None = None
    do: Words | None = None

    @property
    def known(self) -> bool:
        """Say whether it names anything."""
        return self.meaning is not Meaning.UNKNOWN


def resolve(text: str, by: Actor) -> Found:
    """Say what a text names, among what ``by`` may see; never raises, never changes anything."""
    given = text.replace("\0", "").strip()
    if not given or len(given) > LONGEST:
        return _unknown(
            Words("没有读到编号，或内容过长。"), Words("请重新扫描证书上的二维码，或输入管理号。")
        )
    sight = _Sight(by)
    if "://" in given:
        return _by_address(given, sight)
    found = [one for one in (read(given, sight) for read in _READERS) if one]
    if len(found) == 1:
        return found[0]
    if found:
        return _unknown(Words("这个编号有不止一种含义。"), Words("请改为扫描证书上的二维码。"))
    return _nothing(given)


class _Sight:
    """What a person may see, asked once for each resolving and only where something was found."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    def sheets(self, condition: str, values: Sequence[Any], *, every: bool = False) -> list[tuple[int, int]]:
        """Return (certificate, sheet) of what meets a condition and may be seen; ``every`` sheet or the one in use.

        Seen is a copy that lies in a book of the person's, and every copy of a certificate whose agency or
        issuer they reach.
        """
        seen = territory(self.by, Permission.CERTIFICATE_SEE)
        books = territory(self.by, Permission.CUSTODY_SEE)
        only = "" if every else "distinct on (c.id)"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""select id, sheet from (
                        select {only} c.id, p.id as sheet, c.agency_id, c.issuer_id, w.organisation_id as book
                        from register_certificate c join register_paper_copy p on p.certificate_id = c.id
                        left join register_place w on w.id = p.place_id where {condition}
                        order by c.id, p.state in (%s, %s), p.number desc) as found
                    where agency_id = any(%s) or issuer_id = any(%s) or book = any(%s) order by id, sheet""",  # noqa: S608
                [
                    *values,
                    PaperState.LOST.value,
                    PaperState.SPOILED.value,
                    seen,
                    seen,
                    books,
                ],
            )
            return [(certificate, sheet) for certificate, sheet in cursor.fetchall()]


def _by_address(given: str, sight: _Sight) -> Found:
    token = token_of(given, settings.PUBLIC_ADDRESS)
    if token is None:
        return _unknown(
            Words("二维码不是本系统的地址。"),
            Words("请警惕仿冒证书：把它单独放置，并报告负责人。"),
        )
    return _by_token(token, sight) or _nothing(given)


def _by_token(given: str, sight: _Sight) -> Found | None:
    if not _TOKEN.fullmatch(given):
        return None
    number = Certificate.objects.filter(token_key=token_key(given)).values_list("id", flat=True).first()
    return _of_sheets(Meaning.CODE, sight.sheets("c.id = %s", [number])) if number else None


def _by_number(given: str, sight: _Sight) -> Found | None:
    numbers = list({given, normalise_management_number(given)})
    if not Certificate.objects.filter(management_number__in=numbers).exists():
        return None
    return _of_sheets(Meaning.NUMBER, sight.sheets("c.management_number = any(%s)", [numbers]))


def _by_blank(given: str, sight: _Sight) -> Found | None:
    serials = list({given, _plain(given)})
    return _of_sheets(Meaning.BLANK, sight.sheets("p.blank_serial = any(%s)", [serials], every=True))


def _by_identity(given: str, sight: _Sight) -> Found | None:
    number = identity.normalise(given)
    if not _RESIDENT.fullmatch(number) or not sight.by.has(Permission.CERTIFICATE_SEE):
        return None
    keys = [vault().document_key(kind.value, number) for kind in _KINDS]
    holders = list(HolderDocument.objects.filter(key__in=keys).values_list("holder_id", flat=True).distinct())
    if len(holders) != 1:
        return None
    sheets = sight.sheets("c.holder_id = %s", holders)
    found = _of_sheets(Meaning.HOLDER, sheets)
    return Found(Meaning.HOLDER, found.certificates, found.copies, holder=holders[0]) if found else None


def _by_place(given: str, sight: _Sight) -> Found | None:
    number = place_of_code(_plain(given))
    place = Place.objects.filter(id=number).first() if number else None
    if place is None or place.organisation_id not in territory(sight.by, Permission.CUSTODY_SEE):
        return None
    return Found(Meaning.PLACE, place=place.pk)


_READERS: Final = (_by_token, _by_number, _by_blank, _by_identity, _by_place)


def _of_sheets(meaning: Meaning, sheets: Sequence[tuple[int, int]]) -> Found | None:
    if not sheets:
        return None
    certificates = tuple(dict.fromkeys(certificate for certificate, _ in sheets))
    return Found(meaning, certificates, tuple(sheet for _, sheet in sheets))


def _nothing(given: str) -> Found:
    """Return why nothing was found: a slip of a digit where the text shows one, else only that it is not known."""
    plain = _plain(given)
    if looks_like_place(plain) and place_of_code(plain) is None:
        return _unknown(Words("库位码的校验位不对。"), Words("请重新扫描库位标签。"))
    resident = len(plain) == 18 and _RESIDENT.fullmatch(plain)
    if resident and identity.problem(IdKind.RESIDENT, plain) is IdProblem.CHECKSUM:
        return _unknown(Words("证件号码的校验位不对，也没有这个管理号。"), Words("请核对号码后重新输入。"))
    return _unknown(
        Words("查不到这个编号，或不在您的管辖范围内。"),
        Words("请核对编号；确有此证而查不到的，单独放置并报告负责人。"),
    )


def _unknown(why: Words, do: Words) -> Found:
    return Found(Meaning.UNKNOWN, why=why, do=do)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
