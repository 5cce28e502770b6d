"""A2.2.3 — committees register, bind and archive what they gave out.

依据：皖人社秘〔2013〕176号 二（二）3.
"""
# Reading: as A2.1.5, with the committee's founding body in the city's place.

from collections.abc import Mapping, Sequence

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_5_register
from yinxin.law.article import anhui

REGISTER = Clause("A2.2.3")

ARTICLE = anhui(
    "二（二）3",
    title=Words("登记、制册、存档（评审）"),
    points={"A2.2.3": Words("发了哪些证书，评委会组建单位逐本登记，装订成册，存档备查。")},
)


@enacts(REGISTER)
def check_may_bind(numbers: Sequence[int]) -> None:
    """Bind a register only when its rows are numbered 1, 2, 3 … in order.

    :raises Incomplete: it is empty, or a number is missing, doubled or out of order.
    """
    s2_1_5_register.check_may_bind(numbers, clause=REGISTER)


@enacts(REGISTER)
def check_reprint(rows: Sequence[Mapping[str, str]], closed_with: str) -> None:
    """Let a reprint go out only when it is the book that was closed.

    :raises WrongState: its digest differs.
    """
    s2_1_5_register.check_reprint(rows, closed_with, clause=REGISTER)
