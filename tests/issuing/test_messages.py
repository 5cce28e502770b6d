"""Holders are told that their paper waits: once on its arrival, and again; what fails is tried again and never blocks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.issuing.counter_helpers import give, on_shelf
from tests.issuing.test_service import publish
from yinxin.issuing import messages
from yinxin.issuing.messages import Outbox
from yinxin.issuing.models import Message
from yinxin.issuing.terms import REMIND_AFTER, TRY_AGAIN_AFTER
from yinxin.kernel.refusal import Incomplete
from yinxin.ledger import queries as ledger
from yinxin.register import contacts
from yinxin.register.models import Certificate, HolderContact, PaperCopy

pytestmark = pytest.mark.django_db
PHONE = "139" + "00000001"


@pytest.fixture(autouse=True)
def nobody_else(db):
    """Whoever else has a phone from a registration is not told here."""
    HolderContact.objects.all().delete()


class Sender:
    """A service in memory; ``down`` for as many calls as it says."""

    def __init__(self, down: int = 0) -> None:
        self.down = down
        self.sent: list[tuple[str, str, str]] = []

    def send(self, channel: str, to: str, text: str) -> str:
        if self.down:
            self.down -= 1
            raise ConnectionError("no answer")
        self.sent.append((channel, to, text))
        return f"proof-{len(self.sent)}"


def holder_of(copy: int) -> int:
    return PaperCopy.objects.values_list("certificate__holder_id", flat=True).get(id=copy)


def one(cast, seed: int, **contact: str) -> int:
    """Return a copy on the shelf whose holder has left a phone."""
    (copy,) = on_shelf(cast, seed=seed, count=1)
    HolderContact.objects.all().delete()
    given = {"phone": PHONE, "email": ""} | contact
    contacts.leave(holder_id=holder_of(copy), agreed=True, at=AT, **given)
    return copy


def work(sender: Sender, at) -> None:
    while messages.step(messenger=sender, clock=lambda: at):
        pass


def test_the_arrival_is_told_once_and_then_after_30_90_and_365_days(cast):
    one(cast, 6101)
    publish()
    sender = Sender()
    told = []
    for day in range(0, 400, 5):
        work(sender, AT + timedelta(days=day))
        work(sender, AT + timedelta(days=day, hours=1))
        if len(sender.sent) > len(told):
            told.append(day)
    assert told == [after.days for after in REMIND_AFTER]
    assert "已到合肥" in sender.sent[0][2]
    assert all(text.startswith("提醒") for _, _, text in sender.sent[1:])


def test_a_message_names_where_and_when_and_has_no_link_and_no_number(cast):
    copy = one(cast, 6102)
    publish()
    sender = Sender()
    work(sender, AT)
    ((channel, to, text),) = sender.sent
    assert (channel, to) == ("sms", PHONE)
    assert "政务中心3号窗口" in text
    number = Certificate.objects.get(papers__id=copy).management_number
    assert number not in text
    assert not re.search(r"://|\d{11,}", text)
    (line,) = ledger.history(("message", Message.objects.get().pk))
    assert (line.kind, line.facts["proof"]) == ("message.sent", "proof-1")
    assert PHONE not in str(line.facts)


def test_nobody_is_told_before_the_issuer_has_published_where_to_go(cast):
    one(cast, 6103)
    sender = Sender()
    work(sender, AT)
    publish()
    work(sender, AT + timedelta(hours=1))
    assert len(sender.sent) == 1


def test_what_cannot_be_sent_is_tried_again_and_then_given_up(cast):
    one(cast, 6104)
    publish()
    tries, now = 0, AT
    sender = Sender(down=99)
    for after in (timedelta(0), *TRY_AGAIN_AFTER):
        now += after
        if after:
            work(sender, now - timedelta(seconds=1))
        assert sender.down == 99 - tries
        work(sender, now)
        tries += 1
    assert sender.down == 99 - tries
    row = Message.objects.get()
    assert (row.state, row.trouble, row.attempts) == ("failed", "ConnectionError", len(TRY_AGAIN_AFTER) + 1)


def test_it_goes_out_once_the_service_answers_again(cast):
    one(cast, 6105)
    publish()
    sender = Sender(down=1)
    work(sender, AT)
    work(sender, AT + TRY_AGAIN_AFTER[0])
    assert len(sender.sent) == 1
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize("meanwhile", ["collected", "forgotten"])
def test_who_has_collected_or_does_not_wish_it_is_not_told(cast, meanwhile):
    copy = one(cast, 6106)
    publish()
    sender = Sender(down=1)
    work(sender, AT)
    if meanwhile == "collected":
        give(copy, at=AT + timedelta(minutes=1))
    else:
        contacts.forget(holder_id=holder_of(copy), at=AT + timedelta(minutes=1))
    work(sender, AT + timedelta(days=40))
    assert sender.sent == []
    assert Message.objects.get().state == "failed"


def test_an_e_mail_address_serves_where_there_is_no_phone(cast):
    one(cast, 6107, phone="", email="somebody@example.com")
    publish()
    sender = Sender()
    work(sender, AT)
    assert sender.sent[0][:2] == ("email", "somebody@example.com")


def test_the_folder_holds_each_message_whole(cast, tmp_path):
    box = Outbox(tmp_path / "outbox")
    proof = box.send("sms", PHONE, "您的证书可以领取。")
    assert (tmp_path / "outbox" / f"{proof}.json").exists()
    assert PHONE not in proof
    assert box.latest(3) == [("sms", "139****0001", "您的证书可以领取。")]


def test_a_registration_brings_a_phone_and_what_the_holder_says_stands_above_it(cast):
    (copy,) = on_shelf(cast, seed=6108, count=1)
    HolderContact.objects.all().delete()
    holder = holder_of(copy)
    certificate = Certificate.objects.get(papers__id=copy).pk
    assert contacts.from_registration({certificate: "0551-123"}, at=AT) == 0
    assert contacts.from_registration({certificate: "+86 139 0000 0002"}, at=AT) == 1
    assert contacts.of_holder(holder).phone == "139" + "00000002"
    contacts.leave(holder_id=holder, phone=PHONE, email="", agreed=True, at=AT)
    contacts.from_registration({certificate: "139" + "00000003"}, at=AT)
    assert contacts.of_holder(holder).phone == PHONE
    contacts.forget(holder_id=holder, at=AT)
    contacts.from_registration({certificate: "139" + "00000003"}, at=AT)
    assert contacts.of_holder(holder).off
    assert PHONE.encode() not in bytes(HolderContact.objects.get(holder_id=holder).phone)


@pytest.mark.parametrize(
    ("phone", "email", "agreed"),
    [("", "", True), ("12", "", True), (PHONE, "", False), (PHONE, "no address", True)],
)
def test_a_contact_is_right_and_agreed_to(cast, phone, email, agreed):
    holder = Certificate.objects.values_list("holder_id", flat=True)[0]
    with pytest.raises(Incomplete, match="勾选同意"):
        contacts.leave(holder_id=holder, phone=phone, email=email, agreed=agreed, at=AT)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"state": "lost"}, "message_state_known|message_settled"),
        ({"state": "sent", "settled_at": AT}, "message_sent_has_proof"),
        ({"settled_at": AT}, "message_settled"),
    ],
)
def test_the_database_keeps_messages_in_order(cast, change, named):
    one(cast, 6109)
    publish()
    work(Sender(down=1), AT)
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Message.objects.update(**change)


def test_the_database_keeps_nothing_of_whoever_wants_none_kept(cast):
    copy = one(cast, 6110)
    with pytest.raises(IntegrityError, match="contact_off_is_empty"), transaction.atomic():
        HolderContact.objects.filter(holder_id=holder_of(copy)).update(off=True)
