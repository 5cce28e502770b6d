"""Several at once: a change is told once, an answer given once, a watch asked for once (N22.1)."""

from __future__ import annotations

from tests.cast import AT, found_cast
from tests.changing.test_race import at_once
from tests.watching.conftest import DAY, held_of
from yinxin.desk.models import Notice
from yinxin.register import status
from yinxin.watching import answering, telling
from yinxin.watching.models import Telling, Watch


def test_two_workers_tell_each_change_once_and_answers_count_once(committed):
    cast = found_cast()
    (held,) = held_of(cast, 9421, count=1)
    assert at_once(3, held.ask) == ["already_done", "already_done", "done"]
    number = Watch.objects.get(certificate_id=held.id).pk

    def agree():
        answering.consent(holder_id=held.holder, watch_id=number, at=AT)

    assert at_once(3, agree) == ["done", "wrong_state", "wrong_state"]
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert at_once(4, lambda: telling.step(at=AT + DAY)) == ["done"] * 4
    told = Telling.objects.filter(watch=number).order_by("number").values_list("number", "verdict")
    assert list(told) == [(1, "valid"), (2, "revoked")]
    assert Notice.objects.filter(address=f"/office/watching/{number}").count() == 2

    def end():
        answering.end(holder_id=held.holder, watch_id=number, at=AT + DAY)

    assert at_once(2, end) == ["done", "wrong_state"]
