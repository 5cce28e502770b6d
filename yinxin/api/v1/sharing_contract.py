"""What the API's contract says of sharing with the national platforms (N22.2); docs/sharing.md explains it."""

from __future__ import annotations

from typing import Any, Final

from yinxin.api.v1 import sharing_examples as examples
from yinxin.law.n2023.art22_verification import Platform
from yinxin.sharing import feed
from yinxin.sharing.following import KINDS
from yinxin.sharing.keys import FORM
from yinxin.sharing.licences import NAMES, STATUS
from yinxin.signing import pages

_TEXT: Final = {"type": "string"}
_DAY: Final = {"type": "string", "format": "date"}
_MOMENT: Final = {"type": "string", "format": "date-time"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_DIGEST: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STATES: Final = sorted({state for _, state in KINDS.values()})
_STATUS: Final = {"type": "string", "enum": list(STATUS)}
_GROUND: Final = {
    "type": "string",
    "minLength": 4,
    "maxLength": 60,
    "description": "The number of the case (办件编号), or the code of the purpose; its holder sees it.",
}
_ASKED: Final = {"type": "string", "maxLength": 120}
SECURITY: Final[dict[str, Any]] = {
    "platform": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": FORM.pattern,
        "description": "A key of an agreement, made in the office; in the Authorization header, never in an address.",
    }
}


def _object(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties, **more}


_FIELDS: Final = {
    "type": "object",
    "description": "The agreed items of the certificate, and no others; their names under GB/T 36903 stand in docs.",
    "properties": {
        name: {"type": "array", "items": _TEXT} if name in ("remarks", "sealed_by") else _TEXT
        for name in NAMES
    },
    "additionalProperties": False,
}
_SIGNATURE: Final = _object({"key": _TEXT, "value": _TEXT})

SCHEMAS: Final[dict[str, Any]] = {
    "ShareAgreement": _object(
        {
            "agreement": _COUNT,
            "client": _TEXT,
            "platform": {"enum": [one.value for one in Platform]},
            "purpose": _TEXT,
            "basis": _TEXT,
            "fields": {"type": "array", "items": {"enum": list(NAMES)}},
            "regions": {
                "type": "array",
                "items": _TEXT,
                "description": "Prefixes of GB/T 2260; empty for all.",
            },
            "qualifications": {"type": "array", "items": _TEXT, "description": "Codes; empty for all."},
            "quota": _object({"per_day": _COUNT, "per_minute": _COUNT}),
            "since": _DAY,
            "until": _DAY,
            "key": _object({"id": _TEXT, "until": _MOMENT}),
        }
    ),
    "ShareQuestion": {
        "type": "object",
        "required": ["ground"],
        "description": "A licence identifier, or number, name and identity number; always a ground.",
        "properties": {
            "ground": _GROUND,
            **dict.fromkeys(("licence", "management_number", "name", "id_number"), _ASKED),
        },
        "additionalProperties": False,
    },
    "ShareAnswer": {
        "type": "object",
        "required": ["found", "checked_at"],
        "description": "What lies outside the agreement is not found, in the same bytes as what does not exist.",
        "properties": {
            "found": {"type": "boolean"},
            "checked_at": _MOMENT,
            "licence": _TEXT,
            "state": {"enum": _STATES},
            "status": _STATUS,
            "fields": {"$ref": "#/components/schemas/ShareFields"},
        },
    },
    "ShareFields": _FIELDS,
    "ShareChange": _object(
        {
            "sequence": {"type": "integer", "minimum": 1},
            "kind": {"enum": sorted({kind for kind, _ in KINDS.values()})},
            "at": _MOMENT,
            "leaf": {**_COUNT, "description": "Its place in the public log."},
            "licence": _TEXT,
            "state": {
                "enum": _STATES,
                "description": "After this change; `superseded` and `invalid` end it.",
            },
            "replaces": {
                "type": ["string", "null"],
                "description": "Whose place it took, within the agreement.",
            },
            "fields": {"$ref": "#/components/schemas/ShareFields"},
        }
    ),
    "SharePage": _object(
        {
            "page": _object(
                {
                    "format": {"const": pages.PAGE},
                    "agreement": _COUNT,
                    "after": _COUNT,
                    "upto": _COUNT,
                    "previous": {
                        "type": "string",
                        "description": "SHA-256 of the page before; empty for the first.",
                    },
                    "changes": {"type": "array", "items": {"$ref": "#/components/schemas/ShareChange"}},
                    "end": {
                        "type": "boolean",
                        "description": "Nothing more for now: come again with `next`.",
                    },
                    "log_size": {
                        "type": ["integer", "null"],
                        "description": "At the end: the size of the ledger's checkpoint up to which it was read.",
                    },
                }
            ),
            "signature": _SIGNATURE,
            "next": {"type": "string", "description": "The cursor of the next page."},
        }
    ),
    "ShareSnapshot": _object(
        {
            "snapshot": _COUNT,
            "ready": {"type": "boolean"},
            "ordered_at": _MOMENT,
            "manifest": {
                "type": ["object", "null"],
                "description": "Signed as a page is: its parts with digest, size and lines.",
                "properties": {
                    "page": _object(
                        {
                            "format": {"const": pages.SNAPSHOT},
                            "agreement": _COUNT,
                            "snapshot": _COUNT,
                            "upto": _COUNT,
                            "made_at": _MOMENT,
                            "until": _MOMENT,
                            "count": _COUNT,
                            "parts": {
                                "type": "array",
                                "items": _object({"sha256": _DIGEST, "size": _COUNT, "count": _COUNT}),
                            },
                        }
                    ),
                    "signature": _SIGNATURE,
                },
            },
            "next": {"type": ["string", "null"], "description": "The cursor with which the feed goes on."},
        }
    ),
    "LicenceQuestion": {
        "type": "object",
        "required": ["BJBH"],
        "properties": {"BJBH": _GROUND, **dict.fromkeys(("ZZBS", "ZZBH", "CZZT", "CZZTDM"), _ASKED)},
        "additionalProperties": False,
    },
    "LicenceAnswer": _object(
        {
            "code": {"enum": ["200", "404"]},
            "message": _TEXT,
            "data": {
                "type": ["object", "null"],
                "properties": {"ZZBS": _TEXT, "ZZZT": _STATUS, "ZZZTMC": _TEXT},
                "additionalProperties": _TEXT,
            },
        }
    ),
}

