"""N15 — when a holder's data has changed: replacement by way of issuer, agency or authority, and center.

The new certificate states the change in its remarks. 依据：人社厅发〔2023〕16号 第十五条.
"""
# Reading: the article sets no time limit; what an office promises is its own, and shown as such.
# Replacement stays open where an electronic copy exists: N16 closes paper reissue only. A changed photo is
# stated without values, since a picture has none that could be printed. The papers asked for are left to
# the rules of the exam (按规定): ours are the least that proves person and change, and bring the old copy
# back (N26).

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.law.parties import Party

REPLACE = Clause("N15")

ARTICLE = national(
    "第十五条",
    title=Words("换发"),
    points={
        "N15": Words(
            "持证人信息变了可以申请换发：发放机构初审，考试机构或主管部门确认，人事考试中心重新制发，"
            "新证书在备注里写明变更。"
        )
    },
)


class Desk(Enum):
    """A desk of the path that an application takes."""

    APPLICATION = "application"
    REVIEW = "review"
    CONFIRMATION = "confirmation"
    MAKING = "making"

    @property
    def label(self) -> Words:
        """The desk in Chinese."""
        return _LABELS[self]


PATH = {
    Desk.APPLICATION: (Party.HOLDER,),
    Desk.REVIEW: (Party.ISSUER,),
    Desk.CONFIRMATION: (Party.AGENCY, Party.AUTHORITY),
    Desk.MAKING: (Party.CENTER,),
}
"""The desks in their order, and who sits there."""

_LABELS = {
    Desk.APPLICATION: Words("申请"),
    Desk.REVIEW: Words("初审"),
    Desk.CONFIRMATION: Words("审核确认"),
    Desk.MAKING: Words("重新制发"),
}


@dataclass(frozen=True)
class Change:
    """One changed item of the holder's data; ``field`` is the face's field."""

    field: str
    old: str
    new: str


@enacts(REPLACE)
def evidence_needed(cause: Cause) -> tuple[Evidence, ...]:
    """Return the papers that an application for replacement needs."""
    papers = (Evidence.APPLICATION, Evidence.HOLDER_ID, Evidence.ORIGINAL)
    return (*papers, Evidence.CHANGE_PROOF) if cause is Cause.HOLDER_CHANGED else papers


@enacts(REPLACE)
def next_desk(desk: Desk) -> Desk | None:
    """Return the desk that follows, or None after the last."""
    order = list(PATH)
    place = order.index(desk) + 1
    return order[place] if place < len(order) else None


@enacts(REPLACE)
def check_next_desk(at: Desk, to: Desk) -> None:
    """Let an application pass only to the desk that follows: none is skipped, none comes twice.

    :raises WrongState: ``to`` is not the next desk.
    """
    following = next_desk(at)
    if to is not following:
        expected = following.label if following else Words("发放")
        raise WrongState(
            Words("申请在“{at}”环节，不能直接转到“{to}”。", at=at.label, to=to.label),
            do=Words("下一环节是“{expected}”。", expected=expected),
            clause=REPLACE,
        )


@enacts(REPLACE)
def remark_of(change: Change, changed_on: date) -> str:
    """Return the remark that the new certificate prints for one change, in Chinese."""
    day = f"{changed_on.year}年{changed_on.month}月{changed_on.day}日"
    if change.field == "photo":
        return f"{day}，{ITEMS[change.field]}已更换。"
    return f"{day}，{ITEMS[change.field]}由“{change.old}”变更为“{change.new}”。"


@enacts(REPLACE)
def check_remark_states_change(remarks: Sequence[str], changes: Sequence[Change]) -> None:
    """Let a replacement be made only when its remarks state every change, with old and new value.

    :raises Incomplete: a change is not stated; each is named.
    """
    unsaid = [
        Words("{item}的变更说明", item=ITEMS[change.field])
        for change in changes
        if not any(_states(remark, change) for remark in remarks)
    ]
    check_nothing_missing(unsaid, clause=REPLACE, do=Words("在备注中写明后再制证。"))


def _states(remark: str, change: Change) -> bool:
    named = str(ITEMS[change.field]) in remark
    return named and (change.field == "photo" or (change.old in remark and change.new in remark))
