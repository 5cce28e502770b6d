"""From a row as it came to fields that explain themselves (N19, N21.1).

Every cell is kept. Each cleaned field says what stood there, what is taken for right, by which rules and how surely.
What cannot be cleaned surely stays as it came and becomes a question to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from yinxin.kernel import identity, names
from yinxin.kernel.identity import FORMS, IdKind
from yinxin.kernel.names import NameProblem
from yinxin.kernel.numbers import is_management_number
from yinxin.legacy.days import read_day
from yinxin.legacy.fields import FIELDS, Headings
from yinxin.legacy.rules import Cleaned, is_empty, nothing
from yinxin.legacy.titles import Titles, clean_bodies, clean_level

_BRACKETED: Final = re.compile(r"[\[(〔【{<《]([^\[\]()〔〕【】{}<>《》]*)[\])〕】}>》]")
_ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+|\d{15,}\.0+")
_RESIDENT: Final = FORMS[IdKind.RESIDENT].name
_KINDS: Final = {
    "身份证": _RESIDENT,
    "二代身份证": _RESIDENT,
    "一代身份证": _RESIDENT,
    "居民身份证": _RESIDENT,
    "第二代居民身份证": _RESIDENT,
    "军官": FORMS[IdKind.OFFICER].name,
    "军人证": FORMS[IdKind.OFFICER].name,
    "军官证件": FORMS[IdKind.OFFICER].name,
    "港澳通行证": FORMS[IdKind.HONG_KONG_MACAO_PERMIT].name,
    "回乡证": FORMS[IdKind.HONG_KONG_MACAO_PERMIT].name,
    "台胞证": FORMS[IdKind.TAIWAN_PERMIT].name,
    "护照号": FORMS[IdKind.PASSPORT].name,
}
_SEXES: Final = {
    "1": "男",
    "2": "女",
    "m": "男",
    "f": "女",
    "male": "男",
    "female": "女",
    "男性": "男",
    "女性": "女",
}
_PLAIN_NAME: Final = re.compile(r"[\u4e00-\u9fa5]{2,4}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row after cleaning.

    :ivar row: its number in the file (the header is row 1); the page's number of a scan.
    :ivar cells: the cells as they came, by heading.
    :ivar fields: the cleaned fields by key, every field of `FIELDS`.
    :ivar qualification_id: the catalogue's number, 0 where the name is unknown.
    """

    row: int
    cells: Mapping[str, str]
    fields: Mapping[str, Cleaned]
    qualification_id: int

    def value(self, key: str) -> str:
        """Return what is taken for right."""
        return self.fields[key].value

    def stored(self) -> dict[str, Any]:
        """Return the entry as JSON values."""
        fields = {
            key: [one.original, one.value, list(one.rules), one.hint] for key, one in self.fields.items()
        }
        return {
            "row": self.row,
            "cells": dict(self.cells),
            "fields": fields,
            "qualification": self.qualification_id,
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Entry:
        """Return the entry that :meth:`stored` kept."""
        fields = {
            key: Cleaned(original, value, tuple(rules), hint)
            for key, (original, value, rules, hint) in kept["fields"].items()
        }
        return cls(kept["row"], kept["cells"], fields, kept["qualification"])


def clean(
    header: Sequence[str], headings: Headings, row: int, cells: Sequence[str], *, titles: Titles, today: date
) -> Entry:
    """Clean one row.

    :param titles: the catalogue's names. :param today: the day of collecting; nothing was approved after it.
    """
    kept = {name: cell for name, cell in zip(header, cells, strict=False) if name.strip() or cell.strip()}
    texts = {field.key: _first(headings.places.get(field.key, ()), cells) for field in FIELDS}
    found = {
        key: _text(texts[key]) for key in ("employer", "scope", "region", "archive", "volume", "taken_by")
    }
    found["name"] = clean_name(texts["name"])
    resident = any(
        "身份证" in header[place] or "SFZ" in header[place].upper()
        for place in headings.places.get("id_number", ())
    )
    found["id_kind"], found["id_number"] = clean_document(
        texts["id_kind"], texts["id_number"], resident=resident
    )
    found["sex"] = _sex(texts["sex"], found)
    found["born"] = _born(texts["born"], found, today)
    found |= _numbers(texts, headings)
    found["level"] = clean_level(texts["level"])
    found["specialty"] = _text(texts["specialty"])
    found["qualification"], level, qualification = titles.read(texts["qualification"], found["level"].value)
    if level and not found["level"].value:
        found["level"] = Cleaned(texts["level"], level, ("title_level",))
    found["sealed_by"] = clean_bodies(texts["sealed_by"])
    found["approved_on"] = read_day(texts["approved_on"], birth=False, today=today)
    found["approved_year"] = _year(texts["approved_year"], found["approved_on"], today)
    return Entry(row, kept, {field.key: found[field.key] for field in FIELDS}, qualification)


def clean_name(text: str) -> Cleaned:
    """Return a name: blanks within a Chinese name go, marks become standard, what was lost is asked for."""
    if is_empty(text):
        return nothing(text)
    if _PLAIN_NAME.fullmatch(text):
        return Cleaned(text, text)
    rules = list[str]()
    plain = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf"))
    value = names.narrow(plain).strip()
    if value != plain.strip("\u3000 "):
        rules.append("half_width")
    squeezed = "".join(value.split())
    if squeezed != value and not any(sign.isascii() and sign.isalpha() for sign in value):
        value = squeezed
    if len("".join(text.split())) != len("".join(value.split())) or (value != text and not rules):
        rules.append("blanks")
    dotted = names.key(value) if any(sign in "•．・‧∙⋅●.｡。･•" for sign in value) else value
    if dotted != value and not any(sign.isascii() and sign.isalpha() for sign in value):
        value = dotted
        rules.append("dot")
    return _asked_name(text, value, rules)


def _asked_name(text: str, value: str, rules: list[str]) -> Cleaned:
    """Say what in a name is likely, and what must be asked."""
    mapped = value.translate(names.LEFTOVERS)
    if mapped != value:
        rules.append("private_mapped")
        value = mapped
    standard = names.standard_form(value)
    if standard != value:
        rules.append("compatibility")
        value = standard
    wrong = set(names.problems(value, latin=True))
    if NameProblem.PRIVATE_USE in wrong:
        return Cleaned(text, value, (*rules, "private_unknown"))
    if NameProblem.BRACKET in wrong:
        inside = _BRACKETED.search(value)
        hint = _BRACKETED.sub(r"\1", value) if inside and len(inside[1]) == 1 else ""
        return Cleaned(text, text.strip(), (*rules, "bracketed"), hint)
    if NameProblem.PLACEHOLDER in wrong:
        return Cleaned(text, text.strip(), (*rules, "lost_character"))
    if wrong:
        return Cleaned(text, value, (*rules, "odd_name"))
    return Cleaned(text, value, tuple(rules))


def clean_document(kind_text: str, number_text: str, *, resident: bool = False) -> tuple[Cleaned, Cleaned]:
    """Return kind and number of the identity document; codes of former divisions are no reason for doubt.

    :param resident: the column's heading says that these are numbers of identity cards.
    """
    kind = _kind(kind_text)
    if is_empty(number_text):
        return kind, nothing(number_text)
    number = identity.normalise(number_text).replace("'", "").replace("-", "").strip(".")
    rules = (
        () if number == number_text else ("half_width",) if len(number) == len(number_text) else ("blanks",)
    )
    if _ROUNDED.fullmatch(number_text.strip()):
        return kind, Cleaned(number_text, number_text.strip(), ("id_rounded",))
    given = identity.kind_named(kind.value) if not kind.doubtful else None
    if not kind.value:
        rule = _kind_rule(number, resident)
        if rule:
            given = IdKind.RESIDENT
            kind = Cleaned(kind_text, _RESIDENT, (*kind.rules, rule))
    if given is None:
        return kind, Cleaned(number_text, number, rules)
    problem = identity.problem(given, number, legacy=True)
    if problem is not None:
        return kind, Cleaned(number_text, number, (*rules, problem.value))
    linked = ("linked_18",) if given is IdKind.RESIDENT and len(number) == 15 else ()
    return kind, Cleaned(number_text, number, (*rules, *linked))


def _kind_rule(number: str, resident: bool) -> str:
    """Return the rule by which a number without kind is one of an identity card; empty where it is not."""
    valid = identity.problem(IdKind.RESIDENT, number, legacy=True) is None
    if resident and (valid or len(number) in (15, 18)):
        return "kind_from_heading"
    if len(number) == 18 and valid:
        return "kind_from_number"
    return "kind_from_form" if len(number) in (15, 18) else ""


def _kind(text: str) -> Cleaned:
    if is_empty(text):
        return nothing(text)
    plain = "".join(names.narrow(text).split())
    if identity.kind_named(plain):
        return Cleaned(text, plain, () if plain == text else ("blanks",))
    if plain in _KINDS:
        return Cleaned(text, _KINDS[plain], ("kind_named",))
    return Cleaned(text, plain, ("kind_unknown",))


def _facts(found: Mapping[str, Cleaned]) -> identity.Reading:
    """Return what a number says that is beyond doubt."""
    kind, number = identity.kind_named(found["id_kind"].value), found["id_number"]
    if kind is None or not number.value or number.doubtful:
        return identity.Reading(None)
    return identity.read(kind, number.value, legacy=True)


def _sex(text: str, found: Mapping[str, Cleaned]) -> Cleaned:
    if is_empty(text) and text.strip() != "0":
        return nothing(text)
    plain = "".join(names.narrow(text).split())
    value = _SEXES.get(plain.lower(), plain)
    if value not in ("男", "女"):
        return Cleaned(text, text.strip(), ("sex_unknown",))
    field = Cleaned(text, value, () if value == text else ("sex_coded",) if value != plain else ("blanks",))
    said = _facts(found).sex
    return field.doubted("sex_differs", said) if said and said != value else field


def _born(text: str, found: Mapping[str, Cleaned], today: date) -> Cleaned:
    field = read_day(text, birth=True, today=today)
    if field.doubtful or not field.value:
        return field
    if len(field.value) == 10:
        field = replace(field, value=field.value[:7], rules=(*field.rules, "month_only"))
    said = _facts(found).born
    if said is not None and not f"{said:%Y-%m}".startswith(field.value):
        return field.doubted("born_differs", f"{said:%Y-%m}")
    return field


def _numbers(texts: Mapping[str, str], headings: Headings) -> dict[str, Cleaned]:
    """Return the three numbers; the management number is taken from another one where a row has none."""
    given = {key: _number(texts[key]) for key in ("management_number", "certificate_number", "file_number")}
    if not given["management_number"].value:
        for key in ("certificate_number", "file_number"):
            other = given[key]
            if other.value:
                rule = "number_of_file" if key == "file_number" else "number_of_certificate_here"
                if key == "certificate_number" and "management_number" not in headings.places:
                    rule = "number_of_certificate"
                taken = Cleaned(texts["management_number"], other.value, (*other.rules, rule), other.hint)
                given["management_number"] = taken
                break
    return given


def _number(text: str) -> Cleaned:
    if is_empty(text):
        return nothing(text)
    value = "".join(names.narrow(text).replace("★", "").replace("'", "").split())
    if _ROUNDED.fullmatch(value) and ("e" in value.lower() or "." in value):
        return Cleaned(text, text.strip(), ("number_rounded",))
    rules = () if value == text else ("half_width",) if len(value) == len(text) else ("blanks",)
    return Cleaned(text, value, rules if is_management_number(value) else (*rules, "odd_number"))


def _year(text: str, approved: Cleaned, today: date) -> Cleaned:
    known = "" if approved.doubtful else approved.value[:4]
    if is_empty(text):
        return Cleaned(text, known, ("year_of_day",)) if known else nothing(text)
    field = read_day(text, birth=False, today=today)
    if field.doubtful:
        return field
    field = replace(field, value=field.value[:4])
    return field.doubted("year_differs", known) if known and known != field.value else field


def _text(text: str) -> Cleaned:
    if is_empty(text):
        return nothing(text)
    value = text.strip("\u3000 \t\r\n\ufeff")
    return Cleaned(text, value, () if value == text else ("blanks",))


def _first(places: Sequence[int], cells: Sequence[str]) -> str:
    """Return the first cell that says something among those of a field."""
    texts = [cells[place] for place in places if place < len(cells)]
    return next((text for text in texts if not is_empty(text)), texts[0] if texts else "")
