"""The pages of supervision in their states: no barrier, like every other page.

A walk of their own, so that the long one goes beside it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests import cast as factories
from tests.browser.looking import TEMPLATES, beside
from tests.cast import AT, found_cast
from tests.supervision.conftest import DRAWN, SEED, SEEN, freeze, seated
from tests.supervision.test_criticism import SAID, draft
from yinxin.demo.country import RESULTS_ON
from yinxin.parties.models import Account
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.register.files import files
from yinxin.supervision import checks, criticising, drawing, finding, reporting


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """Lists frozen, drawn and published; cases that wait, are faulty and answered; criticism in every state."""
    cast = found_cast()
    factories.released(cast, count=6, seed=6980)
    first, second = (seated(name, "supervisor", "anhui") for name in ("looks-one", "looks-two"))
    agency = seated("looks-agency", "agency_checker", "anhui-exam")
    frozen, drawn, published = freeze(first), freeze(first), freeze(first)
    for number in (drawn, published):
        drawing.draw(check_id=number, seed=SEED, seen_at=SEEN, by=second, at=DRAWN)
    due = DRAWN.date() + timedelta(days=10)
    waiting, faulty, answered = checks.cases_of(drawn, first)
    for case in (faulty, answered, *checks.cases_of(published, first)):
        well = case.check_id == published
        finding.find(
            case_id=case.id, conforms=well, what="没有核验记录", due_on=None if well else due,
            by=actor_of(case.assigned_to, AT), at=DRAWN,
        )  # fmt: skip
    finding.answer(case_id=answered.id, said="已补齐记录", by=agency, at=DRAWN)
    drawing.publish(check_id=published, said="抽查3件，全部符合。", by=second, at=DRAWN)
    over = body_by_code("anhui").id
    reporting.issue_report(over_id=over, text="2025", store=files(), by=first, at=AT)
    return SimpleNamespace(
        frozen=frozen, drawn=drawn, published=published, waiting=waiting.id, faulty=faulty.id, answered=answered.id,
        criticism=_criticised(first, second, agency), over=over,
        checker=Account.objects.get(pk=waiting.assigned_to).username,
    )  # fmt: skip


def _criticised(first, second, agency) -> dict[str, int]:
    made = {}
    for state in ("draft", "issued", "answered", "ended"):
        number = made[state] = draft(first, replace(SAID, number=f"演示通〔2026〕{state}号"))
        if state != "draft":
            criticising.issue(criticism_id=number, by=second, at=AT)
        if state in ("answered", "ended"):
            criticising.answer(criticism_id=number, said="已补齐记录", by=agency, at=AT)
        if state == "ended":
            criticising.end(criticism_id=number, by=first, at=AT)
    return made


def test_the_pages_of_supervision_are_open_to_everybody(opened, looking, cases):
    _figures(opened, looking, cases)
    _spot_checks(opened, looking, cases)
    _criticism(opened, looking, cases)
    _agency(opened, looking, cases)
    told = cases.criticism
    looking.visit(
        opened(), "/spot-checks", *(f"/spot-checks/{one}" for one in (cases.frozen, cases.published))
    )
    looking.visit(opened(), "/criticisms", *(f"/criticisms/{told[state]}" for state in ("issued", "ended")))
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "supervision")]
    assert sorted(left) == [], "nobody has looked at these"


def _figures(opened, looking, cases):
    here, month = "/office/supervision", f"{RESULTS_ON:%Y-%m}"
    reports = f"{here}/reports/{cases.over}"
    page = opened("looks-two")
    looking.visit(
        page, f"{here}?last=2026-12-31", f"{here}?kind=open&last=2026-12-31", f"{here}?first=2030-01-01"
    )
    looking.visit(
        page, f"{here}/reports", f"{here}/reports?over={cases.over}&period=2026-13", f"{reports}/2025"
    )
    looking.visit(page, f"{reports}/2026", f"{reports}/{month}/issue", f"{reports}/2031", "/office/")


def _spot_checks(opened, looking, cases):
    here = "/office/spot-checks"
    page = opened("looks-two")
    looking.visit(
        page, here, f"{here}/{cases.frozen}", f"{here}/{cases.frozen}/draw", f"{here}/{cases.drawn}"
    )
    looking.visit(page, f"{here}/{cases.published}", f"{here}/{cases.frozen}/withdraw", f"{here}/new")
    looking.send(page)
    looking.visit(opened("looks-one"), f"{here}/{cases.frozen}", f"{here}/cases/{cases.faulty}")
    page = opened(cases.checker)
    looking.visit(page, f"{here}/cases/{cases.waiting}", f"{here}/cases/{cases.waiting}/find")
    looking.send(page)
    there = f"{here}/cases/{cases.answered}"
    looking.visit(
        page, f"{here}/cases/{cases.waiting}/assign", there, f"{there}/settle", f"{there}/send-back"
    )


def _criticism(opened, looking, cases):
    here, page = "/office/criticisms", opened("looks-two")
    looking.visit(page, here, *(f"{here}/{number}" for number in cases.criticism.values()), f"{here}/new")
    looking.send(page)
    draft_, answered = f"{here}/{cases.criticism['draft']}", f"{here}/{cases.criticism['answered']}"
    looking.visit(page, f"{draft_}/drop", f"{answered}/end", f"{answered}/send-back")


def _agency(opened, looking, cases):
    here, page = "/office/supervision/mine", opened("looks-agency")
    looking.visit(
        page, here, f"{here}/cases/{cases.faulty}", f"{here}/criticisms/{cases.criticism['issued']}"
    )
    looking.visit(page, "/office/")
