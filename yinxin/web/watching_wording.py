"""What pages call the acts of watching certificates (N22.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

WATCHING: Final[Mapping[str, Words]] = {
    "watch.asked": Words("请求关注证书"),
    "watch.agreed": Words("同意关注证书"),
    "watch.refused": Words("不同意关注证书"),
    "watch.lapsed": Words("关注请求失效"),
    "watch.told": Words("告知证书状态"),
    "watch.ended": Words("停止关注证书"),
}
"""By the ledger's kind of line."""

WATCHED: Final[Mapping[str, Words]] = {"watch": Words("证书关注")}
"""By the ledger's kind of subject."""
