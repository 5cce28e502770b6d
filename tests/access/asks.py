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
SUMMARY = "office/summaries/<int:number>"
LIST = "office/destruction/<int:number>"
BODYS = "case_of_body"
CASE = "office/invalidations/<int:number>"
OBJECTION = "office/objections/<int:number>"
APPLICATION = "office/applications/<int:number>"
CHECK = "office/spot-checks/<int:number>"
SPOT_CASE = "office/spot-checks/cases/<int:number>"
CRITICISM = "office/criticisms/<int:number>"
REPORTED = "office/supervision/reports/<int:over>/<str:period>"
SEAL_KEY = "office/seal-keys/<int:number>"
COMMITTEE = "office/committees/<int:number>"
REVIEW = "office/reviews/<int:number>"
AUDIT = "office/audits/<int:number>"
OLDER = "office/legacy/<int:number>"
RECORD = "office/legacy/records/<int:number>"
PAIR = "office/legacy/pairs/<int:number>"
HANDED = "office/legacy/handovers/<int:number>"
BUNDLE = "office/legacy/scans/<int:number>"
SCAN = "office/legacy/scans/one/<int:number>"
RUN = "office/legacy/electronic/<int:number>"
SHARED = "office/sharing/<int:number>"
VETTED = "office/vetting/<int:number>"
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
        return "/" + self.route.replace("<int:sheet>", "1").replace("<int:number>", str(key)).replace(
            "<str:code>", str(key)
        ).replace("<str:token>", str(key)).replace("<int:over>/<str:period>", f"{key}/2025").replace(
            "<slug:what>", "decision"
        ).replace("<str:name>", str(key)).replace("<slug:name>", "suspend").replace(
            "<slug:field>/<slug:code>", "name/compatibility"
        ).replace("<slug:field>", "sex").replace("<int:which>", "1").replace("<str:text>", "2026-09")

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
    # Annexes: forms and their wording, summaries.
    Ask("GET", CERTIFICATE + "/annex1", "passed"),
    Ask("GET", CERTIFICATE + "/annex1.pdf", "passed"),
    Ask("POST", CERTIFICATE + "/annex1.pdf", "passed", data={"employer": "某中心"}),
    Ask("GET", "office/registration-forms"),
    Ask("GET", "office/registration-forms/<str:code>.pdf", "forms"),
    Ask("GET", "office/forms"),
    *form("office/forms/<str:code>", "wording"),
    *form("office/forms/rhythm/<int:number>", "province"),
    Ask("GET", "office/summaries"),
    Ask("GET", SUMMARY, "summary"),
    Ask("GET", SUMMARY + "/summary.pdf", "summary"),
    Ask("GET", SUMMARY + "/summary.xlsx", "summary"),
    *form(SUMMARY + "/hand-in", "summary"),
    Ask("GET", SUMMARY + "/take", "summary"),
    Ask("POST", SUMMARY + "/take", "summary", ("handed_in",)),
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
    Ask("GET", "office/recalls"),
    *form("office/custody/spoil"),
    *form("office/custody/found"),
    Ask("GET", "office/corrections"),
    *form("office/corrections/<int:number>", "correction"),
    Ask("GET", "office/fakes"),
    Ask("GET", "office/fakes/<int:number>", "fake"),
    Ask("GET", "office/fakes/<int:number>/pack.zip", "fake"),
    Ask("POST", "office/fakes/<int:number>/settle", "fake", data={"sent": "1"}, ok=(422,)),
    Ask("GET", "office/objections"),
    Ask("GET", OBJECTION, "objection"),
    Ask("POST", OBJECTION + "/answer", "objection", data={"sent": "1"}, ok=(422,)),
    Ask("POST", OBJECTION + "/take", "objection", ("received",)),
    Ask("GET", OBJECTION + "/pass-on", "objection"),
    Ask("POST", OBJECTION + "/pass-on", "objection", data={"sent": "1"}, ok=(422,)),
    Ask("GET", OBJECTION + "/reply.pdf", "objection", ("answered",)),
    Ask("GET", "office/objections/promises"),
    *form("office/objections/promises/<int:number>", "keeper"),
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
    Ask("GET", "office/applications"),
    Ask("GET", "office/applications/export.xlsx"),
    Ask("GET", "office/applications/new", ok=(404,)),
    Ask("POST", "office/applications/new", ok=(404,)),
    Ask("GET", "office/applications/new/papers", ok=(404,)),
    Ask("POST", "office/applications/new/papers", ok=(404,)),
    Ask("GET", "office/applications/rules"),
    *form("office/applications/rules/<int:number>", "authority"),
    *form("office/applications/rules/<int:number>/end", "evidence_rule"),
    Ask("GET", "office/applications/promises"),
    *form("office/applications/promises/<int:number>", "keeper"),
    Ask("GET", "office/applications/papers/<int:number>/<int:sheet>", "evidence"),
    Ask("GET", APPLICATION, "application"),
    Ask("GET", APPLICATION + "/annex2.pdf", "application"),
    Ask("GET", APPLICATION + "/receipt.pdf", "application"),
    Ask("POST", APPLICATION + "/check", "at_review", over=P.APPLICATION_REVIEW, ok=(404,)),
    Ask("POST", APPLICATION + "/review", "at_review", ok=(422,)),
    Ask("POST", APPLICATION + "/confirm", "at_confirmation", ("reviewed",)),
    *form(APPLICATION + "/return", "at_review", P.APPLICATION_REVIEW),
    *form(APPLICATION + "/reject", "at_review", P.APPLICATION_REVIEW),
    Ask("GET", APPLICATION + "/take", "at_making"),
    Ask("POST", APPLICATION + "/take", "at_making", ("confirmed",)),
    *form(APPLICATION + "/send-back", "at_making"),
    Ask("POST", APPLICATION + "/try-again", "at_making"),
    Ask("GET", APPLICATION + "/release", "at_making"),
    Ask("POST", APPLICATION + "/release", "at_making", ok=(409,)),
    Ask("POST", APPLICATION + "/hand-in", "at_review", ok=(422,)),
    Ask("POST", APPLICATION + "/resubmit", "at_review", ok=(409,)),
    Ask("GET", APPLICATION + "/withdraw", "at_review"),
    Ask("POST", APPLICATION + "/withdraw", "at_review", ("filed",)),
    Ask("GET", MAIL, "mail"),
    Ask("POST", MAIL + "/refuse", "mail", ("applied",), REASON),
    Ask("GET", MAIL + "/delivered", "mail"),
    Ask("POST", MAIL + "/delivered", "mail", ("posted",)),
    *form(MAIL + "/returned", "mail"),
    *form(MAIL + "/lost", "mail"),
    Ask("GET", "office/registers"),
    *both("office/registers/<str:code>/close", "register"),
    Ask("GET", "office/registers/volumes/<int:number>.pdf", "volume"),
    Ask("GET", "office/registers/<str:code>/pack", "register"),
    Ask("POST", "office/registers/<str:code>/pack", "register", data={"retention": "permanent"}, ok=(422,)),
    *form("office/registers/archives/read"),
    Ask("GET", "office/registers/archives/<int:number>.zip", "archive"),
    *both(
        "office/registers/archives/<int:number>/hand-over", "archive", archive="合肥市档案馆", on="2026-09-14"
    ),
    # Cases of invalidation.
    Ask("GET", "office/invalidations"),
    Ask("GET", "office/invalidations/new", ok=(302,)),
    Ask("POST", "office/invalidations/new", ok=(422,)),
    Ask("GET", "office/invalidations/list"),
    Ask("POST", "office/invalidations/list", data={"sent": "1"}, ok=(422,)),
    Ask("GET", CASE, "case"),
    Ask("GET", CASE + "/list.xlsx", "case"),
    Ask("GET", CASE + "/papers/<slug:what>.pdf", "case"),
    Ask("POST", CASE + "/receive/agency", "case_of_agency", ok=(302,)),
    Ask("POST", CASE + "/receive/center", "case_at_centre", ok=(302,)),
    *(
        one
        for act in ("serve-intent", "hear", "decide", "drop", "annul")
        for one in form(f"{CASE}/{act}", BODYS)
    ),
    *(one for act in ("serve", "notify") for one in form(f"{CASE}/{act}", BODYS)),
    *form(CASE + "/halt", "case_at_centre"),
    *(Ask("GET", f"{CASE}/{act}", "case_at_centre") for act in ("prepare", "effect", "restore")),
    *(Ask("POST", f"{CASE}/{act}", "case_at_centre", ok=(409,)) for act in ("prepare", "effect", "restore")),
    Ask("GET", CASE + "/submit", "case_of_agency"),
    Ask("POST", CASE + "/submit", "case_of_agency", ok=(302,)),
    Ask("GET", "office/certificates/<int:number>/standing", "certificate"),
    # What was opened in a transaction that is still open has no place in the log yet.
    Ask("GET", CERTIFICATE + "/log-proof.json", "certificate", ok=(409,)),
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
    # Reviews of titles.
    Ask("GET", "office/committees"),
    *form("office/committees/new"),
    Ask("GET", COMMITTEE, "committee"),
    Ask("GET", COMMITTEE + "/approve", "committee_proposed"),
    Ask("POST", COMMITTEE + "/approve", "committee_proposed", ("proposed",)),
    *form(COMMITTEE + "/refuse", "committee_proposed"),
    *form(COMMITTEE + "/renew", "committee"),
    *form(COMMITTEE + "/end", "committee"),
    Ask("GET", "office/reviews"),
    Ask("GET", "office/reviews/results.xlsx"),
    *form("office/reviews/new"),
    Ask("GET", REVIEW, "review"),
    *form(REVIEW + "/results", "review"),
    *form(REVIEW + "/drop", "review"),
    # Its list has not been shown in public yet: whoever takes steps is told so.
    *(Ask(method, REVIEW + "/step", "review_listed", ok=(409,)) for method in ("GET", "POST")),
    *form(REVIEW + "/refuse", "review_listed"),
    # Notices of lists, samples of promises, audits of conditions.
    Ask("GET", "office/disclosure"),
    Ask("GET", "office/disclosure/publish"),
    Ask("POST", "office/disclosure/publish", ok=(302, 409)),
    *form("office/disclosure/promise"),
    Ask("GET", "office/list-notices"),
    Ask("GET", "office/list-notices/<int:number>", "list_notice"),
    *form("office/list-notices/<int:number>/stop", "list_notice"),
    *form("office/list-notices/objections/<int:number>/answer", "list_objection"),
    Ask("GET", BATCH + "/notice", "batch"),
    # The demonstration's exam asks for no notice.
    Ask("POST", BATCH + "/notice", "batch", ok=(409, 422)),
    *form(BATCH + "/promises", "batch"),
    Ask("GET", "office/samples/<int:number>", "promise_sample"),
    *form("office/samples/<int:number>/draw", "promise_sample"),
    *form("office/samples/<int:number>/withdraw", "promise_sample"),
    *form("office/promises/<int:number>/find", "promise"),
    Ask("GET", "office/promises/<int:number>/evidence.jpg", "promise", ok=(404,)),
    Ask("GET", "office/audits"),
    *(Ask("POST", f"office/audits/{act}", ok=(422,)) for act in ("find", "notify", "pass")),
    Ask("GET", AUDIT, "audit_file"),
    Ask("GET", AUDIT + "/paper.jpg", "audit_file", ok=(404,)),
    Ask("GET", AUDIT + "/notify", "audit_file"),
    Ask("POST", AUDIT + "/notify", "audit_file", data={"how": ""}, ok=(422,)),
    *form(AUDIT + "/attach", "audit_file"),
    Ask("GET", AUDIT + "/keep", "audit_file"),
    Ask("POST", AUDIT + "/keep", "audit_file", data={"form_on": "never"}, ok=(422,)),
    Ask("GET", AUDIT + "/hand-over", "audit_file"),
    Ask("POST", AUDIT + "/hand-over", "audit_file", ok=(422,)),
    *form(AUDIT + "/decide", "audit_file"),
    *form(AUDIT + "/send-back", "audit_file"),
    *form(AUDIT + "/reopen", "audit_file"),
    # Older certificates.
    Ask("GET", "office/legacy"),
    *form("office/legacy/new"),
    Ask("GET", OLDER, "legacy_batch"),
    Ask("GET", OLDER + "/progress", "legacy_batch"),
    Ask("GET", OLDER + "/to-correct.xlsx", "legacy_batch"),
    *form(OLDER + "/correct", "legacy_batch"),
    *form(OLDER + "/confirm/<slug:field>/<slug:code>", "legacy_batch"),
    *form(OLDER + "/withdraw", "legacy_batch"),
    *both(OLDER + "/hand-over", "legacy_batch", ("examined",)),
    Ask("GET", RECORD, "legacy_record"),
    *form(RECORD + "/mend/<slug:field>", "legacy_record"),
    *form(RECORD + "/confirm/<slug:field>", "legacy_record"),
    Ask("GET", "office/legacy/pairs"),
    Ask("GET", PAIR, "legacy_pair"),
    *form(PAIR + "/same", "legacy_pair"),
    *form(PAIR + "/different", "legacy_pair"),
    *form(PAIR + "/later", "legacy_pair"),
    *form(PAIR + "/take-back", "legacy_pair"),
    Ask("GET", HANDED, "legacy_hand_over"),
    Ask("GET", HANDED + "/receive", "legacy_hand_over"),
    Ask("POST", HANDED + "/receive", "legacy_hand_over", ("handed",)),
    Ask("GET", HANDED + "/open", "legacy_hand_over"),
    Ask("POST", HANDED + "/open", "legacy_hand_over", ("received",)),
    *form(HANDED + "/return", "legacy_hand_over"),
    Ask("GET", "office/legacy/scans"),
    *form("office/legacy/scans/new"),
    Ask("GET", BUNDLE, "legacy_bundle"),
    Ask("GET", BUNDLE + "/hand-in", "legacy_bundle"),
    Ask("POST", BUNDLE + "/hand-in", "legacy_bundle", ("complete",)),
    *form(BUNDLE + "/drop", "legacy_bundle"),
    *form(SCAN, "legacy_scan"),
    *form(SCAN + "/leave-out", "legacy_scan"),
    Ask("POST", SCAN + "/again", "legacy_scan", ("checked",)),
    Ask("GET", SCAN + "/<int:which>.jpg", "legacy_scan"),
    Ask("GET", "office/legacy/electronic"),
    *form("office/legacy/electronic/new"),
    Ask("GET", RUN, "legacy_run"),
    Ask("GET", RUN + "/release", "legacy_run"),
    Ask("POST", RUN + "/release", "legacy_run", ("made",)),
    # Supervision.
    *(Ask("GET", f"office/supervision{kind}") for kind in ("", ".csv", ".xlsx", ".json", "/mine")),
    Ask("GET", "office/supervision/reports"),
    *(Ask("GET", REPORTED + kind, "overseeing") for kind in ("", ".pdf", ".xlsx")),
    Ask("GET", REPORTED + "/issue", "overseeing"),
    Ask("POST", REPORTED + "/issue", "overseeing", ok=(302, 409)),
    Ask("GET", "office/supervision/mine/criticisms/<int:number>.pdf", "criticised"),
    *form("office/supervision/mine/cases/<int:number>", "fault"),
    *form("office/supervision/mine/criticisms/<int:number>", "criticised"),
    Ask("GET", "office/spot-checks"),
    *form("office/spot-checks/new"),
    Ask("GET", CHECK, "frozen"),
    *form(CHECK + "/withdraw", "frozen"),
    *form(CHECK + "/draw", "frozen"),
    *form(CHECK + "/publish", "drawn"),
    Ask("GET", SPOT_CASE, "spot_case"),
    Ask("GET", SPOT_CASE + "/evidence.jpg", "spot_case", ok=(404,)),
    *form(SPOT_CASE + "/find", "spot_case"),
    *form(SPOT_CASE + "/assign", "spot_case"),
    Ask("GET", SPOT_CASE + "/settle", "spot_case"),
    Ask("POST", SPOT_CASE + "/settle", "spot_case", ok=(409,)),
    *form(SPOT_CASE + "/send-back", "spot_case"),
    Ask("GET", "office/criticisms"),
    *form("office/criticisms/new"),
    Ask("GET", CRITICISM, "criticism"),
    Ask("GET", CRITICISM + ".pdf", "criticism"),
    *both(CRITICISM + "/issue", "criticism"),
    *form(CRITICISM + "/drop", "criticism"),
    Ask("GET", CRITICISM + "/end", "criticism"),
    Ask("POST", CRITICISM + "/end", "criticism", ok=(409,)),
    *form(CRITICISM + "/send-back", "criticism"),
    Ask("GET", "office/print"),
    Ask("GET", "office/print/blanks"),
    *form("office/print/blanks/new"),
    Ask("GET", "office/print/singles"),
    # Told so where nothing waits to be ordered.
    Ask("POST", "office/print/singles", ok=(302, 422)),
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
    Ask("GET", "office/exams/new", ok=(200, 422)),
    Ask("POST", "office/exams/new", data={"sent": "1"}, ok=(422,)),
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
    Ask("GET", "office/seal-keys"),
    *form("office/seal-keys/enter/<str:name>", "key_at_hand"),
    Ask("GET", SEAL_KEY, "seal_key"),
    Ask("GET", SEAL_KEY + "/activate", "seal_key"),
    Ask("POST", SEAL_KEY + "/activate", "seal_key", ok=(409,)),
    *form(SEAL_KEY + "/compromise", "seal_key"),
    Ask("POST", SEAL_KEY + "/restart", "seal_key"),
    Ask("GET", SEAL_KEY + "/<slug:name>", "seal_key"),
    Ask("POST", SEAL_KEY + "/<slug:name>", "seal_key"),
    # Lists of employers.
    Ask("GET", "office/vetting"),
    *form("office/vetting/new"),
    Ask("GET", VETTED, "vetting_list"),
    Ask("GET", VETTED + "/progress", "vetting_list"),
    Ask("GET", VETTED + "/file", "vetting_list"),
    Ask("GET", VETTED + "/receipt.json", "vetting_list"),
    Ask("GET", VETTED + "/report.pdf", "vetting_list"),
    *both(VETTED + "/end", "vetting_list"),
    # Agreements with platforms.
    Ask("GET", "office/sharing"),
    *form("office/sharing/new"),
    Ask("GET", SHARED, "share_agreement"),
    *form(SHARED + "/end", "share_agreement"),
    *both(SHARED + "/key", "share_agreement"),
    *both(SHARED + "/secret", "share_agreement"),
    Ask("GET", SHARED + "/months/<str:text>", "share_agreement"),
    Ask("GET", SHARED + "/months/<str:text>.csv", "share_agreement"),
    *both("office/sharing/keys/<int:number>/revoke", "share_key"),
    *both("office/sharing/deliveries/<int:number>/resend", "share_delivery"),
    # Watches of an employer.
    Ask("GET", "office/watching"),
    *form("office/watching/new"),
    Ask("GET", "office/watching/<int:number>", "watch"),
    *both("office/watching/<int:number>/end", "watch"),
    Ask("GET", "office/approvals/electronic/<str:code>", "qualification"),
    Ask("POST", "office/approvals/electronic/<str:code>", "qualification"),
    *form("office/approvals/department/<str:code>", "qualification"),
)
