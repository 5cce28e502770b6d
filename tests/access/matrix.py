"""Fire an act at a thing as a person, and hold the answer against the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client

from tests.access.asks import Ask
from tests.access.policy import ALLOW, DENY, HIDE, Key
from tests.access.world import OWNERS, Person, Thing, World, relation
from tests.long import LONG
from yinxin.parties.permissions import Permission as P
from yinxin.web.doors import door_of

_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"')
_WRITES = """select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables
             where relname not in ('django_session', 'usersessions_usersession')"""


NOBODYS = ("qualification", "role")
"""Kinds of things that belong to nobody: whoever may do the act to anything may do it to them."""


MAKERS = frozenset(
    {
        P.BATCH_ACCEPT,
        P.BATCH_RELEASE,
        P.BATCH_RETURN,
        P.PRINT_REPORT,
        P.APPLICATION_MAKE,
        P.APPLICATION_RELEASE,
    }
)
"""What only the people of whoever makes the certificates do, wherever else their territory reaches."""


class RolledBack(Exception):
    """Ends a savepoint whose changes must not stay."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how many rows were written for it."""

    status: int
    body: bytes
    location: str
    wrote: int


def browser(world: World, person: Person) -> Client:
    """Return a browser in which somebody has signed in, the same for all their acts: each act is undone."""
    name = person.account.username
    if name not in world.browsers:
        client = Client()
        form = {"username": name, "password": "demo"}  # the demonstration's, on purpose
        assert client.post("/office/sign-in", form).status_code == 302
        world.browsers[name] = client
    return world.browsers[name]


def fire(client: Client, ask: Ask, key: int | str) -> Answer:
    """Ask once and undo what it did."""
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            before = _written()
            got = getattr(client, ask.method.lower())(ask.address(key), dict(ask.data))
            body = b"".join(got.streaming_content) if got.streaming else got.content
            answer = Answer(
                got.status_code, _TOKEN.sub(b"", body), got.headers.get("Location", ""), _written() - before
            )
            raise RolledBack
    except RolledBack:
        client.cookies = cookies  # what the act said, and a session that it renewed, are undone with it
        return answer


def expected(policy: dict[Key, str], permission: Any, person: Person, thing: Thing) -> str:
    """Return what the policy says; a page without a thing opens for whoever may do the act to anything."""
    if permission is None:
        return ALLOW
    owners = [one for one in (thing.owner, thing.also) if one] or list(OWNERS)
    if not thing.kind:
        owners.append(person.body)
    if thing.kind in NOBODYS:
        owners = ["center", *OWNERS]
    said = {policy[permission.value, person.role, relation(person.body, owner)] for owner in owners}
    if ALLOW in said and permission in MAKERS and thing.maker and person.body != thing.maker:
        return DENY
    if thing.owner or thing.kind:
        return ALLOW if ALLOW in said else DENY if DENY in said else HIDE
    return DENY if said == {DENY} else ALLOW


def disagreements(policy: dict[Key, str], world: World, ask: Ask, view: Any) -> Iterator[str]:
    """Fire one ask as everybody at everything; name each answer that is not the policy's.

    The door asks for the permission at all before it looks at the thing, and :mod:`tests.access.test_policy` asks that
    of every role in every body: here, whoever has it nowhere is denied once for their role, in a long run once each.
    What is hidden is hidden in every state, for reach goes by owners alone: of each owner one thing is asked for here,
    in a long run all of them.
    """
    refused: set[str] = set()
    permission = ask.over or door_of(view).permission  # type: ignore[union-attr]
    for person in world.people:
        client = browser(world, person)
        nothing: bytes | None = None
        hidden: set[tuple[str, str, str]] = set()
        denied = person.role in refused and not LONG
        for thing in ask.about(world):
            wanted = HIDE if ask.own else expected(policy, permission, person, thing)
            who = f"{ask.method} {ask.address(thing.key)} ({thing.state}) {person.role}@{person.body}"
            if wanted == DENY and not ask.over and denied:
                continue
            if denied := wanted == DENY:
                refused.add(person.role)
            whose = (thing.owner, thing.also, thing.maker)
            if wanted == HIDE and thing.owner and whose in hidden and not LONG:
                continue
            hidden |= {whose} if wanted == HIDE else set()
            if (wanted == HIDE or ask.over) and nothing is None:
                nothing = fire(client, ask, _missing(thing)).body
            got = fire(client, ask, thing.key)
            if problem := _problem(wanted, ask, thing, got, nothing):
                yield f"{who}: {wanted} by the policy, but {problem}"


def _problem(wanted: str, ask: Ask, thing: Thing, got: Answer, nothing: bytes | None) -> str:
    if ask.method == "GET" and got.wrote:
        return f"a GET wrote {got.wrote} rows"
    if wanted != ALLOW and got.wrote:
        return f"{got.status} and yet {got.wrote} rows were written"
    if ask.over and wanted != ALLOW:
        # No door asks first: whoever reaches the thing is denied, whoever does not sees nothing.
        denied = got.status == 403 or (got.status == 404 and got.body == nothing)
        return "" if denied else f"{got.status}, or not the bytes of nothing"
    if wanted == DENY:
        return "" if got.status == 403 else f"{got.status}"
    if wanted == HIDE:
        return (
            "" if got.status == 404 and got.body == nothing else f"{got.status}, or not the bytes of nothing"
        )
    if ask.states and thing.state not in ask.states:
        return "" if got.status == ask.late else f"{got.status} in state {thing.state}"
    return "" if got.status in ask.ok and "sign-in" not in got.location else f"{got.status} {got.location}"


def _missing(thing: Thing) -> int | str:
    return 999_999_999 if isinstance(thing.key, int) else "NOTHING"


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WRITES)
        return int(cursor.fetchone()[0])
