"""Holders: recognised by the identity service, matched by their documents, shown what is theirs and nothing else."""

import base64
import json
import re
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from config import clock
from yinxin.demo import country
from yinxin.demo.identity import provider
from yinxin.kernel import identity as documents
from yinxin.ledger.models import Entry
from yinxin.register import holders
from yinxin.register.models import Certificate, HolderDocument
from yinxin.register.vault import DOCUMENT, vault
from yinxin.web.holder import identity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_anew():
    identity.forget()
    yield
    identity.forget()


@pytest.fixture(autouse=True)
def nobody_to_pick(monkeypatch):
    """Offer nobody: the batch that all tests share was closed away under other keys than these tests'."""
    monkeypatch.setattr(provider, "people", lambda count=4: ())


@pytest.fixture
def people(released):
    """The holders of the batch that was just released: number in the register, and identity."""
    batch = Certificate.objects.filter(batch_id=int(released.rsplit("/", 1)[1])).order_by("holder_id")
    found = []
    for document in HolderDocument.objects.filter(holder_id__in=batch.values("holder_id")).order_by(
        "holder_id"
    ):
        number = vault().open(bytes(document.sealed), DOCUMENT).decode()
        name = holders.name_of(document.holder_id)
        found.append((document.holder_id, provider.Person(name, document.kind, number)))
    residents = [one for one in found if one[1].id_type == "111"]
    assert len(residents) > 1
    return residents


def ask(client, **more):
    """Press the button; return the identity service's page."""
    answer = client.post("/me/sign-in", more)
    assert answer.status_code == 302
    there = urlsplit(answer["Location"])
    return f"{there.path}?{there.query}"


def enter(person, **more):
    """Sign in as an invented person; return the browser and the last answer."""
    client = Client()
    form = {"name": person.name, "id_number": person.id_number, "password": "demo"}
    back = client.post(ask(client, **more), form)
    assert back.status_code == 302, back.content.decode()
    return client, client.get(back["Location"])


def test_a_holder_signs_in_and_sees_their_certificates(people):
    number, person = people[0]
    client, answer = enter(person)
    assert answer["Location"] == "/me/"
    page = client.get("/me/").content.decode()
    assert f"{person.name}，您好" in page
    mine = holders.certificates_of(number)
    assert mine
    for one in mine:
        assert f'href="/me/certificates/{one.id}"' in page
        assert one.face.qualification in page
    assert person.id_number not in page


