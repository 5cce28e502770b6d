"""A2.2.2 — middle and junior titles follow the procedure that city or department has set.

依据：皖人社秘〔2013〕176号 二（二）2.
"""
# Reading: the local procedure is data with its document, never code. A level without a recorded procedure
# cannot go on, since nobody could say whose turn it is.

from collections.abc import Mapping
from dataclasses import dataclass

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.regimes import ReviewLevel

LOCAL = Clause("A2.2.2")

ARTICLE = anhui(
    "二（二）2",
    title=Words("中、初级职称证书"),
    points={"A2.2.2": Words("中、初级按原办法审批和发证，各市、各部门制定相应办法。")},
)


@dataclass(frozen=True)
class Procedure:
    """A local procedure: the document that sets it, and its steps in order."""

    document: str
    steps: tuple[str, ...]


@enacts(LOCAL)
def procedure_of(
    place: str, level: ReviewLevel, recorded: Mapping[tuple[str, ReviewLevel], Procedure]
) -> Procedure:
    """Return the procedure that a city or department has set for a level.

    :raises NotFound: none is recorded.
    """
    procedure = recorded.get((place, level))
    if procedure is None:
        raise NotFound(
            Words("{place}尚未登记{level}职称的发证办法。", place=place, level=level.label),
            do=Words("请先登记本地办法的文号和步骤。"),
            clause=LOCAL,
        )
    return procedure
