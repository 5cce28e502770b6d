"""Showing a certificate to others, over HTTP: what the holder does, what the other side sees, what nobody sees."""

import io
import json
import re

import pypdf
import pytest
from django.test import Client

from tests.cast import AT
from tests.presenting.conftest import Held, pair, verifying  # noqa: F401
from yinxin.law.calendars import CALENDAR
from yinxin.presenting import granting, queries
from yinxin.register import holders, status
from yinxin.register.models import Certificate
from yinxin.register.vault import vault
from yinxin.signing import sm2
from yinxin.web.public import presented
from yinxin.web.templatetags.yinxin import day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(verifying, monkeypatch):  # noqa: F811
    """Let the pages verify through the test's own connection, at the moment of the tests."""
    from config import clock

    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def two(cast):
    return pair(cast, 5511)


def browser(held: Held) -> Client:
    """A browser in which the certificate's holder is signed in."""
    from config import clock

    client = Client()
    session = client.session
    begun = int(clock.wall().timestamp())
    session.update({"holder": held.holder, "begun": begun, "seen": begun, "proved": begun})
    session.save()
    return client


def form(**more):
    return {"purpose": "求职应聘", "recipient": "演示公司", "until": "2026-10-14"} | more


def made(client, held, kind, **more):
    answer = client.post(f"/me/certificates/{held.id}/{kind}/new", form(**more))
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rsplit("/", 1)[1])


def text(answer):
    return answer.content.decode()


def face(held):
    return holders.certificate_of(held.holder, held.id).face


def test_a_marked_copy_is_made_and_downloaded(two):
    held, client = two[0], browser(two[0])
    grant = made(client, held, "marked-copies")
    assert "加注件" in text(client.get(f"/me/grants/{grant}"))
    file = client.get(f"/me/grants/{grant}/file.pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file["Cache-Control"] == "no-store"
    assert "仅供演示公司" in pypdf.PdfReader(io.BytesIO(file.content)).pages[0].extract_text()


def test_the_code_of_a_copy_leads_to_its_own_page(two):
    held, client = two[0], browser(two[0])
    grant = made(client, held, "marked-copies")
    there = f"/m/{vault().grant_token(grant)}"
    page = Client().get(there)
    for words in ("求职应聘", "演示公司", "在有效期内", face(held).name, "2026年10月14日"):
        assert words in text(page)
    assert page["Cache-Control"] == "no-store"
    assert face(held).id_number not in text(page)
    assert Client().get(f"{there}/photo").content.startswith(b"\xff\xd8")
    client.post(f"/me/grants/{grant}/revoke")
    page = Client().get(there)
    assert "已被持证人收回" in text(page)
    assert face(held).name not in text(page)
    assert Client().get(f"{there}/photo").status_code == 404


def test_a_link_tells_nothing_of_the_person_before_it_is_opened(two):
    held, client = two[0], browser(two[0])
    grant = made(client, held, "links", most="2")
    there = f"/s/{vault().grant_token(grant)}"
    before = text(Client().get(there))
    shown = face(held)
    for words in (shown.name, shown.management_number, shown.qualification, shown.id_number):
        assert words not in before
    for words in ("求职应聘", "演示公司", "打开证书"):
        assert words in before
    assert queries.grant(held.holder, grant, AT.date()).openings == 0
    opened = text(Client().post(there))
    assert shown.name in opened
    assert "data:image/jpeg;base64," in opened
    assert shown.id_number not in opened
    assert queries.grant(held.holder, grant, AT.date()).openings == 1
    Client().post(there)
    used_up = text(Client().post(there))
    assert "可打开的次数已用完" in used_up
    assert shown.name not in used_up


def test_an_invalid_certificate_kills_what_was_shown(cast, two):
    held, client = two[0], browser(two[0])
    link, copy = made(client, held, "links"), made(client, held, "marked-copies")
    file = client.get(f"/me/grants/{copy}/file.pdf").content
    status.invalidate([held.id], by=cast.checker, at=AT)
    name = face(held).name
    for there in (f"/s/{vault().grant_token(link)}", f"/m/{vault().grant_token(copy)}"):
        for page in (Client().get(there), Client().post(there) if "/s/" in there else Client().get(there)):
            assert "所依据的证书已失效" in text(page)
            assert name not in text(page)
    assert client.get(f"/me/grants/{copy}/file.pdf").status_code == 409
    told = Client().post("/verify/file", {"file": io.BytesIO(file)})
    assert "不能当作有效证书" in text(told)
    assert client.post(f"/me/certificates/{held.id}/links/new", form()).status_code == 409


def test_an_opener_who_comes_at_the_same_time_as_the_revocation_sees_nothing(two, monkeypatch):
    """The page was read as running; then the grant fell; then the opener pressed."""
    held, client = two[0], browser(two[0])
    grant = made(client, held, "links")
    count = presented.linking.count_opening

    def revoked_first(*, token, at):
        granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
        return count(token=token, at=at)

    monkeypatch.setattr(presented.linking, "count_opening", revoked_first)
    page = text(Client().post(f"/s/{vault().grant_token(grant)}"))
    assert face(held).name not in page
    assert "已被持证人收回" in page


@pytest.mark.parametrize("kind", ["m", "s"])
def test_whatever_is_guessed_looks_the_same(two, kind):
    held, client = two[0], browser(two[0])
    other = made(client, held, "links" if kind == "m" else "marked-copies")
    guesses = ["A" * 22, "short", vault().token(held.id), vault().grant_token(other)]
    answers = [Client().get(f"/{kind}/{guess}") for guess in guesses]
    assert {answer.status_code for answer in answers} == {404}
    plain = [re.sub(r'value="[^"]+"|"X-CSRFToken": "[^"]+"|/[ms]/[\w-]+', "", text(one)) for one in answers]
    assert len(set(plain)) == 1


@pytest.mark.parametrize("address", ["", "/file.pdf", "/code.svg", "/revoke"])
def test_somebody_else_s_grant_is_as_if_it_did_not_exist(two, address):
    mine, other = two
    grant = made(browser(mine), mine, "marked-copies")
    stranger = browser(other)
    assert stranger.get(f"/me/grants/{grant}{address}").status_code == 404
    assert stranger.post(f"/me/grants/{grant}/revoke").status_code == 404
    assert queries.grant(mine.holder, grant, AT.date()).usable


@pytest.mark.parametrize("page", ["present", "marked-copies/new", "links/new", "looks", "error"])
def test_pages_of_somebody_else_s_certificate_are_as_if_they_did_not_exist(two, page):
    mine, other = two
    assert browser(mine).get(f"/me/certificates/{mine.id}/{page}").status_code == 200
    assert browser(other).get(f"/me/certificates/{mine.id}/{page}").status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"purpose": ""}, "请填写这一项"),
        ({"until": "2027-01-01"}, "最长90天"),
        ({"until": "2026-09-13"}, "最长90天"),
        ({"until": "soon"}, "请检查这一项的写法"),
        ({"recipient": "\ue863"}, "字库中没有"),
    ],
)
def test_a_wish_that_cannot_be_is_explained_beside_its_field(two, more, words):
    held, client = two[0], browser(two[0])
    answer = client.post(f"/me/certificates/{held.id}/marked-copies/new", form(**more))
    assert answer.status_code == 422
    assert words in text(answer)


