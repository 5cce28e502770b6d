"""The machine of runs of electronic copies for older certificates (N20)."""

from __future__ import annotations

from enum import Enum
from typing import Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class RunState(Enum):
    """Where a run stands."""

    ORDERED = "ordered"
    RELEASED = "released"


_CENTRE: Final = "人事考试中心"

RUN = Machine(
    table="legacy_run",
    subject="legacy_run",
    title=Words("存量证书的电子证书"),
    names={RunState.ORDERED: Words("制作中，待发布"), RunState.RELEASED: Words("已发布")},
    edges={(RunState.ORDERED, RunState.RELEASED): Edge(_CENTRE, Clause("N20"), "另一人核对后发布")},
)

MACHINES = (RUN,)
