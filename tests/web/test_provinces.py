"""What each province decides, shown to the public; and whether a certificate counts where somebody wants to use it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.doors.cast import NOW
from yinxin.law.provinces import PROVINCES
from yinxin.parties.queries import actor_named
from yinxin.register import queries as register
from yinxin.web.public.verify import Question

pytestmark = pytest.mark.django_db


def page(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_national_catalogue_leads_to_the_provinces_and_holds_none_of_theirs(demo_country):
    text = page("/catalogue")
    assert 'href="/provinces"' in text
    assert "二级建造师" not in text.replace("一、二级", "")
    listed = page("/provinces")
    for code, one in PROVINCES.items():
        assert f'href="/provinces/{code}"' in listed
        assert one.name in listed


@pytest.mark.parametrize("code", PROVINCES)
def test_a_province_s_page_says_everything_it_decides_with_its_basis(demo_country, code):
    text, rules = page(f"/provinces/{code}"), PROVINCES[code]
    for document in rules.documents.values():
        assert document.title in text
        assert document.basis in text
    for one in rules.qualifications.values():
        assert one.name in text
    for procedure in rules.procedures.values():
        assert procedure.document in text
    for conditions in rules.conditions.values():
        assert all(condition.words in text for condition in conditions)
    assert rules.summaries.basis in text


def test_a_province_without_rules_is_not_found(demo_country):
    assert Client().get("/provinces/11").status_code == 404


@pytest.fixture
def face(released):
    by, number = actor_named("center-check", NOW), int(released.rsplit("/", 1)[1])
    return register.certificate(register.of_batch(number, by, count=1)[0].id, by).face


def three(face):
    return {"name": face.name, "id_number": face.id_number, "management_number": face.management_number}


@pytest.mark.parametrize(
    ("region", "told"), [("", False), ("34", True), ("210100", True), ("nowhere", False)]
)
def test_the_api_says_where_a_certificate_counts_if_it_is_asked(face, region, told):
    address = "/api/v1/verifications" + (f"?region={region}" if region else "")
    answer = Client().post(address, json.dumps(three(face)), content_type="application/json").json()
    assert answer["verdict"] == "valid"
    assert ("counts_in" in answer) is told
    if told:
        assert answer["counts_in"] == {**answer["counts_in"], "counts": "yes", "scope": "全国"}


def test_nothing_is_said_of_a_place_where_the_certificate_is_not_found(demo_country):
    body = {"name": "王晓", "id_number": "990101199003070000", "management_number": "X1"}
    answer = Client().post(
        "/api/v1/verifications?region=34", json.dumps(body), content_type="application/json"
    )
    assert "counts_in" not in answer.json()


def test_the_page_says_it_too(face):
    text = Client().post("/verify", three(face) | {"region": "21"}).content.decode()
    assert "在您选择的地区有效" in text
    assert "在您选择的地区" not in Client().post("/verify", three(face)).content.decode()
    assert ("34", "安徽省") in Question().fields["region"].choices
