"""The API's contract, OpenAPI 3.1, written by hand and held against the answers by tests."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from yinxin.api.v1 import keyed_contract
from yinxin.verification.verdicts import Verdict
from yinxin.web.doors import public

_PROBLEM: Final = {"$ref": "#/components/responses/Problem"}

_QUESTION: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["management_number", "name", "id_number"],
    "properties": {
        "management_number": {"type": "string", "maxLength": 120, "description": "管理号 (or query number)"},
        "name": {"type": "string", "maxLength": 120, "description": "姓名, as on the certificate"},
        "id_number": {"type": "string", "maxLength": 120, "description": "证件号码"},
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
    },
}

_FILE_ANSWER: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["genuine", "unaltered", "signed_by", "still_valid"],
    "properties": {
        "genuine": {"type": "boolean", "description": "All three answers are good."},
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
            "properties": {"known": {"type": "boolean"}, **_ANSWER["properties"]},
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
_FILE_EXAMPLE: Final = {
    "genuine": True,
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
            "An unknown number, a wrong name and a wrong identity number have one and the same answer.",
        },
        "servers": [{"url": settings.PUBLIC_ADDRESS}],
        "paths": {**_verifications(), **keyed_contract.paths(), **_documents()},
        "components": {
            "schemas": {
                "Question": _QUESTION,
                "Answer": _ANSWER,
                "FileAnswer": _FILE_ANSWER,
                "Problem": _PROBLEM_BODY,
                **keyed_contract.SCHEMAS,
            },
            "securitySchemes": keyed_contract.SECURITY,
            "responses": {
                "Problem": {
                    "description": "A problem document (RFC 9457); see Retry-After with 429.",
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
    file = {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}},
        "required": ["file"],
    }
    tell_file = _json({"$ref": "#/components/schemas/FileAnswer"}, _FILE_EXAMPLE)
    return {
        "/api/v1/verifications": {
            "post": {
                "operationId": "verify",
                "summary": "Verify by number, name and identity number",
                "requestBody": {"required": True, "content": ask},
                "responses": {
                    "200": {"description": "The verdict.", "content": tell},
                    "503": {
                        "description": "No verdict now (`unavailable`); try again.",
                        "content": _json(answer),
                    },
                    **dict.fromkeys(("400", "413", "422", "429"), _PROBLEM),
                },
            }
        },
        "/api/v1/verifications/file": {
            "post": {
                "operationId": "verifyFile",
                "summary": "Verify a certificate file: three answers, each on its own",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {"schema": file},
                        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
                    },
                },
                "responses": {
                    "200": {"description": "The three answers.", "content": tell_file},
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
    }


def _get(
    name: str, summary: str, content: dict[str, Any], more: dict[str, Any] | None = None
) -> dict[str, Any]:
    responses = {"200": {"description": summary, "content": content}, **(more or {})}
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _json(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    content = {"schema": schema}
    return {"application/json": {**content, "example": example} if example is not None else content}
