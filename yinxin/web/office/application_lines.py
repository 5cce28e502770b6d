"""Lines of somebody's work about applications for replacement and reissue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yinxin.changing import queries
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine


def applications(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the applications whose next step is the person's."""
    for one in queries.waiting_for(by):
        whose = one.with_body or one.issuer
        late = one.promised_on is not None and one.promised_on < today
        yield WorkLine(
            Words("{way}{number}", way=one.way.label, number=one.number),
            Words("{cause} · {day}申请", cause=one.cause.label, day=one.filed_on.isoformat()),
            f"/office/applications/{one.id}",
            Words("晚于本机构的承诺") if late else one.state_words,
            "warn" if late else wording.tone(one.state.value),
            True,
            whose.id,
            whose.name,
            since=one.entered_at,
        )
