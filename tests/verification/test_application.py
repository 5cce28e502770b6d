"""The look-up as a web server sees it: one address, one question, a constant body (N22.1)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import orjson
import pytest
from django.test import override_settings

from tests.cast import AT
from tests.verification.helpers import Shelf, base_faces
from yinxin.verification import reader
from yinxin.verification.application import LARGEST, PATH, VerificationApplication
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db
CHECKED_AT = "2026-09-14T02:00:00+00:00"


class Reply:
    """What came back: status, headers, body."""

    def __init__(self, application: VerificationApplication, body: bytes, **environ: Any) -> None:
        said = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PATH,
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        self.body = b"".join(application(said | environ, self._start))
        self.json = orjson.loads(self.body)

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)
        assert len(headers) == len(self.headers)


@pytest.fixture
def application() -> VerificationApplication:
    with override_settings(VERIFY_RATE=0):
        return VerificationApplication(lambda: AT)


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(reader, "_reader", shelf)
    return shelf


def question(**more: object) -> bytes:
    face = base_faces()[0][1]
    said = {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}
    return orjson.dumps(said | more)


def test_a_valid_certificate_is_confirmed_and_nothing_else_is_told(application):
    reply = Reply(application, question())
    assert reply.status == 200
    assert reply.json == {
        "verdict": "valid",
        "message": str(Verdict.VALID.words),
        "checked_at": CHECKED_AT,
    }


def test_a_reply_is_never_stored_sniffed_or_framed(application):
    headers = Reply(application, question()).headers
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_length_that_is_announced_is_the_length_that_comes(application, shelf):
    for reply in (Reply(application, question()), Reply(application, b"{"), Reply(application, b"{}")):
        assert int(reply.headers["Content-Length"]) == len(reply.body)


def test_unknown_number_wrong_name_and_wrong_id_are_the_same_bytes(application):
    replies = [
        Reply(application, question(management_number="999999999999999")),
        Reply(application, question(name="查无此人")),
        Reply(application, question(id_number="11010519491231002X")),
    ]
    assert {reply.status for reply in replies} == {200}
    assert replies[0].json["verdict"] == "not_found"
    assert len({reply.body for reply in replies}) == 1
    assert len({tuple(reply.headers.items()) for reply in replies}) == 1


@pytest.mark.parametrize(
    ("language", "english"),
    [("en-GB,en;q=0.9", True), ("en", True), ("zh-CN,zh;q=0.9,en;q=0.1", False), ("", False), ("fr", False)],
)
def test_the_answer_comes_in_the_readers_language(application, shelf, language, english):
    reply = Reply(application, question(), HTTP_ACCEPT_LANGUAGE=language)
    assert reply.json["message"].isascii() is english


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"name":"\\ud800"}',
        b'{"note":"large"',
        b"name=x",
    ],
)
def test_what_is_no_json_object_is_a_bad_request(application, shelf, body):
    reply = Reply(application, body)
    assert (reply.status, reply.json["type"]) == (400, "urn:yinxin:problem:bad_request")
    assert shelf.asked == 0


@pytest.mark.parametrize("length", ["x", "1.5"])
def test_a_length_that_is_no_number_is_a_bad_request(application, shelf, length):
    assert Reply(application, question(), CONTENT_LENGTH=length).status == 400


def test_without_a_length_or_with_a_negative_one_nothing_is_read(application, shelf):
    for length in ("", "0", "-1"):
        stream = BytesIO(b"{" * 100_000)
        assert Reply(application, b"", CONTENT_LENGTH=length, **{"wsgi.input": stream}).status == 400
        assert stream.tell() == 0


def test_a_body_that_is_too_large_is_not_read(application, shelf):
    stream = BytesIO(b" " * (LARGEST + 1))
    reply = Reply(application, b"", CONTENT_LENGTH=str(LARGEST + 1), **{"wsgi.input": stream})
    assert (reply.status, stream.tell()) == (413, 0)


@pytest.mark.parametrize("missing", ["management_number", "name", "id_number"])
@pytest.mark.parametrize("value", [None, "", "  ", 7, True, ["x"], {"a": "b"}, "九" * 121])
def test_a_field_that_is_no_proper_text_is_named(application, shelf, missing, value):
    reply = Reply(application, question(**{missing: value}))
    assert (reply.status, reply.json["fields"]) == (422, [missing])
    assert reply.json["title"]
    assert reply.json["detail"]
    assert shelf.asked == 0


def test_fields_that_nobody_asked_for_change_nothing(application):
    assert Reply(application, question(verdict="valid", extra=[1])).json["verdict"] == "valid"


def test_a_register_that_is_down_is_503_and_no_verdict(application, shelf):
    shelf.down = True
    reply = Reply(application, question())
    assert (reply.status, reply.json["verdict"]) == (503, "unavailable")


@override_settings(VERIFY_RATE=0.5, VERIFY_BURST=2)
def test_who_asks_too_often_is_told_when_to_come_back(shelf):
    application = VerificationApplication(lambda: AT)
    replies = [Reply(application, question()) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 2
    assert replies[2].json["type"] == "urn:yinxin:problem:too_many_requests"
    assert Reply(application, question(), REMOTE_ADDR="192.0.2.9").status == 200
    assert Reply(application, question(), HTTP_X_FORWARDED_FOR="198.51.100.1").status == 429


@override_settings(VERIFY_RATE=0.5, VERIFY_BURST=1, TRUSTED_PROXIES=1)
def test_behind_a_trusted_proxy_the_limit_counts_who_stands_before_it(shelf):
    application = VerificationApplication(lambda: AT)
    for client, status in (("198.51.100.1", 200), ("198.51.100.2", 200), ("198.51.100.1", 429)):
        forwarded = f"203.0.113.5, {client}"
        assert Reply(application, question(), HTTP_X_FORWARDED_FOR=forwarded).status == status
