"""The pages of organisations, people, approvals, delegations and keys."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import FOUNDED
from tests.doors.cast import NOW
from yinxin.parties import clients
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import actor_named, body_by_code

pytestmark = pytest.mark.django_db

PAGES = [
    "/office/manage",
    "/office/organisations",
    "/office/organisations?q=芜湖",
    "/office/organisations?closed=1",
    "/office/organisations/new",
    "/office/people",
    "/office/people?q=安",
    "/office/people/invite",
    "/office/people/several",
    "/office/delegations",
    "/office/approvals",
    "/office/keys",
    "/office/approvals/electronic/social-worker",
    "/office/approvals/department/social-worker",
]


def page(answer):
    return answer.content.decode()


def number(username):
    return actor_named(username, NOW).account_id


def place(code):
    return body_by_code(code).id


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("who", ["system-admin", "security-admin", "anhui-security", "anhui-data"])
def test_a_page_opens_or_says_who_can(browser_of, who, address):
    answer = browser_of(who).get(address)
    assert answer.status_code in (200, 403), page(answer)
    assert answer.status_code == 200 or "办理" in page(answer)
    assert answer["Cache-Control"] == "no-store"


def test_every_language_has_the_pages(browser_of):
    browser = browser_of("security-admin")
    browser.post("/language", {"language": "en"})
    for address in ("/office/manage", "/office/people", "/office/approvals", "/office/organisations"):
        text = re.sub(r"<[^>]+>", "", page(browser.get(address)))
        assert "Manage" in text


def test_an_organisation_is_founded_renamed_and_keeps_its_names(browser_of):
    browser = browser_of("system-admin")
    form = {
        "code": "wuhu-window",
        "kind": "window",
        "name": "芜湖窗口",
        "name_en": "Wuhu Window",
        "region": "340200",
        "industry": "",
        "parent": "wuhu",
    }
    there = browser.post("/office/organisations/new", form)["Location"]
    renamed = browser.post(there + "/rename", {"name": "芜湖新窗口", "name_en": "Wuhu New Window"})
    assert renamed["Location"] == there
    shown = page(browser.get(there))
    assert "芜湖新窗口" in shown
    assert "用过的名称" in shown
    assert "机构更名" in shown


def test_a_wrong_region_says_what_to_do(browser_of):
    form = {"code": "x", "kind": "window", "name": "x", "name_en": "x", "region": "999999", "parent": "wuhu"}
    answer = browser_of("system-admin").post("/office/organisations/new", form)
    assert answer.status_code == 422
    assert "GB/T 2260" in page(answer)


def test_what_one_may_not_do_is_greyed_with_who_can(browser_of):
    shown = page(browser_of("security-admin").get(f"/office/organisations/{place('wuhu')}"))
    assert "由系统管理员办理" in shown
    assert "/rename" not in shown


def test_another_provinces_organisation_and_people_look_like_none(browser_of):
    browser = browser_of("anhui-security")
    missing = browser.get("/office/organisations/999999")
    for address in (f"/office/organisations/{place('jiangsu')}", f"/office/people/{number('jiangsu-data')}"):
        answer = browser.get(address)
        assert answer.status_code == missing.status_code == 404
        assert "没有找到您要的内容" in page(answer)
    assert browser.post(f"/office/people/{number('jiangsu-data')}/close").status_code == 404


def invited(browser):
    form = {"name": "新同事", "organisation": place("anhui-exam"), "role": "agency_data"}
    shown = browser.post("/office/people/invite", form)
    assert shown["Cache-Control"] == "no-store"
    return re.search(r"/join/[\w-]+", page(shown))[0]


def test_an_invited_person_joins_and_works(browser_of):
    link = invited(browser_of("anhui-security"))
    guest = Client()
    assert "考试机构数据员" in page(guest.get(link))
    form = {"username": "neuling", "password": "three plain words", "again": "three plain words"}
    assert guest.post(link, form | {"again": "other"}).status_code == 422
    assert "已有人使用" in page(guest.post(link, form | {"username": "anhui-data"}))
    assert guest.post(link, form)["Location"] == "/office/sign-in"
    assert guest.get(link).status_code == 404


def test_an_invitation_is_taken_back(browser_of):
    browser = browser_of("anhui-security")
    link = invited(browser)
    back = re.search(r"/office/people/invitations/\d+/withdraw", page(browser.get("/office/people")))[0]
    browser.post(back)
    assert Client().get(link).status_code == 404


def test_a_seat_is_changed_and_ended_after_a_look_at_what_follows(browser_of, monkeypatch):
    browser = browser_of("anhui-security")
    there = f"/office/people/{number('anhui-data')}"
    change, end = sorted(set(re.findall(r"/office/seats/\d+/\w+", page(browser.get(there)))))
    assert "调整1个岗位" in page(browser.get(change))
    assert browser.post(change, {"role": "agency_checker"})["Location"] == there
    monkeypatch.setenv("YINXIN_NOW", NOW.replace(hour=11).isoformat())
    end = re.search(r"/office/seats/\d+/end", page(browser.get(there)))[0]
    assert "终止1个岗位" in page(browser.get(end))
    browser.post(end)
    shown = page(browser.get(there))
    assert "现在没有岗位" in shown
    assert "曾任岗位" in shown


def test_an_ended_persons_session_ends_with_the_seat(browser_of):
    gone = browser_of("anhui-data")
    browser_of("anhui-security").post(f"/office/people/{number('anhui-data')}/close")
    assert gone.get("/office/").status_code == 302


def test_an_administrative_seat_needs_two_people(browser_of):
    first, second = browser_of("security-admin"), browser_of("security-admin-2")
    form = {"organisation": place("ministry"), "role": "auditor"}
    there = first.post(f"/office/people/{number('supervisor')}/seat", form)["Location"]
    assert there.startswith("/office/approvals/")
    own = page(first.get(there))
    assert "须由另一人批准" in own
    assert first.post(there + "/approve").status_code == 403
    shown = page(second.get(there))
    assert "<ins>" in shown
    assert "批准授予1个重要岗位" in shown
    assert second.post(there + "/approve")["Location"] == there
    assert "已批准" in page(second.get(there))
    assert second.post(there + "/approve").status_code == 409


def test_several_seats_come_from_a_table_and_the_button_counts_them(browser_of):
    browser = browser_of("security-admin")
    form = {"organisation": place("wuhu"), "table": "anhui-data,custodian\nanhui-check\tcustodian\n"}
    there = browser.post("/office/people/several", form)["Location"]
    assert "批准授予2个岗位" in page(browser_of("security-admin-2").get(there))
    wrong = browser.post("/office/people/several", form | {"table": "nobody,custodian"})
    assert wrong.status_code == 422
    assert "第1行" in page(wrong)


def test_a_refusal_needs_a_reason_that_the_proposer_reads(browser_of):
    first, second = browser_of("system-admin"), browser_of("security-admin")
    there = first.post(f"/office/organisations/{place('bengbu')}/close")["Location"]
    assert second.post(there + "/refuse", {"reason": ""}).status_code == 422
    second.post(there + "/refuse", {"reason": "仍在使用，暂不撤销"})
    assert "仍在使用" in page(first.get("/office/approvals"))


def test_a_proposal_is_taken_back_by_its_proposer(browser_of):
    first = browser_of("system-admin")
    form = {"other": place("hefei")}
    there = first.post(f"/office/organisations/{place('wuhu')}/merge", form)["Location"]
    assert "收回1项申请" in page(first.get(there))
    first.post(there + "/withdraw")
    assert "已收回" in page(first.get(there))
    assert browser_of("anhui-data").get(there).status_code == 404


def test_the_catalogue_is_changed_by_the_ministry(browser_of):
    first = browser_of("system-admin")
    there = first.post("/office/approvals/electronic/social-worker", {"since": "2027-01-01"})["Location"]
    second = browser_of("catalogue-review")
    assert "2027-01-01" in page(second.get(there))
    assert second.post(there + "/approve").status_code == 302
    form = {"old": "民政部", "new": "社会工作部（演示）", "since": "2027-01-01"}
    assert first.post("/office/approvals/department/social-worker", form).status_code == 302


def test_a_seat_is_lent_and_taken_back(browser_of):
    browser = browser_of("anhui-data")
    seat = re.search(r'value="(\d+)"', page(browser.get("/office/delegations/new")).split('name="seat"')[1])[
        1
    ]
    form = {"seat": seat, "colleague": number("anhui-check"), "since": "2026-09-14", "until": "2026-09-20"}
    assert browser.post("/office/delegations/new", form)["Location"] == "/office/delegations"
    assert browser_of("anhui-check").get("/office/batches/new").status_code == 200
    assert "考试机构数据员" in page(browser_of("anhui-check").get("/office/"))
    end = re.search(r"/office/delegations/\d+/end", page(browser.get("/office/delegations")))[0]
    browser.post(end)
    assert "已结束" in page(browser.get("/office/delegations"))


def test_who_has_no_colleague_is_told_what_to_do(browser_of):
    alone = enrol(username="bengbu-alone", name="蚌独自", password="demo", by=SYSTEM, at=FOUNDED)
    seat(
        account_id=alone,
        organisation_id=place("bengbu"),
        role="counter",
        by=SYSTEM,
        at=FOUNDED,
    )
    answer = browser_of("bengbu-alone").get("/office/delegations/new")
    assert answer.status_code == 422
    assert "安全管理员" in page(answer)


def test_a_key_is_shown_once_and_revoked(browser_of):
    browser = browser_of("anhui-data")
    form = {
        "name": "报送程序",
        "organisation": place("anhui-exam"),
        "scopes": ["duty:see"],
        "until": "2026-12-31",
    }
    key = clients.FORM.search(page(browser.post("/office/keys/new", form)))[0]
    listed = page(browser.get("/office/keys"))
    assert key not in listed
    assert key[:14] in listed
    revoke = re.search(r"/office/keys/\d+/revoke", listed)[0]
    assert browser_of("jiangsu-data").get(revoke).status_code == 404
    assert "吊销1把密钥" in page(browser.get(revoke))
    browser.post(revoke)
    assert "已吊销" in page(browser.get("/office/keys"))


def test_looking_changes_nothing(browser_of):
    from django.db import connection

    browser = browser_of("system-admin")
    browser.get("/office/manage")

    def counted():
        with connection.cursor() as cursor:
            cursor.execute(
                "select (select count(*) from ledger_entry), (select count(*) from approvals_proposal), "
                "(select count(*) from parties_seat), (select count(*) from parties_invitation)"
            )
            return cursor.fetchone()

    before = counted()
    for address in PAGES:
        browser.get(address)
    assert counted() == before


def test_somebody_who_forgot_the_password_is_helped_and_signs_in_anew(browser_of):
    guard, person = browser_of("anhui-security"), number("anhui-data")
    shown = page(guard.get(f"/office/people/{person}/password"))
    assert "发放1个重设密码的链接" in shown
    told = page(guard.post(f"/office/people/{person}/password"))
    link = re.search(r"/renew/[\w-]{40,}", told).group()
    old, anybody = browser_of("anhui-data"), Client()
    assert "安数据" in page(anybody.get(link))
    assert anybody.get(link)["Cache-Control"] == "no-store"
    new = "four plain new words"
    assert anybody.post(link, {"password": new, "again": "other"}).status_code == 422
    assert anybody.post(link, {"password": "short", "again": "short"}).status_code == 422
    assert anybody.post(link, {"password": new, "again": new}).status_code == 302
    assert anybody.get(link).status_code == 404
    assert old.get("/office/").status_code == 302
    form = {"username": "anhui-data", "password": new}
    assert Client().post("/office/sign-in", form)["Location"] == "/office/"


def test_somebody_s_sessions_are_ended_by_an_administrator(browser_of):
    old, guard = browser_of("anhui-data"), browser_of("anhui-security")
    address = f"/office/people/{number('anhui-data')}/sessions"
    assert "结束1人的全部会话" in page(guard.get(address))
    assert guard.post(address).status_code == 302
    assert old.get("/office/").status_code == 302


def test_a_factor_that_is_not_there_cannot_be_taken_away(browser_of):
    guard = browser_of("anhui-security")
    answer = guard.post(f"/office/people/{number('anhui-data')}/factors")
    assert answer.status_code == 409
    assert "没有设置第二步验证" in page(answer)


def test_a_seat_in_issuing_becomes_a_proposal(browser_of):
    guard = browser_of("security-admin")
    person = number("supervisor")
    asked = {"organisation": place("center"), "role": "centre_maker"}
    answer = guard.post(f"/office/people/{person}/seat", asked)
    assert re.fullmatch(r"/office/approvals/\d+", answer["Location"])
    assert "批准授予1个重要岗位" in page(browser_of("security-admin-2").get(answer["Location"]))
