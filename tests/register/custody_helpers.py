"""What the tests of the custody book share: printed copies, a room to keep them in, and the way there."""

from __future__ import annotations

from itertools import count

from tests.cast import AT, released
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import actor_named, body_by_code, the_centre
from yinxin.register import custody
from yinxin.register.custody import SlipNote
from yinxin.register.models import PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

_numbers = count(1)


def printing(cast, *, seed: int, count: int = 4, at=AT) -> list[int]:
    """Return the copies of a batch that has just been released: they are at the printing house."""
    batch = released(cast, count=count, seed=seed, at=at)
    return list(
        PaperCopy.objects.filter(certificate__batch_id=batch).order_by("id").values_list("id", flat=True)
    )


def slip(kind: SlipKind, before: P, after: P) -> SlipNote:
    """Return a slip with a number of its own."""
    return SlipNote(kind, f"T{next(_numbers)}", before, after)


def standing(kind: PlaceKind, code: str = "") -> int:
    """Return a standing account of an organisation; of the centre where none is named."""
    over = body_by_code(code) if code else the_centre()
    return custody.standing_place(organisation_id=over.id, kind=kind, by=SYSTEM, at=AT)


def custodian():
    """Return who keeps Hefei's paper."""
    return actor_named("hefei-custody", AT)


def opened(name: str = "一号证书室", kind: PlaceKind = PlaceKind.ROOM, parent: int | None = None) -> int:
    """Open a place in Hefei's book."""
    return custody.open_place(
        organisation_id=body_by_code("hefei").id,
        kind=kind,
        name=name,
        parent_id=parent,
        by=custodian(),
        at=AT,
    )


def go(copies: list[int], frm: int | None, to: int, note: SlipNote, at=AT) -> int:
    """Move copies in the system's name."""
    return custody.move_copies(copies=copies, frm=frm, to=to, slip=note, by=SYSTEM, at=at)


def kept(cast, room: int, *, seed: int, count: int = 4) -> list[int]:
    """Return copies that were printed, sent and signed for into a room of Hefei."""
    copies, house = printing(cast, seed=seed, count=count), standing(PlaceKind.PRINTING_HOUSE)
    road = standing(PlaceKind.IN_TRANSIT)
    go(copies, house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED))
    go(copies, house, road, slip(SlipKind.DISPATCH, P.PRINTED, P.IN_TRANSIT))
    go(copies, road, room, slip(SlipKind.RECEIPT, P.IN_TRANSIT, P.HELD))
    return copies
