"""The whole contract: its examples are true to it, the sandbox tells them, and the interface answers nothing else."""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from yinxin.api.v1 import contract

pytestmark = pytest.mark.django_db
MANY = 200 if os.environ.get("YINXIN_LONG") else 12
OPERATIONS = [(method, path) for path, methods in contract.document()["paths"].items() for method in methods]


def examples():
    for path, methods in contract.document()["paths"].items():
        for method, one in methods.items():
            parts = {"asked": one.get("requestBody", {})} | one["responses"]
            for status, part in parts.items():
                for kind, content in part.get("content", {}).items():
                    if "example" in content:
                        yield pytest.param(content, id=f"{method} {path} {status} {kind}")


@pytest.mark.parametrize("content", list(examples()))
def test_an_example_is_true_to_its_schema(content):
    whole = contract.document()
    schema = {**content["schema"], "components": whole["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        content["example"]
    )


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_programs_ask_for_has_an_example_and_the_sandbox_tells_it(method, path):
    one = contract.document()["paths"][path][method]
    if not path.startswith("/api/v1/") or path.endswith("openapi.json"):
        return
    status, good = next(iter(one["responses"].items()))
    (content,) = good["content"].values() if good.get("content") else ({"example": None},)
    assert "example" in content, (method, path)
    address = path.replace("/api/v1/", "/api/sandbox/v1/").replace("{", "").replace("}", "")
    for asked in one["responses"]:
        answer = Client().generic(method.upper(), address, headers={"Prefer": f"code={asked}"})
        assert answer.status_code == int(asked), (method, path, asked)
        assert answer["Yinxin-Sandbox"] == "true"


def test_the_sandbox_knows_the_contract_and_nothing_else():
    for path in ("nothing", "../v1/key", "verifications/x"):
        assert Client().get(f"/api/sandbox/v1/{path}").status_code == 404
    assert Client().get("/api/sandbox/v1/verifications").status_code == 404
    answer = Client().get("/api/sandbox/v1/key", headers={"Prefer": "code=418"})
    assert (answer.status_code, answer.json()["fields"]) == (422, ["Prefer"])
    for body in (b"", b"[]", b"{", b'{"name": 1}'):
        answer = Client().post("/api/sandbox/v1/verifications", body, content_type="application/json")
        assert answer.status_code == 422


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def whole_site(demo_country):
    """The site as a web server runs it, on this test's connection, which nothing may close meanwhile."""
    from config.wsgi import application

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield application
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda one: one.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_the_answer_is_a_documented_one(whole_site, method, path, mode):
    """Ask what the contract allows, and what it does not, of the whole site, on this test's connection."""
    schema = schemathesis.openapi.from_dict(contract.document())
    schema.app = whole_site

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=MANY,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    def ask(case):
        case.call_and_validate(checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "what the contract allows can be asked"
