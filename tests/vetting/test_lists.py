"""Lists of employers: the same answers as the public page, resumable, within the quota, gone in time (N22.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from config import auditing
from config.workshop import keyring, vetting_match
from tests.cast import AT
from tests.vetting import helpers
from tests.vetting.helpers import STRANGER, bring, checked, csv_of, employer, persons, rows_of, work
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.parties.queries import body_by_code
from yinxin.register.closed_files import closed_files
from yinxin.verification import answers, receipts
from yinxin.vetting import asking, audit, grounds, looks, queries, running, terms
from yinxin.vetting.grounds import Ground, Reason
from yinxin.vetting.models import List, Look, Row
from yinxin.vetting.outcomes import Note

pytestmark = pytest.mark.django_db


def outcomes(number):
    return dict(Row.objects.filter(of_id=number).order_by("number").values_list("number", "outcome"))


def test_every_row_is_told_what_the_public_page_says(cast):
    people = persons()
    number = checked([*people, STRANGER])
    told = list(outcomes(number).values())
    public = [answers.by_match(no, name, document, at=AT).verdict.value for name, document, no in people]
    assert told == [*public, "not_found"]
    assert set(public) >= {"valid"}
    assert List.objects.get().state == "done"


def test_a_wrong_name_number_or_document_reads_alike(cast):
    name, document, number = persons()[0]
    other = persons()[1]
    list_id = checked(
        [(name + "甲", document, number), (name, other[1], number), (name, document, other[2]), STRANGER]
    )
    lines = queries.lines_of(list_id, employer())
    assert {line.told.outcome.value for line in lines} == {"not_found"}
    assert len({tuple(map(str, line.told.remarks)) for line in lines}) == 1
    assert not Look.objects.exists()


def test_the_batched_look_up_agrees_with_the_single_one(cast):
    asked = [(number, name, document) for name, document, number in [*persons(), STRANGER]]
    many = answers.by_matches(asked, at=AT)
    assert many == [answers.by_match(*one, at=AT) for one in asked]


def test_what_cannot_be_asked_is_said_and_the_register_is_not_asked(cast):
    name, document, number = persons()[0]
    wrong = document[:17] + ("1" if document[17] != "1" else "2")
    people = [
        ("", document, number),
        (name, "", number),
        (name, document, ""),
        ("", "", number),
        (name, wrong, number),
        (name, "12345678901234567890", number),
        (name, "1.10105E+17", number),
        (name, document, "管理号?!"),
        ("名" * 121, document, number),
    ]
    asked = []

    def match(three, at):
        asked.extend(three)
        return vetting_match(three, at)

    list_id = bring(csv_of(rows_of(people)))
    work(match=match)
    notes = list(Row.objects.order_by("number").values_list("note", flat=True))
    assert notes == [
        one.value
        for one in (
            *(Note.NO_NAME, Note.NO_ID, Note.NO_NUMBER, Note.GAPS, Note.ID_CHECK),
            *(Note.ID_FORM, Note.LOST_DIGITS, Note.NUMBER_FORM, Note.TOO_LONG),
        )
    ]
    assert asked == []
    assert set(outcomes(list_id).values()) == {"missing", "malformed"}


def test_a_row_that_repeats_another_is_told_so_and_asked_once(cast):
    first, second = persons()[:2]
    spaced = (first[0], first[1].lower(), " ".join(first[2]))
    list_id = checked([first, second, spaced])
    line = queries.lines_of(list_id, employer())[2]
    assert "与第2行重复。" in [str(words) for words in line.told.remarks]
    assert outcomes(list_id)[2] == outcomes(list_id)[4]
    assert Look.objects.count() == 2


def test_the_holder_sees_who_asked_why_and_when_once_a_list(cast):
    checked([persons()[0]] * 2)
    found, count = looks.of_certificate(Look.objects.get().certificate_id)
    assert count == 1
    (seen,) = found
    assert seen.employer == body_by_code("employer").name
    assert (seen.purpose, seen.reference) == (helpers.REASON.purpose, helpers.REASON.reference)
    assert "本人同意" in str(seen.ground)
    assert seen.at == AT + timedelta(minutes=1)


def test_a_killed_worker_loses_the_piece_in_hand_and_nothing_else(cast, monkeypatch):
    monkeypatch.setattr(terms, "CHUNK", 4)
    list_id = bring(csv_of(rows_of([*persons()[:6], STRANGER])))
    turns = iter([True, False])

    def match(three, at):
        if not next(turns, True):
            raise OperationalError("the connection is lost")
        return vetting_match(three, at)

    with pytest.raises(OperationalError):
        work(match=match)
    assert List.objects.get().done == 4
    assert Look.objects.count() == 4
    work(match=lambda three, at: None)  # verification is away: the list waits
    assert List.objects.get().state == "running"
    assert work() == 2
    assert work() == 0
    row = List.objects.get(pk=list_id)
    assert (row.state, row.done, Look.objects.count()) == ("done", 7, 6)
    assert list(audit.audit()) == []


def test_what_the_worker_cannot_do_is_told_in_words_and_nothing_is_kept(cast):
    list_id = bring(csv_of(rows_of([STRANGER])))

    def match(three, at):
        raise ZeroDivisionError

    work(match=match)
    view = queries.one(list_id, employer())
    assert (view.state.value, len(view.trouble), view.has_rows) == ("failed", 2, False)
    assert not Row.objects.exists()
    assert asking.left(body_by_code("employer").id, AT) == 20_000
    assert list(audit.audit()) == []


def test_the_month_has_so_many_rows_and_one_list_runs_at_a_time(cast, settings):
    settings.VETTING_ROWS = 5
    number = bring(csv_of(rows_of([STRANGER] * 3)))
    with pytest.raises(WrongState, match="正在核验"):
        bring(csv_of(rows_of([STRANGER])))
    work()
    with pytest.raises(WrongState, match="本月还可以核验2行"):
        bring(csv_of(rows_of([STRANGER] * 3)))
    asking.end(list_id=number, by=employer(), at=AT)
    assert asking.left(body_by_code("employer").id, AT) == 2
    bring(csv_of(rows_of([STRANGER] * 3)), at=AT + timedelta(days=20))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"declared": False}, "declared"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_on": AT.date() + timedelta(days=1)}, "agreed_on"),
        ({"purpose": "查"}, "purpose"),
        ({"reference": ""}, "reference"),
        ({"ground": Ground.DUTY}, "ground"),
    ],
)
def test_a_ground_that_is_not_whole_is_refused_field_by_field(cast, changes, field):
    with pytest.raises(Incomplete) as refused:
        bring(csv_of(rows_of([STRANGER])), reason=replace(helpers.REASON, **changes))
    assert refused.value.facts["fields"] == [field]
    assert not List.objects.exists()


def test_a_ground_of_the_law_needs_its_provision_and_no_consent(cast):
    reason = Reason(Ground.POST, "核对安全岗位持证", "某某条例第九条")
    number = bring(csv_of(rows_of([STRANGER])), reason=reason)
    assert grounds.opened(List.objects.get(pk=number).sealed) == reason


def test_another_employers_list_is_not_found(cast):
    number = checked([persons()[0]])
    other = _other_employer()
    for ask in (
        lambda by: queries.one(number, by),
        lambda by: queries.file_of(number, by),
        lambda by: queries.receipt_of(number, by),
        lambda by: queries.lines_of(number, by),
        lambda by: queries.count_of(number, by, None),
        lambda by: asking.end(list_id=number, by=by, at=AT),
    ):
        with pytest.raises(NotFound):
            ask(other)
    assert queries.lists_for(other) == ()
    with pytest.raises(NotFound):
        bring(csv_of(rows_of([STRANGER])), by=other)
    with pytest.raises(NotPermitted):
        queries.allowances(cast.data, AT)


def _other_employer():
    """Return somebody of an employer above: no territory reaches into another's lists."""
    own = employer()
    (seat,) = own.seats
    above = replace(seat.body, id=next(iter(seat.body.lineage - {seat.body.id})))
    return replace(own, account_id=own.account_id, seats=(replace(seat, body=above),))


