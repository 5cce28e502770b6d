"""The part of the contract that needs a key."""

from __future__ import annotations

from typing import Any, Final

from yinxin.parties.clients import FORM, SCOPES

_DAY: Final = {"type": "string", "format": "date"}
_TEXT: Final = {"type": "string"}

SECURITY: Final[dict[str, Any]] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": FORM.pattern,
        "description": "A key made in the office, in the Authorization header; never in an address.",
    }
}

SCHEMAS: Final[dict[str, Any]] = {
    "Key": {
        "type": "object",
        "required": ["id", "name", "organisation", "scopes", "may", "until"],
        "properties": {
            "id": {"type": "string", "description": "The ten characters after `yxk_`."},
            "name": _TEXT,
            "organisation": _TEXT,
            "scopes": {
                "type": "array",
                "items": {"type": "string", "enum": [scope.value for scope in SCOPES]},
            },
            "may": {
                "type": "array",
                "items": _TEXT,
                "description": "The scopes that the owner's seats still carry today.",
            },
            "until": {"type": "string", "format": "date-time"},
        },
    },
    "Duty": {
        "type": "object",
        "required": [
            "id",
            "clause",
            "subject",
            "owed_by",
            "opened_on",
            "due_on",
            "provisional",
            "days_left",
        ],
        "properties": {
            "id": {"type": "integer"},
            "clause": _TEXT,
            "subject": _TEXT,
            "owed_by": _TEXT,
            "opened_on": _DAY,
            "due_on": _DAY,
            "provisional": {"type": "boolean", "description": "The calendar of the year is not out yet."},
            "days_left": {"type": "integer", "description": "Calendar days; negative when late."},
        },
    },
    "Duties": {
        "type": "object",
        "required": ["duties", "next"],
        "properties": {
            "duties": {"type": "array", "items": {"$ref": "#/components/schemas/Duty"}},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
        },
    },
}

_KEY_EXAMPLE: Final = {
    "id": "abcdefghij",
    "name": "夜间报送程序",
    "organisation": "安徽省人事考试院",
    "scopes": ["duty:see"],
    "may": ["duty:see"],
    "until": "2027-06-30T00:00:00+08:00",
}
_DUTIES_EXAMPLE: Final = {
    "duties": [
        {
            "id": 17,
            "clause": "N10",
            "subject": "batch:3",
            "owed_by": "人力资源和社会保障部人事考试中心",
            "opened_on": "2026-09-14",
            "due_on": "2026-10-27",
            "provisional": False,
            "days_left": 37,
        }
    ],
    "next": None,
}
_PROBLEMS: Final = ("401", "403", "422")


def paths() -> dict[str, Any]:
    """Return the operations that need a key."""
    cursor = {"name": "cursor", "in": "query", "schema": _TEXT, "description": "`next` of the page before."}
    limit = {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    }
    return {
        "/api/v1/key": {
            "get": _operation("key", "What this key may do, and until when", "Key", [], _KEY_EXAMPLE)
        },
        "/api/v1/duties": {
            "get": _operation(
                "duties",
                "Open duties in the key's territory, the nearest first",
                "Duties",
                [cursor, limit],
                _DUTIES_EXAMPLE,
            )
        },
    }


def _operation(
    name: str, summary: str, schema: str, parameters: list[dict[str, Any]], example: dict[str, Any]
) -> dict[str, Any]:
    known = {"$ref": f"#/components/schemas/{schema}"}
    answer = {"application/json": {"schema": known, "example": example}}
    problem = {"$ref": "#/components/responses/Problem"}
    return {
        "operationId": name,
        "summary": summary,
        "security": [{"key": []}],
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": answer},
            **dict.fromkeys(_PROBLEMS, problem),
        },
    }
