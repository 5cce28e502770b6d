"""Every check of the information standard, in the order in which they speak (N9.1).

For one cell the first check that fails speaks and the others are silent, so that each fault is told once and
by its root.
"""

from __future__ import annotations

from typing import Final

from yinxin.production.intake.checks import exam, form, person, photos, register
from yinxin.production.intake.checks.check import Check, Context

CHECKS: Final[tuple[Check, ...]] = (
    *form.CHECKS,
    *person.CHECKS,
    *exam.CHECKS,
    *register.CHECKS,
    *photos.CHECKS,
)

__all__ = ["CHECKS", "Check", "Context"]
