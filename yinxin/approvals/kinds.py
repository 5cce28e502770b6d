"""The kinds of change that need four eyes, each registered where its chapter lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission

Facts = Mapping[str, Any]


class Row(NamedTuple):
    """One line of the difference: a thing's name, as it is, as it will be."""

    name: Words
    before: Words
    after: Words

    @property
    def changed(self) -> bool:
        """Say whether the line changes."""
        return self.before != self.after


class Change(NamedTuple):
    """What is to be applied: the subject, its facts, who proposed it."""

    subject_id: int
    facts: Facts
    proposed_by: int


@dataclass(frozen=True)
class Kind:
    """A kind of change; see the package for an example.

    :ivar button: the words on the button that approves; ``{count}`` is :attr:`count` of the facts.
    :ivar propose: the permission to propose, :attr:`approve` that to approve, both over :attr:`over`.
    :ivar over: the organisation whose territory decides.
    :ivar about: what it is about, for lists: a name.
    :ivar check: refuses what the law or the present state forbids; asked when proposing and when approving.
    :ivar picture: before and after, from the database as it is.
    :ivar concerns: the accounts that gain by it: they neither propose nor approve.
    :ivar apply: the chapter's verb.
    """

    code: str
    title: Words
    clause: Clause
    button: str
    follows: Words
    propose: Permission
    approve: Permission
    over: Callable[[int, Facts], Body]
    about: Callable[[int, Facts], Words]
    check: Callable[[int, Facts, datetime], None]
    picture: Callable[[int, Facts, datetime], tuple[Row, ...]]
    apply: Callable[[Change, Actor, datetime], None]
    concerns: Callable[[int, Facts], frozenset[int]] = lambda _subject, _facts: frozenset()
    count: Callable[[Facts], int] = lambda _facts: 1


KINDS: Final[dict[str, Kind]] = {}


def register(kind: Kind) -> Kind:
    """Add a kind.

    :raises ValueError: another one has the code.
    """
    if KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"two kinds of change are called {kind.code!r}")
    return kind


def as_is(text: object) -> Words:
    """Return a value that is shown as it stands in every language."""
    return Words("{value}", value=str(text))
