"""Progress in public: pages of editions, open files with their schema, what the centre does in the office."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256

import jsonschema
import pytest
from django.test import Client

from tests.cast import AT
from yinxin.disclosure import files, promises, publishing
from yinxin.disclosure.models import Edition
from yinxin.parties.queries import actor_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(demo_country) -> Edition:
    publishing.publish(by=actor_named("center-check", AT), at=AT)
    return Edition.objects.get()


def test_before_the_first_edition_the_page_says_what_is_promised(demo_country):
    page = Client().get("/progress")
    assert page.status_code == 200
    assert "还没有公布过" in page.content.decode()


def test_the_page_shows_charts_with_their_words_and_a_table_beside_each(edition):
    page = Client().get("/progress").content.decode()
    assert page.count('role="img"') == 2
    assert 'aria-label="制作进度：应报送人数 2,100；已报送 10' in page
    assert "安徽省" in page


def test_a_day_shows_the_edition_that_held_on_it(edition):
    publishing.step(at=AT + timedelta(days=7))
    assert "第1期" in Client().get("/progress?on=2026-09-20").content.decode()
    assert "第2期" in Client().get("/progress?on=2026-09-21").content.decode()
    assert Client().get("/progress?on=2026-09-13").status_code == 404
    assert Client().get("/progress?on=tomorrow").status_code == 422


def test_the_file_is_the_very_text_that_the_ledger_knows_by_digest(edition):
    answer = Client().get("/progress/editions/1.json")
    assert sha256(answer.content).hexdigest() == edition.digest
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in answer.headers["Cache-Control"]
    again = Client().get("/progress/editions/1.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get("/progress/latest.json").content == answer.content


def test_an_edition_fits_its_schema(edition):
    schema = Client().get("/progress/schema.json").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(edition.text))
    said = json.loads(edition.text)
    said["making"][0]["released"] = 7
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(said)


@pytest.mark.parametrize("table", files.TABLES)
def test_each_table_is_a_spreadsheet_of_its_own(edition, table):
    answer = Client().get(f"/progress/latest/{table}.csv")
    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(json.loads(edition.text)[table])
    assert {row["edition"] for row in rows} <= {"1"}
    assert Client().get(f"/progress/editions/1/{table}.csv").content == answer.content


@pytest.mark.parametrize(
    "address", ["editions/9", "editions/9.json", "editions/99999999999.json", "latest/people.csv"]
)
def test_what_was_never_published_is_not_there(edition, address):
    assert Client().get(f"/progress/{address}").status_code == 404


def test_the_description_names_the_licence_and_every_file(edition):
    said = Client().get("/progress/catalog.jsonld").json()
    assert said["dct:license"]["@id"].startswith("https://creativecommons.org/publicdomain/zero")
    assert len(said["dcat:distribution"]) == 5
    listed = Client().get("/progress/editions.json").json()["editions"]
    assert [(one["edition"], one["sha256"]) for one in listed] == [(1, edition.digest)]


def test_two_editions_are_compared_figure_by_figure(edition, behind_the_back):
    publishing.step(at=AT + timedelta(days=7))
    assert "两期的内容一样" in Client().get("/progress/compare").content.decode()
    changed = edition.text.replace('"submitted":10', '"submitted":5')
    behind_the_back("update disclosure_edition set text = %s, digest = 'x' where number = 1", changed)
    page = Client().get("/progress/compare?from=1&to=2").content.decode()
    assert "已报送" in page
    assert Client().get("/progress/compare?from=2&to=2").status_code == 422


def test_the_centre_publishes_and_promises_in_the_office(browser_of):
    client = browser_of("center-check")
    assert client.get("/office/disclosure").status_code == 200
    assert client.post("/office/disclosure/publish").status_code == 302
    assert client.post("/office/disclosure/publish").status_code == 409
    form = {"since": "2026-09-14", "every_days": "3", "rounded_to": "10", "basis": "办事指南第3条"}
    assert client.post("/office/disclosure/promise", {**form, "every_days": "0"}).status_code == 422
    assert client.post("/office/disclosure/promise", {**form, "since": "2026-09-13"}).status_code == 422
    assert client.post("/office/disclosure/promise", form).status_code == 302
    assert promises.promise_on(AT.date()).every_days == 3
    assert "办事指南第3条" in client.get("/office/disclosure").content.decode()
    assert browser_of("center-make").get("/office/disclosure").status_code == 403


def test_a_page_of_a_kept_edition_asks_for_its_number_and_little_else(edition, django_assert_max_num_queries):
    Client().get("/progress")
    with django_assert_max_num_queries(2):
        assert Client().get("/progress").status_code == 200


def test_the_page_is_whole_in_english(edition):
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get("/progress", headers={"Accept-Language": "en"}).content.decode()
    assert "Progress of making and giving out" in page
    assert "Giving out: Ordered" in page or 'aria-label="Giving out' in page


def test_an_edition_from_before_a_column_was_told_is_still_shown(edition, behind_the_back):
    said = json.loads(edition.text)
    for row in said["giving"]:
        del row["start_due"]
    behind_the_back("update disclosure_edition set text = %s, digest = 'older'", json.dumps(said))
    assert "发放进度" in Client().get("/progress").content.decode()
    assert Client().get("/progress/latest/giving.csv").status_code == 200
