"""Whether a certificate that was found counts in the place that a verifier names (N7, N22.1)."""

from __future__ import annotations

import re
from typing import Final

from yinxin.kernel.face import Face
from yinxin.law.scope import Counting, counts_in
from yinxin.register.vault import FACE, vault
from yinxin.verification.reader import Unavailable, reader
from yinxin.verification.verdicts import Answer, Verdict

_REGION: Final = re.compile(r"[1-9][0-9]([0-9]{4})?\Z")


def region_of(text: str) -> str:
    """Return a place that was asked about as six digits; nothing where it is no division's code."""
    return text.ljust(6, "0") if _REGION.match(text) else ""


def counting(answer: Answer, region: str) -> Counting | None:
    """Return whether the certificate of an answer counts in a place.

    None where no place was asked about, and where the answer is not that it is valid: a certificate that is not, counts
    nowhere.

    :param region: as the asker wrote it: two or six digits.
    """
    asked = region_of(region)
    if not asked or answer.verdict is not Verdict.VALID or answer.about is None:
        return None
    try:
        found = reader().home(answer.about)
    except Unavailable:
        return None
    if found is None:
        return None
    home, face = found
    return counts_in(Face.from_json(vault().open(face, FACE)).scope, home, asked)
