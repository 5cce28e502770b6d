"""Load the catalogue's data files into the database: every entry dated, nothing ever taken away.

Loading twice changes nothing. A version that a newer file no longer lists keeps its last day; certificates keep
pointing at the version under which they were issued (N21.1).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction

from yinxin.catalogue.models import Qualification, Version

DATA = Path(__file__).parent / "data"


def load() -> int:
    """Load every catalogue file, oldest first; return how many versions were entered."""
    entered = 0
    with transaction.atomic():
        for file in sorted(DATA.glob("catalogue-*.json")):
            content = orjson.loads(file.read_bytes())
            since = date.fromisoformat(content["since"])
            entered += sum(_enter(entry, since) for entry in content["qualifications"])
    return entered


def _enter(entry: dict[str, Any], since: date) -> bool:
    qualification, _ = Qualification.objects.get_or_create(code=entry["code"])
    electronic = entry.get("electronic_since")
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
        },
    )
    if made:
        previous = Version.objects.filter(qualification=qualification, since__lt=since, until__isnull=True)
        previous.update(until=date.fromordinal(since.toordinal() - 1))
    return made
