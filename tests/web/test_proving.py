"""Credentials and offline verification at the site's doors: chosen, shown once, limited, and what readers need is public."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from tests.presenting.conftest import pair
from tests.web.test_presenting import browser
from yinxin.kernel import licence
from yinxin.presenting import terms
from yinxin.presenting.crediting import ITEMS
from yinxin.presenting.models import Credential

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    return pair(cast, 7151)


@pytest.fixture
def held(two):
    return two[0]


@pytest.fixture
def there(held):
    return f"/me/certificates/{held.id}/credentials/new"


def test_a_holder_chooses_and_the_published_keys_verify_it(held, there):
    client = browser(held)
    page = client.get(there).content.decode()
    assert 'value="name"' in page
    answer = client.post(there, {"show": ["level"], "as": "file"})
    assert answer["Content-Type"] == "application/vc+sd-jwt"
    assert "attachment" in answer["Content-Disposition"]
    known = client.get("/.well-known/jwt-vc-issuer").json()
    keys = {key["kid"]: JWK(**key) for key in known["jwks"]["keys"]}
    said = SDJWTVerifier(
        answer.content.decode(), lambda issuer, head: keys[head["kid"]]
    ).get_verified_payload()
    assert said["iss"] == known["issuer"]
    assert set(said["credentialSubject"]) == {"type", "qualification", "level"}


def test_it_is_shown_once_and_remembered_without_its_text(held, there):
    client = browser(held)
    page = client.post(there, {"show": ["name"]})
    assert page.status_code == 200
    assert "eyJ" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    again = client.get(there).content.decode()
    assert "eyJ" not in again
    assert "未绑定密钥" in again


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"holder_key": "x"}, "P-256"),
        ({"holder_key": '{"d":"x"}'}, "私钥"),
        ({"show": ["photo"]}, ""),
    ],
)
def test_bad_input_is_answered_on_the_page(held, there, given, words):
    answer = browser(held).post(there, given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Credential.objects.exists()


def test_it_is_its_holders_alone_and_limited(two, there):
    held, other = two
    assert Client().get(there).status_code == 302
    assert browser(other).get(there).status_code == 404
    client = browser(held)
    for _ in range(terms.MOST_CREDENTIALS):
        assert client.post(there, {}).status_code == 200
    refused = client.post(there, {})
    assert refused.status_code in (409, 422)
    assert Credential.objects.count() == terms.MOST_CREDENTIALS


@pytest.mark.parametrize("address", ["/vc/context.json", "/vc/qualification", "/vc/vocabulary"])
def test_what_readers_need_is_public_and_may_be_fetched_from_anywhere(db, address):
    answer = Client().get(address)
    assert answer["Access-Control-Allow-Origin"] == "*"
    text = json.dumps(answer.json(), ensure_ascii=False)
    assert all(name in text for name in ITEMS)


def test_the_offline_page_says_every_sentence_and_runs_our_files_only(db):
    answer = Client().get("/verify/offline")
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "camera=(self)" in answer["Permissions-Policy"]
    assert 'data-headvalid="' in page
    worker = Client().get("/verify/offline/worker.js")
    assert worker["Service-Worker-Allowed"] == "/verify/offline"
    assert worker["Content-Type"].startswith("text/javascript")


def test_the_licence_identifier_stands_on_the_holders_page(held):
    page = browser(held).get(f"/me/certificates/{held.id}").content.decode()
    found = page[page.index(licence.ROOT) :].partition("<")[0]
    assert str(licence.parsed(found)) == found
