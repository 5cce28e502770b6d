"""The public notice of a list: whole days, least data, objections, and what making waits for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.cast import AT, CHINA
from tests.qualifying import helpers
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.parties.queries import actor_named
from yinxin.production import checked_lists, submission
from yinxin.production.models import Batch
from yinxin.qualifying import audit, lookups, noticing
from yinxin.qualifying.models import ListObjection, NoticeEntry
from yinxin.register.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast):
    return helpers.submitted(seed=8201, promised=0)


@pytest.fixture
def notice(batch):
    return helpers.noticed(batch)


def filed(notice: int, at: datetime = AT) -> tuple[str, int]:
    """Return the code and the number of an objection to the first line."""
    line = NoticeEntry.objects.filter(notice_id=notice).order_by("number").first()
    code = noticing.file(entry_id=line.pk, reason="此人工作年限不满两年。", contact="13900000000", at=at)
    return code, ListObjection.objects.latest("id").pk


def answered(number: int, *, upheld: bool) -> None:
    noticing.answer(
        objection_id=number, upheld=upheld, reply="已向单位核实工作年限。", by=helpers.checking(), at=AT
    )


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("days_after_the_last", "objection", "may"),
    [
        (0, "", False),
        (1, "", True),
        (1, "open", False),
        (1, "dismissed", True),
        (1, "upheld", False),
    ],
)
def test_a_batch_is_made_the_day_after_the_last_with_every_objection_dismissed(
    batch, notice, days_after_the_last, objection, may
):
    last = lookups.public_notice(notice).due.on
    assert last == date(2026, 9, 20)  # five working days after Monday: Sunday the 20th is worked
    if objection:
        _, number = filed(notice)
        if objection != "open":
            answered(number, upheld=objection == "upheld")
    day = on(last + timedelta(days=days_after_the_last))
    if may:
        assert len(helpers.accept(batch, day)) == 4
        return
    with pytest.raises(WrongState):
        helpers.accept(batch, day)
    assert Batch.objects.get(pk=batch).state == "received"


def test_a_list_that_was_never_shown_is_not_made(batch):
    with pytest.raises(Incomplete, match="还没有公示"):
        helpers.accept(batch)


def test_the_public_sees_no_whole_name_and_no_identity_number_and_after_the_end_only_counts(batch, notice):
    view = lookups.public_notice(notice)
    people = {one.name: one for one in checked_lists.people(batch)}
    shown = lookups.entries(view, AT.date())
    assert len(shown) == 4
    for line, who in zip(shown, people.values(), strict=True):
        assert line.name.startswith(who.name[0])
        assert set(line.name[1:]) <= {"○"}
        assert line.name not in people
        assert len(line.tail) <= 4
    assert lookups.entries(view, view.due.on) == shown
    assert lookups.entries(view, view.due.on + timedelta(days=1)) == ()
    assert view.people == 4


def test_a_provisional_last_day_says_so():
    due = noticing.due_of(date(2027, 9, 27), 5)
    assert due.provisional
    assert noticing.is_over(date(2027, 9, 27), 5, due.on + timedelta(days=1))
    assert not noticing.is_over(date(2027, 9, 27), 5, due.on)


def test_an_objection_is_followed_by_its_code_and_by_nothing_else(notice):
    code, number = filed(notice)
    assert lookups.followed(code).is_open
    answered(number, upheld=False)
    seen = lookups.followed(code)
    assert (seen.reply, seen.is_open) == ("已向单位核实工作年限。", False)
    with pytest.raises(NotFound):
        lookups.followed(code + "x")
    assert b"13900000000" not in bytes(ListObjection.objects.get(pk=number).sealed)


def test_an_objection_is_answered_once_and_with_reasons(notice):
    _, number = filed(notice)
    with pytest.raises(Incomplete):
        noticing.answer(objection_id=number, upheld=True, reply=" ", by=helpers.checking(), at=AT)
    answered(number, upheld=False)
    with pytest.raises(WrongState):
        answered(number, upheld=True)


def test_nobody_objects_after_the_last_day_or_to_a_list_that_was_stopped(notice):
    last = lookups.public_notice(notice).due.on
    filed(notice, on(last))
    with pytest.raises(WrongState):
        filed(notice, on(last + timedelta(days=1)))
    noticing.stop(notice_id=notice, reason="名单有误，重新核对。", by=helpers.data(), at=AT)
    with pytest.raises(NotFound):
        filed(notice)


def test_a_stopped_notice_begins_again_and_counts_anew(batch, notice):
    with pytest.raises(WrongState, match="已经在公示"):
        helpers.noticed(batch)
    noticing.stop(notice_id=notice, reason="名单有误，重新核对。", by=helpers.data(), at=AT)
    again = helpers.noticed(batch, AT + timedelta(days=1))
    assert lookups.public_notice(again).due.on == date(2026, 9, 21)
    assert lookups.entries(lookups.public_notice(notice), AT.date()) == ()


def test_a_batch_that_is_taken_back_takes_its_notice_along(batch, notice):
    submission.withdraw(batch_id=batch, reason="一人不符合条件，去掉后重报。", by=helpers.checking(), at=AT)
    assert lookups.public_notice(notice).state.value == "stopped"
    with pytest.raises(WrongState):
        helpers.noticed(batch)


def test_only_the_agency_shows_and_answers(batch, notice):
    with pytest.raises(NotPermitted):
        noticing.stop(notice_id=notice, reason="不该由我停止。", by=helpers.maker(), at=AT)
    with pytest.raises(NotFound):
        noticing.stop(notice_id=notice, reason="不该由我停止。", by=actor_named("jiangsu-data", AT), at=AT)


def test_what_asks_for_no_notice_gets_none(cast):
    from tests.cast import submitted

    with pytest.raises(NotApplicable):
        checked_lists.show(batch_id=submitted(cast, seed=8202), by=helpers.data(), at=AT)


def test_the_audit_finds_a_line_that_was_changed_behind_the_back(notice, behind_the_back):
    filed(notice)
    assert list(audit.audit(files())) == []
    behind_the_back("update qualifying_notice_entry set name = '王○' where number = 1")
    assert [one.where for one in audit.audit(files())] == ["qualifying_notice"]
