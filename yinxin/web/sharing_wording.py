"""What pages call the acts of sharing with the national platforms (N22.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

SHARING: Final[Mapping[str, Words]] = {
    "share_agreement.approved": Words("批准共享协议"),
    "share_agreement.day_closed": Words("封存一日的调用记录"),
    "share_agreement.drafted": Words("拟订共享协议"),
    "share_agreement.ended": Words("终止共享协议"),
    "share_delivery.resent": Words("重新发送变更通知"),
    "share_key.made": Words("生成共享密钥"),
    "share_key.revoked": Words("吊销共享密钥"),
    "share_secret.made": Words("生成通知签名密钥"),
    "share_snapshot.made": Words("生成全量数据"),
    "share_snapshot.ordered": Words("申请全量数据"),
}
"""By the ledger's kind of line."""

SHARED: Final[Mapping[str, Words]] = {
    "share_agreement": Words("共享协议"),
    "share_delivery": Words("变更通知"),
    "share_key": Words("共享密钥"),
    "share_secret": Words("通知签名密钥"),
    "share_snapshot": Words("全量数据"),
}
"""By the ledger's kind of subject."""
