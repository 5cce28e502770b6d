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


def test_an_agency_s_checker_enters_no_exams(browser_of):
    assert browser_of("anhui-check").get("/office/exams/new").status_code == 403
    assert "登记考试" not in browser_of("anhui-check").get("/office/exams").content.decode()


def provincial(**more):
    facts = {
        "code": "AHEJ2027",
        "document": "provincial-exam",
        "qualification": "anhui-secondary-constructor",
        "year": "2027",
        "name": "二级建造师考试",
        "name_en": "Second-class Constructor",
        "levels": "",
    }
    return form(**(facts | more))


def test_a_province_enters_what_it_makes_by_its_own_documents(browser_of):
    maker = browser_of("anhui-make")
    page = maker.get("/office/exams/new").content.decode()
    assert "资格证书；编号：皖考{year}{serial:06d}；由省级人社部门制作；长期有效；有效范围：本省" in page
    assert "anhui-secondary-constructor" in page
    assert "计算机应用能力考试合格证书" not in page
    assert "social-worker" not in page
    assert maker.post("/office/exams/new", provincial())["Location"] == "/office/exams/AHEJ2027"
    view = queries.exam("AHEJ2027")
    assert (view.regime, view.number_template, view.maker_id) == (
        "provincial_exam",
        "皖考{year}{serial:06d}",
        body_by_code("anhui").id,
    )
    shown = maker.get("/office/exams/AHEJ2027").content.decode()
    for said in ("省统一考试专业技术资格证书", "安徽省人力资源和社会保障厅（演示）", "长期有效", "本省"):
        assert said in shown


def test_the_institute_enters_the_special_exams_and_the_proofs(browser_of):
    page = browser_of("anhui-institute-make").get("/office/exams/new").content.decode()
    assert "计算机应用能力考试合格证书" in page
    assert "自批准之日起60个月" in page
    assert "省统一考试专业技术资格证书" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"document": "computer"}, ""),
        ({"qualification": "anhui-computer"}, ""),
        ({"number_template": "皖考{year}"}, "编不出管理号"),
        ({"number_template": "皖考{serial}{who}"}, "编不出管理号"),
    ],
)
def test_a_province_cannot_enter_what_does_not_fit(browser_of, wrong, said):
    answer = browser_of("anhui-make").post("/office/exams/new", provincial(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    codes = {exam.code for exam in queries.exams_for(actor_named("center-make", NOW))}
    assert "AHEJ2027" not in codes


def test_the_centre_does_not_enter_a_province_s_exam(browser_of):
    answer = browser_of("center-make").post("/office/exams/new", form(regime="provincial_exam"))
    assert answer.status_code == 422
