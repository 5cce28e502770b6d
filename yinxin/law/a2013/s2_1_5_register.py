"""A2.1.5 — the cities register, bind and archive what they gave out.

依据：皖人社秘〔2013〕176号 二（一）5.
"""
# Reading: a bound register is numbered from one without a hole, and is closed with a digest of its rows, so
# that a reprint can be shown to be the same book.

from collections.abc import Mapping, Sequence

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import anhui

REGISTER = Clause("A2.1.5")

ARTICLE = anhui(
    "二（一）5",
    title=Words("登记、制册、存档（考试）"),
    points={"A2.1.5": Words("发了哪些证书，各市逐本登记，装订成册，存档备查。")},
)


@enacts(REGISTER)
def check_may_bind(numbers: Sequence[int], *, clause: Clause = REGISTER) -> None:
    """Bind a register only when its rows are numbered 1, 2, 3 … in order.

    :raises Incomplete: it is empty, or a number is missing, doubled or out of order.
    """
    if not numbers or list(numbers) != list(range(1, len(numbers) + 1)):
        expected = next((n for n, number in enumerate(numbers, 1) if n != number), len(numbers) + 1)
        raise Incomplete(
            Words("登记册编号在第{number}号处不连续。", number=expected),
            do=Words("补齐或更正编号后再制册。"),
            clause=clause,
        )


@enacts(REGISTER)
def closing_digest(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the digest with which a register is closed: 64 hexadecimal digits."""
    return digest(canonical_json({"rows": [dict(row) for row in rows]}))


@enacts(REGISTER)
def check_reprint(rows: Sequence[Mapping[str, str]], closed_with: str, *, clause: Clause = REGISTER) -> None:
    """Let a reprint go out only when it is the book that was closed.

    :raises WrongState: its digest differs.
    """
    if closing_digest(rows) != closed_with:
        raise WrongState(
            Words("登记册内容与制册时不一致。"),
            do=Words("不要使用这份打印件，请审计人员核对登记册。"),
            clause=clause,
        )
