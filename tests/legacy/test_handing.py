"""From a file to certificates that verify: three people's steps, counts that balance (N19, N21)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.doors.cast import SameConnection
from tests.legacy import helpers
from yinxin.kernel.identity import to_18
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.law.n2023 import art20_legacy_electronic as art20
from yinxin.legacy import audit, handing, judging, safe
from yinxin.legacy.models import HandOver, Pair, Record
from yinxin.register.registered import passed
from yinxin.verification import answers, reader
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _same_connection(monkeypatch):
    monkeypatch.setattr(reader, "_reader", SameConnection())


def verdict(number, name, id_number):
    return answers.by_match(number, name, id_number, at=AT).verdict


def opened(batch, cast):
    one = handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    handing.receive(hand_over_id=one, by=cast.maker, at=AT)
    handing.open_certificates(hand_over_id=one, by=cast.checker, at=AT)
    return one


def rows():
    return [
        helpers.person(),
        helpers.person(姓名="李雷", 性别="男", 身份证号="990104800312123", 证书编号="199834000002", 出生年月="1980.3"),
        helpers.person(姓名="", 证书编号="199834000003", 身份证号="990104197005012337"),
        helpers.person(姓名="王晓[沛]", 证书编号="199834000004", 身份证号="990104196505012347", 出生年月=""),
    ]  # fmt: skip


def test_what_is_ready_goes_and_verifies_and_the_rest_stays_owed(cast):
    batch = helpers.examined(rows())
    opened(batch, cast)
    assert audit.balance(batch) == {
        "handed_in": 4, "opened": 2, "merged": 0, "blocked": 1, "waiting": 1, "dropped": 0,
    }  # fmt: skip
    assert verdict("199834000001", "王芳", "990104197005012345") is Verdict.VALID
    assert list(audit.audit()) == []


def test_an_old_number_verifies_by_the_one_of_eighteen(cast):
    opened(helpers.examined(rows()), cast)
    assert verdict("199834000002", "李雷", to_18("990104800312123")) is Verdict.VALID


def test_new_names_print_and_old_ones_stay_on_record(cast):
    batch = helpers.examined([helpers.person(资格名称="注册设备监理师", 级别="", 专业="")])
    opened(batch, cast)
    face = passed(helpers.record(batch).certificate_id).face
    entry = safe.current(helpers.record(batch))
    assert entry.value("qualification") == "设备监理师"
    assert entry.fields["qualification"].original == "注册设备监理师"
    assert entry.fields["sealed_by"].original == "人事部"
    assert (face.qualification, face.sealed_by[-1]) == ("设备监理师", "国家市场监督管理总局")
    assert art20.MARK in face.remarks


def test_whoever_receives_does_not_open(cast):
    batch = helpers.examined([helpers.person()])
    one = handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    with pytest.raises(WrongState):
        handing.open_certificates(hand_over_id=one, by=cast.checker, at=AT)
    handing.receive(hand_over_id=one, by=cast.maker, at=AT)
    HandOver.objects.filter(pk=one).update(received_by=cast.checker.account_id)
    with pytest.raises(NotPermitted):
        handing.open_certificates(hand_over_id=one, by=cast.checker, at=AT)


def test_what_was_sent_back_is_the_sources_again(cast):
    batch = helpers.examined([helpers.person()])
    one = handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    handing.send_back(hand_over_id=one, reason="卷册编号写错了", by=cast.maker, at=AT)
    assert helpers.record(batch).state == "ready"
    opened(batch, cast)
    assert list(audit.audit()) == []


def test_nothing_ready_is_no_hand_over(cast):
    batch = helpers.examined([helpers.person(姓名="无")])
    with pytest.raises(Incomplete):
        handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)


def test_a_disputed_record_waits(cast):
    batch = helpers.examined([helpers.person(), helpers.person(姓名="王方")])
    pair = Pair.objects.get()
    assert handing.ready(batch) == []
    judging.later(pair_id=pair.pk, why=helpers.WHY, by=helpers.data(), at=AT)
    assert handing.ready(batch) == []
    judging.different(pair_id=pair.pk, why=helpers.WHY, by=helpers.data(), at=AT)
    assert handing.ready(batch) == [], "two under one number: one of them is wrong whatever was said"


def test_what_the_register_has_is_proposed_and_not_opened_twice(cast):
    opened(helpers.examined([helpers.person()]), cast)
    again = helpers.examined([helpers.person(原单位名="另一处")], name="again.csv")
    found = Pair.objects.filter(other__batch_id=again)
    assert {pair.certificate_id is not None for pair in found} == {True, False}
    assert handing.ready(again) == []
    certificate = found.get(certificate_id__isnull=False)
    judging.same(pair_id=certificate.pk, keep=0, take=(), why=helpers.WHY, by=helpers.data(), at=AT)
    assert Record.objects.get(batch_id=again).state == "merged"
    assert list(audit.audit()) == []


def test_an_altered_list_is_not_received(cast, behind_the_back):
    batch = helpers.examined([helpers.person()])
    one = handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    HandOver.objects.filter(pk=one).update(digest="0" * 64)
    with pytest.raises(WrongState):
        handing.receive(hand_over_id=one, by=cast.maker, at=AT)
    assert any(one.where == "legacy_hand_over" for one in audit.audit())
