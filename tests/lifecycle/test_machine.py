from __future__ import annotations

from enum import Enum

import pytest

from yinxin.cli import docs
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine

AGAIN = (
    "chunk",
    "application",
    "objection",
    "reseal",
    "audit_file",
    "legacy_record",
    "legacy_pair",
    "legacy_scan",
    "review_session",
)
"""What can come back to where it began: handed on, it waits anew."""


class S(Enum):
    A = "a"
    B = "b"
    C = "c"


def machine(**change: object) -> Machine:
    facts = {
        "table": "t",
        "subject": "thing",
        "title": Words("事项"),
        "names": {S.A: Words("甲"), S.B: Words("乙")},
        "edges": {(S.A, S.B): Edge("机构", Clause("N10"), "办理")},
    }
    return Machine(**(facts | change))


def test_a_state_without_an_edge_or_a_name_is_refused():
    with pytest.raises(ValueError, match="thing"):
        machine(names={S.A: Words("甲"), S.B: Words("乙"), S.C: Words("丙")})
    with pytest.raises(ValueError, match="thing"):
        machine(edges={(S.A, S.B): Edge("机构", None, "办理"), (S.B, S.C): Edge("机构", None, "办理")})


def test_a_transition_that_is_not_in_the_table_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        machine().edge(S.B, S.A)


def test_the_diagram_names_states_turns_and_clauses():
    diagram = machine().diagram()
    assert "a --> b: 办理（机构 · N10）" in diagram
    assert "[*] --> a" in diagram
    assert "b --> [*]" in diagram


@pytest.mark.parametrize("one", docs.machines(), ids=lambda m: m.subject)
def test_every_machine_says_whose_turn_it_is(one):
    for (before, _), edge in one.edges.items():
        assert edge.by in one.turn(before)
        assert edge.does
    assert one.initial not in {after for _, after in one.edges} or one.subject in AGAIN