def test_the_api_tells_what_a_copy_is(two):
    held, client = two[0], browser(two[0])
    grant = made(client, held, "marked-copies")
    file = client.get(f"/me/grants/{grant}/file.pdf").content

    def asked():
        answer = Client().post("/api/v1/verifications/file", file, content_type="application/pdf")
        return json.loads(answer.content)

    said = asked()
    assert said["genuine"]
    assert said["marked_copy"]["state"] == "active"
    assert said["marked_copy"]["purpose"] == "求职应聘"
    client.post(f"/me/grants/{grant}/revoke")
    said = asked()
    assert not said["genuine"]
    assert said["unaltered"]["answer"]
    assert (said["marked_copy"]["state"], said["still_valid"]["verdict"]) == ("revoked", "valid")


def test_the_list_counts_and_the_first_page_says_what_runs(two):
    held, client = two[0], browser(two[0])
    made(client, held, "links")
    copy = made(client, held, "marked-copies")
    assert "2份加注件和链接在用" in text(client.get("/me/"))
    client.post(f"/me/grants/{copy}/revoke")
    assert "1份加注件和链接在用" in text(client.get("/me/"))
    listed = text(client.get(f"/me/certificates/{held.id}/present"))
    assert listed.index("使用中") < listed.index("已收回")


def test_a_report_of_an_error_reaches_the_counter_and_its_answer_the_holder(two):
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat

    held, client = two[0], browser(two[0])
    sent = client.post(f"/me/certificates/{held.id}/error", {"field": "name", "should": "王方", "words": ""})
    assert sent["Location"] == f"/me/certificates/{held.id}"
    assert f"最晚{day(CALENDAR.after(AT.date(), 5))}答复" in text(client.get(sent["Location"]))
    issuer = Certificate.objects.get(id=held.id).issuer_id
    number = enrol(username="answering", name="窗口", password="demo-demo-demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=issuer, role="counter", by=SYSTEM, at=AT)
    office = Client()
    office.post("/office/sign-in", {"username": "answering", "password": "demo-demo-demo"})
    assert "答复信息有误的反映" in text(office.get("/office/"))
    page = office.get("/office/corrections")
    there = re.search(r"/office/corrections/\d+", text(page))[0]
    assert "王方" in text(office.get(there))
    assert office.post(there, {"words": ""}).status_code == 422
    assert office.post(there, {"words": "核对后确为印错，请换发", "replacement": "on"}).status_code == 302
    told = text(client.get(sent["Location"]))
    assert "核对后确为印错" in told
    assert f"/me/certificates/{held.id}/change" in told


@pytest.mark.skipif(not sm2.available(), reason="this machine's libcrypto knows no SM2")
def test_its_holder_gets_the_ofd_file_with_one_press_and_nobody_else_does(two):
    mine, theirs = two
    here = f"/me/certificates/{mine.id}"
    assert f'action="{here}/ofd"' in text(browser(mine).get(here))
    pressed = browser(mine).post(f"{here}/ofd")
    assert (pressed.status_code, pressed["Location"]) == (302, f"{here}/file.ofd")
    file = browser(mine).get(f"{here}/file.ofd")
    assert (file["Content-Type"], file.content[:2]) == ("application/ofd", b"PK")
    assert "no-store" in file["Cache-Control"]
    assert browser(theirs).get(f"{here}/file.ofd").status_code == 404
    assert browser(theirs).post(f"{here}/ofd").status_code == 404
