"""The texts of the site and their English translation.

Every text for people is Simplified Chinese in the sources and is its own key: sentences of law and register
as ``Words("…")``, page texts in templates, and a few in ``gettext("…")``. This module finds them all, keeps
``locale/en/LC_MESSAGES/django.po`` complete, and compiles it.

``python -m yinxin.web.messages`` adds what is missing, empty; drops what is gone; compiles.
"""

from __future__ import annotations

import ast
import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
CATALOGUE: Final = ROOT / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED: Final = CATALOGUE.with_suffix(".mo")

_CALLS: Final = {"Words", "gettext", "gettext_lazy", "_", "Edge", "translate"}
_CHINESE: Final = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
_PLACES: Final = re.compile(r"%\(\w+\)s|\{\w+\}")

_ELSEWHERE: Final = (
    "yinxin/approvals/states.py",
    "yinxin/issuing/states.py",
    "yinxin/production/intake/marking.py",
    "yinxin/production/intake/filewide.py",
    "yinxin/production/intake/reading.py",
    "yinxin/production/states.py",
    "yinxin/register/states.py",
)
"""Files whose constants are translated where they are used: every Chinese text in them counts."""


def wanted() -> dict[str, list[str]]:
    """Return every text that needs a translation, with the files in which it stands."""
    found: dict[str, set[str]] = {}
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT.parent).as_posix()
        if "/migrations/" in name or "/demo/" in name or "/cli/" in name:
            continue
        texts = _constants(file) if name in _ELSEWHERE else _calls(file)
        for text in texts:
            found.setdefault(text, set()).add(name)
    for file in sorted((ROOT / "web" / "templates").rglob("*.html")):
        for text in _template(file):
            found.setdefault(text, set()).add(file.relative_to(ROOT.parent).as_posix())
    for text in _holidays():
        found.setdefault(text, set()).add("yinxin/law/calendars/__init__.py")
    return {text: sorted(places) for text, places in found.items() if _CHINESE.search(text)}


def places_of(text: str) -> set[str]:
    """Return the places in a text that facts fill; a translation must have the same."""
    return set(_PLACES.findall(text))


def translations() -> dict[str, str]:
    """Return the English translation of every text in the catalogue."""
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale="en") if one.id}


def write() -> int:
    """Bring the catalogue up to date and compile it; return how many texts have no translation yet."""
    known, texts = translations() if CATALOGUE.exists() else {}, wanted()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(_po({text: (known.get(text, ""), places) for text, places in texts.items()}))
    COMPILED.write_bytes(compiled())
    return sum(not known.get(text) for text in texts)


def compiled() -> bytes:
    """Return the compiled form of the catalogue as it stands."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    catalogue.creation_date = catalogue.revision_date = _ALWAYS
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def _po(texts: dict[str, tuple[str, list[str]]]) -> bytes:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(
        locale="en", project="yinxin", fuzzy=False, header_comment="# English texts of Yinxin."
    )
    for text, (english, places) in sorted(texts.items(), key=lambda item: (item[1][1], item[0])):
        catalogue.add(text, english, locations=[(place, 0) for place in places])
    target = io.BytesIO()
    write_po(target, catalogue, width=0, include_lineno=False, omit_header=False)
    kept = [line for line in target.getvalue().decode().splitlines() if not _VARIES.match(line)]
    return ("\n".join(kept) + "\n").encode()


_ALWAYS: Final = datetime(2026, 1, 1, tzinfo=UTC)
_VARIES: Final = re.compile(
    r'"(POT?-(Creation|Revision)-Date|Generated-By|Last-Translator|Language-Team|Report-)'
)


def _calls(file: Path) -> Iterator[str]:
    """Yield the constant texts given to the calls that translate, joined as Python joins them."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node.func) in _CALLS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _constants(file: Path) -> Iterator[str]:
    """Yield every Chinese constant of a file, docstrings apart."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _template(file: Path) -> Iterator[str]:
    """Yield the texts of a template, as Django hands them to its translators."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    source = io.BytesIO(templatize(file.read_text(encoding="utf-8")).encode())
    keywords: dict[str, Any] = {"gettext": None, "_": None}
    for _, _, text, _ in extract_python(source, keywords, (), {"encoding": "utf-8"}):
        if isinstance(text, str):
            yield text


def _holidays() -> set[str]:
    from yinxin.law.calendars import CALENDAR

    days = (day for year in CALENDAR.years for day in _year_days(year))
    return {skipped.name for day in days if (skipped := CALENDAR.skips(day)) and skipped.name}


def _year_days(year: int) -> Iterator[date]:
    return (date(year, 1, 1) + timedelta(days=n) for n in range(366))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    left = write()
    print(f"{len(wanted())} texts, {left} without a translation")  # noqa: T201
