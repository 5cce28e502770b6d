"""What the API's contract says of receipts."""

from __future__ import annotations

from typing import Any, Final

from yinxin.verification.verdicts import Verdict

_VERDICTS: Final = [verdict.value for verdict in Verdict]
_MOMENT: Final = {"type": "string", "format": "date-time"}

SCHEMAS: Final[dict[str, Any]] = {
    "Receipt": {
        "type": "object",
        "required": ["receipt", "signature"],
        "description": "See docs/receipts.md: canonical JSON of `receipt`, signed with the log's Ed25519 key.",
        "properties": {
            "receipt": {
                "type": "object",
                "required": [
                    "format",
                    "number",
                    "issued_by",
                    "at",
                    "way",
                    "asked",
                    "verdict",
                    "message",
                    "log",
                ],
                "properties": {
                    "format": {"const": "yinxin-receipt-1"},
                    "number": {"type": "string"},
                    "issued_by": {"type": "string"},
                    "demonstration": {"type": "boolean"},
                    "at": _MOMENT,
                    "way": {"enum": ["match", "file"]},
                    "asked": {
                        "type": "object",
                        "description": "A commitment and masked numbers, or a SHA-256.",
                    },
                    "replay": {"type": "string", "description": "Closed; the installation alone reads it."},
                    "file": {"type": "object", "description": "The answers about a file."},
                    "verdict": {"enum": _VERDICTS},
                    "message": {"type": "string"},
                    "log": {
                        "type": ["object", "null"],
                        "required": ["size", "root"],
                        "properties": {"size": {"type": "integer"}, "root": {"type": "string"}},
                    },
                },
            },
            "signature": {
                "type": "object",
                "required": ["key", "value"],
                "properties": {"key": {"type": "string"}, "value": {"type": "string"}},
            },
            "opening": {
                "type": "string",
                "description": "The commitment's salt: keep it to prove what was asked.",
            },
        },
    },
    "ReceiptAnswer": {
        "type": "object",
        "required": ["genuine", "receipt", "asked", "changed", "now"],
        "properties": {
            "genuine": {"type": "boolean"},
            "receipt": {
                "type": ["object", "null"],
                "description": "What is signed; null where it is not genuine.",
            },
            "asked": {
                "type": ["boolean", "null"],
                "description": "Whether the three things sent along are those that were asked; null without them.",
            },
            "changed": {"type": ["boolean", "null"], "description": "The register answers otherwise now."},
            "now": {
                "type": ["object", "null"],
                "required": ["verdict", "message", "checked_at"],
                "properties": {
                    "verdict": {"enum": _VERDICTS},
                    "message": {"type": "string"},
                    "checked_at": _MOMENT,
                },
            },
        },
    },
}


_RECEIPT_EXAMPLE: Final = {
    "format": "yinxin-receipt-1",
    "number": "YX-20260920-7K2M9Q",
    "issued_by": "印信",
    "demonstration": True,
    "at": "2026-09-20T01:00:00+00:00",
    "way": "match",
    "asked": {
        "commitment": "8f" * 32,
        "management_number": "2026************0001",
        "id_number": "9901**********0000",
    },
    "verdict": "valid",
    "message": str(Verdict.VALID.words),
    "log": {"size": 4096, "root": "3c" * 32},
}
_EXAMPLE: Final = {
    "genuine": True,
    "receipt": _RECEIPT_EXAMPLE,
    "asked": None,
    "changed": False,
    "now": {
        "verdict": "valid",
        "message": str(Verdict.VALID.words),
        "checked_at": "2026-11-22T02:00:00+00:00",
    },
}


def paths() -> dict[str, Any]:
    """Return the path of the check of receipts."""
    body = {
        "type": "object",
        "required": ["receipt"],
        "properties": {
            "receipt": {"$ref": "#/components/schemas/Receipt"},
            **{
                name: {"type": "string", "maxLength": 120}
                for name in ("management_number", "name", "id_number")
            },
        },
    }
    answer = {"schema": {"$ref": "#/components/schemas/ReceiptAnswer"}, "example": _EXAMPLE}
    asked = {"receipt": {"receipt": _RECEIPT_EXAMPLE, "signature": {"key": "log-2026", "value": "k9Q" * 28}}}
    problem = {"$ref": "#/components/responses/Problem"}
    return {
        "/api/v1/receipts/verify": {
            "post": {
                "operationId": "verifyReceipt",
                "summary": "Say whether a receipt is genuine, and what the register says now",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": body, "example": asked}},
                },
                "responses": {
                    "200": {"description": "The answer.", "content": {"application/json": answer}},
                    **dict.fromkeys(("422", "429"), problem),
                },
            }
        }
    }
