"""Qualifications through all their names, and what later copies print for each (N21.1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from yinxin.catalogue.models import Version
from yinxin.catalogue.queries import VersionView, version_for


@dataclass(frozen=True, slots=True)
class History:
    """One qualification.

    :ivar id: its own number; ``printed`` may be of the one that took its place.
    :ivar names: every name that it ever had, the newest first. :ivar ended: it left the catalogue without successor.
    """

    id: int
    province: str
    names: tuple[str, ...]
    printed: VersionView
    ended: bool


def histories(day: date) -> tuple[History, ...]:
    """Return every qualification that had begun by a day."""
    names: dict[int, list[str]] = defaultdict(list)
    provinces: dict[int, str] = {}
    rows = Version.objects.filter(since__lte=day).select_related("qualification").order_by("-since")
    for version in rows:
        names[version.qualification_id].append(version.name)
        provinces[version.qualification_id] = version.qualification.province
    found = []
    for number, own in sorted(names.items()):
        printed = version_for(number, day)
        ended = printed.until is not None and printed.until < day
        found.append(History(number, provinces[number], tuple(dict.fromkeys(own)), printed, ended))
    return tuple(found)
