"""The API: its answers, its problems, its contract."""

import json
import re

import openapi_spec_validator
import pytest
from django.test import Client
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from yinxin.api.v1 import contract
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


def post(body, **headers):
    return Client().post(
        "/api/v1/verifications", json.dumps(body), content_type="application/json", headers=headers
    )


def test_an_unknown_certificate_is_not_found(demo_country):
    answer = post({"name": "王晓", "id_number": "990101199003070000", "management_number": "X1"})
    assert answer.status_code == 200
    assert answer.json()["verdict"] == "not_found"
    assert set(answer.json()) == {"verdict", "message", "checked_at"}


def test_a_question_with_gaps_is_a_problem_document_that_names_them(demo_country):
    answer = post({"name": "王晓"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == ["management_number", "id_number"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_question_that_is_no_object_is_refused(demo_country, body):
    answer = Client().post("/api/v1/verifications", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("data", [b"not a pdf", b"%PDF-1.7 nothing"])
def test_a_strange_file_has_three_answers_too(demo_country, data):
    answer = Client().post("/api/v1/verifications/file", data, content_type="application/pdf").json()
    assert answer["genuine"] is False
    assert answer["unaltered"]["problems"]
    assert answer["still_valid"] == {**answer["still_valid"], "known": False, "verdict": "not_found"}


def test_a_request_without_a_file_is_a_problem(demo_country):
    answer = Client().post("/api/v1/verifications/file", b"", content_type="application/pdf")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:yinxin:problem:incomplete"
    assert answer.json()["clause"] == "N22.1"


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing", "/api/v2/verifications", "/api/v1/verifications/file/x"]
)
def test_an_unknown_address_of_the_api_is_a_problem_document(db, address):
    answer = Client().get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_genuine_file_is_genuine_by_form_and_by_body(released, browser_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = browser_of("center-check").get(released).content.decode()
    address = re.search(r"/office/certificates/\d+", page)[0]
    pdf = browser_of("center-check").get(address + "/file.pdf").content
    body = Client().post("/api/v1/verifications/file", pdf, content_type="application/pdf").json()
    form = Client().post("/api/v1/verifications/file", {"file": SimpleUploadedFile("a.pdf", pdf)}).json()
    for answer in (body, form):
        assert answer["genuine"] is True
        assert answer["still_valid"]["verdict"] == "valid"
        assert answer["signed_by"]["trusted"] is True


def test_the_contract_is_valid_openapi():
    openapi_spec_validator.validate(contract.document())
    with pytest.raises(OpenAPIValidationError):
        openapi_spec_validator.validate(contract.document() | {"paths": None})


def test_the_contract_refers_to_nothing_that_it_does_not_have():
    document = contract.document()
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        place = document
        for part in reference.split("/"):
            place = place[part]


def test_every_path_of_the_contract_is_answered(demo_country):
    for path, operations in contract.document()["paths"].items():
        if path == "/healthz":
            continue
        for method in operations:
            assert getattr(Client(), method)(path).status_code != 405, path


def test_the_examples_have_the_form_that_the_contract_promises():
    document = contract.document()
    schemas = document["components"]["schemas"]
    answer = document["paths"]["/api/v1/verifications"]["post"]["responses"]["200"]["content"][
        "application/json"
    ]
    assert set(schemas["Answer"]["required"]) <= set(answer["example"])
    assert schemas["Answer"]["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    file = document["paths"]["/api/v1/verifications/file"]["post"]["responses"]["200"]["content"]
    for part, schema in schemas["FileAnswer"]["properties"].items():
        example = file["application/json"]["example"][part]
        none = example is None and "null" in schema["type"]
        assert none or schema["type"] in ("boolean", "string") or set(schema["properties"]) == set(example)


def test_the_served_contract_is_this_one(db):
    assert Client().get("/api/v1/openapi.json").json() == contract.document()
