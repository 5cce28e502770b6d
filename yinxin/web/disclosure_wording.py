"""What pages call the acts of disclosure (N23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words

DISCLOSING: Final[Mapping[str, Words]] = {
    "disclosure.promised": Words("设定公布承诺"),
    "edition.published": Words("公布进度和范围"),
}
"""By the ledger's kind of line."""

DISCLOSED: Final[Mapping[str, Words]] = {
    "disclosure": Words("公布承诺"),
    "edition": Words("公布的一期"),
}
"""By the ledger's kind of subject."""
