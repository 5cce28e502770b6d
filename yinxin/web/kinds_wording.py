"""What pages call the kinds of organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

KINDS: Final[Mapping[str, Words]] = {
    "ministry": Words("人力资源社会保障部"),
    "center": Words("人事考试中心"),
    "authority": Words("主管部门"),
    "association": Words("协会学会"),
    "agency": Words("考试机构"),
    "city": Words("市级人社部门"),
    "window": Words("政务中心人社窗口"),
    "committee": Words("评审委员会组建单位"),
    "issuer": Words("证书发放机构"),
    "employer": Words("用人单位"),
}
