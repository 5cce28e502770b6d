"""N2 — the procedure covers the certificates that the ministry makes centrally.

依据：人社厅发〔2023〕16号 第二条.
"""
# Reading: who makes the certificate decides, not who holds the exam. Everything else comes in through N27,
# or stays under the province's own rules.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.regimes import Regime

SCOPE = Clause("N2")

ARTICLE = national(
    "第二条",
    title=Words("适用范围"),
    points={"N2": Words("部里集中制作的职业资格证书，都归这份规程管。")},
)


@enacts(SCOPE)
def covers(regime: Regime) -> bool:
    """Say whether the procedure covers certificates of the regime by its own force."""
    return regime is Regime.NATIONAL
