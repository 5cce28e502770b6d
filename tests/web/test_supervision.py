"""Supervision's pages: figures as page, CSV, workbook and JSON; spot checks and criticism, inside and in public."""

from __future__ import annotations

import json

import pytest

from tests.cast import AT
from tests.supervision.conftest import SEED, SEEN
from yinxin.supervision import checks
from yinxin.supervision.models import Candidate, SpotCheck

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture
def as_supervisor(browser_of):
    return browser_of("anhui-supervisor")


def test_the_dashboard_stands_as_page_table_and_json(as_supervisor):
    page = as_supervisor.get("/office/supervision?first=2026-01-01&last=2026-12-31").content.decode()
    assert "安徽" in page
    assert "<svg" in page
    table = as_supervisor.get("/office/supervision.csv?first=2026-01-01&last=2026-12-31").content.decode(
        "utf-8-sig"
    )
    assert "逾期未办" in table.splitlines()[0]
    assert as_supervisor.get("/office/supervision.xlsx").content.startswith(b"PK")
    facts = json.loads(as_supervisor.get("/office/supervision.json?first=2026-01-01&last=2026-12-31").content)
    assert sum(one["total"] for one in facts["bodies"]) == sum(one["total"] for one in facts["months"]) > 0


@pytest.mark.parametrize(
    "query",
    ["first=x&last=y", "region=abc%00", "body=-1", "kind=nothing", "clause=%00N10", "body=99999999999999999"],
)
def test_what_cannot_be_read_in_an_address_is_not_asked(as_supervisor, query):
    assert as_supervisor.get(f"/office/supervision?{query}").status_code == 200


def test_a_public_check_shows_plan_digest_seed_and_rows_and_no_person(client, drawn):
    view = checks.public_check(drawn)
    page = client.get(f"/spot-checks/{drawn}").content.decode()
    assert view.digest in page
    assert SEED in page
    assert " ".join(map(str, view.drawn)) in page
    facts = json.loads(client.get(f"/spot-checks/{drawn}.json").content)
    assert (facts["seed"], facts["seen_at"], facts["drawn"]) == (SEED, SEEN, list(view.drawn))
    assert facts["conforming"] is None
    listed = client.get(f"/spot-checks/{drawn}/list.txt").content.decode().splitlines()
    assert listed == list(checks.entries(drawn))
    from yinxin.register import candidates

    hidden = candidates.numbers(Candidate.objects.values_list("certificate_id", flat=True)).values()
    assert not [number for number in hidden if number in page or number in json.dumps(facts)]
    assert client.get("/spot-checks").status_code == 200
    assert client.get("/spot-checks/999999").status_code == 404


def test_a_list_is_frozen_from_the_form(as_supervisor):
    page = as_supervisor.get("/office/spot-checks/new").content.decode()
    assert "封存名单" in page
    from yinxin.catalogue.queries import exam
    from yinxin.parties.queries import body_by_code

    asked = {
        "over": body_by_code("anhui").id, "exam": exam("SW2026").id, "region": "", "size": 2,
        "seed_source": "演示彩票第2099001期", "seed_on": "2099-01-01",
    }  # fmt: skip
    assert as_supervisor.post("/office/spot-checks/new", asked | {"size": 99_99}).status_code == 422
    assert as_supervisor.post("/office/spot-checks/new", asked).status_code == 302
    made = SpotCheck.objects.get()
    assert (made.size, made.seed) == (2, "")
    assert as_supervisor.get(f"/office/spot-checks/{made.pk}").status_code == 200


def test_criticism_is_public_once_issued(client, first, second):
    from tests.supervision.test_criticism import draft
    from yinxin.supervision import criticising

    number = draft(first)
    assert client.get(f"/criticisms/{number}").status_code == 404
    criticising.issue(criticism_id=number, by=second, at=AT)
    page = client.get(f"/criticisms/{number}").content.decode()
    assert "三件审核没有记录" in page
    assert first.name not in page
    assert "演示通" in client.get("/criticisms").content.decode()
