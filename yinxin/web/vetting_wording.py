"""What pages call the acts of checking lists for employers (N22.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

VETTING: Final[Mapping[str, Words]] = {
    "vetting_list.received": Words("上传核验名单"),
    "vetting_list.begun": Words("开始核验名单"),
    "vetting_list.done": Words("名单核验完成"),
    "vetting_list.failed": Words("名单没有核验完成"),
    "vetting_list.ended": Words("停止或删除核验名单"),
    "vetting_list.expired": Words("到期删除名单的行和文件"),
}
"""By the ledger's kind of line."""

VETTED: Final[Mapping[str, Words]] = {"vetting_list": Words("核验名单")}
"""By the ledger's kind of subject."""
