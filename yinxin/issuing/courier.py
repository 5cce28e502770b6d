"""The way to a courier: what is handed over goes out, what becomes of it comes back (N12).

:class:`Courier` is the narrow port. :class:`DropFolder` is the implementation that comes with the program: a folder
that both sides see. ``runs/<number>.json`` names the parcels of one posting run: ``{"run", "carrier", "sender",
"parcels": [{"waybill", "recipient", "phone", "postcode", "address", "collect", "pieces"}]}``; it holds what the
courier must know to deliver, and the courier takes it away. The courier answers with files in ``reports/``, each a
list of ``{"waybill", "status": "accepted" | "delivered" | "returned" | "lost", "at"}`` with moments that name their
zone. A report that was read goes to ``done/``. What could not be used is written to ``refused/`` under the same name,
with the reason for each event: numbers that nobody knows, moments in the future, files that cannot be read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from yinxin.issuing.applying import opened
from yinxin.issuing.models import PostRun
from yinxin.issuing.outcomes import Event, Said, Taken, take_event
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.refusal import Refusal
from yinxin.parties.queries import body

log = logging.getLogger(__name__)
REPORT_BYTES: Final = 4_000_000
"""The longest report: some 40,000 events."""


@dataclass(frozen=True)
class Report:
    """A report as it came: its name and bytes, not yet believed."""

    name: str
    data: bytes


class Courier(Protocol):
    """What issuing needs of a courier."""

    def submit(self, number: int, parcels: bytes) -> None:
        """Hand over the list of a run; doing it again with the same list changes nothing."""

    def reports(self) -> Sequence[Report]:
        """Return the reports that have not been put away."""

    def put_away(self, report: Report, refused: bytes | None) -> None:
        """Take a report off the pile; what of it could not be used, with the reasons, goes back to the courier."""


class DropFolder:
    """A folder that the courier's programs see too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def submit(self, number: int, parcels: bytes) -> None:
        """Write a run's file so that nobody ever sees half of it."""
        _put(self._in("runs") / f"{number}.json", parcels)

    def reports(self) -> Sequence[Report]:
        """Return the files in ``reports``, in the order of their names; a longer one than any report is cut short."""
        found = []
        for file in sorted(self._in("reports").glob("*.json")):
            with file.open("rb") as opened_file:
                found.append(Report(file.name, opened_file.read(REPORT_BYTES + 1)))
        return found

    def put_away(self, report: Report, refused: bytes | None) -> None:
        """Move a report to ``done``, and write what was refused of it."""
        if refused is not None:
            _put(self._in("refused") / report.name, refused)
        (self._in("reports") / report.name).replace(self._in("done") / report.name)

    def _in(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        return place


def step(*, courier: Courier, clock: Callable[[], datetime]) -> bool:
    """Hand over one run that waits, and read what has come; say whether there was anything. Twice is harmless."""
    told = _tell_one(courier, clock)
    reports = courier.reports()
    for report in reports:
        refused = read(report, clock())
        if refused:
            log.warning("courier report %s: %d events could not be used", report.name, len(refused))
        courier.put_away(report, orjson.dumps(refused, option=orjson.OPT_INDENT_2) if refused else None)
    return told or bool(reports)


def read(report: Report, now: datetime) -> list[dict[str, Any]]:
    """Enter the events of a report in the order of their moments; return what could not be used, with the reasons."""
    said, wrong = _events(report.data, now)
    for event in sorted(said, key=lambda one: one.at):
        try:
            taken = take_event(event=event, at=now)
        except Refusal as refusal:
            wrong.append({"waybill": event.waybill, "why": str(refusal)})
            continue
        if taken is None:
            wrong.append({"waybill": event.waybill, "why": "unknown waybill"})
        elif taken is Taken.CONTRADICTION:
            wrong.append({"waybill": event.waybill, "why": "contradicts an earlier report"})
    return wrong


def sheet(run: PostRun) -> dict[str, Any]:
    """Return what the courier is told of a run."""
    lines = run.lines.select_related("application").order_by("id")
    parcels = []
    for line in lines:
        there = opened(line.application.sealed)
        parcels.append(
            {
                "waybill": line.waybill,
                "recipient": there.name,
                "phone": there.phone,
                "postcode": there.postcode,
                "address": there.address,
                "collect": not line.application.issuer_pays,
                "pieces": 1,
            }
        )
    return {
        "run": run.pk,
        "carrier": run.carrier,
        "sender": body(run.issuer_id).name,
        "parcels": parcels,
    }


def _tell_one(courier: Courier, clock: Callable[[], datetime]) -> bool:
    run = PostRun.objects.filter(told_at__isnull=True).order_by("id").first()
    if run is None:
        return False
    courier.submit(run.pk, canonical_json(sheet(run)))
    PostRun.objects.filter(pk=run.pk, told_at__isnull=True).update(told_at=clock())
    return True


def _events(data: bytes, now: datetime) -> tuple[list[Event], list[dict[str, Any]]]:
    """Return the events of a report that make sense, and the others with the reasons."""
    if len(data) > REPORT_BYTES:
        return [], [{"why": "too long"}]
    try:
        rows = orjson.loads(data)
    except orjson.JSONDecodeError:
        return [], [{"why": "not JSON"}]
    if not isinstance(rows, list):
        return [], [{"why": "not a list of events"}]
    found: list[Event] = []
    wrong: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        event, why = _event(row, now)
        if event:
            found.append(event)
        else:
            wrong.append({"event": place, "why": why})
    return found, wrong


def _event(row: Any, now: datetime) -> tuple[Event | None, str]:
    try:
        at = datetime.fromisoformat(row["at"])
        event = Event("".join(row["waybill"].split()).upper(), Said(row["status"]), at)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None, "waybill, status or moment cannot be read"
    if at.tzinfo is None:
        return None, "the moment names no zone"
    if at > now:
        return None, "the moment lies in the future"
    return (event, "") if "\0" not in event.waybill else (None, "waybill cannot be read")


def _put(place: Path, data: bytes) -> None:
    half = place.with_suffix(".part")
    half.write_bytes(data)
    half.replace(place)
