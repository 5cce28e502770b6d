"""What can be asked of the office over HTTP: every route with every method, and the thing it is asked about.

``states`` are the states in which the act is possible; in any other one whoever is allowed is told so by ``late``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.access.world import Thing, World

BATCH = "office/batches/<int:number>"
REPORT = "office/reports/<int:number>"
CERTIFICATE = "office/certificates/<int:number>"
REASON = {"reason": "核对后发现照片有误"}


@dataclass(frozen=True)
class Ask:
    """One method of one route.

    :ivar thing: the kind of thing that the route names; empty for a page that names none.
    :ivar states: where the act is possible; empty for everywhere.
    :ivar late: the answer to somebody who is allowed and comes in another state.
    :ivar ok: the answers to somebody who is allowed; 422 where the form is sent empty.
    """

    method: str
    route: str
    thing: str = ""
    states: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    late: int = 409
    ok: tuple[int, ...] = (200, 204, 302)

    def address(self, key: int | str) -> str:
        """Return the address that asks about a thing."""
        return "/" + self.route.replace("<int:number>", str(key)).replace("<str:code>", str(key))

    def about(self, world: World) -> Iterator[Thing]:
        """Return the things it can be asked about."""
        return world.of(self.thing) if self.thing else iter((Thing("", "", ""),))


def both(route: str, thing: str, states: tuple[str, ...], **data: str) -> tuple[Ask, Ask]:
    """Return an act with its check page."""
    return Ask("GET", route, thing, states), Ask("POST", route, thing, states, data)


ASKS: tuple[Ask, ...] = (
    Ask("GET", "office/"),
    Ask("GET", "office/search"),
    Ask("POST", "office/search", data={"q": "202606099340000001"}),
    Ask("GET", "office/duties/<int:number>", "duty"),
    Ask("POST", "office/duties/<int:number>/delay", "duty", data={"reason": "成绩复核尚未结束"}),
    Ask("GET", "office/batches"),
    Ask("GET", "office/batches/export.csv"),
    Ask("GET", "office/batches/new"),
    Ask("POST", "office/batches/new", ok=(422,)),
    Ask("GET", BATCH, "batch"),
    Ask("GET", BATCH + "/progress", "batch"),
    *both(BATCH + "/accept", "batch", ("received",)),
    *both(BATCH + "/release", "batch", ("made",)),
    *both(BATCH + "/return", "batch", ("received",), **REASON),
    *both(BATCH + "/withdraw", "batch", ("received",), **REASON),
    Ask("POST", BATCH + "/restart", "batch", ("nothing is stuck here",)),
    Ask("GET", REPORT, "report"),
    Ask("GET", REPORT + "/state", "report"),
    Ask("GET", REPORT + "/marked.xlsx", "report"),
    Ask("POST", REPORT + "/submit", "report", data={}),
    Ask("GET", CERTIFICATE, "certificate"),
    Ask("GET", CERTIFICATE + "/file.pdf", "certificate", ("valid",), late=404),
    Ask("GET", CERTIFICATE + "/photo", "certificate"),
    Ask("GET", "office/exams"),
    Ask("GET", "office/exams/<str:code>", "exam"),
    Ask("POST", "office/exams/<str:code>/results", "exam", data={"on": "2026-08-28"}),
    Ask("POST", "office/exams/<str:code>/exclusions", "exam", data={"count": "1", **REASON}),
)
