"""The information standard for passed candidates: a JSON Schema, and a table of every check (N9.1)."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Translate, Words, as_written
from yinxin.production.intake.checks import CHECKS
from yinxin.production.intake.checks.check import DATA_IS_RIGHT
from yinxin.production.intake.columns import BY_KEY, COLUMNS, Column
from yinxin.production.intake.filewide import EXPLAINED
from yinxin.production.intake.findings import Level

VERSION: Final = "1.0"
"""It rises when a column or a check changes what is accepted."""

URN: Final = "urn:yinxin:standard:passed-candidates"


@dataclass(frozen=True, slots=True)
class Explained:
    """One line of the published table of checks; ``fields`` are headings."""

    code: str
    fields: tuple[str, ...]
    level: Level
    checked: Words
    fix: Words
    clause: Clause


def checks() -> tuple[Explained, ...]:
    """Return every check with its explanation: first those of the file as a whole, then those of the rows."""
    whole = [
        Explained(code, (field,), level, checked, fix, DATA_IS_RIGHT)
        for code, field, level, checked, fix in EXPLAINED
    ]
    rows = [
        Explained(
            check.code,
            tuple(BY_KEY[key].name for key in check.fields),
            check.level,
            check.explains,
            _in_general(check.fix),
            check.citation,
        )
        for check in CHECKS
    ]
    return (*whole, *rows)


def _in_general(words: Words) -> Words:
    """Return a sentence for no row in particular: facts of a row are left open, hints are left out."""
    names = [name for _, name, _, _ in Formatter().parse(words.template) if name]
    return Words(words.template, **{name: "" if name == "hint" else "……" for name in names})


def checks_of(column: Column) -> tuple[str, ...]:
    """Return the codes of the checks that look at a column."""
    return tuple(check.code for check in CHECKS if column.key in check.fields)


def json_schema(translate: Translate = as_written) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a batch: an array of rows, each an object by heading.

    What the schema language cannot say (check characters, duplicates, what the exam has) is in `checks`.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{URN}:batch:{VERSION}",
        "title": "合格人员数据",
        "version": VERSION,
        "type": "array",
        "minItems": 1,
        "items": {"$ref": "#/$defs/row"},
        "$defs": {"row": row_schema(translate)},
    }


def row_schema(translate: Translate = as_written) -> dict[str, Any]:
    """Return the JSON Schema of one row."""
    return {
        "$id": f"{URN}:row:{VERSION}",
        "title": "合格人员",
        "type": "object",
        "properties": {column.name: _property(column, translate) for column in COLUMNS},
        "required": [column.name for column in COLUMNS if column.required],
        "additionalProperties": False,
    }


def _property(column: Column, translate: Translate) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "type": "string",
        "title": column.english,
        "description": column.explanation.render(translate),
        "maxLength": column.longest,
        "x-checks": list(checks_of(column)),
    }
    if column.required:
        facts["minLength"] = 1
    if column.pattern:
        facts["pattern"] = f"^{column.pattern}$"
    if column.allowed:
        facts["enum"] = list(column.allowed)
    return facts
