"""What the API's contract says of open files: editions of progress and scope (N23)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from yinxin.disclosure import files

_NUMBER: Final = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
}
_TABLE: Final = {
    "name": "table",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": list(files.TABLES)},
}
_NONE: Final = {"404": {"description": "There is no such edition."}}
_SAME: Final = {"304": {"description": "You have it already (If-None-Match)."}}

EDITIONS: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["editions"],
    "properties": {
        "editions": {
            "type": "array",
            "description": "The latest first.",
            "items": {
                "type": "object",
                "required": ["edition", "on", "published_at", "cause", "sha256", "address"],
                "properties": {
                    "edition": {"type": "integer"},
                    "on": {"type": "string", "format": "date"},
                    "published_at": {"type": "string", "format": "date-time"},
                    "cause": {"enum": ["due", "scope", "by_hand"]},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "address": {"type": "string", "format": "uri"},
                },
            },
        }
    },
}


def paths() -> dict[str, Any]:
    """Return the addresses of open files; none needs a key, every one may be read from pages of others."""
    edition = {key: value for key, value in files.schema(settings.PUBLIC_ADDRESS).items() if key != "$id"}
    # A schema within the contract names its parts from the contract's root: the figure is put where it is used.
    said = {"application/json": {"schema": _inline(edition)}}
    table = {"text/csv": {"schema": {"type": "string", "description": "UTF-8 with a byte order mark"}}}
    there = "/progress"
    return {
        f"{there}/editions.json": _get("editions", "The editions of progress and scope", _json(EDITIONS)),
        f"{there}/latest.json": _get("latestEdition", "The latest edition", said, missing=True),
        f"{there}/latest/{{table}}.csv": _get(
            "latestTable", "A table of the latest edition", table, _TABLE, missing=True
        ),
        f"{there}/editions/{{number}}.json": _get(
            "edition", "An edition: its very bytes", said, _NUMBER, missing=True
        ),
        f"{there}/editions/{{number}}/{{table}}.csv": _get(
            "editionTable", "A table of an edition", table, _NUMBER, _TABLE, missing=True
        ),
        f"{there}/schema.json": _get(
            "editionSchema", "The JSON Schema of an edition", {"application/schema+json": {"schema": {}}}
        ),
        f"{there}/catalog.jsonld": _get(
            "dataCatalogue",
            "The files described by DCAT, with their licence",
            {"application/ld+json": {"schema": {}}},
        ),
    }


def _get(
    name: str, summary: str, content: dict[str, Any], *asked: dict[str, Any], missing: bool = False
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": content},
            **_SAME,
            **(_NONE if missing else {}),
        },
    }
    return {"get": {**found, "parameters": list(asked)} if asked else found}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _inline(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its one definition put in the place of each reference to it."""
    figure = schema["$defs"]["figure"]

    def put(part: Any) -> Any:
        if isinstance(part, dict):
            return (
                figure if part == {"$ref": "#/$defs/figure"} else {key: put(one) for key, one in part.items()}
            )
        return [put(one) for one in part] if isinstance(part, list) else part

    return {key: put(value) for key, value in schema.items() if key not in ("$defs", "$schema")}
