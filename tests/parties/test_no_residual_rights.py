"""Whatever people go through, nobody keeps a right: random lives against an oracle that was written apart.

The oracle keeps seats and delegations as plain spans of hours and answers from them alone. Six parts of
twenty lives each, or of sixty in a long run: one test is one transaction, and other tests wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import AT
from tests.long import often
from tests.parties.people import newcomer, place, who
from yinxin.kernel.refusal import Refusal
from yinxin.parties import access, accounts, clients, delegations, founding, organisations, queries, seats
from yinxin.parties.actor import SYSTEM
from yinxin.parties.models import Account, ApiKey, Seat
from yinxin.parties.permissions import Permission

pytestmark = pytest.mark.django_db
PEOPLE = ("ann", "ben", "cai")
PLACES = ("wuhu", "hefei")
ROLES = ("counter", "custodian")
WHAT = {
    "counter": {"certificate:see", "custody:see", "collection:give", "seal:check", "correction:answer"}
    | {"application:see", "application:file", "application:review", "form:print"}
    | {"objection:see", "objection:check", "objection:answer"}
    | {"audit_file:see", "audit_file:collect", "audit_file:decide"},
    "custodian": {
        "certificate:see",
        "duty:see",
        "duty:explain",
        "custody:see",
        "custody:keep",
        "custody:count",
    }
    | {"custody:correct", "collection:correct", "post:send", "service:publish", "volume:close"}
    | {"destruction:list", "destruction:carry_out", "application:see"}
    | {"summary:see", "summary:hand_in", "form:print", "objection:see", "supervision:answer"}
    | {"audit_file:see", "audit_file:collect", "audit_file:decide"},
}
END = 10_000


@dataclass
class Span:
    """A seat, from an hour until an hour."""

    person: str
    place: str
    role: str
    since: int
    until: int = END


@dataclass
class Loan:
    """A seat on loan."""

    seat: Span
    to: str
    since: int
    until: int


@dataclass
class Oracle:
    """What must be true, worked out from spans."""

    seats: list[Span] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)
    shut: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)

    def open(self, person, hour):
        return [s for s in self.seats if s.person == person and s.since <= hour < s.until]

    def rights(self, person, hour):
        """Every (permission, place) that the person has at the hour."""
        if person in self.shut:
            return set()
        own = self.open(person, hour)
        homes = {s.place for s in own}
        lent = [
            loan.seat
            for loan in self.loans
            if loan.to == person
            and loan.since <= hour < loan.until
            and loan.seat.since <= hour < loan.seat.until
            and loan.seat.place in homes
        ]
        found = {(right, s.place) for s in (*own, *lent) for right in WHAT[s.role]}
        for old, new in self.gone.items():
            found |= {(right, old) for right, at in found if at == new}
        return found

    def leave(self, person, hour):
        """Where nothing is left in a place, what was on loan there is over for good."""
        homes = {s.place for s in self.open(person, hour)}
        for loan in self.loans:
            if loan.to == person and loan.seat.place not in homes:
                loan.until = min(loan.until, hour)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("grant"), st.sampled_from(PEOPLE), st.sampled_from(PLACES), st.sampled_from(ROLES)),
        st.tuples(st.just("end"), st.sampled_from(PEOPLE), st.integers(0, 3)),
        st.tuples(st.just("change"), st.sampled_from(PEOPLE), st.sampled_from(ROLES)),
        st.tuples(
            st.just("lend"),
            st.sampled_from(PEOPLE),
            st.sampled_from(PEOPLE),
            st.integers(0, 3),
            st.integers(1, 9),
        ),
        st.tuples(st.just("recall"), st.integers(0, 3)),
        st.tuples(st.just("close"), st.sampled_from(PEOPLE)),
        st.tuples(st.just("reopen"), st.sampled_from(PEOPLE)),
        st.tuples(st.just("merge")),
        st.tuples(st.just("wait")),
    ),
    min_size=2,
    max_size=12,
)


class World:
    """The program and the oracle side by side."""

    def __init__(self):
        self.oracle = Oracle()
        self.hour = 0
        self.ids = {name: newcomer(name) for name in PEOPLE}
        self.places = {code: place(code) for code in PLACES}
        self.loans = []

    @property
    def at(self):
        return AT + timedelta(hours=self.hour)

    def number(self, span):
        return Seat.objects.get(
            account_id=self.ids[span.person],
            organisation_id=self.places[span.place],
            role=span.role,
            until__isnull=True,
        ).pk

    def grant(self, person, code, role):
        founding.seat(
            account_id=self.ids[person], organisation_id=self.places[code], role=role, by=SYSTEM, at=self.at
        )
        if not any((s.place, s.role) == (code, role) for s in self.oracle.open(person, self.hour)):
            self.oracle.seats.append(Span(person, code, role, self.hour))

    def end(self, person, which):
        held = self.oracle.open(person, self.hour)
        if held:
            one = held[which % len(held)]
            seats.end_seat(seat_id=self.number(one), by=SYSTEM, at=self.at)
            one.until = self.hour
            self.oracle.leave(person, self.hour)

    def change(self, person, role):
        held = self.oracle.open(person, self.hour)
        if held:
            one = held[0]
            seats.change_seat(seat_id=self.number(one), role=role, by=SYSTEM, at=self.at)
            one.until = self.hour
            if not any((s.place, s.role) == (one.place, role) for s in self.oracle.open(person, self.hour)):
                self.oracle.seats.append(Span(person, one.place, role, self.hour))

    def lend(self, giver, to, wait, long):
        held = self.oracle.open(giver, self.hour)
        if held:
            since, until = self.hour + wait, self.hour + wait + long
            number = delegations.delegate(
                seat_id=self.number(held[0]),
                to=self.ids[to],
                since=AT + timedelta(hours=since),
                until=AT + timedelta(hours=until),
                by=queries.actor_of(self.ids[giver], self.at),
                at=self.at,
            )
            self.oracle.loans.append(Loan(held[0], to, since, until))
            self.loans.append(number)

    def recall(self, which):
        if self.loans:
            place_in_list = which % len(self.loans)
            delegations.end_delegation(delegation_id=self.loans[place_in_list], by=SYSTEM, at=self.at)
            self.oracle.loans[place_in_list].until = self.hour

    def close(self, person):
        accounts.close_account(account_id=self.ids[person], by=SYSTEM, at=self.at)
        self.oracle.shut.add(person)
        for one in self.oracle.open(person, self.hour):
            one.until = self.hour
        self.oracle.leave(person, self.hour)

    def reopen(self, person):
        accounts.reopen_account(account_id=self.ids[person], by=SYSTEM, at=self.at)
        self.oracle.shut.discard(person)

    def merge(self):
        organisations.merge(
            organisation_id=self.places["wuhu"],
            into_id=self.places["hefei"],
            proposed_by=0,
            by=SYSTEM,
            at=self.at,
        )
        self.oracle.gone["wuhu"] = "hefei"
        for person in PEOPLE:
            for one in self.oracle.open(person, self.hour):
                if one.place == "wuhu":
                    one.until = self.hour
            self.oracle.leave(person, self.hour)

    def wait(self):
        self.hour += 2

    def rights(self, person, hour, bodies):
        account = Account.objects.get(id=self.ids[person])
        if not account.is_active:
            return set()
        by = queries.actor(account, AT + timedelta(hours=hour))
        return {
            (right.value, code)
            for code, number in self.places.items()
            for right in Permission
            if access.may(by, right, bodies[number])
        }

    def compare(self):
        bodies = queries.bodies(self.places.values())
        for person in PEOPLE:
            for hour in (self.hour, self.hour + 4):
                assert self.rights(person, hour, bodies) == self.oracle.rights(person, hour), (person, hour)


class Undo(Exception):
    """Ends an example's transaction."""


