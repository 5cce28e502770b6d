"""What a check is: one rule about one or more fields; it explains itself and examines a whole frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.production.intake.columns import BY_KEY
from yinxin.production.intake.facts import ExamFacts
from yinxin.production.intake.findings import Finding, Level, shown

DATA_IS_RIGHT: Final = Clause("N9.1")
"""The agency checks that the data are complete, correct and valid."""


@dataclass(frozen=True, slots=True)
class Context:
    """What checks know besides the rows: the exam, the columns of the file, whether photos came with it."""

    exam: ExamFacts
    present: frozenset[str]
    photos_given: bool


_TOLD_BY_REASONS: Final = frozenset({"reason", "hint"})

Fails = Callable[[str, Context], pl.Expr]
"""From a column's key to an expression that is true where the row fails."""
Facts = Callable[[str, Context], Mapping[str, pl.Expr]]
"""From a column's key to the facts that fill the message, as expressions of text."""


def _no_facts(key: str, context: Context) -> Mapping[str, pl.Expr]:
    return {}


@dataclass(frozen=True)
class Check:
    """One rule.

    :ivar code: its name in findings; :ivar fields: keys of the columns that it looks at, each by itself.
    :ivar explains: what is checked, for the page that explains every check.
    :ivar message: what is wrong in a row; may use ``{field}``, ``{value}``, ``{reason}`` and its own facts.
    :ivar fix: how to mend it.
    :ivar fails: where a row fails. :ivar facts: further facts of the message.
    :ivar reasons: sentences for the values of the facts ``reason`` and ``hint``; they may use other facts.
    :ivar yields_to: codes of root causes: where one stands on the row, this check says nothing.
    :ivar always: it speaks even where another check has already spoken of the same cell.
    """

    code: str
    fields: tuple[str, ...]
    explains: Words
    message: Words
    fix: Words
    fails: Fails
    facts: Facts = _no_facts
    reasons: Mapping[str, Words] = field(default_factory=dict)
    level: Level = Level.ERROR
    citation: Clause = DATA_IS_RIGHT
    yields_to: frozenset[str] = frozenset()
    always: bool = False

    def examine(self, frame: pl.DataFrame, context: Context) -> pl.DataFrame:
        """Return the failing cells: ``row``, ``field`` (the key), ``value``, and the facts as text."""
        parts = [self._examine(frame, context, key) for key in self.fields if key in context.present]
        return pl.concat(parts) if parts else pl.DataFrame(schema={"row": pl.UInt32, "field": pl.String})

    def _examine(self, frame: pl.DataFrame, context: Context, key: str) -> pl.DataFrame:
        facts = [fact.alias(name) for name, fact in self.facts(key, context).items()]
        failing = frame.lazy().filter(self.fails(key, context))
        return failing.select("row", pl.lit(key).alias("field"), pl.col(key).alias("value"), *facts).collect()

    def finding(self, cell: Mapping[str, object]) -> Finding:
        """Return the finding for one failing cell, a row of what `examine` returned."""
        key = str(cell["field"])
        column = BY_KEY[key].name
        value = shown(key, str(cell["value"] or ""))
        facts: dict[str, object] = {"field": column, "value": value}
        facts |= {name: fact for name, fact in cell.items() if name not in facts and name != "row"}
        for name in _TOLD_BY_REASONS & facts.keys():
            facts[name] = Words(self.reasons[str(facts[name])].template, **facts)
        return Finding(
            row=int(str(cell["row"])),
            field=column,
            code=self.code,
            level=self.level,
            message=Words(self.message.template, **facts),
            fix=Words(self.fix.template, **facts),
            value=value,
        )
