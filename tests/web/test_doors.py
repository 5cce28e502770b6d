"""Who may open which page."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from yinxin.web.doors import door_of

pytestmark = pytest.mark.django_db


def patterns(resolver=None, prefix=""):
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


ALL = dict(patterns())
OFFICE = [route for route in ALL if route.startswith("office/") and not route.startswith("office/sign-")]
HOLDERS = [
    route
    for route in ALL
    if route.startswith("me/") and not route.startswith(("me/sign-", "me/callback", "me/unknown"))
]


@pytest.mark.parametrize("route", ALL)
def test_every_view_declares_whom_it_is_open_for(route):
    assert door_of(ALL[route]) is not None


@pytest.mark.parametrize("route", ALL)
def test_every_page_of_the_office_is_for_staff_and_every_other_one_for_everyone(route):
    door = door_of(ALL[route])
    assert door.public is (route not in (*OFFICE, *HOLDERS))
    assert door.holder is (route in HOLDERS)


@pytest.mark.parametrize("route", OFFICE)
def test_nobody_enters_the_office_without_signing_in(route, db):
    address = "/" + re.sub("<(str|slug):[a-z]+>", "SW2026", re.sub("<int:[a-z]+>", "1", route))
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/office/sign-in?next=")


@pytest.mark.parametrize("route", HOLDERS)
def test_nobody_sees_a_holder_s_pages_without_signing_in(route, browser_of):
    address = "/" + route.replace("<int:number>", "1").replace("<int:sheet>", "1")
    for browser in (Client(), browser_of("center-check")):
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/me/sign-in?next=")


REFUSED = [
    ("hefei-counter", "get", "/office/batches", 403),
    ("hefei-counter", "get", "/office/exams", 403),
    ("auditor", "get", "/office/batches/new", 403),
    ("supervisor", "post", "/office/exams/SW2026/results", 403),
    ("anhui-data", "get", "/office/batches/999999", 404),
    ("anhui-data", "get", "/office/certificates/999999", 404),
    ("anhui-data", "get", "/office/exams/NOTHING", 404),
    ("hefei-counter", "get", "/office/exams/SW2026", 403),
]


@pytest.mark.parametrize(("who", "method", "address", "status"), REFUSED)
def test_a_refusal_has_its_status_and_says_what_to_do(browser_of, who, method, address, status):
    answer = getattr(browser_of(who), method)(address)
    assert answer.status_code == status
    assert "您可以这样做" in answer.content.decode()


def test_a_refusal_names_the_roles_that_can(browser_of):
    page = browser_of("hefei-counter").get("/office/batches").content.decode()
    assert "考试机构数据员" in page
    assert "制证员" in page


@pytest.mark.parametrize("act", ["accept", "release", "return", "withdraw", "restart"])
def test_another_agency_s_batch_looks_like_no_batch_at_all(browser_of, batch, act):
    stranger = browser_of("jiangsu-data")
    assert stranger.get(batch).status_code == 404
    missing = stranger.get("/office/batches/999999")
    assert stranger.get(batch).content.count(b"404") == missing.content.count(b"404")
    assert stranger.post(f"{batch}/{act}").status_code in (403, 404)


def test_another_agency_s_report_and_certificates_look_like_none(browser_of, upload, faulty_files, released):
    from yinxin.register.models import Certificate

    stranger = browser_of("jiangsu-data")
    number = Certificate.objects.order_by("id").values_list("id", flat=True).first()
    report = upload("anhui-data", faulty_files)
    for address in (report, f"/office/certificates/{number}", f"/office/certificates/{number}/file.pdf"):
        assert stranger.get(address).status_code == 404
    found = stranger.post("/office/search", {"q": "202606099340000001"}).content.decode()
    assert "/office/certificates/" not in found


def test_whoever_may_not_act_sees_the_act_greyed_with_who_can(browser_of, batch):
    page = browser_of("anhui-data").get(batch).content.decode()
    assert '<span class="off">接收并制证<small>由制证员办理</small></span>' in page
    assert f'href="{batch}/accept"' not in page


def test_nobody_issues_alone(browser_of, batch, monkeypatch):
    """Even with both roles, the step after one's own is closed, on the page and behind it."""
    from yinxin.demo.story import FOUNDED
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import seat
    from yinxin.parties.models import Account, Organisation

    account = Account.objects.get(username="center-make").pk
    centre = Organisation.objects.get(code="center").pk
    seat(account_id=account, organisation_id=centre, role="centre_checker", by=SYSTEM, at=FOUNDED)
    both = browser_of("center-make")
    both.post(batch + "/accept")
    from config import clock, workshop
    from yinxin.production import making

    while making.step(workshop.workshop(), clock=clock.now):
        pass
    assert "前一步由您本人办理" in both.get(batch).content.decode()
    assert both.post(batch + "/release").status_code == 403


POSTED = [
    "/verify",
    "/verify/file",
    "/language",
    "/display",
    "/office/sign-in",
    "/office/sign-in/code",
    "/office/sign-in/passkey",
    "/office/sign-out",
    "/office/prove",
    "/office/account/password",
    "/office/account/program",
    "/office/account/program/remove",
    "/office/account/passkeys",
    "/office/account/passkeys/1/remove",
    "/office/account/codes",
    "/office/account/sessions/1/end",
    "/office/account/sessions/end-others",
    "/me/sign-in",
    "/me/sign-out",
    "/demo/identity/authorize",
    "/office/search",
]


@pytest.mark.parametrize("address", POSTED)
def test_a_form_from_elsewhere_is_refused(db, address):
    answer = Client(enforce_csrf_checks=True).post(address, {"name": "x"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_signing_in_leads_back_and_never_to_another_site(demo_country):
    form = {"username": "anhui-data", "password": "demo"}
    there = Client().post("/office/sign-in", {**form, "next": "/office/exams"})
    assert there["Location"] == "/office/exams"
    away = Client().post("/office/sign-in", {**form, "next": "https://example.com/"})
    assert away["Location"] == "/office/"


def test_a_wrong_password_says_so_and_many_of_them_wait(demo_country):
    client = Client()
    form = {"username": "anhui-data", "password": "wrong"}
    assert "用户名或密码不对" in client.post("/office/sign-in", form).content.decode()
    for _ in range(10):
        answer = client.post("/office/sign-in", form)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_outside_demo_mode_no_password_is_shown(demo_country, settings):
    assert "anhui-data" in Client().get("/office/sign-in").content.decode()
    settings.DEMO = False
    assert "anhui-data" not in Client().get("/office/sign-in").content.decode()


def test_signing_out_ends_the_session(browser_of):
    client = browser_of("anhui-data")
    client.post("/office/sign-out")
    assert client.get("/office/").status_code == 302


def test_the_page_of_addresses_names_every_address_and_what_it_needs():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "addresses.md").read_text()
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in page.splitlines()
        if line.startswith("| `/")
    ]
    told = {row[0].strip("`"): row for row in rows}
    assert set(told) - {"/healthz"} == {"/" + route for route in ALL}
    for route in OFFICE:
        permission = door_of(ALL[route]).permission
        needed = re.sub("`", "", told["/" + route][2])
        assert needed == (permission.value if permission else "a seat"), route
