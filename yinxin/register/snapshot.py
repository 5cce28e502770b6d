"""An organisation's book at one moment, as something that two people can sign for (N11.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.register import books
from yinxin.register.models import Place, Slip


@dataclass(frozen=True)
class Snapshot:
    """What lay where.

    :ivar places: number, name and count of every place, in the order of their numbers.
    :ivar slip: the last slip that touched any of them, 0 for none: where it is the same, nothing has moved.
    """

    places: tuple[tuple[int, str, int], ...]
    slip: int

    @property
    def total(self) -> int:
        """All copies in the book."""
        return sum(count for _, _, count in self.places)

    @property
    def digest(self) -> str:
        """SHA-256 of the whole."""
        return digest(canonical_json(self.stored()))

    def stored(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "places": [{"place": one, "name": name, "count": count} for one, name, count in self.places],
            "slip": self.slip,
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Snapshot:
        """Return what :meth:`stored` kept."""
        places: Sequence[Mapping[str, Any]] = kept["places"]
        return cls(
            tuple((int(one["place"]), str(one["name"]), int(one["count"])) for one in places),
            int(kept["slip"]),
        )


def snapshot(organisation_id: int, *, still: bool = False) -> Snapshot:
    """Return an organisation's book as it stands now.

    :param still: let no slip be entered in it until the caller's transaction ends.
    """
    if still:
        # A slip refers to its places: its insert waits for whoever has locked them whole.
        with connection.cursor() as cursor:
            cursor.execute(
                "select id from register_place where organisation_id = %s order by id for update",
                [organisation_id],
            )
    rows = list(
        Place.objects.filter(organisation_id=organisation_id).order_by("id").values_list("id", "name")
    )
    numbers = [number for number, _ in rows]
    counts = books.balance(numbers)
    touching = Slip.objects.filter(Q(frm_id__in=numbers) | Q(to_id__in=numbers)).order_by("-id")
    last = touching.values_list("id", flat=True).first()
    return Snapshot(tuple((number, name, counts[number]) for number, name in rows), last or 0)
