"""The pages of the annexes: annex 1, wording and rhythm, summaries from draft to taken."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from tests import cast as factories
from tests.annexes.helpers import application, clerk
from tests.cast import AT
from yinxin.annexes.models import FormTemplate, Rhythm, Summary
from yinxin.changing import summaries
from yinxin.parties.queries import body_by_code
from yinxin.register.models import Certificate


def signed_in(name: str) -> Client:
    client = Client()
    assert client.post("/office/sign-in", {"username": name, "password": "demo"}).status_code == 302
    return client


@pytest.fixture
def one(cast):
    batch = factories.released(cast, count=1, seed=5603)
    Certificate.objects.filter(batch_id=batch).update(issuer_id=body_by_code("hefei").id)
    return Certificate.objects.get(batch_id=batch)


@pytest.fixture
def province(cast):
    return signed_in(clerk().username)


def test_annex_1_is_printed_with_what_was_typed_and_kept_by_no_cache(one):
    client = signed_in("hefei-counter")
    there = f"/office/certificates/{one.pk}/annex1"
    page = client.get(there).content.decode()
    assert "工作单位" in page
    for answer in (client.get(there + ".pdf"), client.post(there + ".pdf", {"employer": "某中心"})):
        assert answer.content.startswith(b"%PDF-")
        assert answer["Cache-Control"] == "private, no-store"
    assert client.post(there + ".pdf", {"employer": "长" * 121}).status_code == 422


def test_an_exams_forms_are_listed_and_printed_together(one):
    Certificate.objects.filter(pk=one.pk).update(issuer_id=body_by_code("suzhou").id)
    one.refresh_from_db()
    client = signed_in(clerk("suzhou", role="counter").username)
    code = f"{one.issuer_id}-{one.exam_id}"
    assert (
        f"/office/registration-forms/{code}.pdf?part=1"
        in client.get("/office/registration-forms").content.decode()
    )
    assert client.get(f"/office/registration-forms/{code}.pdf?part=1").content.startswith(b"%PDF-")
    for wrong in ("x", "1-", "-1", "9" * 40, f"{code}-1"):
        assert client.get(f"/office/registration-forms/{wrong}.pdf").status_code == 404


def test_a_province_words_its_forms_and_sets_its_rhythm(province):
    over = body_by_code("anhui").id
    page = province.get("/office/forms").content.decode()
    assert f"/office/forms/{over}-1" in page
    assert f"/office/forms/rhythm/{over}" in page
    said = {"since": "2027-01-01", "over": "{year}年度", "title": "考试合格登记表", "copies": "2", "hidden": ["school"],
            "agency_opinion": "合格。", "department_opinion": ""}  # fmt: skip
    assert province.post(f"/office/forms/{over}-1", {**said, "over": "{name}"}).status_code == 422
    assert province.post(f"/office/forms/{over}-1", {**said, "hidden": ["name"]}).status_code == 422
    assert not FormTemplate.objects.exists()
    assert province.post(f"/office/forms/{over}-1", said).status_code == 302
    assert FormTemplate.objects.get().hidden == ["school"]
    beat = {"since": "2027-01-01", "every": "month", "month": "10", "day": "25", "basis": "皖人社（演示）"}
    refused = province.post(f"/office/forms/rhythm/{over}", beat)
    assert (refused.status_code, "10月31日" in refused.content.decode()) == (422, True)
    assert province.post(f"/office/forms/rhythm/{over}", {**beat, "day": "31"}).status_code == 302
    assert Rhythm.objects.get().every == "month"
    for wrong in (f"{over}-5", f"{over}-", "x-1", "9" * 30 + "-1"):
        assert province.get(f"/office/forms/{wrong}").status_code == 404


def test_a_summary_goes_from_draft_to_taken(one, province):
    application(one, date(2026, 6, 20), employer="=1+1")
    summaries.step(at=AT)
    draft = Summary.objects.get()
    there = f"/office/summaries/{draft.pk}"
    city = signed_in("hefei-custody")
    page = city.get(there).content.decode()
    assert "按全国规程随时办理" in page
    assert "/clauses/N29" in page
    assert city.get(there + "/summary.pdf").content.startswith(b"%PDF-")
    assert city.get(there + "/hand-in").status_code == 200
    assert city.post(there + "/hand-in", {"phone": "1"}).status_code == 422
    assert city.post(there + "/hand-in", {"phone": "0551-00000000"}).status_code == 302
    book = openpyxl.load_workbook(io.BytesIO(city.get(there + "/summary.xlsx").content))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row if cell.value is not None} == {
        "s"
    }
    assert there in province.get("/office/summaries").content.decode()
    assert province.post(there + "/take").status_code == 302
    draft.refresh_from_db()
    assert draft.state == "taken"
    assert province.post(there + "/take").status_code == 409
