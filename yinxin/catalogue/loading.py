"""Load the catalogue's data files into the database: every entry dated, nothing ever taken away.

Loading twice changes nothing: what is entered stays as it is, even where a file was edited since. A version
that a newer file lists again ends on the eve of the newer one; one to which ``withdrawn.json`` gives a last
day ends on that day. Certificates keep pointing at the version under which they were issued (N21.1). The
files' form is described in ``data/README.md``; keys that are not named here are for readers.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Q

from yinxin.catalogue.models import Qualification, Version
from yinxin.law.provinces import PROVINCES, Province, ProvincialQualification

DATA = Path(__file__).parent / "data"


def load() -> int:
    """Load the catalogue, the oldest file first, then what was withdrawn; return how many are new."""
    entered = 0
    with transaction.atomic():
        files = (orjson.loads(file.read_bytes()) for file in DATA.glob("catalogue-*.json"))
        for content in sorted(files, key=lambda content: content["since"]):
            since = date.fromisoformat(content["since"])
            entered += sum(_enter(entry, since) for entry in content["qualifications"])
        withdrawn = orjson.loads((DATA / "withdrawn.json").read_bytes())["qualifications"]
        entered += sum(_withdraw(entry) for entry in withdrawn)
        entered += sum(
            _enter(entry, one.since, province=key)
            for key, province in PROVINCES.items()
            for one, entry in _provincial(province)
        )
    return entered


def written() -> dict[tuple[str, date], dict[str, Any]]:
    """Return what the files say of each version, by code and first day."""
    found = {}
    for file in DATA.glob("catalogue-*.json"):
        content = orjson.loads(file.read_bytes())
        for entry in content["qualifications"]:
            found[entry["code"], date.fromisoformat(content["since"])] = entry
    for entry in orjson.loads((DATA / "withdrawn.json").read_bytes())["qualifications"]:
        if entry["since"] and entry["until"]:
            found.setdefault((entry["code"], date.fromisoformat(entry["since"])), entry)
    for province in PROVINCES.values():
        found |= {(one.code, one.since): entry for one, entry in _provincial(province)}
    return found


def _provincial(province: Province) -> list[tuple[ProvincialQualification, dict[str, Any]]]:
    """Return a province's qualifications in the catalogue's form, numbered as its folder lists them (N2, N27)."""
    return [
        (
            one,
            {
                "number": number,
                "code": one.code,
                "name": one.name,
                "name_en": one.name_en,
                "category": "level",
                "departments": list(one.sealed_by),
                "sealed_by": list(one.sealed_by),
                "levels": {level: list(specialties) for level, specialties in one.levels.items()},
                "electronic_since": one.electronic_since.isoformat() if one.electronic_since else None,
                "ministry_made": False,
                "certainty": "secondary",
            },
        )
        for number, one in enumerate(province.qualifications.values(), start=1)
    ]


def _enter(entry: dict[str, Any], since: date, until: date | None = None, *, province: str = "") -> bool:
    """Enter a version unless it is there; it ends before a later version that is known already."""
    qualification, _ = Qualification.objects.get_or_create(
        code=entry["code"], defaults={"province": province}
    )
    _link(qualification, entry)
    electronic = entry["electronic_since"]
    later = Version.objects.filter(qualification=qualification, since__gt=since).order_by("since").first()
    _, made = Version.objects.get_or_create(
        qualification=qualification,
        since=since,
        defaults={
            "number": entry["number"],
            "name": entry["name"],
            "name_en": entry["name_en"],
            "category": entry["category"],
            "departments": entry["departments"],
            "sealed_by": entry["sealed_by"],
            "levels": entry["levels"],
            "electronic_since": date.fromisoformat(electronic) if electronic else None,
            "ministry_made": entry["ministry_made"],
            "certainty": entry["certainty"],
            "until": until or (eve(later.since) if later else None),
        },
    )
    if made:
        earlier = Version.objects.filter(qualification=qualification, since__lt=since)
        earlier.filter(Q(until__isnull=True) | Q(until__gte=since)).update(until=eve(since))
    return made


def _withdraw(entry: dict[str, Any]) -> bool:
    """End a qualification on its last day; return whether a version was entered.

    Where the last day is not known, no version is made up: only a successor is entered, so that later copies
    of old certificates find the name that took the place.
    """
    if entry["until"] is None:
        if entry["successor"]:
            _link(Qualification.objects.get_or_create(code=entry["code"])[0], entry)
        return False
    until = date.fromisoformat(entry["until"])
    made = _enter(entry, date.fromisoformat(entry["since"]), until) if entry["since"] else False
    versions = Version.objects.filter(qualification__code=entry["code"])
    versions.filter(since__lte=until, until__isnull=True).update(until=until)
    return made


def _link(qualification: Qualification, entry: dict[str, Any]) -> None:
    """Name the qualification that took this one's place, where the entry names one and none is named yet."""
    code = entry.get("successor")
    if code and qualification.successor_id is None:
        qualification.successor, _ = Qualification.objects.get_or_create(code=code)
        qualification.save(update_fields=["successor"])


def eve(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
