"""N20 — the center makes electronic certificates for older ones, as far as the collected data allows.

依据：人社厅发〔2023〕16号 第二十条.
"""
# Reading: an electronic certificate for an older one is made only from a record whose key data is complete
# (N21.2), and its remarks say that it was made from legacy data, so that nobody takes it for a new approval.

from collections.abc import Sequence
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023.art21_new_names import check_legacy_complete

MAKE = Clause("N20")

ARTICLE = national(
    "第二十条",
    title=Words("存量证书的电子证书"),
    points={"N20": Words("根据存量数据整理情况，为存量证书制作电子证书。")},
)

MARK: Final = "根据存量证书数据制作"
"""What an electronic certificate made from legacy data carries in its remarks."""


def is_marked(remarks: Sequence[str]) -> bool:
    """Say whether the remarks are those of an older certificate, or of one that took its place."""
    return any(MARK in remark for remark in remarks)


@enacts(MAKE)
def check_may_make_electronic(face: Face, *, received_by_center: bool) -> None:
    """Let a legacy record become an electronic certificate.

    :raises WrongState: the record has not been handed to the center (N19).
    :raises Incomplete: key data is missing (N21.2), or the remarks lack the mark; each is named.
    """
    if not received_by_center:
        raise WrongState(
            Words("这条存量数据尚未交人事考试中心汇总。"), do=Words("先完成归集报送。"), clause=MAKE
        )
    check_legacy_complete(face)
    check_marked(face.remarks)


@enacts(MAKE)
def check_marked(remarks: Sequence[str]) -> None:
    """Let it be released only with its mark.

    :raises Incomplete: no remark carries the mark.
    """
    if not is_marked(remarks):
        check_nothing_missing([Words("存量制作标注")], clause=MAKE, do=Words("在备注中标明后再制作。"))
