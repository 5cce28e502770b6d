"""Sign-in of staff: what lets in, what never does, how long it lasts, what must be proved again."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from config import clock
from yinxin.demo import country
from yinxin.ledger.models import Entry
from yinxin.parties import passwords
from yinxin.parties.models import Account, Seat
from yinxin.web import sessions

pytestmark = pytest.mark.django_db

WHO = "center-check"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile"


@pytest.fixture
def wall(monkeypatch):
    """Move the clock on the wall by seconds."""
    start = clock.wall()

    def later(seconds):
        monkeypatch.setattr(clock, "wall", lambda: start + timedelta(seconds=seconds))

    return later


def sign_in(client=None, username=WHO, password=country.PASSWORD, **more):
    client = client or Client()
    return client, client.post("/office/sign-in", {"username": username, "password": password, **more})


def code_of(secret, shift=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + shift))


def enrol(client):
    """Set an authenticator program up; return its secret and the recovery codes."""
    offer = re.search(
        r'name="offer" value="([^"]+)"', client.get("/office/account/program").content.decode()
    )[1]
    secret = signing.loads(offer, salt="yinxin.totp")["secret"]
    answer = client.post("/office/account/program", {"offer": offer, "code": code_of(secret)})
    assert answer.status_code == 200, answer.content.decode()
    return secret, re.findall(r'<li class="mono">([\d ]+)</li>', answer.content.decode())


@pytest.fixture
def enrolled(browser_of):
    """Somebody with an authenticator program: their secret and recovery codes."""
    return enrol(browser_of(WHO))


def half_way(username=WHO):
    client, answer = sign_in(username=username)
    assert answer["Location"] == "/office/sign-in/code"
    return client


def is_in(client):
    return client.get("/office/").status_code == 200


def kinds():
    return list(Entry.objects.order_by("id").values_list("kind", flat=True))


# Names and passwords

REFUSED = [
    ("wrong password", {"password": "wrong"}),
    ("empty password", {"password": ""}),
    ("unknown name", {"username": "nobody"}),
    ("empty name", {"username": ""}),
    ("password with a blank behind it", {"password": country.PASSWORD + " "}),
    ("password in capitals", {"password": country.PASSWORD.upper()}),
    ("name with a quote", {"username": "center-check' or '1'='1"}),
    ("name with a zero byte", {"username": "center-check\0"}),
    ("name that is far too long", {"username": "x" * 5000}),
    ("password that is far too long", {"password": "x" * 5000}),
    ("hash instead of the password", {"password": "md5$x$y"}),
]


@pytest.mark.parametrize(("what", "given"), REFUSED, ids=[what for what, _ in REFUSED])
def test_nothing_but_name_and_password_lets_in(demo_country, what, given):
    before = kinds()
    client, answer = sign_in(**given)
    assert answer.status_code == 422
    assert not is_in(client)
    assert kinds() == before


@pytest.mark.parametrize("name", [WHO, WHO.upper(), "Center-Check"])
def test_the_case_of_a_name_does_not_matter(demo_country, name):
    client, answer = sign_in(username=name)
    assert answer.status_code == 302
    assert is_in(client)


def blind(answer, name):
    """Return an answer without what differs every time: tokens, and the name that was typed."""
    text = re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"', "", answer.content.decode()
    )
    return text.replace(f'required value="{name}"', "")


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(demo_country):
    known = sign_in(username=WHO, password="wrong")[1]
    unknown = sign_in(username="center-nobody", password="wrong")[1]
    Account.objects.filter(username="center-make").update(is_active=False)
    closed = sign_in(username="center-make")[1]
    assert blind(known, WHO) == blind(unknown, "center-nobody") == blind(closed, "center-make")
    assert known.status_code == unknown.status_code == closed.status_code == 422
    assert dict(known.headers) | {"Content-Length": 0} == dict(unknown.headers) | {"Content-Length": 0}


def test_an_unknown_name_costs_a_hash_too(demo_country, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or plain(self, *given)
    )
    counts = []
    for name in (WHO, "center-nobody"):
        hashed.clear()
        sign_in(username=name, password="wrong")
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_attempts_under_one_name_are_slowed_down_whatever_its_case(demo_country):
    for name in [WHO, WHO.upper(), f" {WHO} "] * 4:
        answer = sign_in(username=name, password="wrong")[1]
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert sign_in()[1].status_code == 429


def test_attempts_from_one_address_are_slowed_down_whatever_the_names(demo_country):
    answers = [sign_in(username=f"nobody{number}", password="wrong")[1].status_code for number in range(21)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_a_failed_sign_in_is_counted_without_the_name(demo_country, caplog):
    sign_in(username="my-password-by-mistake", password="wrong-secret")
    told = " ".join(record.getMessage() for record in caplog.records if record.name == "yinxin.signin")
    assert "sign-in failed" in told
    assert "my-password-by-mistake" not in caplog.text
    assert "wrong-secret" not in caplog.text


def test_whoever_has_no_seat_is_told_so_and_stays_outside(demo_country):
    Seat.objects.filter(account__username=WHO).update(until=clock.now())
    before = kinds()
    client, answer = sign_in()
    assert answer.status_code == 403
    assert "没有岗位" in answer.content.decode()
    assert client.get("/office/").status_code == 302
    assert kinds() == before


def test_signing_in_and_out_stands_in_the_ledger_once_each(demo_country):
    client, _ = sign_in()
    client.post("/office/sign-out")
    lines = list(Entry.objects.order_by("-id")[:2])
    assert [line.kind for line in lines] == ["session.ended", "account.signed_in"]
    assert "password" in lines[1].facts
    assert "127.0.0.1" not in lines[1].facts


# Where it leads

ELSEWHERE = [
    "https://example.com/",
    "http://example.com",
    "//example.com",
    "///example.com",
    "////example.com/office/",
    "/\\example.com",
    "\\\\example.com",
    "/\t/example.com",
    "/\n/example.com",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:example.com",
    "https:/example.com",
    "example.com",
    "office/",
    "@example.com",
    "/office/\r\nSet-Cookie: a=b",
    "http://testserver/office/exams",
    "//testserver/office/exams",
    " //example.com",
    "/%5c" + "\\example.com",
    "ftp://example.com/",
    "/" + "x" * 3000,
]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_next_leads_to_another_site(demo_country, there):
    client, answer = sign_in(next=there)
    assert answer["Location"] == "/office/"
    proved = client.post("/office/prove", {"password": country.PASSWORD, "next": there})
    assert proved["Location"] == "/office/"
    shown = client.get("/office/prove", {"next": there}).content.decode()
    assert 'name="next" value="/office/"' in shown


@pytest.mark.parametrize(
    "there", ["/office/exams", "/office/batches?state=received", "/verify", "/office/a%20b"]
)
def test_a_next_inside_the_site_is_followed(demo_country, there):
    assert sign_in(next=there)[1]["Location"] == there


def test_the_second_step_keeps_where_to_go(enrolled):
    client, _ = sign_in(next="/office/exams")
    answer = client.post(
        "/office/sign-in/code", {"code": code_of(enrolled[0], 1), "next": "https://example.com"}
    )
    assert answer["Location"] == "/office/exams"


# Sessions


def test_a_session_gets_a_new_name_at_sign_in(demo_country):
    client = Client()
    client.post("/office/sign-in/passkey", {"ask": "1"})
    planted = client.cookies["sessionid"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_session_gets_a_new_name_at_the_second_step(enrolled):
    client = half_way()
    before = client.cookies["sessionid"].value
    client.post("/office/sign-in/code", {"code": code_of(enrolled[0], 1)})
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_in(thief)


def test_a_name_that_somebody_else_chose_is_not_taken(demo_country):
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != "a" * 32


@pytest.mark.parametrize(("seconds", "inside"), [(1700, True), (1801, False), (86_400, False)])
def test_an_idle_session_ends_after_half_an_hour(browser_of, wall, seconds, inside):
    client = browser_of(WHO)
    wall(seconds)
    assert is_in(client) is inside


def test_no_session_lasts_longer_than_eight_hours(browser_of, wall):
    client = browser_of(WHO)
    for minute in range(20, 480, 20):
        wall(minute * 60)
        assert is_in(client), minute
    wall(480 * 60 + 1)
    assert not is_in(client)


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(browser_of, batch, wall):
    client = browser_of(WHO)
    for minute in (10, 20, 29):
        wall(minute * 60)
        assert client.get(batch + "/progress").status_code in (200, 204)
    wall(31 * 60)
    assert not is_in(client)


def test_using_a_session_writes_at_most_once_a_minute(browser_of, wall, django_assert_num_queries):
    client = browser_of(WHO)
    seen = client.session[sessions.SEEN]
    wall(30)
    is_in(client)
    assert client.session[sessions.SEEN] == seen
    wall(61)
    is_in(client)
    assert client.session[sessions.SEEN] > seen


def end_by_closing():
    Account.objects.filter(username=WHO).update(is_active=False)


def end_by_epoch():
    Account.objects.filter(username=WHO).update(epoch=7)


def end_by_seat():
    Seat.objects.filter(account__username=WHO).update(until=clock.now())


def end_by_password():
    account = Account.objects.get(username=WHO)
    account.set_password("another-long-password")
    account.save()


@pytest.mark.parametrize("end", [end_by_closing, end_by_epoch, end_by_seat, end_by_password])
def test_every_session_ends_at_once(browser_of, end):
    clients = [browser_of(WHO), browser_of(WHO)]
    end()
    assert not any(is_in(client) for client in clients)


@pytest.mark.parametrize("end", [end_by_closing, end_by_epoch, end_by_password])
def test_a_sign_in_that_waits_for_its_second_step_ends_too(enrolled, end):
    client = half_way()
    end()
    answer = client.post("/office/sign-in/code", {"code": code_of(enrolled[0], 1)})
    assert answer["Location"] == "/office/sign-in"
    assert not is_in(client)


def test_my_sessions_are_listed_with_device_and_masked_place(browser_of):
    client = browser_of(WHO)
    phone = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="203.0.113.77")
    sign_in(phone)
    page = client.get("/office/account").content.decode()
    assert "安卓设备，Chrome浏览器" in page
    assert "203.0.*.*" in page
    assert "203.0.113.77" not in page
    assert page.count('/end"') == 1


def number_in(page):
    return re.search(r"/office/account/sessions/(\d+)/end\"", page)[1]


def test_one_session_is_ended_from_another(browser_of):
    here, there = browser_of(WHO), browser_of(WHO)
    number = number_in(here.get("/office/account").content.decode())
    assert here.post(f"/office/account/sessions/{number}/end").status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert kinds()[-1] == "session.ended"


def test_all_other_sessions_are_ended_at_once(browser_of):
    here, *others = (browser_of(WHO) for _ in range(3))
    stranger = browser_of("center-make")
    here.post("/office/account/sessions/end-others")
    assert is_in(here)
    assert is_in(stranger)
    assert not any(is_in(other) for other in others)


def test_somebody_else_s_session_is_as_if_it_were_none(browser_of):
    mine, _ = browser_of(WHO), browser_of(WHO)
    number = number_in(mine.get("/office/account").content.decode())
    stranger = browser_of("center-make")
    answers = [stranger.post(f"/office/account/sessions/{one}/end") for one in (number, "999999")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert blind(answers[0], "") == blind(answers[1], "")
    assert is_in(mine)


# Second factors


def test_a_secret_lies_closed_in_the_database(enrolled):
    secret, codes = enrolled
    lying = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in lying
    assert not any(code.replace(" ", "") in lying for code in codes)
    assert len(codes) == 10


def test_a_closed_secret_opens_under_an_earlier_key_and_no_other(settings):
    from cryptography.exceptions import InvalidTag

    from yinxin.parties.signin.adapter import Adapter

    closed = Adapter().encrypt("JBSWY3DPEHPK3PXP")
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    with pytest.raises(InvalidTag):
        Adapter().decrypt(closed)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert Adapter().decrypt(closed) == "JBSWY3DPEHPK3PXP"


def spaced(code):
    return f" {code[:3]} {code[3:]} "


def wide(code):
    return "".join(chr(ord(digit) + 0xFEE0) for digit in code)


ACCEPTED = [
    ("as shown", str),
    ("with blanks", spaced),
    ("full-width", wide),
    ("with a hyphen", lambda c: f"{c[:3]}-{c[3:]}"),
]


@pytest.mark.parametrize(("how", "typed"), ACCEPTED, ids=[how for how, _ in ACCEPTED])
@pytest.mark.parametrize("shift", [0, 1, -1])
def test_a_code_is_taken_however_it_is_typed_and_thirty_seconds_around(enrolled, how, typed, shift):
    client = half_way()
    answer = client.post("/office/sign-in/code", {"code": typed(code_of(enrolled[0], shift))})
    assert answer["Location"] == "/office/"
    assert is_in(client)
    assert "totp" in Entry.objects.filter(kind="account.signed_in").latest("id").facts


WRONG = ["", "000000", "12345", "1234567", "abcdef", "１２", "-1", "null", "0" * 500, "' or 1=1"]


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_code_lets_nobody_in(enrolled, code):
    client = half_way()
    before = kinds()
    if code == code_of(enrolled[0]):
        pytest.skip("that happens to be the code")
    assert client.post("/office/sign-in/code", {"code": code}).status_code == 422
    assert not is_in(client)
    assert kinds() == before


@pytest.mark.parametrize("shift", [-3, 3, 100])
def test_an_old_or_a_future_code_lets_nobody_in(enrolled, shift):
    client = half_way()
    assert client.post("/office/sign-in/code", {"code": code_of(enrolled[0], shift)}).status_code == 422


@pytest.mark.parametrize("typed", [str, spaced, wide])
def test_a_code_works_once(enrolled, typed):
    code = code_of(enrolled[0])
    assert half_way().post("/office/sign-in/code", {"code": code}).status_code == 302
    again = half_way()
    assert again.post("/office/sign-in/code", {"code": typed(code)}).status_code == 422
    assert not is_in(again)


def test_a_code_before_one_that_was_used_does_not_work_any_more(enrolled):
    half_way().post("/office/sign-in/code", {"code": code_of(enrolled[0], 1)})
    assert half_way().post("/office/sign-in/code", {"code": code_of(enrolled[0])}).status_code == 422


def test_somebody_else_s_code_lets_nobody_in(enrolled, browser_of):
    other, _ = enrol(browser_of("center-make"))
    client = half_way()
    assert client.post("/office/sign-in/code", {"code": code_of(other)}).status_code == 422
    assert client.post("/office/sign-in/code", {"code": code_of(enrolled[0])}).status_code == 302


def test_a_code_without_a_password_before_it_lets_nobody_in(enrolled):
    client = Client()
    answer = client.post("/office/sign-in/code", {"code": code_of(enrolled[0])})
    assert answer["Location"] == "/office/sign-in"
    assert not is_in(client)


def test_a_password_alone_shows_nothing_of_the_office(enrolled):
    client = half_way()
    for address in ("/office/", "/office/account", "/office/batches", "/office/prove"):
        assert client.get(address)["Location"].startswith("/office/sign-in?next=")


def test_a_recovery_code_works_once_and_counts_down(enrolled, browser_of):
    code = enrolled[1][3]
    client = half_way()
    assert client.post("/office/sign-in/code", {"code": code}).status_code == 302
    assert "还有9个没有用过" in client.get("/office/account").content.decode()
    assert half_way().post("/office/sign-in/code", {"code": code.replace(" ", "")}).status_code == 422


def test_after_five_wrong_codes_the_password_is_asked_again(enrolled):
    client = half_way()
    answers = [client.post("/office/sign-in/code", {"code": "000000"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [302]
    assert answers[-1]["Location"] == "/office/sign-in"
    assert client.get("/office/sign-in/code")["Location"] == "/office/sign-in"


def test_codes_are_slowed_down_for_a_person_over_all_browsers(enrolled):
    for _ in range(3):
        client = half_way()
        for _ in range(3):
            client.post("/office/sign-in/code", {"code": "000000"})
    answer = half_way().post("/office/sign-in/code", {"code": code_of(enrolled[0])})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_second_step_waits_ten_minutes(enrolled, wall):
    client = half_way()
    wall(601)
    answer = client.post("/office/sign-in/code", {"code": code_of(enrolled[0])})
    assert answer["Location"] == "/office/sign-in"


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "not json", '{"id": "x", "response": {}}', '{"response": {"userHandle": "MQ"}}'],
)
def test_a_made_up_passkey_lets_nobody_in(demo_country, answer):
    client = Client()
    client.post("/office/sign-in/passkey", {"ask": "1"})
    assert client.post("/office/sign-in/passkey", {"credential": answer}).status_code == 403
    assert not is_in(client)


def test_setting_up_takes_the_code_of_the_secret_that_was_shown(browser_of):
    client = browser_of(WHO)
    before = kinds()
    page = client.get("/office/account/program").content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    assert client.post("/office/account/program", {"offer": offer, "code": "000000"}).status_code == 422
    assert "data:image/svg+xml;base64," in page
    assert re.search(r"<b>(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}</b>", page)
    assert kinds() == before


def test_a_secret_that_was_shown_to_somebody_else_is_not_taken(browser_of):
    page = browser_of("center-make").get("/office/account/program").content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    secret = signing.loads(offer, salt="yinxin.totp")["secret"]
    answer = browser_of(WHO).post("/office/account/program", {"offer": offer, "code": code_of(secret)})
    assert answer.status_code == 422


def test_factors_are_set_up_changed_and_removed_with_a_line_each(browser_of):
    client = browser_of(WHO)
    _, codes = enrol(client)
    fresh = client.post("/office/account/codes").content.decode()
    assert not any(code in fresh for code in codes)
    client.post("/office/account/program/remove")
    added = ["factor.added", "factor.added", "factor.codes_renewed", "factor.removed"]
    assert kinds()[-4:] == added
    assert not Authenticator.objects.filter(user__username=WHO).exists()
    assert sign_in()[1]["Location"] == "/office/"


def test_a_second_program_is_refused(browser_of):
    client = browser_of(WHO)
    enrol(client)
    page = client.get("/office/account/program").content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    secret = signing.loads(offer, salt="yinxin.totp")["secret"]
    assert (
        client.post("/office/account/program", {"offer": offer, "code": code_of(secret)}).status_code == 409
    )


# Required second factors, overdue passwords

LEADS = ["/office/", "/office/batches", "/office/exams", "/office/search"]


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.mark.parametrize("address", LEADS)
def test_where_a_second_factor_is_required_nothing_else_opens_before(demo_country, required, address):
    client, answer = sign_in(next=address)
    assert answer["Location"] == "/office/account"
    assert client.get(address)["Location"] == "/office/account"
    assert client.post(address)["Location"] == "/office/account"
    assert "请先设置第二步验证" in client.get("/office/account").content.decode()
    enrol(client)
    assert client.get(address).status_code == 200


def test_the_last_required_factor_stays(demo_country, required):
    client, _ = sign_in()
    enrol(client)
    answer = client.post("/office/account/program/remove")
    assert answer.status_code == 409
    assert Authenticator.objects.filter(user__username=WHO, type="totp").exists()


def test_htmx_is_led_there_too(demo_country, required):
    client, _ = sign_in()
    answer = client.get("/office/batches", HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/office/account")


def test_an_overdue_password_is_changed_first(demo_country, monkeypatch):
    monkeypatch.setattr(passwords, "is_overdue", lambda account, at: True)
    client, answer = sign_in(next="/office/exams")
    assert answer["Location"] == "/office/account/password"
    assert client.get("/office/")["Location"] == "/office/account/password"
    new = "four-quite-unrelated-words"
    done = client.post("/office/account/password", {"old": country.PASSWORD, "new": new, "again": new})
    assert done["Location"] == "/office/account"
    assert is_in(client)


BAD = [
    ({"old": "wrong"}, "现在的密码不对"),
    ({"again": "something-else-entirely"}, "两次输入的新密码不一样"),
    ({"new": "short", "again": "short"}, "密码"),
    ({"new": "", "again": ""}, "请填写这一项"),
]


@pytest.mark.parametrize(("wrong", "said"), BAD)
def test_a_password_is_not_changed_for_a_form_that_is_wrong(browser_of, wrong, said):
    client, before = browser_of(WHO), kinds()
    new = "four-quite-unrelated-words"
    answer = client.post(
        "/office/account/password", {"old": country.PASSWORD, "new": new, "again": new, **wrong}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Account.objects.get(username=WHO).check_password(country.PASSWORD)
    assert kinds() == before[: len(kinds())]


def test_a_new_password_ends_all_other_sessions_and_not_this_one(browser_of):
    here, there = browser_of(WHO), browser_of(WHO)
    new = "four-quite-unrelated-words"
    here.post("/office/account/password", {"old": country.PASSWORD, "new": new, "again": new})
    assert is_in(here)
    assert not is_in(there)
    assert here.get("/office/account").content.decode().count("当前") == 1
    assert sign_in()[1].status_code == 422
    assert sign_in(password=new)[1].status_code == 302
    assert "account.password_set" in kinds()


# Proving again


@pytest.mark.parametrize("act", ["accept", "release"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_grave_act_asks_for_a_proof_of_the_last_five_minutes(browser_of, batch, wall, act, method):
    client = browser_of("center-make" if act == "accept" else WHO)
    before = kinds()
    wall(301)
    answer = getattr(client, method)(f"{batch}/{act}")
    assert answer["Location"] == f"/office/prove?next={batch}/{act}"
    htmx = getattr(client, method)(f"{batch}/{act}", HTTP_HX_REQUEST="true")
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, f"/office/prove?next={batch}/{act}")
    assert kinds() == before


def test_after_the_proof_the_act_goes_on_from_its_check_page(browser_of, batch, wall):
    client = browser_of("center-make")
    wall(301)
    answer = client.post("/office/prove", {"password": country.PASSWORD, "next": f"{batch}/accept"})
    assert answer["Location"] == f"{batch}/accept"
    assert client.get(f"{batch}/accept").status_code == 200
    assert client.post(f"{batch}/accept")["Location"] == batch


def test_a_proof_by_code_counts_and_the_code_is_used_up(browser_of, wall):
    client = browser_of(WHO)
    secret, _ = enrol(client)
    wall(301)
    code = code_of(secret)
    assert client.post("/office/prove", {"code": code}).status_code == 302
    assert client.post("/office/prove", {"code": code}).status_code == 422
    assert client.get("/office/account/program").status_code == 200


@pytest.mark.parametrize(
    "given", [{}, {"password": "wrong"}, {"password": ""}, {"code": "000000"}, {"credential": "{}"}]
)
def test_a_wrong_proof_proves_nothing(browser_of, batch, wall, given):
    client = browser_of("center-make")
    wall(301)
    assert client.post("/office/prove", given).status_code == 422
    assert client.get(f"{batch}/accept").status_code == 302


def test_proofs_are_slowed_down(browser_of):
    client = browser_of(WHO)
    answers = [client.post("/office/prove", {"password": "wrong"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    "address",
    ["program/remove", "passkeys", "codes", "passkeys/1/remove"],
)
def test_changing_factors_asks_for_a_fresh_proof(browser_of, wall, address):
    client = browser_of(WHO)
    wall(301)
    answer = client.post(f"/office/account/{address}")
    assert answer["Location"] == f"/office/prove?next=/office/account/{address}"


# Headers


@pytest.mark.parametrize(
    "address",
    [
        "/office/sign-in",
        "/office/",
        "/office/account",
        "/office/account/program",
        "/office/prove",
        "/office/account/password",
        "/me/sign-in",
        "/me/unknown",
    ],
)
def test_pages_of_sign_in_run_nothing_foreign_and_are_kept_nowhere(browser_of, address):
    answer = browser_of(WHO).get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    scripts = re.findall(r"<script([^>]*)>", answer.content.decode())
    assert scripts
    assert all(' src="/static/' in one for one in scripts)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(demo_country):
    client, _ = sign_in()
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_over_https_cookies_are_bound_to_the_host_and_browsers_told_to_stay(tmp_path):
    import json
    import subprocess
    import sys

    ask = (
        "import django, json; django.setup(); from django.conf import settings as s; from django.test import Client;"
        "answer = Client().get('/language', secure=True, headers={'host': 'localhost'});"
        "names = ('SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE',"
        " 'SECOND_FACTOR', 'SECURE_PROXY_SSL_HEADER', 'OIDC_ISSUER');"
        "said = {n: getattr(s, n) for n in names}; said['hsts'] = answer.headers['Strict-Transport-Security'];"
        "from django.urls import get_resolver;"
        "said['demo'] = [str(p.pattern) for p in get_resolver().url_patterns if 'demo' in str(p.pattern)];"
        "print(json.dumps(said))"
    )
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ".",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "YINXIN_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@localhost:1/none",
        "YINXIN_ADDRESS": "https://zhengshu.example",
        "YINXIN_TRUSTED_PROXIES": "1",
    }
    done = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECOND_FACTOR": "required",
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "OIDC_ISSUER": "",
        "hsts": "max-age=31536000",
        "demo": [],
    }


@pytest.mark.parametrize(
    "address", ["/office/sign-in", "/office/sign-in/code", "/me/sign-in", "/office/account/program"]
)
def test_looking_at_a_page_of_sign_in_changes_nothing(browser_of, address):
    client = browser_of(WHO)
    state = (
        kinds(),
        Authenticator.objects.count(),
        set(Session.objects.values_list("session_key", "session_data")),
    )
    client.get(address)
    Client().get(address)
    after = (
        kinds(),
        Authenticator.objects.count(),
        set(Session.objects.values_list("session_key", "session_data")),
    )
    assert after == state
