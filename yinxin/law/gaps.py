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


def said_in(text: str, missing: Words, clause: Clause, longest: int = 400) -> str:
    """Return what somebody wrote, without what stands around it.

    :raises Incomplete: fewer than four characters, or more than ``longest``.
    """
    said = text.replace("\0", "").strip()
    if not 4 <= len(said) <= longest:
        raise Incomplete(missing, do=Words("写4到{longest}字。", longest=longest), clause=clause)
    return said