@pytest.mark.parametrize("part", range(6))
@settings(
    max_examples=often(20, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_nobody_keeps_a_right_whatever_they_go_through(cast, part, steps):
    with pytest.raises(Undo), transaction.atomic():
        world = World()
        for name, *given_ in steps:
            world.hour += 1
            try:
                with transaction.atomic():
                    getattr(world, name)(*given_)
            except Refusal:
                pass
            world.compare()
        raise Undo


def test_the_oracle_finds_a_seat_that_did_not_end(cast):
    with transaction.atomic():
        world = World()
        world.hour = 1
        world.grant("ann", "wuhu", "counter")
        world.hour = 2
        world.compare()
        world.oracle.seats[0].until = 2
        with pytest.raises(AssertionError):
            world.compare()


def test_a_key_dies_in_the_same_moment(cast):
    by = who("anhui-data")
    key = clients.make_key(
        name="x",
        organisation_id=by.seats[0].body.id,
        scopes=[Permission.DUTY_SEE],
        until=AT + timedelta(days=1),
        by=by,
        at=AT,
    )[1]
    accounts.close_account(account_id=by.account_id, by=SYSTEM, at=AT)
    with pytest.raises(Refusal):
        clients.actor_by_key(key, AT)
    assert not ApiKey.objects.filter(revoked_at__isnull=True).exists()
