"""What pages call the acts about registers of what was given out (A2.1.5) and about older certificates (N19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

BOUND: Final[Mapping[str, Words]] = {
    "volume.closed": Words("发放登记制册"),
    "archive.packed": Words("登记册打包归档"),
    "archive.handed_over": Words("移交档案馆（室）"),
    "certificate.collected": Words("存量证书归集登记"),
    "certificate.renamed": Words("改用现行的资格或部门名称"),
    "electronic_copy.ordered": Words("安排制作存量证书的电子证书"),
}
"""Acts."""

BOOKS: Final[Mapping[str, Words]] = {
    "volume": Words("发放登记册"),
    "archive": Words("登记册档案包"),
}
"""What they are done to."""
