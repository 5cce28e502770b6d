"""Read certificates for those with whom they are shared: always within the scope of an agreement (N22.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from yinxin.kernel.face import Face
from yinxin.register.vault import FACE, vault

_COLUMNS: Final = "c.id, c.state, c.region, q.code, c.valid_until, c.predecessor_id, c.face"
_FROM: Final = "from register_certificate c join catalogue_qualification q on q.id = c.qualification_id"
_TOLD: Final = "c.state in ('valid', 'superseded', 'invalid')"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which certificates may be seen.

    :ivar regions: prefixes of GB/T 2260; empty for everywhere. :ivar qualifications: codes; empty for all.
    """

    regions: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()

    def where(self, table: str, qualification: str) -> tuple[str, dict[str, Any]]:
        """Return SQL that holds for what lies within, over the columns ``region`` and ``qualification``, and values."""
        parts, values = ["true"], dict[str, Any]()
        if self.regions:
            parts.append(f"{table}.region like any(%(regions)s)")
            values["regions"] = [f"{prefix}%" for prefix in self.regions]
        if self.qualifications:
            parts.append(f"{qualification} = any(%(qualifications)s)")
            values["qualifications"] = list(self.qualifications)
        return " and ".join(parts), values

    def holds(self, region: str, qualification: str) -> bool:
        """Say whether a certificate of this region and qualification lies within."""
        return (not self.regions or region.startswith(self.regions)) and (
            not self.qualifications or qualification in self.qualifications
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """A certificate as it may be shared.

    :ivar valid_until: its last day; None where it has none. :ivar predecessor_id: whose place it took.
    """

    id: int
    state: str
    region: str
    qualification: str
    valid_until: date | None
    predecessor_id: int | None
    face: Face


def by_match(management_number: str, name: str, id_number: str, scope: Scope) -> Shared | None:
    """Return the certificate with these three things where it lies within the scope: the valid one, else the newest."""
    key = vault().match_key(management_number, name, id_number)
    where, values = scope.where("c", "q.code")
    rows = _rows(
        f"select {_COLUMNS} {_FROM} where c.match_key = %(key)s and {_TOLD} and {where} "
        "order by c.state = 'valid' desc, c.id desc limit 1",
        {"key": key, **values},
    )
    return rows[0] if rows else None


def by_id(number: int, scope: Scope) -> Shared | None:
    """Return a certificate where it has been made public and lies within the scope."""
    where, values = scope.where("c", "q.code")
    rows = _rows(
        f"select {_COLUMNS} {_FROM} where c.id = %(id)s and {_TOLD} and {where}", {"id": number, **values}
    )
    return rows[0] if rows else None


def by_ids(numbers: Collection[int]) -> dict[int, Shared]:
    """Return certificates by their numbers; whoever asks has looked at the scope."""
    rows = _rows(f"select {_COLUMNS} {_FROM} where c.id = any(%(ids)s)", {"ids": list(set(numbers))})
    return {one.id: one for one in rows}


def _rows(query: str, values: dict[str, Any]) -> Sequence[Shared]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    safe = vault()
    return [
        Shared(number, state, region, code, until, before, Face.from_json(safe.open(bytes(closed), FACE)))
        for number, state, region, code, until, before, closed in rows
    ]
