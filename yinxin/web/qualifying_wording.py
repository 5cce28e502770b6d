"""What pages call the acts of notices, samples and audits of conditions (A1.3a, A2.1.2, N9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

QUALIFYING: Final[Mapping[str, Words]] = {
    "audit_file.attached": Words("收取审核材料"),
    "audit_file.handed_over": Words("提交另一人审核"),
    "audit_file.kept": Words("登记收件情况"),
    "audit_file.notified": Words("通知本人"),
    "audit_file.opened": Words("建立审核档案"),
    "audit_file.passed": Words("审核通过"),
    "audit_file.refused": Words("审核不通过"),
    "audit_file.reopened": Words("重新审核"),
    "audit_file.sent_back": Words("退回补件"),
    "list_notice.begun": Words("开始公示名单"),
    "list_notice.stopped": Words("停止公示"),
    "list_objection.dismissed": Words("答复公示异议：不成立"),
    "list_objection.filed": Words("提出公示异议"),
    "list_objection.upheld": Words("答复公示异议：成立"),
    "promise.drawn": Words("抽中核查"),
    "promise.false": Words("认定虚假承诺"),
    "promise.holds": Words("认定承诺属实"),
    "promise.untrue": Words("认定不实承诺"),
    "promise_sample.drawn": Words("登记种子并抽取承诺人"),
    "promise_sample.frozen": Words("封存承诺名单"),
    "promise_sample.withdrawn": Words("撤回承诺名单"),
}
"""By the ledger's kind of line."""

QUALIFIED: Final[Mapping[str, Words]] = {
    "audit_file": Words("报考条件审核"),
    "list_notice": Words("名单公示"),
    "list_objection": Words("公示期间的异议"),
    "promise": Words("抽中的承诺"),
    "promise_sample": Words("承诺核查"),
}
"""By the ledger's kind of subject."""
