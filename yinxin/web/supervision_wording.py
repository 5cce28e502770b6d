"""What pages call the acts of spot checks and of criticism (A1.3c, A2.1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

SUPERVISION: Final[Mapping[str, Words]] = {
    "criticism.answered": Words("被通报机构报告整改"),
    "criticism.drafted": Words("起草通报批评"),
    "criticism.dropped": Words("不签发通报批评"),
    "criticism.ended": Words("办结通报批评"),
    "criticism.issued": Words("签发通报批评"),
    "criticism.sent_back": Words("整改不到位，退回"),
    "spot_case.answered": Words("报告整改情况"),
    "spot_case.assigned": Words("指派检查人"),
    "spot_case.conforms": Words("认定符合"),
    "spot_case.faulty": Words("认定不符合，要求整改"),
    "spot_case.sent_back": Words("整改不到位，退回"),
    "spot_case.settled": Words("复查通过"),
    "spot_check.drawn": Words("登记种子并抽取"),
    "spot_check.frozen": Words("封存抽查名单"),
    "spot_check.published": Words("公布抽查结果"),
    "spot_check.withdrawn": Words("撤回抽查"),
    "supervision_report.issued": Words("签发监督报告"),
}
"""By the ledger's kind of line."""

SUPERVISED: Final[Mapping[str, Words]] = {
    "criticism": Words("通报批评"),
    "spot_case": Words("抽查案卷"),
    "spot_check": Words("随机抽查"),
    "supervision_report": Words("监督报告"),
}
"""By the ledger's kind of subject."""