def test_a_certificate_has_its_page_its_photo_and_its_file(people):
    number, person = people[0]
    client, _ = enter(person)
    one = holders.certificates_of(number)[0]
    page = client.get(f"/me/certificates/{one.id}")
    assert one.face.management_number in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    file = client.get(f"/me/certificates/{one.id}/file.pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert client.get(f"/me/certificates/{one.id}/photo").content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("address", ["", "/file.pdf", "/photo"])
def test_somebody_else_s_certificate_is_as_if_it_did_not_exist(people, address):
    (_, mine), (other, _) = people[:2]
    client, _ = enter(mine)
    theirs = holders.certificates_of(other)[0].id
    answers = [client.get(f"/me/certificates/{one}{address}") for one in (theirs, 99_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = [
        re.sub(r'value="[^"]+"|"X-CSRFToken": "[^"]+"', "", answer.content.decode()) for answer in answers
    ]
    assert texts[0] == texts[1]


def test_a_certificate_that_is_still_being_made_is_nobody_s_yet(batch, browser_of):
    browser_of("center-make").post(batch + "/accept")
    row = Certificate.objects.filter(batch_id=int(batch.rsplit("/", 1)[1])).first()
    assert row.state == "prepared"
    assert row.pk not in [one.id for one in holders.certificates_of(row.holder_id)]


def older_document(holder_id, number):
    """Give a holder a document that they had before."""
    kind = documents.IdKind.RESIDENT.value
    sealed = vault().close(number.encode(), DOCUMENT)
    key = vault().document_key(kind, number)
    HolderDocument.objects.create(holder_id=holder_id, kind=kind, key=key, sealed=sealed, since=clock.now())
    return number


def test_a_holder_is_found_by_any_document_they_ever_had(people):
    number, person = people[0]
    longer = "99010119700101" + "002"
    longer += documents.check_character(longer)
    older_document(number, longer)
    for given in (longer, documents.to_15(longer), longer.lower(), person.id_number):
        assert holders.holder_by_document("111", given) == number or given == person.id_number
        client, answer = enter(replace(person, id_number=given))
        assert answer["Location"] == "/me/", given
        assert client.session["holder"] == number


@pytest.mark.parametrize("kind", ["居民身份证", "111"])
def test_a_document_is_found_by_the_name_or_the_code_of_its_kind(people, kind):
    number, person = people[0]
    assert holders.holder_by_document(kind, person.id_number) == number
    assert holders.holder_by_document("414", person.id_number) is None


def test_the_session_keeps_a_number_and_times_and_addresses_carry_nothing_personal(people, caplog):
    number, person = people[0]
    client = Client()
    form = {"name": person.name, "id_number": person.id_number, "password": "demo"}
    there = ask(client)
    back = client.post(there, form)["Location"]
    client.get(back)
    assert set(client.session.keys()) == {"holder", "begun", "seen", "proved"}
    told = there + back + caplog.text + json.dumps(dict(client.session.items()))
    assert person.id_number not in told
    assert person.name not in told


def test_signing_in_and_downloading_change_nothing_in_the_ledger(people):
    number, person = people[0]
    before = Entry.objects.count()
    client, _ = enter(person)
    client.get(f"/me/certificates/{holders.certificates_of(number)[0].id}/file.pdf")
    assert Entry.objects.count() == before


def test_somebody_whom_the_register_does_not_know_is_told_why_and_stays_outside(demo_country):
    stranger = provider.Person("路人甲", "111", "990101199001010015")
    client, answer = enter(stranger)
    assert answer["Location"] == "/me/unknown"
    page = client.get("/me/unknown").content.decode()
    assert "没有找到您的证书" in page
    assert "可以怎么做" in page
    assert client.get("/me/").status_code == 302


def test_a_holder_without_certificates_is_told_why_that_may_be(people):
    number, person = people[0]
    client, _ = enter(person)
    session = client.session
    session["holder"] = 99_999_999
    session.save()
    assert "这里现在没有您的证书" in client.get("/me/").content.decode()


def test_after_signing_out_nothing_is_shown_any_more(people):
    client, _ = enter(people[0][1])
    client.post("/me/sign-out")
    assert client.get("/me/")["Location"] == "/me/sign-in?next=/me/"


def test_the_page_that_was_asked_for_comes_after_sign_in_and_no_other_site(people):
    number, person = people[0]
    one = f"/me/certificates/{holders.certificates_of(number)[0].id}"
    assert enter(person, next=one)[1]["Location"] == one
    for there in (
        "https://example.com",
        "//example.com",
        "/\\example.com",
        "javascript:x",
        "/\t/example.com",
    ):
        assert enter(person, next=there)[1]["Location"] == "/me/"


def test_a_session_gets_a_new_name_when_the_holder_is_recognised(people):
    client = Client()
    there = ask(client)
    before = client.cookies["sessionid"].value
    form = {"name": "甲", "id_number": people[0][1].id_number, "password": "demo"}
    client.get(client.post(there, form)["Location"])
    assert client.cookies["sessionid"].value != before


def test_an_idle_holder_session_ends(people, monkeypatch):
    from datetime import timedelta

    client, _ = enter(people[0][1])
    later = clock.wall() + timedelta(seconds=1801)
    monkeypatch.setattr(clock, "wall", lambda: later)
    assert client.get("/me/").status_code == 302


def test_nobody_is_staff_and_holder_at_once(people):
    client, _ = enter(people[0][1])
    assert client.get("/office/").status_code == 302
    client.post("/office/sign-in", {"username": "center-check", "password": country.PASSWORD})
    assert client.get("/office/").status_code == 200
    assert client.get("/me/").status_code == 302
    form = {"name": "甲", "id_number": people[0][1].id_number, "password": "demo"}
    client.get(client.post(ask(client), form)["Location"])
    assert client.get("/me/").status_code == 200
    assert client.get("/office/").status_code == 302


# What the service says must hold


def callback(client, **query):
    return client.get(f"/me/callback?{urlencode(query)}")


def test_an_answer_without_a_question_is_refused(demo_country):
    assert callback(Client(), code="x", state="y").status_code == 403


@pytest.mark.parametrize(
    "query",
    [{"code": "x"}, {"code": "x", "state": ""}, {"code": "x", "state": "wrong"}, {"code": "x", "state": "é"}],
)
def test_an_answer_to_another_question_is_refused(demo_country, query):
    client = Client()
    ask(client)
    assert callback(client, **query).status_code == 403


def test_an_answer_to_another_browser_s_question_is_refused(people):
    mine, theirs = Client(), Client()
    form = {"name": "甲", "id_number": people[0][1].id_number, "password": "demo"}
    ask(mine)
    back = theirs.post(ask(theirs), form)["Location"]
    assert mine.get(back).status_code == 403
    assert mine.get("/me/").status_code == 302


def test_a_code_works_once(people):
    client = Client()
    there = ask(client)
    form = {"name": "甲", "id_number": people[0][1].id_number, "password": "demo"}
    back = client.post(there, form)["Location"]
    asked = dict(client.session["identity"])
    assert client.get(back).status_code == 302
    second = Client()
    second.post("/me/sign-in")
    session = second.session
    session["identity"] = asked
    session.save()
    assert second.get(back).status_code == 403


def test_an_error_of_the_service_is_told_in_words(demo_country):
    client = Client()
    state = parse_qs(urlsplit(ask(client)).query)["state"][0]
    answer = callback(client, error="access_denied", state=state)
    assert answer.status_code == 403
    assert "身份服务没有确认您的身份" in answer.content.decode()


KEY = ECKey.generate_key("P-256", parameters={"kid": "own"}, private=True)
OTHER = ECKey.generate_key("P-256", parameters={"kid": "own"}, private=True)
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa"}, private=True)


class Service:
    """An identity service at the end of the wire, which says what the test wants."""

    issuer = "https://identity.example"

    def __init__(self, monkeypatch, settings):
        settings.OIDC_DEMO = False
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
            self.issuer,
            "us",
            "secret",
        )
        self.claims, self.key, self.header, self.asked = {}, KEY, {"alg": "ES256", "kid": "own"}, []
        self.known = [KEY, RSA]
        self.description = {}
        self.signed = None
        monkeypatch.setattr(identity, "fetch", self.fetch)

    def fetch(self, method, url, headers, body):
        self.asked.append((method, url, headers, body))
        said = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": lambda: {"keys": [key.as_dict(private=False) for key in self.known]},
            "/token": lambda: {"access_token": "t", "token_type": "Bearer", "id_token": self.token()},
        }[url.removeprefix(self.issuer)]()
        return identity.Answer(200, json.dumps(said).encode())

    def discovery(self):
        ends = {
            name: f"{self.issuer}/{path}"
            for name, path in (
                ("authorization_endpoint", "authorize"),
                ("token_endpoint", "token"),
                ("jwks_uri", "keys"),
            )
        }
        return {"issuer": self.issuer, **ends, **self.description}

    def token(self):
        if self.signed:
            return self.signed
        algorithms = ["ES256", "RS256", "HS256"]
        return jwt.encode(self.header, self.claims, self.key, algorithms)

    def holds_for(self, nonce, person):
        now = int(time.time())
        self.claims = {
            "iss": self.issuer, "aud": "us", "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce,
            "id_type": person.id_type, "id_number": person.id_number, "name": person.name,
        }  # fmt: skip


@pytest.fixture
def service(monkeypatch, settings):
    return Service(monkeypatch, settings)


def answered(service, person, change=lambda service: None):
    client = Client()
    there = client.post("/me/sign-in")["Location"]
    query = parse_qs(urlsplit(there).query)
    service.holds_for(query["nonce"][0], person)
    change(service)
    return client, callback(client, code="c", state=query["state"][0]), query


def test_a_service_elsewhere_is_asked_with_pkce_state_and_nonce(service, people):
    client, answer, query = answered(service, people[0][1])
    assert answer["Location"] == "/me/"
    assert client.session["holder"] == people[0][0]
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/me/callback"]
    assert len(query["state"][0]) >= 32
    method, url, headers, body = (
        service.asked[-2] if service.asked[-1][1].endswith("/keys") else service.asked[-1]
    )
    assert (method, url) == ("POST", "https://identity.example/token")
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"us:secret"
    assert len(parse_qs(body)["code_verifier"][0]) >= 43


def unsigned(service):
    def part(values):
        return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()

    service.signed = f"{part({'alg': 'none'})}.{part(service.claims)}."


def symmetric(service):
    """Sign with the public key as if it were a shared secret."""
    service.key = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    service.header = {"alg": "HS256", "kid": "own"}


def by_another_key(service):
    service.key = OTHER


def by_an_unknown_key(service):
    service.key = ECKey.generate_key("P-256", parameters={"kid": "new"}, private=True)
    service.header = {"alg": "ES256", "kid": "new"}


def cut(service):
    service.signed = service.token()[:-10]


def changed(**claims):
    def change(service):
        service.claims |= claims

    return change


def without(claim):
    return lambda service: service.claims.pop(claim)


FALSE = {
    "no signature": unsigned,
    "the public key as a secret": symmetric,
    "a foreign key under a known name": by_another_key,
    "an unknown key": by_an_unknown_key,
    "a token cut short": cut,
    "another issuer": changed(iss="https://evil.example"),
    "another audience": changed(aud="them"),
    "several audiences and another party": changed(aud=["us", "them"], azp="them"),
    "expired": changed(exp=int(time.time()) - 3600),
    "issued tomorrow": changed(iat=int(time.time()) + 86_400, nbf=int(time.time()) + 86_400),
    "another nonce": changed(nonce="x"),
    **{
        f"no {claim}": without(claim)
        for claim in ("iss", "aud", "exp", "nonce", "sub", "id_number", "id_type", "name")
    },
}


@pytest.mark.parametrize("change", FALSE.values(), ids=FALSE)
def test_an_answer_that_does_not_hold_lets_nobody_in(service, people, change):
    client, answer, _ = answered(service, people[0][1], change)
    assert answer.status_code == 403
    assert client.get("/me/").status_code == 302


def test_a_token_signed_with_rsa_holds_too(service, people):
    def rsa(service):
        service.key, service.header = RSA, {"alg": "RS256", "kid": "rsa"}

    assert answered(service, people[0][1], rsa)[1]["Location"] == "/me/"


def test_a_key_that_the_service_has_just_changed_to_is_fetched(service, people):
    answered(service, people[0][1])
    fresh = ECKey.generate_key("P-256", parameters={"kid": "new"}, private=True)

    def turn(service):
        service.known, service.key, service.header = [fresh], fresh, {"alg": "ES256", "kid": "new"}

    assert answered(service, people[0][1], turn)[1]["Location"] == "/me/"


def test_the_names_of_claims_are_settings(service, people, settings):
    settings.OIDC_CLAIMS = ("kind", "number", "called")

    def rename(service):
        for ours, theirs in zip(("id_type", "id_number", "name"), settings.OIDC_CLAIMS, strict=True):
            service.claims[theirs] = service.claims.pop(ours)

    assert answered(service, people[0][1], rename)[1]["Location"] == "/me/"


def test_a_service_that_speaks_for_another_issuer_is_not_asked(service, demo_country):
    service.description = {"issuer": "https://evil.example"}
    assert Client().post("/me/sign-in").status_code == 503


def silent(*_):
    raise OSError("nobody there")


def test_a_silent_service_is_told_in_words(service, demo_country, monkeypatch):
    monkeypatch.setattr(identity, "fetch", silent)
    answer = Client().post("/me/sign-in")
    assert answer.status_code == 503
    assert "请稍后再试" in answer.content.decode()


def test_without_a_service_the_page_says_so(demo_country, settings):
    settings.OIDC_DEMO, settings.OIDC_ISSUER = False, ""
    assert "还没有接通身份服务" in Client().get("/me/sign-in").content.decode()
    assert Client().post("/me/sign-in").status_code == 503


@pytest.mark.parametrize("address", ["http://identity.example/keys", "file:///etc/passwd", "ftp://x/y"])
def test_nothing_is_fetched_but_by_https(address):
    with pytest.raises(OSError, match="HTTPS"):
        identity.fetch("GET", address, {}, "")


def test_the_form_may_lead_to_the_service_and_nowhere_else(service, demo_country):
    policy = Client().get("/me/sign-in")["Content-Security-Policy"]
    assert "form-action 'self' https://identity.example;" in policy


# The demonstration's service


def test_the_service_publishes_itself_over_http_as_it_answers_inside(demo_country):
    base = "/demo/identity"
    said = Client().get(f"{base}/.well-known/openid-configuration").json()
    assert said == provider.answer("GET", "/.well-known/openid-configuration", {}, "")[1]
    assert said["token_endpoint"].endswith(f"{base}/token")
    (key,) = Client().get(f"{base}/keys").json()["keys"]
    assert "d" not in key


BAD_REQUESTS = [
    {"client_id": "somebody"},
    {"redirect_uri": "https://evil.example/me/callback"},
    {"redirect_uri": "http://testserver/elsewhere"},
    {"response_type": "token"},
    {"code_challenge": ""},
    {"code_challenge_method": "plain"},
    {"nonce": ""},
]


@pytest.mark.parametrize("change", BAD_REQUESTS)
def test_the_service_answers_our_own_questions_only(demo_country, change):
    query = {name: values[0] for name, values in parse_qs(urlsplit(ask(Client())).query).items()}
    assert Client().get(f"/demo/identity/authorize?{urlencode(query)}").status_code == 200
    assert Client().get(f"/demo/identity/authorize?{urlencode({**query, **change})}").status_code == 403


def test_a_code_needs_the_client_s_secret_and_the_verifier(people):
    client = Client()
    form = {"name": "甲", "id_number": people[0][1].id_number, "password": "demo"}

    def exchange(secret="demo", **change):
        back = client.post(ask(client), form)["Location"]
        asked = client.session["identity"]
        body = {
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(back).query)["code"][0],
            "redirect_uri": "http://testserver/me/callback",
            "code_verifier": asked["verifier"],
            **change,
        }
        basic = "Basic " + base64.b64encode(f"yinxin:{secret}".encode()).decode()
        said = Client(enforce_csrf_checks=True).post(
            "/demo/identity/token",
            urlencode(body),
            "application/x-www-form-urlencoded",
            headers={"Authorization": basic},
        )
        return said.status_code, said.json()

    assert exchange()[1]["id_token"]
    assert exchange(secret="wrong")[0] == 401
    assert exchange(code_verifier="x" * 64)[0] == 400
    assert exchange(code="unknown")[0] == 400
    assert exchange(redirect_uri="http://testserver/other")[0] == 400


def test_one_picks_a_person_without_typing_and_the_password_is_the_known_one(people, monkeypatch):
    monkeypatch.setattr(provider, "people", lambda count=4: tuple(people))
    client = Client()
    number, person = people[1]
    there = ask(client)
    page = client.get(there).content.decode()
    assert person.name in page
    assert person.id_number not in page
    wrong = client.post(there, {"name": "甲", "id_number": person.id_number, "password": "x"})
    assert wrong.status_code == 422
    client.get(client.post(there, {"person": number})["Location"])
    assert client.session["holder"] == number


@pytest.mark.parametrize(("demo", "there"), [(True, True), (False, False)])
def test_the_service_has_addresses_in_a_demonstration_only(settings, demo, there):
    from importlib import reload

    from config import urls

    settings.DEMO = demo
    try:
        routes = [str(one.pattern) for one in reload(urls).urlpatterns]
    finally:
        settings.DEMO = True
        reload(urls)
    assert ("demo/identity/" in routes) is there
