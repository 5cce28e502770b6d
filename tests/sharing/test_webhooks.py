"""Messages that something is new: signed, tried again, sent again by hand, and led nowhere that is not public (N22.2)."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.cast import AT
from tests.sharing.helpers import actor, agreed
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.sharing import agreements, notifying, outside
from yinxin.sharing.models import Delivery

HOOK = "https://platform.example/hooks/yinxin"


class Inbox:
    """What the other side received, and how it answers."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.taken = list(answers), []

    def __call__(self, address, body, headers):
        self.taken.append((address, body, headers))
        answer = self.answers.pop(0) if self.answers else 204
        if answer == 0:
            raise outside.Refused("ConnectionRefusedError: no")
        return answer


@pytest.fixture
def hooked(feed):
    number = agreed(webhook=HOOK)
    return number, notifying.make_secret(agreement_id=number, by=actor("system-admin"), at=AT)


def run(inbox, at=AT):
    notifying.plan(at=at)
    while notifying.deliver(post=inbox, clock=lambda: at):
        pass


def signed_with(secret: str, headers, body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = "v1," + base64.b64encode(hmac.new(key, said, sha256).digest()).decode()
    return mark in headers["webhook-signature"].split(" ")


@pytest.mark.django_db
def test_a_message_says_how_far_and_nothing_else(hooked):
    inbox = Inbox()
    run(inbox)
    ((address, body, headers),) = inbox.taken
    assert address == HOOK
    assert set(json.loads(body)) == {"type", "timestamp", "data"}
    assert set(json.loads(body)["data"]) == {"sequence"}
    assert signed_with(hooked[1], headers, body)
    run(inbox)
    assert len(inbox.taken) == 1


@pytest.mark.django_db
def test_during_a_rotation_both_secrets_sign(hooked):
    second = notifying.make_secret(agreement_id=hooked[0], by=actor("system-admin"), at=AT)
    inbox = Inbox()
    run(inbox)
    ((_, body, headers),) = inbox.taken
    assert signed_with(hooked[1], headers, body)
    assert signed_with(second, headers, body)


@pytest.mark.django_db
def test_what_is_not_taken_is_tried_again_later_and_given_up_at_last(hooked):
    inbox = Inbox(*[0, 500, 301] * 5)
    at, times = AT, 0
    run(inbox, at)
    while (one := Delivery.objects.get()).next_at:
        times += 1
        assert one.next_at - at == notifying.WAITS[times - 1]
        run(inbox, at := one.next_at)
    assert len(inbox.taken) == len(notifying.WAITS) + 1
    assert len({headers["webhook-id"] for _, _, headers in inbox.taken}) == 1
    assert one.delivered_at is None
    notifying.resend(delivery_id=one.pk, by=actor("system-admin"), at=AT)
    with pytest.raises(WrongState):
        notifying.resend(delivery_id=one.pk, by=actor("system-admin"), at=AT)
    run(Inbox(), AT)
    assert Delivery.objects.get().delivered_at == AT


@pytest.mark.django_db
def test_a_client_whose_scope_nothing_touches_is_not_told(feed):
    number = agreed(webhook=HOOK, regions=("11",))
    notifying.make_secret(agreement_id=number, by=actor("system-admin"), at=AT)
    assert notifying.plan(at=AT) == 0


@pytest.mark.django_db
def test_an_ended_agreement_is_told_nothing_more(hooked):
    notifying.plan(at=AT)
    agreements.end(agreement_id=hooked[0], reason="平台停止接入", by=actor("system-admin"), at=AT)
    inbox = Inbox()
    run(inbox)
    assert inbox.taken == []


@pytest.mark.django_db
def test_only_who_keeps_agreements_makes_secrets(feed):
    number = agreed(webhook=HOOK)
    with pytest.raises(NotPermitted):
        notifying.make_secret(agreement_id=number, by=actor("auditor"), at=AT)
    with pytest.raises(WrongState):
        notifying.make_secret(agreement_id=agreed(client="无通知单位"), by=actor("system-admin"), at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["http://platform.example/", "ftp://x/", "https://", "https://a@b/", "nothing"]
)
def test_an_address_that_is_not_https_is_not_agreed(cast, address):
    with pytest.raises(Incomplete) as no:
        agreed(webhook=address)
    assert no.value.facts["fields"] == ["webhook"]


@pytest.mark.parametrize(
    "address",
    ["http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.8/", "https://169.254.169.254/",
     "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://localhost/", "https://u:p@example.com/",
     "file:///etc/passwd", "https://0/", "https://224.0.0.1/", "https://[fe80::1]/", "https://a:b/"],
)  # fmt: skip
def test_no_private_address_is_ever_called(address):
    with pytest.raises(outside.Refused):
        outside.post(address, b"{}", {})


def test_a_name_that_stands_for_a_private_address_is_not_called(monkeypatch):
    places = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("192.168.1.1", 443))]
    monkeypatch.setattr(outside.socket, "getaddrinfo", lambda *_, **__: places)
    with pytest.raises(outside.Refused, match="not public"):
        outside.post("https://platform.example/", b"{}", {})


def test_a_redirect_is_an_answer_and_is_not_followed():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/hook?a=1"
        assert outside.post(address, b"{}", {"X": "1"}, private=True) == 302
        server.shutdown()
    assert asked == [("/hook?a=1", b"{}")]


def test_the_waits_grow_to_a_day():
    assert list(notifying.WAITS) == sorted(notifying.WAITS)
    assert sum(notifying.WAITS, timedelta()) > timedelta(days=3)
