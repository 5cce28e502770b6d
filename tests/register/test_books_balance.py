"""Whatever happens to paper, the books balance after every step and at every moment before it (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import AT
from tests.register.custody_helpers import go, kept, opened, slip, standing
from yinxin.kernel.refusal import Refusal
from yinxin.register import books, custody_audit
from yinxin.register.models import PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
COPIES, ROOMS = 5, 3
STEPS = st.lists(
    st.tuples(
        st.sets(st.integers(0, COPIES - 1), min_size=1),
        st.integers(0, ROOMS),
        st.integers(0, ROOMS),
    ),
    max_size=12,
)


class Undo(Exception):
    """Ends an example: the next one begins with the same books."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_random_movements_leave_the_books_balanced(cast, steps):
    try:
        with transaction.atomic():
            walk(cast, steps)
            raise Undo
    except Undo:
        pass


def walk(cast, steps):
    """Try every step, a loss where it leads to the last place; keep a plain model beside the book."""
    rooms = [opened(f"{number}号证书室") for number in range(ROOMS)]
    places = [*rooms, standing(PlaceKind.LOST, "hefei")]
    copies = kept(cast, rooms[0], seed=3701, count=COPIES)
    model, past = dict.fromkeys(copies, rooms[0]), []
    for number, (chosen, frm, to) in enumerate(steps, start=1):
        at, listed = AT + timedelta(minutes=number), [copies[one] for one in sorted(chosen)]
        before, after = (P.LOST if place == ROOMS else P.HELD for place in (frm, to))
        note = slip(SlipKind.SHELVING, before, after)
        try:
            with transaction.atomic():
                go(listed, places[frm], places[to], note, at)
        except (Refusal, KeyError):
            assert any(model[copy] != places[frm] for copy in listed)
        else:
            assert all(model[copy] == places[frm] for copy in listed)
            model |= dict.fromkeys(listed, places[to])
        past.append((at, dict(model)))
        check(places, copies, past)


def check(places, copies, past):
    """The book agrees with the model at every moment, and with the copies now."""
    for at, model in past:
        counts = {place: sum(lies == place for lies in model.values()) for place in places}
        assert books.balance(places, at) == counts
        assert books.where(copies, at) == model
    assert dict(PaperCopy.objects.filter(id__in=copies).values_list("id", "place_id")) == past[-1][1]
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    assert not list(custody_audit.audit())
