"""A2.1.2 — the city tells each person, collects photo and papers, fills the registration form, audits.

依据：皖人社秘〔2013〕176号 二（一）2.
"""
# Reading: telling counts with a day on which it was sent. A refusal needs reasons; a passed audit needs
# none.

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.gaps import check_nothing_missing

AUDIT = Clause("A2.1.2")

ARTICLE = anhui(
    "二（一）2",
    title=Words("通知、收件与资格审核"),
    points={"A2.1.2": Words("各市通知本人，收取照片和审核材料，填写合格人员登记表，对照报考条件审核。")},
)


@dataclass(frozen=True)
class File:
    """What a city holds of one passed person before the certificate is given out."""

    notified_on: date | None
    photo: bool
    papers: int
    form_filled: bool


@enacts(AUDIT)
def check_ready_for_audit(file: File) -> None:
    """Audit a person only on a complete file.

    :raises Incomplete: something is missing; each is named.
    """
    parts = {
        Words("通知本人的记录"): file.notified_on is not None,
        Words("照片"): file.photo,
        Words("资格审核材料"): file.papers > 0,
        Words("合格人员登记表"): file.form_filled,
    }
    check_nothing_missing([name for name, there in parts.items() if not there], clause=AUDIT)


@enacts(AUDIT)
def check_decision(*, passed: bool, reasons: str) -> None:
    """Take an audit's decision; one against the person says why.

    :raises Incomplete: the person fails and no reason is given.
    """
    if not passed and not reasons.strip():
        check_nothing_missing([Words("审核不通过的理由")], clause=AUDIT, do=Words("写明理由后再提交。"))
