"""A2.1.3 — the seal check is done at the window, for the whole province.

依据：皖人社秘〔2013〕176号 二（一）3.
"""
# Reading: nobody else may enter a seal check, a city's own seal notwithstanding.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.parties import Party

SEAL_CHECK = Clause("A2.1.3")

ARTICLE = anhui(
    "二（一）3",
    title=Words("统一验印"),
    points={"A2.1.3": Words("验印只在一个地方办：省政务中心的人社窗口。")},
)


@enacts(SEAL_CHECK)
def check_may_check_seal(party: Party) -> None:
    """Let only the window do the seal check.

    :raises NotPermitted: the party is not the window.
    """
    if party is not Party.WINDOW:
        raise NotPermitted(
            Words("验印不由{party}办理。", party=party.label),
            do=Words("请到省政务中心人社窗口统一验印。"),
            clause=SEAL_CHECK,
        )
