"""What pages call the acts of a case of invalidation (N17, N18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

INVALIDATION: Final[Mapping[str, Words]] = {
    "certificate.restored": Words("决定被撤销，证书恢复有效"),
    "electronic_copy.restored": Words("恢复电子证书"),
    "invalidation.intended": Words("告知拟作无效处理"),
    "invalidation.intent_served": Words("送达拟处理告知书"),
    "invalidation.heard": Words("听取陈述申辩"),
    "invalidation.dropped": Words("不予处理"),
    "invalidation.decided": Words("作出无效处理决定"),
    "invalidation.served": Words("送达处理决定书"),
    "invalidation.letter_sent": Words("书面告知一方"),
    "invalidation.letter_received": Words("签收书面告知"),
    "invalidation.notified": Words("两方都已书面告知"),
    "invalidation.submitted": Words("报送无效处理数据"),
    "invalidation.prepared": Words("核对数据"),
    "invalidation.halted": Words("暂停分段生效"),
    "invalidation.running": Words("开始分段生效"),
    "invalidation.effective": Words("无效处理生效"),
    "invalidation.overturned": Words("决定被撤销，等待恢复"),
    "invalidation.annulled": Words("决定已撤销"),
    "standing.ended": Words("终止限制或记录"),
}
