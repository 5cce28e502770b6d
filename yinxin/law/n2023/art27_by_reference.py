"""N27 — pass proofs follow the procedure; provincial exams may.

依据：人社厅发〔2023〕16号 第二十七条.
"""
# Reading: 参照 for pass proofs is a rule; for a province's own exams 可以 leaves it to the province, which
# chooses by a measure of its own. Reviews are not named, and stay under the province's notice.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.n2023.art02_scope import covers
from yinxin.law.regimes import Regime

BY_REFERENCE = Clause("N27")

ARTICLE = national(
    "第二十七条",
    title=Words("参照管理"),
    points={"N27": Words("考试合格证明类参照本规程；省级组织并发证的考试可以参照。")},
)


@enacts(BY_REFERENCE)
def follows(regime: Regime, *, province_chose: bool = False) -> bool:
    """Say whether certificates of the regime are handled by the procedure.

    :param province_chose: the province has decided that its own exams follow the procedure.
    """
    if regime is Regime.PROVINCIAL_EXAM:
        return province_chose
    return covers(regime) or regime is Regime.PASS_PROOF
