"""An exam is entered on a page, with the agencies that hold it (N8)."""

from __future__ import annotations

import pytest

from tests.doors.cast import NOW
from yinxin.catalogue import queries
from yinxin.duties.models import Duty
from yinxin.parties.queries import actor_named, body_by_code

pytestmark = pytest.mark.django_db


def form(**more):
    facts = {
        "code": "SW2027",
        "qualification": "social-worker",
        "regime": "national",
        "year": "2027",
        "name": "社会工作者职业资格考试",
        "name_en": "Social Worker",
        "days": "2026-06-13，2026-06-14",
        "levels": "初级 中级",
        "number_template": "",
        "agency": str(body_by_code("anhui-exam").id),
        "passed": "",
    }
    return {**facts, **more}


def test_an_exam_is_entered_and_its_agency_sees_it(browser_of):
    maker = browser_of("center-make")
    assert "登记1场考试" in maker.get("/office/exams/new").content.decode()
    assert maker.post("/office/exams/new", form())["Location"] == "/office/exams/SW2027"
    view = queries.exam("SW2027")
    assert [day.isoformat() for day in view.days] == ["2026-06-13", "2026-06-14"]
    assert set(view.levels) == {"初级", "中级"}
    assert [exam.code for exam in queries.exams_for(actor_named("anhui-data", NOW))][0] == "SW2027"
    assert "SW2027" not in {exam.code for exam in queries.exams_for(actor_named("jiangsu-data", NOW))}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"days": "明天"}, 422), ({"agency": "999"}, 422), ({"code": ""}, 422), ({"levels": "超级"}, 422)],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(browser_of, wrong, status):
    answer = browser_of("center-make").post("/office/exams/new", form(**wrong))
    assert answer.status_code == status
    codes = {exam.code for exam in queries.exams_for(actor_named("center-make", NOW))}
    assert "SW2027" not in codes


def test_an_agency_added_after_the_results_owes_its_data_from_the_same_day(browser_of):
    maker = browser_of("center-make")
    maker.post("/office/exams/new", form())
    maker.post("/office/exams/SW2027/results", {"on": "2026-08-28"})
    jiangsu = body_by_code("jiangsu-exam").id
    offered = maker.get("/office/exams/SW2027/agencies").content.decode()
    assert f'value="{body_by_code("anhui-exam").id}"' not in offered
    assert maker.post("/office/exams/SW2027/agencies", {"agency": jiangsu, "passed": "12"}).status_code == 302
    part = queries.exam("SW2027").part_of(jiangsu)
    duty = Duty.objects.get(subject="exam_agency", subject_id=part.id)
    assert duty.opened_on.isoformat() == "2026-08-28"


def test_only_the_centre_enters_exams(browser_of):
    assert browser_of("anhui-check").get("/office/exams/new").status_code == 403
    assert "登记考试" not in browser_of("anhui-check").get("/office/exams").content.decode()
