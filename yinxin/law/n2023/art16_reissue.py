"""N16 — lost, damaged or overdue paper is reissued, marked 补发; not where an electronic copy exists.

依据：人社厅发〔2023〕16号 第十六条.
"""
# Reading: the article closes *paper reissue* where an electronic certificate exists, and nothing else; a
# change of data goes by N15 whatever exists. The path of desks is that of N15.

from collections.abc import Sequence
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.changes import WAY_OF, Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing

REISSUE = Clause("N16")

ARTICLE = national(
    "第十六条",
    title=Words("补发"),
    points={
        "N16": Words(
            "纸质证书丢了、坏了或过了保管期，可以申请补发，新证标明“补发”；有了电子证书，就不再补做纸质的。"
        )
    },
)

MARK: Final = "补发"
"""What a reissued paper certificate carries in its remarks."""


@enacts(REISSUE)
def check_may_reissue_paper(*, electronic_copy_exists: bool, cause: Cause) -> None:
    """Let paper be reissued for the article's three causes, where no electronic certificate exists.

    :raises NotApplicable: the cause goes another way, or an electronic certificate exists.
    """
    if WAY_OF[cause] is not Way.REISSUE:
        raise NotApplicable(
            Words("“{cause}”不属于补发的情形。", cause=cause.label),
            do=Words("请改为申请换发。"),
            clause=REISSUE,
        )
    if electronic_copy_exists:
        raise NotApplicable(
            Words("您已有电子证书，与纸质证书效力相同，纸质证书不再补发。"),
            do=Words("请登录后下载电子证书使用。"),
            clause=REISSUE,
        )


@enacts(REISSUE)
def evidence_needed(cause: Cause) -> tuple[Evidence, ...]:
    """Return the papers that an application for reissue needs; a damaged copy comes back (N26)."""
    papers = (Evidence.APPLICATION, Evidence.HOLDER_ID)
    return (*papers, Evidence.ORIGINAL) if cause is Cause.DAMAGED else papers


@enacts(REISSUE)
def check_marked(remarks: Sequence[str]) -> None:
    """Let a reissued certificate be printed only with its mark.

    :raises Incomplete: no remark carries the mark.
    """
    if not any(MARK in remark for remark in remarks):
        check_nothing_missing([Words("“补发”标注")], clause=REISSUE, do=Words("在备注中标明后再印制。"))
