"""What can be asked of the office over HTTP: every route with every method, and the thing it is asked about.

``states`` are the states in which the act is possible; in any other one whoever is allowed is told so by ``late``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.access.world import Thing, World
from yinxin.parties.permissions import Permission as P

BATCH = "office/batches/<int:number>"
REPORT = "office/reports/<int:number>"
CERTIFICATE = "office/certificates/<int:number>"
ORGANISATION = "office/organisations/<int:number>"
PERSON = "office/people/<int:number>"
SEAT = "office/seats/<int:number>"
PROPOSAL = "office/approvals/<int:number>"
ACCOUNT = "office/account"
PLACE = "office/custody/<int:number>"
COUNT = "office/custody/counts/<int:number>"
TAKEOVER = "office/custody/handover/<int:number>"
PRINT = "office/print/<str:code>"
CONSIGNMENT = "office/consignments/<int:number>"
AGE = "office/custody/ageing/<str:code>"
MAIL = "office/post/<int:number>"
LIST = "office/destruction/<int:number>"
REASON = {"reason": "核对后发现照片有误"}


@dataclass(frozen=True)
class Ask:
    """One method of one route.

    :ivar thing: the kind of thing that the route names; empty for a page that names none.
    :ivar states: where the act is possible; empty for everywhere.
    :ivar late: the answer to somebody who is allowed and comes in another state.
    :ivar over: what is needed over the thing, where the page opens for everybody who has one of their own.
    :ivar own: it answers for one's own things only; those of the world are somebody else's.
    :ivar ok: the answers to somebody who is allowed; 422 where the form is sent empty.
    """

    method: str
    route: str
    thing: str = ""
    states: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    late: int = 409
    ok: tuple[int, ...] = (200, 204, 302)
    over: P | None = None
    own: bool = False

    def address(self, key: int | str) -> str:
        """Return the address that asks about a thing."""
        return "/" + self.route.replace("<int:number>", str(key)).replace("<str:code>", str(key)).replace(
            "<str:token>", str(key)
        )

    def about(self, world: World) -> Iterator[Thing]:
        """Return the things it can be asked about."""
        return world.of(self.thing) if self.thing else iter((Thing("", "", ""),))


def both(route: str, thing: str = "", states: tuple[str, ...] = (), **data: str) -> tuple[Ask, Ask]:
    """Return an act with its check page."""
    return Ask("GET", route, thing, states), Ask("POST", route, thing, states, data)


def form(route: str, thing: str = "", over: P | None = None) -> tuple[Ask, Ask]:
    """Return an act whose form is sent empty: whoever is allowed is told what is missing."""
    return (
        Ask("GET", route, thing, over=over),
        Ask("POST", route, thing, data={"sent": "1"}, ok=(422,), over=over),
    )


ASKS: tuple[Ask, ...] = (
    Ask("GET", "office/"),
    Ask("GET", "office/search"),
    Ask("POST", "office/search", data={"q": "202606099340000001"}),
    Ask("GET", "office/duties/<int:number>", "duty"),
    Ask("POST", "office/duties/<int:number>/delay", "duty", data={"reason": "成绩复核尚未结束"}),
    Ask("GET", "office/batches"),
    Ask("GET", "office/batches/export.csv"),
    Ask("GET", "office/batches/new"),
    Ask("POST", "office/batches/new", data={"exam": "SW2026"}, ok=(422,)),
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
    Ask("GET", "office/consignments"),
    # Without a word of what is to be packed or checked there is nothing.
    *(Ask(method, "office/consignments/new", ok=(404,)) for method in ("GET", "POST")),
    Ask("GET", CONSIGNMENT, "consignment"),
    Ask("GET", CONSIGNMENT + "/slip.pdf", "consignment"),
    Ask("GET", CONSIGNMENT + "/labels.pdf", "consignment"),
    *form(CONSIGNMENT + "/send", "outgoing"),
    *both(CONSIGNMENT + "/unpack", "outgoing"),
    Ask("GET", CONSIGNMENT + "/count", "incoming"),
    Ask("POST", CONSIGNMENT + "/count", "incoming", data={"text": "no such number"}),
    Ask("POST", CONSIGNMENT + "/strike", "incoming", ok=(422,)),
    *form(CONSIGNMENT + "/sign", "incoming"),
    *form("office/consignments/differences/<int:number>", "settling"),
    Ask("GET", "office/seal-checks"),
    *(Ask(method, "office/seal-checks/new", ok=(404,)) for method in ("GET", "POST")),
    Ask("GET", "office/custody"),
    *form("office/custody/new"),
    Ask("GET", PLACE, "place"),
    *form(PLACE + "/put-away", "place"),
    *both(PLACE + "/count", "place"),
    Ask("GET", "office/custody/counts"),
    Ask("GET", COUNT, "count"),
    Ask("GET", COUNT + "/scan", "count"),
    Ask("POST", COUNT + "/scan", "count", data={"text": "no such number"}),
    *both(COUNT + "/finish", "count"),
    *(Ask(method, COUNT + "/propose", "count", ok=(409,)) for method in ("GET", "POST")),
    *(Ask("GET", COUNT + f"/differences.{kind}", "count", ok=(409,)) for kind in ("csv", "xlsx")),
    Ask("GET", "office/custody/handover"),
    # Nobody of this world has a colleague who keeps paper too: whoever is allowed is told so.
    Ask("GET", "office/custody/handover/new", ok=(200, 422)),
    Ask("POST", "office/custody/handover/new", data={"sent": "1"}, ok=(422,)),
    Ask("GET", TAKEOVER, "takeover"),
    Ask("GET", TAKEOVER + "/accept", "takeover"),
    # It is between two others: a custodian who is neither of them is denied, and has none of their own.
    Ask("POST", TAKEOVER + "/accept", "takeover", ok=(403,)),
    Ask("POST", TAKEOVER + "/refuse", "takeover", data=REASON, ok=(403,)),
    Ask("POST", TAKEOVER + "/withdraw", "takeover", ok=(404,)),
    # Paper's last ways.
    Ask("GET", "office/custody/ageing"),
    Ask("GET", AGE + "/end", "age"),
    Ask("POST", AGE + "/end", "age", ok=(409, 422)),
    Ask("GET", AGE + "/uncollected.pdf", "age"),
    Ask("GET", AGE + "/uncollected.xlsx", "age"),
    *form("office/custody/recall"),
    *form("office/custody/spoil"),
    *form("office/custody/found"),
    Ask("GET", "office/post"),
    Ask("POST", "office/post/approve", ok=(422,)),
    Ask("GET", "office/post/send"),
    Ask("POST", "office/post/send", data={"sent": "1"}, ok=(422,)),
    Ask("GET", "office/post/waiting.xlsx"),
    Ask("GET", "office/post/practice"),
    *form("office/post/practice/<int:number>", "issuer"),
    Ask("GET", "office/post/runs/<int:number>", "run"),
    Ask("GET", "office/post/runs/<int:number>/labels.pdf", "run"),
    Ask("GET", "office/post/runs/<int:number>/list.pdf", "run"),
    Ask("GET", MAIL, "mail"),
    Ask("POST", MAIL + "/refuse", "mail", ("applied",), REASON),
    Ask("GET", MAIL + "/delivered", "mail"),
    Ask("POST", MAIL + "/delivered", "mail", ("posted",)),
    *form(MAIL + "/returned", "mail"),
    *form(MAIL + "/lost", "mail"),
    Ask("GET", "office/registers"),
    *both("office/registers/<str:code>/close", "register"),
    Ask("GET", "office/registers/volumes/<int:number>.pdf", "volume"),
    Ask("GET", "office/destruction"),
    # The centre gives nothing out and has no list of its own: its custodians are told so.
    Ask("GET", "office/destruction/new", ok=(200, 422)),
    Ask("POST", "office/destruction/new", data={"sent": "1"}, ok=(422,)),
    Ask("GET", LIST, "list"),
    Ask("GET", LIST + "/list.pdf", "list"),
    Ask("GET", LIST + "/record.pdf", "list"),
    Ask("GET", LIST + "/add", "list"),
    # Everything that waited is on the list already.
    Ask("POST", LIST + "/add", "list", ok=(409, 422)),
    Ask("GET", LIST + "/close", "list"),
    Ask("POST", LIST + "/close", "list", ("open",)),
    Ask("GET", LIST + "/hand-over", "list"),
    Ask("POST", LIST + "/hand-over", "list", ("closed",)),
    *form(LIST + "/missing", "list"),
    Ask("GET", LIST + "/count", "at_centre"),
    Ask("POST", LIST + "/count", "at_centre", data={"text": "no such number"}),
    *form(LIST + "/record", "at_centre"),
    Ask("GET", LIST + "/confirm", "at_centre"),
    Ask("POST", LIST + "/confirm", "at_centre", ok=(409,)),
    Ask("POST", LIST + "/send-back", "at_centre", data=REASON, ok=(409,)),
    Ask("GET", "office/print"),
    Ask("GET", "office/print/blanks"),
    *form("office/print/blanks/new"),
    Ask("GET", PRINT, "order"),
    *form(PRINT + "/report", "order"),
    Ask("GET", PRINT + "/reprint", "order"),
    Ask("POST", PRINT + "/reprint", "order", ok=(422,)),
    Ask("GET", PRINT + "/retry", "order"),
    Ask("POST", PRINT + "/retry", "order", ok=(422,)),
    # The counter: what is scanned is resolved for whoever scans; a copy, a hand-out and a notice have an owner.
    Ask("GET", "office/counter"),
    Ask("POST", "office/counter/scan", data={"text": "202606099340000001"}),
    Ask("GET", "office/counter/copies/<int:number>", "paper"),
    Ask("POST", "office/counter/give", ok=(422,)),
    Ask("GET", "office/counter/given/<str:token>", "hand_out"),
    Ask("POST", "office/counter/undo", ok=(404,)),
    Ask("POST", "office/counter/queue", ok=(422,)),
    Ask("POST", "office/counter/proxy"),
    Ask("GET", "office/counter/help"),
    Ask("GET", "office/collections"),
    Ask("GET", "office/collections/<int:number>", "collection"),
    Ask("GET", "office/collections/<int:number>/signature.png", "collection", ok=(404,)),
    *form("office/collections/<int:number>/correct", "collection"),
    Ask("GET", "office/service"),
    Ask("GET", "office/service/messages"),
    *form("office/service/<int:number>", "keeper"),
    Ask("GET", "office/exams"),
    *form("office/exams/new"),
    *form("office/exams/<str:code>/agencies", "exam"),
    Ask("GET", "office/exams/<str:code>", "exam"),
    Ask("POST", "office/exams/<str:code>/results", "exam", data={"on": "2026-08-28"}),
    Ask("POST", "office/exams/<str:code>/exclusions", "exam", data={"count": "1", **REASON}),
    # What everybody has of their own.
    Ask("GET", "office/work/export.csv"),
    Ask("GET", "office/work/export.xlsx"),
    Ask("GET", "office/batches/export.xlsx"),
    Ask("GET", "office/notices"),
    Ask("GET", "office/notices/bell"),
    Ask("POST", "office/notices/read"),
    Ask("POST", "office/notices/<int:number>", "notice", own=True),
    Ask("POST", "office/filters", data={"page": "batches", "name": "待接收", "query": "state=received"}),
    Ask("POST", "office/filters/<int:number>/forget", "filter", own=True),
    Ask("GET", "office/help"),
    Ask("GET", "office/help/<str:code>", "role"),
    *both("office/prove", password="demo"),
    Ask("GET", ACCOUNT),
    *form(ACCOUNT + "/password"),
    *form(ACCOUNT + "/program"),
    Ask("POST", ACCOUNT + "/program/remove", ok=(404,)),
    Ask("POST", ACCOUNT + "/passkeys", ok=(422,)),
    Ask("POST", ACCOUNT + "/passkeys/<int:number>/remove", "passkey", own=True),
    Ask("POST", ACCOUNT + "/codes", ok=(409,)),
    Ask("POST", ACCOUNT + "/sessions/<int:number>/end", "session", own=True),
    Ask("POST", ACCOUNT + "/sessions/end-others"),
    Ask("GET", "office/manage"),
    Ask("GET", "office/delegations"),
    # An administrative seat is not lent: whoever has no other is told so.
    Ask("GET", "office/delegations/new", ok=(200, 422)),
    Ask("POST", "office/delegations/new", data={"sent": "1"}, ok=(422,)),
    Ask("POST", "office/delegations/<int:number>/end", "delegation", over=P.SEAT_MANAGE),
    Ask("GET", "office/keys"),
    *form("office/keys/new"),
    *(Ask(method, "office/keys/<int:number>/revoke", "key", over=P.KEY_REVOKE) for method in ("GET", "POST")),
    # Organisations, people, approvals.
    Ask("GET", "office/organisations"),
    *form("office/organisations/new"),
    Ask("GET", ORGANISATION, "organisation"),
    *form(ORGANISATION + "/rename", "organisation"),
    *form(ORGANISATION + "/move", "organisation"),
    *form(ORGANISATION + "/merge", "organisation"),
    Ask("GET", ORGANISATION + "/close", "organisation"),
    Ask("POST", ORGANISATION + "/close", "organisation", ok=(409,)),
    Ask("GET", "office/people"),
    *form("office/people/invite"),
    *form("office/people/several"),
    Ask("POST", "office/people/invitations/<int:number>/withdraw", "invitation"),
    Ask("GET", PERSON, "account", over=P.PERSON_SEE),
    *form(PERSON + "/seat", "account"),
    *both(PERSON + "/sessions", "account"),
    Ask("GET", PERSON + "/factors", "account"),
    Ask("POST", PERSON + "/factors", "account"),
    *both(PERSON + "/password", "account"),
    *both(PERSON + "/close", "account"),
    Ask("GET", PERSON + "/reopen", "account"),
    Ask("POST", PERSON + "/reopen", "account", ok=(409,)),
    *form(SEAT + "/change", "seat"),
    *both(SEAT + "/end", "seat"),
    Ask("GET", "office/approvals"),
    Ask("GET", PROPOSAL, "proposal", over=P.ACCESS_APPROVE),
    *(Ask(method, PROPOSAL + "/approve", "proposal", over=P.ACCESS_APPROVE) for method in ("GET", "POST")),
    Ask("POST", PROPOSAL + "/refuse", "proposal", data=REASON, over=P.ACCESS_APPROVE),
    Ask("POST", PROPOSAL + "/withdraw", "proposal", own=True),
    Ask("GET", "office/approvals/electronic/<str:code>", "qualification"),
    Ask("POST", "office/approvals/electronic/<str:code>", "qualification"),
    *form("office/approvals/department/<str:code>", "qualification"),
)
