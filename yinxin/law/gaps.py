"""One way to say that something is missing: every gap by name, once."""

from __future__ import annotations

from collections.abc import Sequence

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed

COMPLETE_FIRST = Words("补齐后再办理。")


def check_nothing_missing(gaps: Sequence[Words], *, clause: Clause, do: Words = COMPLETE_FIRST) -> None:
    """Refuse with every gap by name where there is any.

    :raises Incomplete: there is a gap; ``facts["missing"]`` lists them in Chinese.
    """
    if gaps:
        raise Incomplete(
            Words("缺少：{gaps}。", gaps=listed(gaps)),
            do=do,
            clause=clause,
            facts={"missing": [str(gap) for gap in gaps]},
        )
