"""What pages call the acts that concern reviews of titles (A2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

REVIEWS: Final[Mapping[str, Words]] = {
    "review_committee.proposed": Words("提出核准评审委员会"),
    "review_committee.approved": Words("核准评审委员会"),
    "review_committee.refused": Words("不予核准评审委员会"),
    "review_committee.ended": Words("提前终止评审委员会"),
    "review_session.opened": Words("登记评审会议"),
    "review_session.listed": Words("报送评审结果"),
    "review_session.sent_back": Words("退回评审结果"),
    "review_session.dropped": Words("撤销评审会议"),
    "review_step.taken": Words("办理审批备案步骤"),
    "review_step.refused": Words("审批备案不通过"),
    "exam.recounted": Words("更正通过人数"),
}
"""Acts."""

REVIEWED: Final[Mapping[str, Words]] = {
    "review_committee": Words("评审委员会"),
    "review_session": Words("评审会议"),
    "review_step": Words("审批备案步骤"),
}
"""What they are done to."""
