"""What the tests of consignments share: printed copies for Hefei, and the way to each state by the verbs."""

from __future__ import annotations

from tests.cast import AT
from tests.register.custody_helpers import go, printing, slip, standing
from yinxin.catalogue import queries as catalogue
from yinxin.demo import country
from yinxin.issuing import packing, receiving
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import actor_named, body_by_code, the_centre
from yinxin.register import custody
from yinxin.register.models import Certificate, PaperCopy, Place
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P


def centre():
    """Return who keeps the centre's paper."""
    return actor_named("center-custody", AT)


def keeper(name: str = "hefei-custody"):
    """Return who keeps Hefei's paper, or another's."""
    return actor_named(name, AT)


def printed(cast, *, seed: int, count: int = 4, issuer: str = "hefei") -> list[int]:
    """Return copies for one issuer that have been printed and wait at the printing house."""
    copies, house = printing(cast, seed=seed, count=count), standing(PlaceKind.PRINTING_HOUSE)
    certificates = PaperCopy.objects.filter(id__in=copies).values_list("certificate_id", flat=True)
    Certificate.objects.filter(id__in=list(certificates)).update(issuer_id=body_by_code(issuer).id)
    go(copies, house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED))
    return copies


def exam_id() -> int:
    """Return the demo exam."""
    return catalogue.exam("SW2026").id


def packed(*, receiver: str = "hefei", size: int = 10, issuers=("hefei",), at=AT) -> int:
    """Pack everything that waits at the centre for these issuers."""
    return packing.pack(
        sender_id=the_centre().id,
        receiver_id=body_by_code(receiver).id,
        exam_id=exam_id(),
        issuers=[body_by_code(code).id for code in issuers],
        size=size,
        by=centre(),
        at=at,
    )


def counted(consignment: int) -> dict[int, int]:
    """Return what an honest count of the boxes finds."""
    from yinxin.issuing.models import Box

    return {box.number: len(box.copies) for box in Box.objects.filter(consignment_id=consignment)}


def ready(code: str = "hefei") -> int:
    """Let an issuer have a room, and tell the public how to collect; return the room."""
    over = body_by_code(code).id
    room = Place.objects.filter(organisation_id=over, name="收件室").values_list("pk", flat=True).first()
    if room is None:
        country.publish_services(AT)
        room = custody.open_place(
            organisation_id=over, kind=PlaceKind.ROOM, name="收件室", parent_id=None, by=SYSTEM, at=AT
        )
    return int(room)


def sent(*, receiver: str = "hefei", size: int = 10, issuers=("hefei",), at=AT) -> int:
    """Pack and send."""
    made = packed(receiver=receiver, size=size, issuers=issuers, at=at)
    ready()
    packing.send(consignment_id=made, counted=counted(made), by=centre(), at=at)
    return made


def signed(consignment: int, place: int | None = None, *, by=None, at=AT) -> int:
    """Count everything as in order and sign; return the place where it lies."""
    by, place = by or keeper(), place or ready()
    for number in counted(consignment):
        receiving.receive_box(consignment_id=consignment, number=number, by=by, at=at)
    receiving.sign(consignment_id=consignment, place_id=place, by=by, at=at)
    return place
