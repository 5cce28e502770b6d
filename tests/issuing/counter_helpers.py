"""What the tests of the counter share: copies on Hefei's shelf, whose issuer Hefei is, and a way to give them out."""

from __future__ import annotations

from uuid import uuid4

from tests.cast import AT
from tests.register.custody_helpers import kept, opened
from yinxin.issuing import collecting
from yinxin.issuing.collectors import Collector
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.signatures import ON_PAPER
from yinxin.law.evidence import Evidence
from yinxin.parties.actor import Actor
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.register.models import Certificate, PaperCopy, Place

ID = frozenset({Evidence.HOLDER_ID})
ALL_THREE = frozenset({Evidence.HOLDER_ID, Evidence.PROXY_ID, Evidence.LETTER_OF_AUTHORITY})
OF_A_UNIT = frozenset({Evidence.HOLDER_ID, Evidence.PROXY_ID, Evidence.INTRODUCTION_LETTER})


def proxy(
    number: str = "", name: str = "李代领", kind: CollectorKind = CollectorKind.PROXY, unit: str = ""
) -> Collector:
    """Return somebody who collects for others, with a number of a division that does not exist."""
    return Collector(kind, name, "111", number or invented(1), unit)


def invented(serial: int) -> str:
    """Return a resident's number that nobody has."""
    from yinxin.kernel.identity import check_character

    first = f"990101199001{1 + serial % 28:02}{serial % 1000:03}"
    return first + check_character(first)


def clerk(username: str = "hefei-counter") -> Actor:
    """Return who serves at Hefei's counter."""
    return actor_named(username, AT)


def on_shelf(cast: object, *, seed: int, count: int = 4, room: int | None = None) -> list[int]:
    """Return copies in a room of Hefei that Hefei gives out, in order of their numbers."""
    place = room or Place.objects.filter(name="一号证书室").values_list("id", flat=True).first() or opened()
    copies = kept(cast, place, seed=seed, count=count)
    Certificate.objects.filter(papers__id__in=copies).update(issuer_id=body_by_code("hefei").id)
    return copies


def give(*copies: int, **other: object):
    """Give copies to their holder, as a test says otherwise."""
    facts = {
        "copies": copies,
        "collector": Collector(),
        "documents": ID,
        "signature": ON_PAPER,
        "token": uuid4().hex,
        "by": clerk(),
        "at": AT,
    }
    return collecting.give(**(facts | other))


def state_of(copy: int) -> str:
    """Return the state of a copy."""
    return PaperCopy.objects.values_list("state", flat=True).get(id=copy)
