"""Receipts over HTTP: made on the page only when asked for, taken away as file and paper, checked by anybody."""

import io
import json
import re

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.verification.helpers import base_faces
from yinxin.register.files import files

pytestmark = pytest.mark.django_db


def asked():
    face = base_faces()[0][1]
    return {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}


def shown(page):
    """The receipt on a page, as its form sends it."""
    from html import unescape

    return unescape(re.search(r'<textarea name="receipt" hidden>(.*?)</textarea>', page, re.DOTALL).group(1))


def made():
    page = Client().post("/verify", {**asked(), "receipt": "1"})
    assert page.status_code == 200
    return shown(page.content.decode())


def check(text, **more):
    sent = SimpleUploadedFile("receipt.json", text.encode(), "application/json")
    return Client().post("/receipts", {"file": sent, **more})


def test_no_receipt_is_made_unless_it_is_asked_for():
    page = Client().post("/verify", asked()).content.decode()
    assert "生成核验回执" in page
    assert "<textarea" not in page


def test_a_receipt_is_taken_away_and_found_genuine():
    text = made()
    file = Client().post("/receipts/file", {"receipt": text, "as": "json"})
    assert file["Content-Type"] == "application/json"
    assert "no-store" in file["Cache-Control"]
    page = check(file.content.decode()).content.decode()
    for words in ("回执是真的", "登记簿现在怎么说", "证书真实有效"):
        assert words in page
    assert "与当时不同" not in page


def test_the_three_things_can_be_proved():
    text = made()
    assert "当时核验的就是这三项内容" in check(text, **asked()).content.decode()
    other = asked() | {"name": "别人"}
    assert "当时核验的不是这三项内容" in check(text, **other).content.decode()


def test_a_receipt_is_printed_with_its_own_text():
    text = made()
    answer = Client().post("/receipts/file", {"receipt": text, "as": "pdf"})
    paper = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    whole = "".join(paper.split())
    assert json.loads(text)["receipt"]["number"] in whole
    assert json.loads(text)["signature"]["value"][:40] in whole


@pytest.mark.parametrize("text", ["", "{}", "不是回执", "x" * 10_000])
def test_what_is_no_receipt_of_ours_is_neither_confirmed_nor_printed(text):
    if text:
        assert "这不是本系统出具的回执" in check(text).content.decode()
    for way in ("json", "pdf"):
        assert Client().post("/receipts/file", {"receipt": text, "as": way}).status_code == 422


def test_a_check_without_a_file_says_what_is_missing():
    answer = Client().post("/receipts", {})
    assert answer.status_code == 422
    assert "请填写这一项" in answer.content.decode()


def test_a_file_gets_a_receipt_too():
    data = files().get(bytes(base_faces()[0][0].electronic.digest).hex())
    sent = SimpleUploadedFile("certificate.pdf", data, "application/pdf")
    page = Client().post("/verify/file", {"file": sent, "receipt": "1"}).content.decode()
    assert "回执是真的" in check(shown(page)).content.decode()
    answer = Client().post("/api/v1/verifications/file?receipt=true", data, content_type="application/pdf")
    assert api({"receipt": answer.json()["receipt"]})["genuine"]


def api(body):
    return Client().post("/api/v1/receipts/verify", json.dumps(body), content_type="application/json").json()


def test_programs_ask_for_receipts_and_check_them():
    answer = (
        Client()
        .post(
            "/api/v1/verifications", json.dumps({**asked(), "receipt": True}), content_type="application/json"
        )
        .json()
    )
    receipt = answer["receipt"]
    told = api({"receipt": receipt, **asked()})
    assert (told["genuine"], told["asked"], told["changed"]) == (True, True, False)
    assert told["now"]["verdict"] == answer["verdict"] == "valid"
    assert api(receipt)["asked"] is None
    receipt["receipt"]["verdict"] = "revoked"
    assert api(receipt) == {"genuine": False, "receipt": None, "asked": None, "changed": None, "now": None}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7", b"x" * 20_000])
def test_a_body_that_is_no_object_is_refused(body):
    answer = Client().post("/api/v1/receipts/verify", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["clause"] == "N25"
