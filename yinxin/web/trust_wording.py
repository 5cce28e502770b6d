"""What pages call the acts that concern carriers, keys and fakes (N14, N22.1), sharing and watching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.fakes import states as fakes
from yinxin.kernel.words import Words
from yinxin.sealing import states as sealing
from yinxin.sharing import states as sharing
from yinxin.watching import states as watching
from yinxin.web.sharing_wording import SHARED, SHARING
from yinxin.web.watching_wording import WATCHED, WATCHING

TRUST_MACHINES: Final = (*fakes.MACHINES, *sealing.MACHINES, *sharing.MACHINES, *watching.MACHINES)

TRUST: Final[Mapping[str, Words]] = {
    **SHARING,
    **WATCHING,
    "electronic_copy.made": Words("制作并签章电子证书"),
    "electronic_copy.superseded": Words("电子证书由新证书取代"),
    "electronic_copy.revoked": Words("撤销电子证书"),
    "electronic_copy.released": Words("发布电子证书"),
    "ofd_copy.ordered": Words("申请OFD文件"),
    "ofd_copy.made": Words("制作并签章OFD文件"),
    "ofd_copy.ended": Words("密钥失密，OFD文件停用"),
    "seal_key.entered": Words("登记印章密钥"),
    "seal_key.activated": Words("启用印章密钥"),
    "seal_key.replaced": Words("由新密钥接替"),
    "seal_key.suspended": Words("暂停印章密钥"),
    "seal_key.resumed": Words("恢复印章密钥"),
    "seal_key.retired": Words("停用印章密钥"),
    "seal_key.compromised": Words("认定密钥失密"),
    "reseal.listed": Words("列入重新签章"),
    "reseal.done": Words("重新签章"),
    "reseal.stuck": Words("未能重新签章"),
    "reseal.restarted": Words("重新安排签章"),
    "electronic_copy.readdressed": Words("改由新密钥签章"),
    "fake.reported": Words("举报假证"),
    "fake.settled": Words("处理假证举报"),
}
"""Acts."""

TRUSTED: Final[Mapping[str, Words]] = {
    **SHARED,
    **WATCHED,
    "electronic_copy": Words("电子证书"),
    "ofd_copy": Words("OFD文件"),
    "seal_key": Words("印章密钥"),
    "reseal": Words("重新签章"),
    "fake": Words("假证举报"),
}
"""What they are done to."""
