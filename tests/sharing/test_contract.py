"""Every answer of the API of sharing is what its contract says, and every example runs (N22.2)."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

from tests.sharing.helpers import ALL, Caller, agreed, faces, key_of
from yinxin.api.v1 import contract, sharing_contract, sharing_examples

pytestmark = pytest.mark.django_db
DOCUMENT = contract.document()
PATHS = sharing_contract.paths()


def holds(answer, path: str, method: str) -> None:
    """Hold an answer against the contract: its status, its headers, its body."""
    said = DOCUMENT["paths"][path][method]["responses"]
    assert str(answer.status_code) in said, (path, answer.status_code, answer.content)
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        schema = {"$ref": "#/components/schemas/Problem"}
    else:
        assert {name for name in sharing_contract.HEADERS if name in answer.headers} == set(
            sharing_contract.HEADERS
        )
        schema = said[str(answer.status_code)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(answer.json())


@pytest.fixture
def caller(feed):
    return Caller(key_of(agreed(fields=ALL)))


def test_every_path_is_in_the_contract_and_every_example_runs(caller):
    from yinxin.api.v1.urls import urlpatterns

    routes = {re.sub(r"<int:(\w+)>", r"{\1}", f"/api/v1/{one.pattern}") for one in urlpatterns}
    assert {route for route in routes if "/sharing/" in route} == set(PATHS)
    for path, operations in PATHS.items():
        for method, operation in operations.items():
            body = operation.get("requestBody")
            where = path.removeprefix("/api/v1/sharing/").replace("{number}", "999").replace("{part}", "1")
            if body:
                answer = caller.post(where, body["content"]["application/json"]["example"])
            elif method == "post":
                answer = caller.post(where, {})
            else:
                answer = caller.get(where)
            holds(answer, path, method)


def test_answers_about_a_certificate_are_as_the_contract_says(caller):
    face = next(iter(faces().values())).face
    asked = {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}
    found = caller.post("look-ups", {"ground": "LH-0001", **asked})
    holds(found, "/api/v1/sharing/look-ups", "post")
    assert found.json()["found"]
    named = {"BJBH": "LH-0001", "ZZBS": found.json()["licence"]}
    for way in ("query", "status"):
        answer = caller.post(f"licences/{way}", named)
        holds(answer, f"/api/v1/sharing/licences/{way}", "post")
        assert answer.json()["code"] == "200"
    page = caller.get("changes?limit=3")
    holds(page, "/api/v1/sharing/changes", "get")
    assert len(page.json()["page"]["changes"]) == 3


@pytest.mark.parametrize(
    ("way", "where", "body"),
    [
        ("get", "changes?cursor=x", None),
        ("get", "changes?limit=0", None),
        ("post", "look-ups", {}),
        ("post", "look-ups", {"ground": "LH-0001", "licence": "x" * 121}),
        ("post", "licences/query", {"ZZBS": "x"}),
        ("get", "snapshots/1", None),
        ("get", "snapshots/1/parts/1", None),
    ],
)
def test_what_is_refused_is_refused_as_the_contract_says(caller, way, where, body):
    answer = caller.get(where) if way == "get" else caller.post(where, body)
    path = re.sub(r"/\d+/parts/\d+", "/{number}/parts/{part}", "/api/v1/sharing/" + where.split("?")[0])
    holds(answer, re.sub(r"/\d+$", "/{number}", path), way)
    assert answer.status_code in (404, 422)
    anonymous = Caller("")
    refused = anonymous.get(where) if way == "get" else anonymous.post(where, body)
    holds(refused, re.sub(r"/\d+$", "/{number}", path), way)
    assert refused.status_code == 401


def test_the_example_licence_is_one(db):
    from yinxin.kernel import licence

    assert licence.parsed(sharing_examples.LICENCE)
