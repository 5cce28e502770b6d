"""A machine: which state may follow which, whose turn it is, and which clause says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words


@dataclass(frozen=True)
class Edge:
    """A transition.

    :ivar by: the body whose turn it is (the party's name in Chinese).
    :ivar clause: the clause that the transition carries out; None where the law is silent.
    :ivar does: what happens, in two or three words.
    """

    by: str
    clause: Clause | None
    does: str


class Machine:
    """The life of one kind of thing.

    :param table: the database table whose ``state`` column it governs.
    :param subject: the subject's name in the ledger.
    :param names: every state with its name for people, the first one the initial state.
    :param edges: the transitions.
    :raises ValueError: an edge names an unknown state, or a state cannot be reached.
    """

    def __init__(
        self,
        *,
        table: str,
        subject: str,
        title: Words,
        names: Mapping[Enum, Words],
        edges: Mapping[tuple[Enum, Enum], Edge],
    ) -> None:
        self.table, self.subject, self.title = table, subject, title
        self.names, self.edges = dict(names), dict(edges)
        self.initial = next(iter(self.names))
        self._check()

    def _check(self) -> None:
        reached = {self.initial} | {after for _, after in self.edges}
        mentioned = reached | {before for before, _ in self.edges}
        if mentioned != set(self.names):
            raise ValueError(
                f"{self.subject}: states without an edge or a name: {mentioned ^ set(self.names)}"
            )

    def edge(self, before: Enum, after: Enum) -> Edge:
        """Return the transition.

        :raises KeyError: the machine has no such transition; a verb that asks for it is wrong.
        """
        return self.edges[before, after]

    def turn(self, state: Enum) -> tuple[str, ...]:
        """Return whose turn it is in a state; nobody's where the life has ended."""
        return tuple(dict.fromkeys(edge.by for (before, _), edge in self.edges.items() if before is state))

    def diagram(self) -> str:
        """Return the machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{words}" as {state.value}' for state, words in self.names.items()]
        lines.append(f"    [*] --> {self.initial.value}")
        for (before, after), edge in self.edges.items():
            clause = f" · {edge.clause}" if edge.clause else ""
            lines.append(f"    {before.value} --> {after.value}: {edge.does}（{edge.by}{clause}）")
        lines += [f"    {state.value} --> [*]" for state in self.names if not self.turn(state)]
        return "\n".join(lines)