def test_rows_and_files_go_after_thirty_days_and_line_and_receipt_stay(
    cast, django_capture_on_commit_callbacks
):
    number = checked([persons()[0], STRANGER])
    row = List.objects.get(pk=number)
    store = closed_files()
    assert store.has(row.book)
    assert store.has(row.out)
    assert running.expire(at=row.done_at + timedelta(days=30)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert running.expire(at=row.done_at + timedelta(days=30, seconds=1)) == 1
    assert running.expire(at=row.done_at + timedelta(days=31)) == 0
    assert not Row.objects.exists()
    assert not store.has(row.book)
    assert not store.has(row.out)
    with pytest.raises(WrongState):
        queries.file_of(number, employer())
    view = queries.one(number, employer())
    assert (view.state.value, view.file_name, view.counts) == ("expired", "", {"valid": 1, "not_found": 1})
    assert receipts.check(queries.receipt_of(number, employer()), keyring(), at=AT).genuine
    assert Look.objects.count() == 1
    assert list(audit.audit()) == []
    running.expire(at=row.done_at + timedelta(days=4 * 366))
    assert not Look.objects.exists()


def test_a_list_is_ended_before_its_time_running_or_done(cast):
    waiting = bring(csv_of(rows_of([STRANGER])))
    asking.end(list_id=waiting, by=employer(), at=AT)
    done = checked([persons()[0]])
    asking.end(list_id=done, by=employer(), at=AT)
    assert not Row.objects.exists()
    assert set(List.objects.values_list("state", flat=True)) == {"ended"}
    with pytest.raises(WrongState):
        asking.end(list_id=done, by=employer(), at=AT)
    with pytest.raises(WrongState):
        queries.receipt_of(waiting, employer())
    assert queries.receipt_of(done, employer())
    assert list(audit.audit()) == []


def test_the_receipt_is_genuine_and_a_changed_byte_is_not(cast):
    number = checked([persons()[0], STRANGER])
    text = queries.receipt_of(number, employer())
    seen = receipts.check(text, keyring(), at=AT)
    assert (seen.genuine, seen.of_list, seen.then, seen.now, seen.changed) == (True, True, None, None, False)
    data, _ = queries.file_of(number, employer())
    said = seen.receipt.said
    from hashlib import sha256

    assert said["answered"] == {"sha256": sha256(data).hexdigest(), "counts": {"not_found": 1, "valid": 1}}
    assert said["asked"]["sha256"] == List.objects.get().came
    for name, document, management in (persons()[0], STRANGER):
        assert name not in text
        assert document not in text
        assert management not in text
    assert not receipts.check(text.replace('"valid": 1', '"valid": 2'), keyring(), at=AT).genuine


@pytest.mark.parametrize(
    "spoil",
    [
        "update vetting_list set counts = '{}'",
        "update vetting_list set receipt = replace(receipt, '\"valid\": 1', '\"valid\": 2')",
        "update vetting_list set rows = 3, done = 3",
        "update vetting_list set state = 'running'",
        "update vetting_row set outcome = 'valid'",
        "update vetting_look set outcome = 'revoked'",
        "delete from vetting_look",
        "delete from vetting_row",
        "update vetting_list set out = book",
    ],
)
def test_the_audit_finds_what_was_changed_behind_its_back(cast, behind_the_back, spoil):
    checked([persons()[0], STRANGER])
    assert list(audit.audit()) == []
    behind_the_back(spoil)
    assert list(audit.audit())


def test_the_whole_audit_looks_at_lists_too(cast):
    assert auditing.vetting is audit


def test_nothing_of_a_person_lies_open_in_the_tables_or_the_ledger(cast):
    from django.db import connection

    name, document, number = persons()[0]
    checked([persons()[0]], name=f"{name}.csv")
    with connection.cursor() as cursor:
        for table in ("vetting_list", "vetting_row", "vetting_look", "ledger_entry", "desk_notice"):
            where = "where kind like 'vetting%%'" if table == "ledger_entry" else ""
            cursor.execute(f"select t::text from {table} t {where}")
            text = " ".join(one for (one,) in cursor.fetchall())
            assert not any(part in text for part in (name, document, number)), table
