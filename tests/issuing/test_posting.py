"""Post: applied for online, approved, sent in runs, and what becomes of a parcel (N12, N16)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.issuing.ending_helpers import (
    LATER,
    THERE,
    apply,
    approved,
    at_hefei,
    collected,
    day,
    electronic,
    hefei,
    keeper_of,
    paper,
    posted,
    state_of,
)
from tests.register.custody_helpers import custodian, kept, opened
from tests.simulators.courier import SimulatedCourier
from yinxin.issuing import applying, courier, ending_audit, outcomes, posting, practice
from yinxin.issuing.applying import Recipient
from yinxin.issuing.models import MailApplication, Parcel, PostRun, Practice
from yinxin.issuing.practice import Terms, Unit
from yinxin.issuing.states import MailState
from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    WrongState,
)
from yinxin.law.calendars import CALENDAR
from yinxin.law.parties import Party
from yinxin.ledger import queries as ledger
from yinxin.ledger.models import Entry
from yinxin.register import books, status
from yinxin.register.files import files
from yinxin.register.models import Place
from yinxin.register.places import PlaceKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=4401))


def state(number: int) -> MailState:
    return MailState(MailApplication.objects.get(pk=number).state)


def differences() -> list:
    return list(ending_audit.audit(files()))


def test_a_certificate_travels_from_application_to_its_holder(cast, room, copies):
    (number,) = posted(copies[:1], custodian())
    assert state_of(copies[0]) is P.POSTED
    outcomes.delivered(application_id=number, by=custodian(), at=LATER)
    assert (state(number), state_of(copies[0])) == (MailState.DELIVERED, P.COLLECTED)
    assert [line.kind for line in ledger.history(("mail_application", number))] == [
        "mail_application.applied",
        "mail_application.approved",
        "mail_application.posted",
        "mail_application.delivered",
    ]
    kinds = [step.kind.value for step in books.history_of(copies[0])]
    assert kinds[-2:] == ["posting", "delivery"]
    assert differences() == []


def test_what_the_courier_needs_is_closed_away_and_stands_nowhere_else(cast, copies):
    number = apply(copies[0])
    row = MailApplication.objects.get(pk=number)
    assert applying.opened(row.sealed) == THERE
    for part in (THERE.name, THERE.phone, THERE.address):
        assert part.encode() not in bytes(row.sealed)
        assert not Entry.objects.filter(facts__contains=part).exists()


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (Recipient("", "13800000000", "合肥市演示路1号"), "收件人"),
        (Recipient("甲", " ", "合肥市演示路1号"), "联系电话"),
        (Recipient("甲", "13800000000", ""), "收件地址"),
        (Recipient("甲", "电话没有", "合肥市演示路1号"), "7至15位数字"),
        (Recipient("甲" * 41, "13800000000", "合肥市演示路1号"), "不超过40字"),
        (Recipient("甲", "123456", "合肥市演示路1号"), "7至15位数字"),
        (Recipient("甲", "13800000000", "短"), "6至120字"),
    ],
)
def test_an_application_without_what_a_courier_needs_is_refused(cast, copies, there, missing):
    with pytest.raises(Incomplete, match=missing):
        apply(copies[0], there=there)
    assert not MailApplication.objects.exists()


def test_one_applies_for_ones_own_waiting_paper_once_and_agrees(cast, room, copies):
    one = paper(copies[0])
    with pytest.raises(NotFound):
        applying.apply_for_post(
            holder_id=paper(copies[1]).holder_id,
            certificate_id=one.certificate_id,
            recipient=THERE,
            agreed=True,
            at=AT,
        )
    with pytest.raises(Incomplete, match="同意"):
        applying.apply_for_post(
            holder_id=one.holder_id,
            certificate_id=one.certificate_id,
            recipient=THERE,
            agreed=False,
            at=AT,
        )
    apply(copies[0])
    with pytest.raises(AlreadyDone):
        apply(copies[0])
    collected(copies[1:2], room)
    with pytest.raises(NotApplicable, match="不在发放机构"):
        apply(copies[1])
    status.invalidate([paper(copies[2]).certificate_id], by=cast.maker, at=AT)
    with pytest.raises(WrongState, match="无效"):
        apply(copies[2])


def test_an_issuer_without_post_says_why(cast, copies):
    practice.publish(
        issuer_id=hefei(),
        terms=Terms(offered=False, reason="搬迁期间暂停"),
        since=AT.date(),
        by=custodian(),
        at=AT,
    )
    with pytest.raises(NotApplicable, match="搬迁期间暂停"):
        apply(copies[0])


@pytest.mark.parametrize(
    ("applied", "late", "run"),
    [
        # The window is two months from signing on 14 September; runs are on Tuesdays.
        (day(2026, 11, 14), False, date(2026, 11, 17)),
        (day(2026, 11, 15), True, date(2026, 11, 24)),
        (day(2026, 11, 20), True, date(2026, 11, 24)),
        (day(2026, 11, 21), True, date(2026, 12, 29)),
        (day(2026, 12, 31), True, date(2027, 1, 26)),
    ],
)
def test_late_applications_go_with_the_monthly_run(cast, copies, applied, late, run):
    row = MailApplication.objects.get(pk=apply(copies[0], at=applied))
    assert (row.late, row.run_on) == (late, run)


@pytest.mark.parametrize(
    ("on", "late", "run"),
    [
        (date(2026, 9, 14), False, date(2026, 9, 15)),
        (date(2026, 9, 15), False, date(2026, 9, 22)),
        (date(2026, 2, 20), True, date(2026, 2, 24)),
        (date(2026, 12, 21), True, date(2027, 1, 26)),
        (date(2028, 1, 31), True, date(2028, 2, 29)),
    ],
)
def test_the_day_of_a_run(on, late, run):
    assert practice.run_day(Terms(), on, late=late) == run


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2031, 6, 14), -6, date(2030, 12, 14)),
        (date(2031, 3, 31), -1, date(2031, 2, 28)),
        (date(2031, 1, 31), -1, date(2030, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(start, months, end):
    assert practice.months_after(start, months) == end


def test_the_window_can_be_counted_in_working_days():
    terms = Terms(window=12, window_unit=Unit.WORKDAY)
    assert practice.window_ends(terms, date(2026, 9, 14), CALENDAR) == CALENDAR.after(date(2026, 9, 14), 12)


def test_a_practice_holds_from_its_day_and_older_ones_stay(cast):
    terms = Terms(issuer_pays=True, weekday=5)
    practice.publish(issuer_id=hefei(), terms=terms, since=date(2026, 10, 1), by=custodian(), at=AT)
    assert practice.terms_on(hefei(), date(2026, 9, 30)) == practice.USUAL
    found = practice.terms_on(hefei(), date(2026, 10, 1))
    assert (found.weekday, found.payer, found.since) == (5, Party.ISSUER, date(2026, 10, 1))
    assert practice.USUAL.payer is Party.HOLDER
    with pytest.raises(WrongState, match="过去"):
        practice.publish(issuer_id=hefei(), terms=terms, since=date(2026, 9, 13), by=custodian(), at=AT)
    with pytest.raises(Incomplete, match="邮寄"):
        practice.publish(
            issuer_id=hefei(), terms=Terms(offered=False), since=AT.date(), by=custodian(), at=AT
        )
    for wrong in (Terms(window=0), Terms(weekday=8), Terms(monthly_cut=29), Terms(promise=61)):
        with pytest.raises(Incomplete, match="超出范围"):
            practice.publish(issuer_id=hefei(), terms=wrong, since=AT.date(), by=custodian(), at=AT)
    with pytest.raises(NotPermitted):
        practice.publish(issuer_id=hefei(), terms=terms, since=AT.date(), by=cast.counter, at=AT)
    assert differences() == []


def test_a_refusal_says_why_and_a_decided_application_stays_decided(cast, copies):
    number = apply(copies[0])
    with pytest.raises(Incomplete, match="原因"):
        applying.refuse(application_id=number, reason=" 不 ", by=custodian(), at=AT)
    applying.refuse(application_id=number, reason="地址超出寄递范围", by=custodian(), at=AT)
    assert state(number) is MailState.REFUSED
    for act in (
        lambda: applying.approve(applications=[number], by=custodian(), at=AT),
        lambda: applying.refuse(application_id=number, reason="再次不同意", by=custodian(), at=AT),
        lambda: applying.withdraw(holder_id=paper(copies[0]).holder_id, application_id=number, at=AT),
        lambda: posting.send(
            issuer_id=hefei(), carrier="速递", waybills={number: "EMS000001"}, by=custodian(), at=AT
        ),
    ):
        with pytest.raises(WrongState):
            act()
    apply(copies[0])


def test_a_holder_thinks_again_before_the_parcel_goes(cast, copies):
    holder = paper(copies[0]).holder_id
    first = apply(copies[0])
    elsewhere = Recipient("收件人乙", "0551-6000000", "芜湖市镜湖区演示路2号")
    applying.readdress(holder_id=holder, application_id=first, recipient=elsewhere, at=AT)
    assert applying.opened(MailApplication.objects.get(pk=first).sealed).name == "收件人乙"
    with pytest.raises(NotFound):
        applying.withdraw(holder_id=holder + 999, application_id=first, at=AT)
    applying.withdraw(holder_id=holder, application_id=first, at=AT)
    assert state(first) is MailState.WITHDRAWN
    (second,) = posted(copies[:1], custodian())
    with pytest.raises(WrongState):
        applying.withdraw(holder_id=holder, application_id=second, at=AT)
    with pytest.raises(WrongState):
        applying.readdress(holder_id=holder, application_id=second, recipient=elsewhere, at=AT)
    assert differences() == []


def test_a_run_takes_copies_from_several_places_and_starts_the_giving_out(cast, room, copies):
    shelf = opened("甲架", PlaceKind.SHELF, room)
    from tests.register.custody_helpers import go, slip
    from yinxin.register.places import SlipKind

    go(copies[:2], room, shelf, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    posted(copies, custodian())
    run = PostRun.objects.get()
    courier_ = Place.objects.get(kind="courier", organisation_id=hefei()).pk
    assert books.balance([room, shelf, courier_]) == {room: 0, shelf: 0, courier_: 4}
    assert run.parcels == 4
    assert {row.waybill for row in Parcel.objects.all()} == {f"EMS{n:06d}" for n in range(1, 5)}


@pytest.mark.parametrize(
    ("waybill", "why"),
    [("", "—"), ("12345", "12345"), ("运单号一二三", "运单号"), ("A" * 41, "A"), ("EMS 1!", "EMS1!")],
)
def test_a_waybill_number_is_one(cast, copies, waybill, why):
    (number,) = approved(copies[:1], custodian())
    with pytest.raises(Incomplete, match=why):
        posting.send(issuer_id=hefei(), carrier="速递", waybills={number: waybill}, by=custodian(), at=AT)
    assert state_of(copies[0]) is P.HELD


def test_a_waybill_number_serves_once(cast, copies):
    numbers = approved(copies[:3], custodian())
    with pytest.raises(Incomplete, match="EMS000001"):
        posting.send(
            issuer_id=hefei(),
            carrier="速递",
            waybills=dict.fromkeys(numbers[:2], "EMS000001"),
            by=custodian(),
            at=AT,
        )
    send = {"issuer_id": hefei(), "carrier": "速递", "by": custodian(), "at": AT}
    posting.send(waybills={numbers[0]: "ems 000001"}, **send)
    with pytest.raises(AlreadyDone):
        posting.send(waybills={numbers[1]: "EMS000001"}, **send)
    assert state_of(copies[1]) is P.HELD


def test_a_run_stops_whole_where_one_copy_cannot_go(cast, room, copies):
    numbers = approved(copies, custodian())
    waybills = {number: f"EMS{number:06d}" for number in numbers}
    send = {"issuer_id": hefei(), "carrier": "速递", "by": custodian(), "at": LATER}
    status.invalidate([paper(copies[0]).certificate_id], by=cast.maker, at=AT)
    with pytest.raises(WrongState, match="停止发放"):
        posting.send(waybills=waybills, **send)
    del waybills[numbers[0]]
    collected(copies[1:2], room)
    with pytest.raises(WrongState, match="已领取"):
        posting.send(waybills=waybills, **send)
    del waybills[numbers[1]]
    posting.send(waybills=waybills, **send)
    assert [state_of(copy) for copy in copies] == [P.HELD, P.COLLECTED, P.POSTED, P.POSTED]
    assert differences() == []


def test_only_the_issuers_own_custodian_sends(cast, copies):
    (number,) = approved(copies[:1], custodian())
    other = keeper_of("wuhu", "wuhu-keeper")
    for by, refusal in ((cast.counter, NotPermitted), (other, NotFound), (cast.supervisor, NotPermitted)):
        with pytest.raises(refusal):
            posting.send(issuer_id=hefei(), carrier="速递", waybills={number: "EMS000001"}, by=by, at=AT)
        with pytest.raises(refusal):
            applying.refuse(application_id=number, reason="不是我的事", by=by, at=AT)
        with pytest.raises(refusal):
            outcomes.delivered(application_id=number, by=by, at=AT)


def test_pasted_waybills_are_read_line_by_line():
    known = {"A1": 1, "A2": 2, "A3": 3}
    pasted = "管理号\t运单号\nA1\tEMS000001\n\na2，EMS000002\nA3, EMS 3"
    assert posting.read_waybills(pasted, known) == {1: "EMS000001", 2: "EMS000002", 3: "EMS 3"}
    with pytest.raises(Incomplete, match="第1行、第3行"):
        posting.read_waybills("X9,EMS000001\nA1,EMS000002\nA1,EMS000003", known)


def test_a_returned_parcel_goes_out_once_more_and_then_waits_at_the_window(cast, room, copies):
    (number,) = posted(copies[:1], custodian())
    outcomes.take_back(application_id=number, place_id=room, by=custodian(), at=LATER)
    assert (state(number), paper(copies[0]).place_id) == (MailState.RETURNED, room)
    again = {"issuer_id": hefei(), "carrier": "速递", "by": custodian()}
    posting.send(waybills={number: "EMS000009"}, at=LATER, **again)
    assert state(number) is MailState.POSTED
    late = LATER + timedelta(hours=1)
    outcomes.take_back(application_id=number, place_id=room, by=custodian(), at=late)
    with pytest.raises(NotApplicable, match="不再投递"):
        posting.send(waybills={number: "EMS000010"}, at=late, **again)
    applying.withdraw(holder_id=paper(copies[0]).holder_id, application_id=number, at=late)
    assert (state(number), state_of(copies[0])) == (MailState.WITHDRAWN, P.HELD)
    assert differences() == []


def test_an_issuer_may_try_only_once(cast, room, copies):
    practice.publish(
        issuer_id=hefei(), terms=Terms(second_delivery=False), since=AT.date(), by=custodian(), at=AT
    )
    (number,) = posted(copies[:1], custodian())
    outcomes.take_back(application_id=number, place_id=room, by=custodian(), at=LATER)
    with pytest.raises(NotApplicable):
        posting.send(
            issuer_id=hefei(), carrier="速递", waybills={number: "EMS000009"}, by=custodian(), at=LATER
        )


def test_a_returned_parcel_is_put_only_into_a_place_of_the_issuer(cast, copies):
    (number,) = posted(copies[:1], custodian())
    road = paper(copies[0]).place_id
    with pytest.raises(Incomplete, match="库位"):
        outcomes.take_back(application_id=number, place_id=road, by=custodian(), at=LATER)


def test_what_is_lost_in_the_post_says_what_the_holder_can_do(cast, copies):
    (number,) = posted(copies[:1], custodian())
    with pytest.raises(Incomplete, match="遗失"):
        outcomes.declare_lost(application_id=number, reason="丢", by=custodian(), at=LATER)
    outcomes.declare_lost(application_id=number, reason="寄递企业出具遗失证明", by=custodian(), at=LATER)
    assert (state(number), state_of(copies[0])) == (MailState.LOST, P.LOST)
    assert "电子证书" in str(outcomes.after_loss(electronic=paper(copies[0]).electronic))
    electronic(copies[0], "revoked")
    assert "申请补发" in str(outcomes.after_loss(electronic=paper(copies[0]).electronic))
    with pytest.raises(WrongState):
        outcomes.delivered(application_id=number, by=custodian(), at=LATER)


def step(drop: Path, at=LATER) -> bool:
    return courier.step(courier=courier.DropFolder(drop), clock=lambda: at)


def test_the_courier_gets_each_run_once_and_reports_come_back(cast, room, copies, tmp_path):
    numbers = posted(copies, custodian())
    assert step(tmp_path)
    simulated = SimulatedCourier(tmp_path)
    waybills = simulated.take()
    assert len(waybills) == 4
    assert not step(tmp_path)
    assert simulated.take() == []
    simulated.fate = dict(zip(waybills, ("delivered", "delivered", "returned", "lost"), strict=True))
    simulated.go(LATER - timedelta(minutes=5))
    assert step(tmp_path)
    assert [state(number).value for number in numbers] == ["delivered", "delivered", "posted", "lost"]
    # A return is announced; the copy is back when somebody has it in hand.
    assert Parcel.objects.get(waybill=waybills[2]).said == "returned"
    assert state_of(copies[2]) is P.POSTED
    outcomes.take_back(application_id=numbers[2], place_id=room, by=custodian(), at=LATER)
    lines = Entry.objects.count()
    for file in sorted((tmp_path / "done").glob("*.json")):
        file.rename(tmp_path / "reports" / file.name)
    assert step(tmp_path)
    assert Entry.objects.count() == lines
    assert not step(tmp_path)
    assert len(list((tmp_path / "refused").iterdir())) == 1
    assert differences() == []


@pytest.mark.parametrize(
    ("garbage", "why"),
    [
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"waybill": "EMS000001"}', "not a list"),
        (b'["EMS000001"]', "cannot be read"),
        (
            b'[{"waybill": "EMS000001", "status": "eaten", "at": "2026-09-14T10:10:00+08:00"}]',
            "cannot be read",
        ),
        (b'[{"waybill": "EMS000001", "status": "lost", "at": "2026-09-14T10:10:00"}]', "zone"),
        (b'[{"waybill": "EMS000001", "status": "lost", "at": "2030-09-14T10:10:00+08:00"}]', "future"),
        (b'[{"waybill": "NOBODYS1", "status": "lost", "at": "2026-09-14T10:10:00+08:00"}]', "unknown"),
        (b'[{"waybill": 7, "status": "lost", "at": "2026-09-14T10:10:00+08:00"}]', "cannot be read"),
    ],
)
def test_garbage_changes_nothing_and_goes_back_with_its_reason(cast, copies, tmp_path, garbage, why):
    (number,) = posted(copies[:1], custodian())
    step(tmp_path)
    SimulatedCourier(tmp_path).write(garbage, "a.json")
    assert step(tmp_path)
    (wrong,) = orjson.loads((tmp_path / "refused" / "a.json").read_bytes())
    assert why in wrong["why"]
    assert state(number) is MailState.POSTED
    assert not step(tmp_path)


def test_a_courier_that_contradicts_itself_is_asked_by_a_person(cast, room, copies, tmp_path):
    (number,) = posted(copies[:1], custodian())
    simulated, moment = SimulatedCourier(tmp_path), LATER - timedelta(minutes=30)
    waybill = Parcel.objects.get().waybill
    # Coming back, and yet delivered on another try: the later word holds while the parcel is on its way.
    simulated.report((waybill, "returned", moment))
    step(tmp_path)
    simulated.report((waybill, "lost", moment - timedelta(minutes=1)))
    step(tmp_path)
    assert state(number) is MailState.POSTED
    simulated.report((waybill, "delivered", moment + timedelta(minutes=1)))
    step(tmp_path)
    assert state(number) is MailState.DELIVERED
    simulated.report((waybill, "returned", moment + timedelta(minutes=2)))
    step(tmp_path)
    assert (state(number), state_of(copies[0])) == (MailState.DELIVERED, P.COLLECTED)
    assert Parcel.objects.get().trouble.startswith("returned")
    assert differences() == []


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("update issuing_mail_application set state = 'withdrawn'", "issuing_mail_application"),
        ("update issuing_parcel set waybill = 'EMS777777'", "issuing_post_run"),
        ("update issuing_practice set weekday = 1", "issuing_practice"),
        (
            "update ledger_entry set kind = 'mail_application.lost' where kind = 'mail_application.posted'",
            "issuing_mail_application",
        ),
    ],
)
def test_an_edit_behind_the_back_is_named(cast, copies, behind_the_back, sql, where):
    practice.publish(issuer_id=hefei(), terms=Terms(), since=AT.date(), by=custodian(), at=AT)
    posted(copies[:1], custodian())
    assert differences() == []
    behind_the_back(sql)
    assert where in {one.where for one in differences()}


@pytest.mark.parametrize(
    ("name", "model", "change"),
    [
        ("mail_state_known", MailApplication, {"state": "eaten"}),
        ("mail_refused_or_lost_why", MailApplication, {"state": "lost"}),
        ("mail_agreed_to", MailApplication, {"consent": ""}),
        ("mail_promised_when_approved", MailApplication, {"promised_on": None}),
        ("parcel_two_tries_at_most", Parcel, {"delivery": 3}),
        ("parcel_said_known", Parcel, {"said": "eaten", "said_at": AT}),
        ("parcel_said_when", Parcel, {"said": "lost"}),
        ("post_run_not_empty", PostRun, {"parcels": 0}),
        ("practice_unit_known", Practice, {"window_unit": "week"}),
        ("practice_in_bounds", Practice, {"weekday": 0}),
        ("practice_no_post_why", Practice, {"offered": False}),
    ],
)
def test_the_database_refuses(cast, copies, name, model, change):
    practice.publish(issuer_id=hefei(), terms=Terms(), since=AT.date(), by=custodian(), at=AT)
    posted(copies[:1], custodian())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**change)


def test_the_database_refuses_a_second_living_application(cast, copies):
    first, second = apply(copies[0]), apply(copies[1])
    with pytest.raises(IntegrityError, match="mail_one_application_lives"), transaction.atomic():
        MailApplication.objects.filter(pk=second).update(
            copy_id=MailApplication.objects.get(pk=first).copy_id
        )
