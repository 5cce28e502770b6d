"""Editions as open files: CSV for spreadsheets, a JSON Schema, and a description for catalogues of data (DCAT)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

from yinxin.disclosure.counted import GIVING, GIVING_DAYS, MAKING, MAKING_DAYS
from yinxin.disclosure.queries import TITLES, EditionLine, EditionView

TABLES: Final = tuple(TITLES)
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
"""Anybody may use the files for anything."""

_ROW: Final = ("exam", "level", "region", "region_name")
_HEADS: Final = {
    "making": (*_ROW, *MAKING, *MAKING_DAYS),
    "giving": (*_ROW, *GIVING, *GIVING_DAYS),
    "verification": (*_ROW, "certificates"),
    "electronic": ("qualification", "name", "name_en", "since", "sealed_by"),
}
_NAMES: Final = ("exam_name", "qualification_name", "year")
"""What is put beside an exam's code, so that a file can be read without the others."""


def csv_file(edition: EditionView, table: str) -> bytes:
    """Return a table of an edition as CSV in UTF-8 with a byte order mark; the same edition gives the same bytes.

    :raises KeyError: there is no such table.
    """
    heads, exams = _HEADS[table], edition.exams
    named = () if table == "electronic" else _NAMES
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(("edition", "on", *heads, *named))
    line = edition.line
    for row in edition.said[table]:
        cells = [_cell(row.get(name)) for name in heads]
        exam = exams.get(row.get("exam", ""), {})
        more = (
            [exam.get("name", ""), exam.get("qualification_name", ""), exam.get("year", "")] if named else []
        )
        writer.writerow([line.number, line.on.isoformat(), *cells, *more])
    return ("\ufeff" + file.getvalue()).encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else value


def schema(address: str) -> dict[str, Any]:
    """Return the JSON Schema of an edition.

    :param address: of the site, without a slash at its end.
    """
    day = {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"}
    text = {"type": "string"}
    figure = {"$ref": "#/$defs/figure"}
    row = {"exam": text, "level": {"enum": ["all", "place"]}, "region": text, "region_name": text}
    exam = {
        **dict.fromkeys(("code", "name", "name_en", "qualification", "qualification_name"), text),
        **dict.fromkeys(("qualification_name_en", "regime"), text),
        "year": {"type": "integer", "description": "0 where it is not recorded"},
        "older": {"type": "boolean", "description": "stands for certificates from before the register"},
    }
    electronic = {**dict.fromkeys(("qualification", "name", "name_en", "since"), text)}
    electronic["sealed_by"] = {"type": "array", "items": text}  # type: ignore[dict-item]
    digest = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
    properties: dict[str, Any] = {
        "edition": {"type": "integer", "minimum": 1},
        "on": {"type": "string", "format": "date"},
        "published_at": {"type": "string", "format": "date-time"},
        "cause": {"enum": ["due", "scope", "by_hand"]},
        "rounded_down_to": {"enum": [5, 10, 20]},
        "promised_every_days": {"type": "integer", "minimum": 1},
        "previous": {**digest, "description": "SHA-256 of the edition before; empty for the first"},
        "exams": _rows(exam),
        "making": _rows({**row, **dict.fromkeys(MAKING, figure), **dict.fromkeys(MAKING_DAYS, day)}),
        "giving": _rows({**row, **dict.fromkeys(GIVING, figure), **dict.fromkeys(GIVING_DAYS, day)}),
        "verification": _rows({**row, "certificates": figure}),
        "electronic": _rows(electronic),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{address}/progress/schema.json",
        "title": "Progress of making and giving out certificates, and what can be verified",
        "description": "Figures are rounded down; see docs/disclosure.md. The digest is over these very bytes.",
        **_object(properties),
        "$defs": {
            "figure": {
                "description": "Rounded down; “<5” for fewer than five; null where it is not known.",
                "oneOf": [
                    {"type": "integer", "minimum": 0, "multipleOf": 5},
                    {"type": "string", "pattern": "^<[0-9]+$"},
                    {"type": "null"},
                ],
            }
        },
    }


def description(editions: Sequence[EditionLine], address: str) -> dict[str, Any]:
    """Return the files as a catalogue of data describes them, in JSON-LD by DCAT 3."""
    there = f"{address}/progress"
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Dataset",
        "@id": there,
        "dct:title": {"@value": "证书制作发放进度与查询验证范围", "@language": "zh"},
        "dct:description": "Dated editions; small figures are not told, every figure is rounded down.",
        "dct:license": {"@id": LICENCE},
        "dct:conformsTo": {"@id": f"{there}/schema.json"},
        "dct:issued": editions[-1].on.isoformat() if editions else None,
        "dct:modified": editions[0].on.isoformat() if editions else None,
        "dcat:version": str(editions[0].number) if editions else None,
        "dcat:distribution": [
            _distribution(f"{there}/latest.json", "application/json"),
            *(_distribution(f"{there}/latest/{table}.csv", "text/csv") for table in TABLES),
        ],
        "dcat:hasVersion": [
            {
                "@id": f"{there}/editions/{one.number}",
                "dcat:version": str(one.number),
                "dct:issued": one.on.isoformat(),
                "dcat:distribution": [
                    {
                        **_distribution(f"{there}/editions/{one.number}.json", "application/json"),
                        "sha256": one.digest,
                    }
                ],
            }
            for one in editions
        ],
    }


def _distribution(address: str, kind: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": kind,
        "dct:license": {"@id": LICENCE},
    }


def _rows(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }
