"""Agreements: by two people, within the law's three platforms, ended at once; what the ledger knows of them (N22.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import DatabaseError, IntegrityError

from tests.cast import AT
from tests.sharing.helpers import TERMS, Caller, actor, agreed, faces, key_of
from yinxin.approvals import deciding
from yinxin.kernel.refusal import Incomplete, NotPermitted, Refusal, WrongState
from yinxin.sharing import agreements, audit, keys, lookups, queries, tallying
from yinxin.sharing.lookups import Question
from yinxin.sharing.models import Agreement, Call, Change, Key, Snapshot
from yinxin.sharing.states import AgreementState

pytestmark = pytest.mark.django_db


def found(store=None):
    from yinxin.register.files import files

    return list(audit.audit(files()))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"client": "x"}, ["client"]),
        ({"purpose": ""}, ["purpose"]),
        ({"basis": "无"}, ["basis"]),
        ({"fields": ()}, ["fields"]),
        ({"fields": ("name", "photo")}, ["fields"]),
        ({"fields": ("name", "verify_at")}, ["fields"]),
        ({"regions": ("3",)}, ["regions"]),
        ({"regions": ("34%",)}, ["regions"]),
        ({"qualifications": ("none-such",)}, ["qualifications"]),
        ({"per_minute": 0}, ["per_minute"]),
        ({"per_day": 5, "per_minute": 6}, ["per_minute"]),
        ({"until": date(2026, 9, 1)}, ["until"]),
        ({"until": date(2036, 9, 1)}, ["until"]),
    ],
)
def test_terms_that_cannot_be_agreed_name_what_is_wrong(cast, changed, wrong):
    with pytest.raises(Incomplete) as no:
        agreements.propose(terms=replace(TERMS, **changed), by=actor("system-admin"), at=AT)
    assert no.value.facts["fields"] == wrong


def test_whoever_proposes_does_not_approve(cast):
    number, proposal = agreements.propose(terms=TERMS, by=actor("system-admin"), at=AT)
    with pytest.raises(Refusal):
        deciding.approve(proposal_id=proposal, by=actor("system-admin"), at=AT)
    with pytest.raises(WrongState):
        keys.make(agreement_id=number, by=actor("system-admin"), at=AT)
    reviewer = actor("catalogue-review")
    with pytest.raises(NotPermitted):
        agreements.activate(agreement_id=number, proposed_by=reviewer.account_id, by=reviewer, at=AT)
    deciding.approve(proposal_id=proposal, by=reviewer, at=AT)
    assert agreements.found(number).state == AgreementState.ACTIVE.value
    with pytest.raises(WrongState):
        agreements.activate(agreement_id=number, proposed_by=0, by=reviewer, at=AT)


def test_a_draft_that_was_given_up_is_approved_no_more(cast):
    number, proposal = agreements.propose(terms=TERMS, by=actor("system-admin"), at=AT)
    agreements.end(agreement_id=number, reason="对方撤回申请", by=actor("system-admin"), at=AT)
    with pytest.raises(WrongState):
        deciding.approve(proposal_id=proposal, by=actor("catalogue-review"), at=AT)
    with pytest.raises(WrongState):
        agreements.end(agreement_id=number, reason="再终止一次", by=actor("system-admin"), at=AT)


def test_the_terms_of_an_agreement_cannot_be_changed(cast):
    number = agreed()
    with pytest.raises(IntegrityError, match="agreement_keeps_its_terms"), transaction.atomic():
        Agreement.objects.filter(pk=number).update(regions=["11"])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("agreement_state_known", {"state": "open", "approved_by": 999_999, "approved_at": AT}),
        ("agreement_platform_known", {"platform": "another"}),
        ("agreement_approved_when_active", {"state": "active"}),
        (
            "agreement_approved_by_another",
            {"approved_by": F("proposed_by"), "approved_at": AT, "state": "active"},
        ),
        ("agreement_ended_with_reason", {"state": "ended", "ended_at": AT}),
        ("agreement_quota", {"per_minute": 0}),
        ("agreement_period", {"until": date(2026, 1, 1)}),
    ],
)
def test_the_database_refuses_what_no_agreement_is(cast, name, change):
    number, _ = agreements.propose(terms=TERMS, by=actor("system-admin"), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("alter table sharing_agreement disable trigger sharing_keep_terms")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Agreement.objects.filter(pk=number).update(**change)


def test_a_client_has_one_snapshot_in_the_making_and_none_that_is_half_made(cast):
    number = agreed()
    Snapshot.objects.create(agreement_id=number, ordered_at=AT)
    with pytest.raises(IntegrityError, match="snapshot_one_ordered"), transaction.atomic():
        Snapshot.objects.create(agreement_id=number, ordered_at=AT)
    with pytest.raises(IntegrityError, match="snapshot_made_whole"), transaction.atomic():
        Snapshot.objects.update(made_at=AT)


def test_the_feed_cannot_be_changed(feed):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.filter(sequence=1).update(state="invalid")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Change.objects.filter(sequence=1).delete()


def test_a_key_is_kept_as_its_digest_and_revoked_at_once(cast):
    number = agreed()
    made, key = keys.make(agreement_id=number, by=actor("system-admin"), at=AT)
    assert keys.FORM.fullmatch(key)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(k)::text from sharing_key k")
        assert key[14:] not in str(cursor.fetchall())
    keys.revoke(key_id=made, by=actor("system-admin"), at=AT)
    with pytest.raises(NotPermitted):
        keys.client(key, AT)
    with pytest.raises(WrongState):
        keys.revoke(key_id=made, by=actor("system-admin"), at=AT)


def test_an_agreement_opens_nothing_before_its_first_and_after_its_last_day(cast):
    key = key_of(agreed(until=date(2026, 10, 14)))
    assert keys.client(key, AT + timedelta(days=30))
    for at in (AT - timedelta(days=1), AT + timedelta(days=31)):
        with pytest.raises(NotPermitted):
            keys.client(key, at)


def test_the_audit_finds_nothing_in_what_was_done_by_the_verbs(feed):
    _busy()
    feed()
    assert tallying.close_days(at=AT + timedelta(days=1)) == 1
    assert tallying.close_days(at=AT + timedelta(days=1)) == 0
    assert found() == []


@pytest.mark.parametrize(
    "edit",
    [
        "update sharing_agreement set regions = '[\"11\"]'",
        "update sharing_agreement set state = 'active', ended_at = null where state = 'ended'",
        "delete from sharing_key",
        "update sharing_key set revoked_at = made_at",
        "update sharing_key set digest = sha256('another')",
        "update sharing_change set state = 'invalid' where sequence = 1",
        "update sharing_change set certificate_id = certificate_id + 1 where sequence = 1",
        "update sharing_change set serial = 'A' where sequence = 1",
        "delete from sharing_change where sequence = 2",
        "insert into sharing_change select 999, 999999, kind, at, certificate_id, state, region, qualification, "
        "serial from sharing_change where sequence = 1",
        "delete from sharing_call",
        "update sharing_call set ground = 'LH-OTHER'",
        "update sharing_call set certificate_id = null",
    ],
)
def test_the_audit_finds_each_edit_behind_its_back(feed, behind_the_back, edit):
    _busy()
    ended = agreed(client="另一个单位")
    agreements.end(agreement_id=ended, reason="平台停止接入", by=actor("system-admin"), at=AT)
    tallying.close_days(at=AT + timedelta(days=1))
    behind_the_back(edit)
    assert found()


def _busy() -> int:
    from config.workshop import licence_scheme

    number = agreed()
    key_of(number)
    face = next(iter(faces().values())).face
    question = Question("LH-2026-1", "", face.management_number, face.name, face.id_number)
    assert lookups.look_up(number, TERMS, question, licence_scheme(), at=AT)
    return number


def test_calls_are_forgotten_when_their_time_is_over(feed):
    _busy()
    assert tallying.forget(at=AT + timedelta(days=1)) == 0
    assert tallying.forget(at=AT + timedelta(days=1200)) == 1
    assert not Call.objects.exists()


def test_the_month_counts_calls_grounds_and_what_went_beyond(feed):
    number = agreed(per_minute=3)
    caller = Caller(key_of(number))
    face = next(iter(faces().values())).face
    asked = {"management_number": face.management_number, "name": face.name, "id_number": face.id_number}
    caller.post("look-ups", {"ground": "LH-0001", **asked})
    caller.post("look-ups", {"ground": "LH-0001", **asked, "name": "查无此人"})
    caller.get("changes")
    assert caller.get("changes").status_code == 429
    month = queries.month(number, "2026-09", actor("auditor"))
    assert {(str(way), verdict): count for way, verdict, count in month.calls} == {
        ("查询单本证书", "valid"): 1,
        ("查询单本证书", "not_found"): 1,
        ("读取变更", "page"): 1,
    }
    assert (month.grounds, month.total, month.changes) == ((("LH-0001", 2),), 3, Change.objects.count())
    assert month.before == "2026-08"
    assert month.after == "2026-10"
    for wrong in ("2026-13", "x", "1999-01"):
        with pytest.raises(Incomplete):
            queries.month(number, wrong, actor("auditor"))


def test_the_holder_learns_who_asked_and_for_what(feed):
    number = _busy()
    certificate = Call.objects.get(agreement_id=number).certificate_id
    (one,), count = queries.look_ups_of(certificate)
    assert (one.client, one.ground, one.purpose, count) == (TERMS.client, "LH-2026-1", TERMS.purpose, 1)
    assert queries.receivers_of(certificate, AT) == ((TERMS.client, TERMS.platform.label),)
    assert Key.objects.count() == 1
