"""The API's contract, OpenAPI 3.1, written by hand and held against the answers by tests."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from yinxin.api.v1 import keyed_contract, open_data_contract, receipts_contract, sharing_contract
from yinxin.law.scope import Counts
from yinxin.verification.brought import Carrier
from yinxin.verification.verdicts import Verdict
from yinxin.web.doors import public

_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}

LIMITS: Final[dict[str, Any]] = {
    "RateLimit-Policy": {
        "schema": {"type": "string"},
        "description": "How many at once, and in how many seconds all are back: `60;w=60`.",
    },
    "RateLimit-Limit": {"schema": {"type": "integer"}},
    "RateLimit-Remaining": {"schema": {"type": "integer"}, "description": "Slow down before it is 0."},
    "RateLimit-Reset": {"schema": {"type": "integer"}, "description": "Seconds until all are back."},
}
"""On what is limited."""

_QUESTION: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["management_number", "name", "id_number"],
    "properties": {
        "management_number": {"type": "string", "maxLength": 120, "description": "管理号 (or query number)"},
        "name": {"type": "string", "maxLength": 120, "description": "姓名, as on the certificate"},
        "id_number": {"type": "string", "maxLength": 120, "description": "证件号码"},
        "receipt": {"type": "boolean", "default": False, "description": "Add a signed receipt."},
    },
}

_ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["verdict", "message", "checked_at"],
    "properties": {
        "verdict": {"type": "string", "enum": [verdict.value for verdict in Verdict]},
        "message": {
            "type": "string",
            "description": "The verdict in words, by Accept-Language.",
        },
        "checked_at": {"type": "string", "format": "date-time"},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
        "counts_in": {
            "type": "object",
            "description": "Where `region` was named, and the certificate is valid: whether it counts there.",
            "required": ["counts", "scope", "message"],
            "properties": {
                "counts": {"type": "string", "enum": [one.value for one in Counts]},
                "scope": {"type": "string", "description": "有效范围, as printed"},
                "message": {"type": "string"},
            },
        },
    },
}

_REGION: Final[dict[str, Any]] = {
    "name": "region",
    "in": "query",
    "description": "A place by GB/T 2260, two or six digits: does the certificate count there?",
    "schema": {"type": "string", "pattern": "^[1-9][0-9]([0-9]{4})?$"},
    "example": "340100",
}

_FILE_ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["genuine", "carrier", "unaltered", "signed_by", "still_valid", "marked_copy", "code"],
    "properties": {
        "genuine": {
            "type": "boolean",
            "description": "All three answers are good, and a marked copy is in use.",
        },
        "carrier": {
            "type": "string",
            "enum": [one.value for one in Carrier],
            "description": "What was sent, by its first bytes. A picture is never genuine by itself: see code.",
        },
        "unaltered": {
            "type": "object",
            "required": ["answer", "problems"],
            "properties": {
                "answer": {"type": "boolean"},
                "problems": {"type": "array", "items": {"type": "string"}},
            },
        },
        "signed_by": {
            "type": "object",
            "required": ["trusted", "name", "certificate_sha256", "signed_at"],
            "properties": {
                "trusted": {"type": "boolean"},
                "name": {"type": "string"},
                "certificate_sha256": {"type": "string"},
                "signed_at": {"type": ["string", "null"], "format": "date-time"},
            },
        },
        "still_valid": {
            "type": "object",
            "required": ["known", "verdict", "message", "checked_at"],
            "properties": {
                "known": {"type": "boolean"},
                **{name: _ANSWER["properties"][name] for name in _ANSWER["required"]},
            },
        },
        "marked_copy": {
            "type": ["object", "null"],
            "description": "What a marked copy was made for; null for the certificate's own file.",
            "required": ["state", "message", "purpose", "recipient", "until"],
            "properties": {
                "state": {"enum": ["active", "ended", "revoked", "dead"]},
                "message": {"type": "string"},
                "purpose": {"type": "string"},
                "recipient": {"type": "string"},
                "until": {"type": "string", "format": "date"},
            },
        },
        "code": {
            "type": ["object", "null"],
            "description": "Where the QR code of a picture, or of a PDF that is not ours, leads; null without one.",
            "required": ["ours", "verdict", "elsewhere"],
            "properties": {
                "ours": {"type": "boolean"},
                "verdict": {"enum": [*(one.value for one in Verdict), None]},
                "elsewhere": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Hosts of codes that lead elsewhere: expect a forgery.",
                },
            },
        },
    },
}

_PROBLEM_BODY: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "status", "title"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:yinxin:problem:incomplete"]},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "clause": {"type": "string", "description": "The clause of the regulation that says so."},
        "retry_after": {"type": "integer", "description": "Seconds, where status is 429."},
        "code": {"type": "string", "description": "For programs, where one status has several reasons."},
    },
}

_QUESTION_EXAMPLE: Final = {
    "management_number": "20260609934000000001",
    "name": "欧阳佳",
    "id_number": "990101199003070000",
}
_NOT_FOUND_EXAMPLE: Final = {
    "verdict": "not_found",
    "message": str(Verdict.NOT_FOUND.words),
    "checked_at": "2026-09-20T01:00:00+00:00",
}
_UNAVAILABLE_EXAMPLE: Final = {
    "verdict": "unavailable",
    "message": str(Verdict.UNAVAILABLE.words),
    "checked_at": "2026-09-20T01:00:00+00:00",
}
COUNTS_EXAMPLE: Final = {
    "counts": Counts.YES.value,
    "scope": "全国",
    "message": "该证书在所查询的地区有效。",
}
FILE_EXAMPLE: Final[dict[str, Any]] = {
    "genuine": True,
    "carrier": "pdf",
    "unaltered": {"answer": True, "problems": []},
    "signed_by": {
        "trusted": True,
        "name": "人力资源社会保障部职业资格证书专用章（演示）",
        "certificate_sha256": "5d1c0a4d6f0f5f2b9a1f1a8c7f0f3e2d1c0b9a8f7e6d5c4b3a29181716151413",
        "signed_at": "2026-09-15T06:10:00+00:00",
    },
    "still_valid": {
        "known": True,
        "verdict": "valid",
        "message": str(Verdict.VALID.words),
        "checked_at": "2026-09-20T01:00:00+00:00",
    },
    "marked_copy": None,
    "code": None,
}


@public("N22.1")
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the contract."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "印信 Yinxin",
            "version": "1.0",
            "summary": "Verify professional qualification certificates.",
            "description": "Verification is public, free, without an account; what an organisation owes needs a key. "
            "Questions go in the body, never the address. "
            "An unknown number, a wrong name and a wrong identity number have one and the same answer. "
            "Put `sandbox/` before `v1` in an address to meet the examples below and the magic numbers of /developers.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "externalDocs": {
            "url": f"{settings.PUBLIC_ADDRESS}/developers",
            "description": "Guide, problems, sandbox, clients",
        },
        "servers": [{"url": settings.PUBLIC_ADDRESS}],
        "paths": {
            **_verifications(),
            **receipts_contract.paths(),
            **keyed_contract.paths(),
            **open_data_contract.paths(),
            **sharing_contract.paths(),
            **_documents(),
        },
        "components": {
            "schemas": {
                "Question": _QUESTION,
                "Answer": _ANSWER,
                "FileAnswer": _FILE_ANSWER,
                "Problem": _PROBLEM_BODY,
                **receipts_contract.SCHEMAS,
                **keyed_contract.SCHEMAS,
                **sharing_contract.SCHEMAS,
            },
            "securitySchemes": {**keyed_contract.SECURITY, **sharing_contract.SECURITY},
            "responses": {
                "Problem": {
                    "description": "A problem document (RFC 9457); see Retry-After with 429, and /developers#problems.",
                    "headers": LIMITS,
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    },
                }
            },
        },
    }


def _verifications() -> dict[str, Any]:
    answer = {"$ref": "#/components/schemas/Answer"}
    ask = _json({"$ref": "#/components/schemas/Question"}, _QUESTION_EXAMPLE)
    tell = _json(answer, _NOT_FOUND_EXAMPLE)
    binary = {"schema": {"type": "string", "format": "binary"}}
    file = {
        "type": "object",
        "properties": {"file": binary["schema"]},
        "required": ["file"],
    }
    tell_file = _json({"$ref": "#/components/schemas/FileAnswer"}, FILE_EXAMPLE)
    return {
        "/api/v1/verifications": {
            "post": {
                "operationId": "verify",
                "summary": "Verify by number, name and identity number",
                "parameters": [_REGION],
                "requestBody": {"required": True, "content": ask},
                "responses": {
                    "200": {"description": "The verdict.", "headers": LIMITS, "content": tell},
                    "503": {
                        "description": "No verdict now (`unavailable`); try again.",
                        "content": _json(answer, _UNAVAILABLE_EXAMPLE),
                    },
                    **dict.fromkeys(("400", "413", "422", "429"), _PROBLEM),
                },
            }
        },
        "/api/v1/verifications/file": {
            "post": {
                "operationId": "verifyFile",
                "summary": "Verify a certificate file: three answers, each on its own",
                "parameters": [
                    {
                        "name": "receipt",
                        "in": "query",
                        "schema": {"type": "boolean", "default": False},
                        "description": "Add a signed receipt as `receipt`.",
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {"schema": file},
                        "application/pdf": binary,
                        "application/octet-stream": binary,
                    },
                },
                "responses": {
                    "200": {"description": "The three answers.", "headers": LIMITS, "content": tell_file},
                    **dict.fromkeys(("422", "429"), _PROBLEM),
                },
            }
        },
    }


def _documents() -> dict[str, Any]:
    health = {"type": "object", "required": ["status"], "properties": {"status": {"enum": ["ok", "down"]}}}
    return {
        "/healthz": _get(
            "health", "Health", _json(health, {"status": "ok"}), {"503": {"description": "Down."}}
        ),
        "/standard.json": _get(
            "standard", "The information standard as JSON Schema", {"application/schema+json": {"schema": {}}}
        ),
        "/.well-known/yinxin/keys.json": _get(
            "keys", "Public keys of seals and ledger", _json({"type": "object"})
        ),
        "/log/checkpoint": _get(
            "checkpoint",
            "The newest signed checkpoint of the ledger",
            {"text/plain": {"schema": {"type": "string"}}},
        ),
        "/log/proof/inclusion": _proof(
            "inclusion", "The proof that a leaf is in the public log", ("index", "size"), ("leaf", "root")
        ),
        "/log/proof/consistency": _proof(
            "consistency",
            "The proof that the public log went on from an earlier size",
            ("from", "to"),
            ("from_root", "to_root"),
        ),
    }


def _proof(name: str, summary: str, asked: tuple[str, str], hashes: tuple[str, str]) -> dict[str, Any]:
    """Describe a question for a proof: the first number is asked, the second is the newest size where it is not."""
    number = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    told = dict.fromkeys(asked, number) | dict.fromkeys(hashes, digest)
    schema = {
        "type": "object",
        "required": [*told, "proof"],
        "properties": {**told, "proof": {"type": "array", "items": digest, "description": "Lowest first."}},
    }
    found = _get(name, summary, _json(schema), {"404": {"description": "The log has no such leaf or size."}})
    found["get"]["parameters"] = [
        {"name": one, "in": "query", "required": one == asked[0], "schema": number} for one in asked
    ]
    found["get"]["responses"]["422"] = {"description": "A number is missing, or is none."}
    return found


def _get(
    name: str, summary: str, content: dict[str, Any], more: dict[str, Any] | None = None
) -> dict[str, Any]:
    responses = {"200": {"description": summary, "content": content}, **(more or {})}
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _json(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    content = {"schema": schema}
    return {"application/json": {**content, "example": example} if example is not None else content}
