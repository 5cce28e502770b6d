"""The machine of summaries: a city or a province draws one up, hands it in, and the one above takes it (A3.2, A3.3)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class SummaryState(Enum):
    """Where a summary stands."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    TAKEN = "taken"


class Stage(Enum):
    """Who sums up: a city (or the window of the province's own units) for the province, or the province."""

    CITY = "city"
    PROVINCE = "province"

    @property
    def words(self) -> Words:
        """The stage for people."""
        return _STAGES[self]

    @property
    def clause(self) -> Clause:
        """The clause by which it sums up."""
        return Clause("A3.2" if self is Stage.CITY else "A3.3")


_STAGES = {Stage.CITY: Words("市级汇总"), Stage.PROVINCE: Words("全省报部")}
_S = SummaryState

SUMMARY = Machine(
    table="annexes_summary",
    subject="summary",
    title=Words("补换发汇总表"),
    names={_S.DRAFT: Words("汇总中"), _S.HANDED_IN: Words("已报送"), _S.TAKEN: Words("已接收")},
    edges={
        (_S.DRAFT, _S.HANDED_IN): Edge("证书发放机构", Clause("A3.2"), "报送"),
        (_S.HANDED_IN, _S.TAKEN): Edge("主管部门", Clause("A3.3"), "接收"),
    },
)

MACHINES = (SUMMARY,)
