"""What somebody who holds a certificate, or a copy of it, is shown of it: verdict and face."""

from __future__ import annotations

from datetime import datetime

from yinxin.kernel.calendar import day_of
from yinxin.kernel.face import Face
from yinxin.register.vault import FACE, vault
from yinxin.verification.reader import Shown
from yinxin.verification.verdicts import Answer, Verdict, verdict_of


def shown(found: Shown | None, at: datetime) -> Answer:
    """Return the answer for a certificate that was found, as the state of its copy says; NOT_FOUND for none."""
    if found is None:
        return Answer(Verdict.NOT_FOUND, at)
    verdict = verdict_of(found.state, found.valid_until, day_of(at))
    if verdict is Verdict.NOT_FOUND:
        return Answer(verdict, at)
    if verdict is Verdict.VALID and found.copy_state in ("revoked", "superseded"):
        verdict = Verdict.REVOKED if found.copy_state == "revoked" else Verdict.REPLACED
    return Answer(verdict, at, Face.from_json(vault().open(found.face, FACE)), found.id)
