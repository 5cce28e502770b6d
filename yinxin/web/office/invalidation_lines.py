"""Lines of somebody's work about invalidation: the next step of a case (N17)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from yinxin.invalidation import queries
from yinxin.invalidation.states import CaseState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine

_NEXT: Final = {
    CaseState.INTENDED: Permission.INVALIDATION_HEAR,
    CaseState.HEARD: Permission.INVALIDATION_DECIDE,
    CaseState.DECIDED: Permission.INVALIDATION_NOTIFY,
    CaseState.NOTIFIED: Permission.INVALIDATION_SUBMIT,
    CaseState.SUBMITTED: Permission.INVALIDATION_PREPARE,
    CaseState.PREPARED: Permission.INVALIDATION_EFFECT,
    CaseState.OVERTURNED: Permission.INVALIDATION_EFFECT,
}
"""The permission for the next step of a state; a decided case waits for its data as well."""


def invalidations(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the cases whose next step is the person's."""
    if not any(by.has(permission) for permission in _NEXT.values()):
        return
    for one in queries.cases_for(by, states=[state.value for state in _NEXT]):
        needs = _NEXT[one.state]
        over = the_centre() if needs in _AT_CENTRE else one.agency if needs is _DATA else one.body
        also = one.state is CaseState.DECIDED and access.may(by, _DATA, one.agency)
        if not (access.may(by, needs, over) or also):
            continue
        own = one.state is CaseState.HEARD and access.same_hands(by, one.row.proposed_by, one.row.proposed_at)
        own = own or (
            one.state is CaseState.PREPARED
            and access.same_hands(by, one.row.prepared_by, one.row.prepared_at)
        )
        yield WorkLine(
            Words("无效处理{code}", code=one.code),
            Words("{act} · {count}本", act=one.act, count=one.count),
            f"/office/invalidations/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            not own,
            over.id,
            over.name,
            since=one.row.proposed_at,
        )


_AT_CENTRE: Final = (Permission.INVALIDATION_PREPARE, Permission.INVALIDATION_EFFECT)
_DATA: Final = Permission.INVALIDATION_SUBMIT
