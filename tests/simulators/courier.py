"""A courier on the other side of the drop folder: takes runs, delivers, returns, loses, and reports badly on request."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random


class SimulatedCourier:
    """Reads the runs it has not seen, and writes reports as real ones come: late, twice, out of order, garbled.

    :ivar fate: how a parcel ends, by its waybill; drawn by luck where none is set.
    """

    def __init__(self, drop: Path, *, seed: int = 1) -> None:
        self.drop, self.luck, self._files = drop, Random(seed), count(1)
        self.fate: dict[str, str] = {}
        self.known: dict[str, dict] = {}

    def take(self) -> list[str]:
        """Take the runs that wait; return the new waybills."""
        new = []
        for file in sorted((self.drop / "runs").glob("*.json")):
            run = json.loads(file.read_bytes())
            for parcel in run["parcels"]:
                assert parcel["recipient"]
                assert parcel["phone"]
                assert parcel["address"]
                if parcel["waybill"] not in self.known:
                    self.known[parcel["waybill"]] = parcel
                    new.append(parcel["waybill"])
            file.unlink()
        return new

    def end_of(self, waybill: str) -> str:
        return self.fate.setdefault(
            waybill, self.luck.choices(("delivered", "returned", "lost"), (8, 3, 1))[0]
        )

    def report(self, *events: tuple[str, str, datetime], name: str = "") -> Path:
        """Write one report file with these events, in this order."""
        said = [{"waybill": way, "status": status, "at": at.isoformat()} for way, status, at in events]
        return self.write(json.dumps(said).encode(), name)

    def write(self, data: bytes, name: str = "") -> Path:
        """Write a report file of any bytes."""
        folder = self.drop / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (name or f"{next(self._files):05d}.json")
        file.write_bytes(data)
        return file

    def go(self, at: datetime) -> None:
        """Report everything taken: accepted and ended, the end first, each event twice, and a file of garbage."""
        for waybill in list(self.known):
            end = (waybill, self.end_of(waybill), at)
            began = (waybill, "accepted", at - timedelta(hours=5))
            self.report(end, began, end)
            self.report(began, end)
        self.write(b'[{"waybill": ')
        self.known.clear()
