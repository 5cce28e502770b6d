"""Which papers an application that exists still has to have: as on the day on which it was made (N29)."""

from __future__ import annotations

from yinxin.changing import altering, evidence
from yinxin.changing.evidence import Needed
from yinxin.changing.models import Application, ApplicationChange
from yinxin.law.changes import Cause, Way
from yinxin.law.regimes import Regime
from yinxin.register import changeable


def of(row: Application) -> tuple[Needed, ...]:
    """Return the papers that an application needs."""
    wanted = evidence.needed(
        regime=Regime(row.regime),
        cause=Cause(row.cause),
        way=Way(row.way),
        on=row.filed_on,
        region=row.region,
        original_at_hand=changeable.of(row.certificate_id).paper_at_hand,
        known_at=row.entered_at,
    )
    photo = ApplicationChange.objects.filter(application=row, field=altering.PHOTO).exists()
    return evidence.with_photo(wanted) if photo else wanted
