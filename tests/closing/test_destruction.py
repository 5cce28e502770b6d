"""Destruction: listed in its year, handed over by 31 December, counted, destroyed before two people (N26)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.issuing.ending_helpers import LATER, at_hefei, day, hefei, keeper_of, paper, state_of
from tests.register.custody_helpers import custodian, kept, opened
from yinxin.closing import audit, destroying, listing
from yinxin.closing.destroying import Counted
from yinxin.closing.models import DestructionList, ListedCopy
from yinxin.closing.states import ListState
from yinxin.duties.models import Duty
from yinxin.issuing import recalling, retention
from yinxin.issuing.recalling import Cause
from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    WrongState,
)
from yinxin.ledger import queries as ledger
from yinxin.parties import delegations
from yinxin.parties.models import Seat
from yinxin.parties.queries import actor_of, the_centre
from yinxin.register import books, custody_audit, status
from yinxin.register.models import Place
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def copies(cast):
    return at_hefei(kept(cast, opened(), seed=4481))


@pytest.fixture
def first(cast):
    return keeper_of("center", "center-first")


@pytest.fixture
def second(cast):
    return keeper_of("center", "center-second")


@pytest.fixture
def recalled(cast, copies):
    """Two copies whose certificates are invalid, and one that was wrong."""
    status.invalidate([paper(copy).certificate_id for copy in copies[:2]], by=cast.maker, at=AT)
    recalling.recall(copies=copies[:2], cause=Cause.INVALID, reason="按决定收回", by=custodian(), at=AT)
    recalling.recall(copies=copies[2:3], cause=Cause.WRONG, reason="照片印错", by=custodian(), at=AT)
    return copies[:3]


def listed(at=AT) -> int:
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=at)
    listing.add(list_id=number, copies=None, by=custodian(), at=at)
    return number


def handed(at=AT) -> int:
    number = listed(at)
    listing.close(list_id=number, by=custodian(), at=at)
    listing.hand_over(list_id=number, by=custodian(), at=at)
    return number


def count(number: int, copy: int, by) -> Counted:
    return destroying.count(list_id=number, text=paper(copy).management_number, by=by, at=LATER).counted


def record(number: int, by, **change) -> None:
    said = {"place": "中心销毁间", "way": "碎纸后化浆", "on": AT.date(), "witness": "", "at": LATER}
    destroying.record_destruction(list_id=number, by=by, **(said | change))


def state(number: int) -> ListState:
    return ListState(DestructionList.objects.get(pk=number).state)


def clean() -> bool:
    return list(audit.audit()) == [] and list(custody_audit.audit()) == []


def test_recalled_paper_is_listed_handed_over_counted_and_destroyed(cast, recalled, first, second):
    number = handed()
    assert {state_of(copy) for copy in recalled} == {P.HANDED_OVER}
    assert {paper(copy).book_id for copy in recalled} == {the_centre().id}
    assert [count(number, copy, first) for copy in recalled] == [Counted.NEW] * 3
    record(number, first)
    assert {state_of(copy) for copy in recalled} == {P.HANDED_OVER}
    assert destroying.confirm(list_id=number, by=second, at=LATER) == 3
    assert (state(number), {state_of(copy) for copy in recalled}) == (ListState.DESTROYED, {P.DESTROYED})
    waiting = Place.objects.filter(kind__in=["recalled", "past_custody", "listed", "handed_over"])
    assert set(books.balance(list(waiting.values_list("id", flat=True))).values()) == {0}
    assert [row.reason for row in ListedCopy.objects.order_by("number")] == [
        "invalid",
        "invalid",
        "handed_in",
    ]
    kinds = [line.kind.split(".")[1] for line in ledger.history(("destruction_list", number))]
    assert kinds == ["opened", "listed", "closed", "handed_over", "recorded", "destroyed"]
    assert clean()


def test_past_custody_is_listed_the_day_after_its_end(cast, copies):
    retention.end_custody(
        issuer_id=hefei(),
        exam_id=paper(copies[0]).exam_id,
        copies=None,
        by=custodian(),
        at=day(2031, 6, 15),
    )
    number = listed(day(2031, 6, 15))
    assert {row.reason for row in ListedCopy.objects.filter(list_id=number)} == {"uncollected"}


def test_only_what_waits_to_be_destroyed_is_listed(cast, copies, recalled):
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    with pytest.raises(NotApplicable, match="没有可以列入"):
        listing.add(list_id=number, copies=[copies[3]], by=custodian(), at=AT)
    with pytest.raises(NotApplicable):
        listing.add(list_id=number, copies=[*recalled, copies[3]], by=custodian(), at=AT)
    assert listing.add(list_id=number, copies=recalled[:1], by=custodian(), at=AT) == 1
    assert listing.add(list_id=number, copies=None, by=custodian(), at=AT) == 2
    with pytest.raises(NotApplicable):
        listing.add(list_id=number, copies=None, by=custodian(), at=AT)
    assert [row.number for row in ListedCopy.objects.order_by("number")] == [1, 2, 3]
    assert clean()


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (day(2026, 9, 14), date(2026, 12, 31)),
        (day(2026, 12, 31, 23), date(2026, 12, 31)),
        (day(2027, 1, 1, 0), date(2027, 12, 31)),
    ],
)
def test_what_is_listed_is_handed_over_within_the_year(cast, recalled, at, due):
    number = listed(at)
    duty = Duty.objects.get(clause="N26", subject="destruction_list", subject_id=number)
    assert (duty.due_on, duty.owed_by_id, duty.discharged_at) == (due, hefei(), None)
    listing.close(list_id=number, by=custodian(), at=at)
    listing.hand_over(list_id=number, by=custodian(), at=at)
    duty.refresh_from_db()
    assert (duty.discharged_at, duty.discharged_by) == (at, "destruction_list.handed_over")


def test_a_list_belongs_to_its_year(cast, recalled):
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=day(2026, 12, 31))
    listing.add(list_id=number, copies=recalled[:1], by=custodian(), at=day(2026, 12, 31, 23))
    with pytest.raises(WrongState, match="2026年度"):
        listing.add(list_id=number, copies=None, by=custodian(), at=day(2027, 1, 1, 0))
    listing.close(list_id=number, by=custodian(), at=day(2027, 1, 2))
    again = listed(day(2027, 1, 2))
    rows = DestructionList.objects.filter(id__in=[number, again]).order_by("id")
    assert [(row.year, row.number) for row in rows] == [(2026, 1), (2027, 1)]


def test_one_list_is_open_at_a_time_and_a_year_may_have_several(cast, recalled):
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    with pytest.raises(AlreadyDone):
        listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    with pytest.raises(Incomplete, match="空的"):
        listing.close(list_id=number, by=custodian(), at=AT)
    listing.add(list_id=number, copies=None, by=custodian(), at=AT)
    listing.close(list_id=number, by=custodian(), at=AT)
    for act in (listing.close, lambda **said: listing.add(copies=None, **said)):
        with pytest.raises(WrongState):
            act(list_id=number, by=custodian(), at=AT)
    again = listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    assert DestructionList.objects.get(pk=again).number == 2


def test_nothing_is_destroyed_until_every_sheet_is_counted_or_declared_missing(cast, recalled, first, second):
    number = handed()
    count(number, recalled[0], first)
    with pytest.raises(Incomplete, match="数目不一致"):
        record(number, first)
    count(number, recalled[1], second)
    with pytest.raises(Incomplete, match="短少"):
        destroying.missing(list_id=number, copy_id=recalled[2], reason="无", by=first, at=LATER)
    destroying.missing(
        list_id=number, copy_id=recalled[2], reason="移交箱内未见，已向发放机构查询", by=first, at=LATER
    )
    assert (state_of(recalled[2]), paper(recalled[2]).book_id) == (P.LOST, the_centre().id)
    with pytest.raises(WrongState):
        destroying.missing(list_id=number, copy_id=recalled[1], reason="再找一遍", by=first, at=LATER)
    assert count(number, recalled[2], first) in (Counted.MISSING, Counted.UNKNOWN, Counted.ELSEWHERE)
    record(number, first)
    assert destroying.confirm(list_id=number, by=second, at=LATER) == 2
    assert clean()


def test_a_sheet_found_missing_before_the_handover_is_the_issuers(cast, recalled, first, second):
    number = listed()
    with pytest.raises(WrongState):
        listing.missing(list_id=number, copy_id=recalled[0], reason="封箱前清点未见", by=custodian(), at=AT)
    listing.close(list_id=number, by=custodian(), at=AT)
    listing.missing(list_id=number, copy_id=recalled[0], reason="封箱前清点未见", by=custodian(), at=AT)
    assert (state_of(recalled[0]), paper(recalled[0]).book_id) == (P.LOST, hefei())
    assert listing.hand_over(list_id=number, by=custodian(), at=AT) == 2
    for copy in recalled[1:]:
        count(number, copy, first)
    record(number, first)
    destroying.confirm(list_id=number, by=second, at=LATER)
    assert clean()


def test_a_scan_at_the_table_says_what_it_is(cast, copies, recalled, first):
    number = handed()
    assert count(number, recalled[0], first) is Counted.NEW
    assert count(number, recalled[0], first) is Counted.ALREADY
    assert count(number, copies[3], first) is Counted.ELSEWHERE
    for text in ("", "不是编号", "9" * 300):
        said = destroying.count(list_id=number, text=text, by=first, at=LATER)
        assert (said.counted, bool(said.why)) == (Counted.UNKNOWN, True)


def test_nobody_destroys_alone(cast, recalled, first, second):
    number = handed()
    for copy in recalled:
        count(number, copy, first)
    with pytest.raises(WrongState):
        destroying.confirm(list_id=number, by=second, at=LATER)
    record(number, first)
    with pytest.raises(NotPermitted, match="另一人"):
        destroying.confirm(list_id=number, by=first, at=LATER)
    with pytest.raises(NotPermitted, match="另一人"):
        destroying.send_back(list_id=number, reason="重新清点", by=first, at=LATER)
    own = Seat.objects.get(account_id=first.account_id).pk
    delegations.delegate(
        seat_id=own,
        to=second.account_id,
        since=LATER,
        until=LATER + timedelta(days=5),
        by=first,
        at=LATER,
    )
    with pytest.raises(NotPermitted, match="代理关系"):
        destroying.confirm(list_id=number, by=actor_of(second.account_id, LATER), at=LATER)
    assert state(number) is ListState.RECORDED


def test_who_was_not_convinced_sends_it_back_to_be_counted(cast, recalled, first, second):
    number = handed()
    for copy in recalled:
        count(number, copy, first)
    record(number, first)
    with pytest.raises(Incomplete):
        destroying.send_back(list_id=number, reason="不", by=second, at=LATER)
    destroying.send_back(list_id=number, reason="现场只见两本", by=second, at=LATER)
    row = DestructionList.objects.get(pk=number)
    assert (state(number), row.sent_back, row.first_id) == (ListState.HANDED_OVER, "现场只见两本", 0)
    with pytest.raises(Incomplete, match="数目不一致"):
        record(number, second)
    for copy in recalled:
        count(number, copy, second)
    record(number, second)
    # What the first one recorded before is gone with it: now the other one confirms.
    with pytest.raises(NotPermitted):
        destroying.confirm(list_id=number, by=second, at=LATER)
    destroying.confirm(list_id=number, by=first, at=LATER)
    assert clean()


@pytest.mark.parametrize(
    "change",
    [
        {"place": " "},
        {"way": ""},
        {"witness": "人" * 61},
        {"on": date(2026, 9, 13)},
        {"on": date(2026, 9, 15)},
    ],
)
def test_a_record_says_where_how_and_when(cast, recalled, first, change):
    number = handed()
    for copy in recalled:
        count(number, copy, first)
    with pytest.raises(Incomplete, match="地点"):
        record(number, first, **change)


def test_each_side_does_its_own_part(cast, recalled, first):
    number = listed()
    for by, refusal in (
        (cast.counter, NotPermitted),
        (keeper_of("wuhu", "wuhu-keeper"), NotFound),
        (first, NotPermitted),
    ):
        for act in (
            lambda by: listing.open_list(issuer_id=hefei(), by=by, at=AT),
            lambda by: listing.add(list_id=number, copies=None, by=by, at=AT),
            lambda by: listing.close(list_id=number, by=by, at=AT),
            lambda by: listing.hand_over(list_id=number, by=by, at=AT),
        ):
            with pytest.raises(refusal):
                act(by)
    for act in (
        lambda by: count(number, recalled[0], by),
        lambda by: record(number, by),
        lambda by: destroying.confirm(list_id=number, by=by, at=AT),
    ):
        with pytest.raises((NotPermitted, NotFound)):
            act(custodian())
        with pytest.raises(WrongState):
            act(first)


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("update closing_destruction_list set state = 'handed_over', handed_at = now(), handed_by = 1", "closing_destruction_list"),
        ("delete from closing_listed_copy where number = 1", "closing_destruction_list"),
        ("delete from closing_listed_copy where number = 1", "register_paper_copy"),
        ("update closing_listed_copy set missing = 'x', missing_at = now(), missing_by = 1 where number = 1", "closing_listed_copy"),
        ("delete from ledger_entry where kind = 'destruction_list.opened'", ""),
        ("delete from ledger_entry where subject = 'destruction_list'", "closing_destruction_list"),
    ],
)  # fmt: skip
def test_an_edit_behind_the_back_is_named(cast, recalled, behind_the_back, sql, where):
    number = listed()
    listing.close(list_id=number, by=custodian(), at=AT)
    assert clean()
    behind_the_back(sql)
    found = {one.where for one in audit.audit()}
    assert where in found if where else not found


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("destruction_", {"state": "eaten"}),
        ("destruction_closed_by_somebody", {"closed_by": 0}),
        ("destruction_handed_by_somebody", {"handed_by": 0}),
        ("destruction_recorded_by_somebody", {"place": ""}),
        ("destruction_by_two_people", {"second_id": 0}),
    ],
)
def test_the_database_refuses_a_list(cast, recalled, first, second, name, change):
    number = handed()
    for copy in recalled:
        count(number, copy, first)
    record(number, first)
    destroying.confirm(list_id=number, by=second, at=LATER)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DestructionList.objects.filter(pk=number).update(**change)


def test_the_database_refuses_one_person_as_two(cast, recalled, first, second):
    number = handed()
    for copy in recalled:
        count(number, copy, first)
    record(number, first)
    destroying.confirm(list_id=number, by=second, at=LATER)
    with pytest.raises(IntegrityError, match="destruction_by_two_people"), transaction.atomic():
        DestructionList.objects.filter(pk=number).update(second_id=first.account_id)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("listed_reason_known", {"reason": "eaten"}),
        ("listed_missing_why", {"missing_by": 7}),
        ("listed_counted_is_there", {"counted_at": AT}),
        ("listed_number_once", {"number": 1}),
    ],
)
def test_the_database_refuses_a_line(cast, recalled, name, change):
    listed()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ListedCopy.objects.update(**change)
