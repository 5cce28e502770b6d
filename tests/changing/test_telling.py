"""Applicants are told what became of their application, once, with nothing personal in the text (N15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.changing import helpers
from yinxin.changing import deciding, telling
from yinxin.changing.models import Application, Notice
from yinxin.changing.terms import TRY_AGAIN_AFTER
from yinxin.ledger.queries import history

pytestmark = pytest.mark.django_db
REASON = "证明材料看不清楚"


class Box:
    """A messenger in memory; with ``broken`` it cannot send now."""

    def __init__(self, *, broken=False):
        self.sent, self.broken = [], broken

    def send(self, channel, to, text):
        if self.broken:
            raise TimeoutError
        self.sent.append((channel, to, text))
        return f"proof-{len(self.sent)}"


def step(box, at=AT):
    return telling.step(messenger=box, clock=lambda: at)


def given_back(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    deciding.give_back(application_id=number, reason=REASON, by=helpers.clerk(one), at=AT)
    return number


def test_a_return_is_told_once_and_names_only_the_number(cast):
    number = given_back(cast)
    box = Box()
    assert step(box)
    assert not step(box)
    said = Application.objects.values_list("number", flat=True).get(pk=number)
    ((channel, to, text),) = box.sent
    assert (channel, to) == ("sms", "13800000000")
    assert said in text
    assert "补正" in text
    assert REASON not in text
    assert [line.kind for line in history(("application", number))][-1] == "application.told"


def test_filing_and_passing_on_tell_nobody(cast):
    helpers.reviewed(helpers.certificate(cast))
    assert not step(Box())


def test_what_cannot_be_sent_is_tried_again_and_given_up_in_the_end(cast):
    given_back(cast)
    broken, at = Box(broken=True), AT
    for wait in TRY_AGAIN_AFTER:
        assert step(broken, at)
        assert not step(broken, at), "not before its time"
        at += wait
    assert step(broken, at)
    notice = Notice.objects.get()
    assert (notice.settled_at, notice.proof, notice.trouble) == (at, "", "TimeoutError")
    assert not step(Box(), at + timedelta(days=9))
