"""The series of titles that a province has, from its rules and the catalogue (A2.2)."""

from __future__ import annotations

from datetime import date

from yinxin.catalogue import queries as catalogue
from yinxin.law.provinces import ProvincialQualification, province_of
from yinxin.law.regimes import Regime


def series_of(region: str, code: str) -> ProvincialQualification | None:
    """Return a series of titles that a province has, None where it has none of that code."""
    province = province_of(region)
    found = province.qualifications.get(code) if province else None
    return found if found and found.regime is Regime.REVIEW else None


def series_in(region: str, day: date) -> tuple[tuple[str, str], ...]:
    """Return code and name of each series of titles of a province, as the catalogue has them on a day."""
    return tuple(
        (one.code, one.name)
        for one in catalogue.versions_on(day, province=region[:2])
        if series_of(region, one.code)
    )