HEADERS: Final = {
    "RateLimit-Policy": {"schema": _TEXT, "description": "Both quotas: calls and window in seconds."},
    "RateLimit-Limit": {"schema": _COUNT},
    "RateLimit-Remaining": {"schema": _COUNT},
    "RateLimit-Reset": {"schema": _COUNT, "description": "Seconds until the window is over."},
}
_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}
_ONCE: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
    "description": "The same request with the same key is answered again and counted once.",
}
_CURSOR: Final = {
    "name": "cursor",
    "in": "query",
    "schema": _TEXT,
    "description": "`next` of the page before, or of a snapshot; empty for the beginning. Holds for ever.",
}
_LIMIT: Final = {
    "name": "limit",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1, "maximum": feed.MOST, "default": feed.A_PAGE},
}
_NUMBER: Final = {"name": "number", "in": "path", "required": True, "schema": _COUNT}
_PART: Final = {"name": "part", "in": "path", "required": True, "schema": _COUNT}


def paths() -> dict[str, Any]:
    """Return the operations of sharing."""
    named, asked = examples.LICENCE_QUESTION, examples.QUESTION
    licences = ("LicenceQuestion", "LicenceAnswer", named)
    return {
        "/api/v1/sharing/agreement": {
            "get": _get("shareAgreement", "What this client may see", "ShareAgreement", examples.AGREEMENT)
        },
        "/api/v1/sharing/look-ups": {
            "post": _post(
                "shareLookUp",
                "Look a certificate up",
                ("ShareQuestion", "ShareAnswer", asked),
                examples.ANSWER,
            )
        },
        "/api/v1/sharing/changes": {
            "get": _get(
                "shareChanges",
                "A signed page of what changed",
                "SharePage",
                examples.PAGE,
                [_CURSOR, _LIMIT],
                "422",
            )
        },
        "/api/v1/sharing/snapshots": {"post": _order()},
        "/api/v1/sharing/snapshots/{number}": {
            "get": _get(
                "shareSnapshot", "A snapshot's manifest", "ShareSnapshot", examples.SNAPSHOT, [_NUMBER], "404"
            )
        },
        "/api/v1/sharing/snapshots/{number}/parts/{part}": {"get": _part()},
        "/api/v1/sharing/licences/query": {
            "post": _post(
                "licenceQuery", "Look up under the names of GB/T 36903", licences, examples.LICENCE_ANSWER
            )
        },
        "/api/v1/sharing/licences/status": {
            "post": _post("licenceStatus", "A licence's state alone", licences, examples.LICENCE_STATUS)
        },
    }


def _answer(schema: str, summary: str, example: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}
    return {"description": summary, "headers": HEADERS, "content": {"application/json": content}}


def _get(
    name: str,
    summary: str,
    schema: str,
    example: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    *problems: str,
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "security": [{"platform": []}],
        "parameters": parameters or [],
        "responses": {
            "200": _answer(schema, summary, example),
            **dict.fromkeys(sorted({"401", "429", *problems}), _PROBLEM),
        },
    }


def _post(
    name: str, summary: str, of: tuple[str, str, dict[str, str]], answer: dict[str, Any]
) -> dict[str, Any]:
    """Describe a question: its schema, that of its answer, and an example of each."""
    asked, told, example = of
    found = _get(name, summary, told, answer, [_ONCE], "409", "422")
    content = {"schema": {"$ref": f"#/components/schemas/{asked}"}, "example": example}
    found["requestBody"] = {"required": True, "content": {"application/json": content}}
    return found


def _order() -> dict[str, Any]:
    summary = "Order a snapshot of everything agreed"
    found = _get("shareOrderSnapshot", summary, "ShareSnapshot", examples.ORDERED, [], "409")
    told = found["responses"]
    found["responses"] = {"202": told.pop("200"), **told}
    return found


def _part() -> dict[str, Any]:
    found = _get(
        "shareSnapshotPart", "A part of a snapshot: gzipped lines of JSON", "", {}, [_NUMBER, _PART], "404"
    )
    schema = {"type": "string", "format": "binary"}
    binary = {"application/gzip": {"schema": schema, "example": examples.PART}}
    for status, what in (("200", "The part."), ("206", "The bytes that Range asks for.")):
        found["responses"][status] = {"description": what, "headers": HEADERS, "content": binary}
    found["responses"]["416"] = {"description": "The part has no such bytes."}
    return found
