"""Notices: written with what they tell, read by their own reader, told once where once is enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT, CHINA, made, submitted
from yinxin.desk import notices, queries
from yinxin.desk.models import Notice
from yinxin.duties import reminders
from yinxin.duties.models import Duty
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.parties.queries import body_by_code
from yinxin.production import making, releasing, submission
from yinxin.production.models import Chunk
from yinxin.production.states import ChunkState
from yinxin.register.files import files

pytestmark = pytest.mark.django_db
HELLO = Words("批次{batch}已发布，{count}本证书生效。", batch=1, count=2)


@pytest.fixture(autouse=True)
def empty_desks(db):
    """The batch that all tests share has told people of itself."""
    Notice.objects.all().delete()


def told(person) -> list[str]:
    return [str(notice.words) for notice in queries.notices_for(person)]


def test_a_notice_reaches_each_person_once_and_the_system_has_no_desk(cast):
    people = [cast.data.account_id, cast.check.account_id, cast.data.account_id, 0]
    assert notices.tell(accounts=people, words=HELLO, address="/office/batches/1", at=AT) == 2
    assert told(cast.data) == ["批次1已发布，2本证书生效。"]
    assert queries.unread(cast.data.account_id) == 1


def test_a_notice_with_a_key_is_told_once_for_ever(cast):
    for _ in range(3):
        notices.tell(
            accounts=[cast.data.account_id], words=HELLO, address="/office/", at=AT, key="duty:1:late"
        )
    assert len(told(cast.data)) == 1
    notices.tell(accounts=[cast.data.account_id], words=HELLO, address="/office/", at=AT, key="duty:2:late")
    assert len(told(cast.data)) == 2


def test_only_its_reader_reads_a_notice_and_twice_is_once(cast):
    notices.tell(accounts=[cast.data.account_id], words=HELLO, address="/office/batches/1", at=AT)
    number = queries.notices_for(cast.data)[0].id
    with pytest.raises(NotFound):
        notices.read(notice_id=number, by=cast.check, at=AT)
    assert notices.read(notice_id=number, by=cast.data, at=AT) == "/office/batches/1"
    notices.read(notice_id=number, by=cast.data, at=AT + timedelta(hours=1))
    assert queries.notices_for(cast.data)[0].read_at == AT
    assert queries.unread(cast.data.account_id) == 0


def test_reading_all_reads_nobody_else_s(cast):
    for person in (cast.data, cast.check):
        notices.tell(accounts=[person.account_id], words=HELLO, address="/office/", at=AT)
    assert notices.read_all(by=cast.data, at=AT) == 1
    assert queries.unread(cast.check.account_id) == 1


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com", "/verify", ""])
def test_the_database_keeps_no_notice_that_leads_away(cast, address):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(account_id=cast.data.account_id, words=HELLO.stored(), address=address, at=AT)


def test_a_made_batch_comes_back_to_whoever_accepted_it_and_a_released_one_to_both(cast):
    batch = made(cast, seed=901)
    assert f"批次{batch}已制成，等待另一人复核发布。" in told(cast.maker)
    assert told(cast.checker) == []
    releasing.release(batch_id=batch, store=files(), by=cast.checker, at=AT)
    for person in (cast.data, cast.maker):
        assert f"批次{batch}已发布，4本证书生效。" in told(person)
    assert told(cast.checker) == []


def test_a_batch_that_was_given_back_comes_back_to_whoever_submitted_it(cast):
    batch = submitted(cast, seed=902)
    submission.give_back(batch_id=batch, reason="照片不清楚", by=cast.maker, at=AT)
    assert told(cast.data) == [f"批次{batch}已退回。"]


def test_a_batch_that_stops_says_so_once(cast):
    from tests.cast import accepted

    batch = accepted(cast, count=4, seed=903)
    Chunk.objects.filter(batch_id=batch).update(attempts=making.ATTEMPTS - 1)
    claim = making.claim_chunk(batch_id=batch)
    making.give_back(claim, trouble="没有纸", at=AT)
    assert Chunk.objects.get(id=claim.chunk_id).state == ChunkState.STUCK.value
    assert told(cast.maker) == [f"批次{batch}的制作停下了，需要您处理。"]


@pytest.mark.parametrize(
    ("day", "new"),
    [((2026, 9, 28), 0), ((2026, 9, 29), 4), ((2026, 10, 9), 4), ((2026, 10, 10), 4)],
    ids=["four working days", "three working days", "the last day", "the day after"],
)
def test_people_of_the_owing_body_are_reminded_from_three_working_days_on(cast, day, new):
    """N9.2 of Anhui ends on 9 October 2026; the National Day holidays lie before it."""
    owner = body_by_code("anhui-exam").id
    Duty.objects.exclude(owed_by_id=owner).delete()
    at = datetime(*day, 9, tzinfo=CHINA)
    assert reminders.remind(at=at) == new
    assert reminders.remind(at=at) == 0, "the second time changes nothing"


def test_a_reminder_names_the_duty_and_the_step_and_leads_to_it(cast):
    duty = Duty.objects.get(owed_by_id=body_by_code("anhui-exam").id, clause="N9.2")
    reminders.remind(at=datetime(2026, 10, 8, 9, tzinfo=CHINA))
    reminders.remind(at=datetime(2026, 10, 12, 9, tzinfo=CHINA))
    mine = queries.notices_for(cast.data)
    assert [notice.address for notice in mine] == [f"/office/duties/{duty.pk}"] * 2
    assert "已逾期" in str(mine[0].words)
    assert "快到期" in str(mine[1].words)
    assert told(cast.other_data) != []
    assert not any(f"duties/{duty.pk}" in one.address for one in queries.notices_for(cast.other_data))
