"""N19 — older paper certificates are collected and put in order, and given to the center; then they verify.

依据：人社厅发〔2023〕16号 第十九条.
"""
# Reading: 逐步 sets no date, so this is a task without a limit. A record says where it was taken from,
# so that the same certificate handed in twice can be told from two certificates.

from dataclasses import dataclass

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party

COLLECT = Clause("N19")

ARTICLE = national(
    "第十九条",
    title=Words("存量证书归集"),
    points={
        "N19": Words("主管部门或考试机构整理存量纸质证书，逐步交人事考试中心汇总，之后提供网上查询验证。")
    },
)

HANDED_IN_BY = (Party.AUTHORITY, Party.AGENCY)


@dataclass(frozen=True)
class Provenance:
    """Where a legacy record was taken from; an unknown part is the empty string."""

    archive: str
    volume: str
    taken_by: str


@enacts(COLLECT)
def check_may_hand_in(party: Party) -> None:
    """Take legacy records from authorities and agencies only.

    :raises NotPermitted: the party is neither.
    """
    if party not in HANDED_IN_BY:
        raise NotPermitted(
            Words("存量证书数据不由{party}报送。", party=party.label),
            do=Words("请交由{owners}归集报送。", owners=listed([owner.label for owner in HANDED_IN_BY])),
            clause=COLLECT,
        )


@enacts(COLLECT)
def check_provenance(provenance: Provenance) -> None:
    """Take a legacy record only when it says where it was taken from.

    :raises Incomplete: a part is missing; each is named.
    """
    parts = {
        Words("档案来源"): provenance.archive,
        Words("卷册编号"): provenance.volume,
        Words("整理人"): provenance.taken_by,
    }
    check_nothing_missing([name for name, value in parts.items() if not value.strip()], clause=COLLECT)
