"""What pages call what happens beside making: reviews, notices, samples, audits (A2), and collecting (N19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from yinxin.kernel.words import Words
from yinxin.legacy import states as legacy
from yinxin.qualifying import states as qualifying
from yinxin.reviewing import states as reviewing
from yinxin.vetting import states as vetting
from yinxin.web.disclosure_wording import DISCLOSED, DISCLOSING
from yinxin.web.legacy_wording import COLLECTED, COLLECTING
from yinxin.web.qualifying_wording import QUALIFIED, QUALIFYING
from yinxin.web.review_wording import REVIEWED, REVIEWS
from yinxin.web.vetting_wording import VETTED, VETTING

PROVINCE_MACHINES: Final = (*reviewing.MACHINES, *qualifying.MACHINES, *legacy.MACHINES, *vetting.MACHINES)

PROVINCE: Final[Mapping[str, Words]] = {**REVIEWS, **QUALIFYING, **COLLECTING, **DISCLOSING, **VETTING}
"""Acts."""

PROVINCIAL: Final[Mapping[str, Words]] = {**REVIEWED, **QUALIFIED, **COLLECTED, **DISCLOSED, **VETTED}
"""What they are done to."""
