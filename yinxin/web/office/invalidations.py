"""Cases of invalidation: the list, one case with its way and consequences, its papers (N17)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.duties import queries as duties
from yinxin.invalidation import papers, queries
from yinxin.invalidation.queries import CaseView
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law.parties import Party
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import queries as register
from yinxin.register import standing
from yinxin.web.doors import Request, staff
from yinxin.web.office.actions import Action, offered
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.tables import Table

HERE = "/office/invalidations"
P, C = Permission, CaseState


@staff(P.INVALIDATION_SEE, "N17", "N18.1", "N18.2")
@require_GET
def cases(request: Request) -> HttpResponse:
    """Show the cases of the territory."""
    asked = request.GET.get("state", "")
    state = asked if asked in {one.value for one in C} else ""
    facts = {
        "page": page_of(request, queries.cases_for(request.actor, states=[state] if state else ())),
        "filters": {"state": state},
        "asked": state,
        "states": [(one.value, words) for one, words in CASE.names.items()],
        "may_propose": bool(queries.bodies_for(request.actor)),
    }
    return render(request, "office/invalidations.html", facts)


@staff(P.INVALIDATION_SEE, "N17", "N18.1", "N18.2", "A1.3b")
@require_GET
def case(request: Request, number: int) -> HttpResponse:
    """Show one case: where it stands, its clocks, its certificates, what the effect changes, what can be done."""
    view = queries.case(number, request.actor)
    today = day_of(request.now)
    facts = {
        "case": view,
        "lines": queries.lines_of(number, request.actor),
        "effect": queries.consequences(number, request.actor) if not view.row.effective_at else None,
        "clocks": duties.of_subject("invalidation", number, today),
        "actions": actions(request, view),
        "letters": [(party, view.told(party), _may_sign(request, view, party)) for party in _RECEIVERS],
        "timeline": events_of(("invalidation", number), length=asked_length(request)),
    }
    return render(request, "office/invalidation.html", facts)


@staff(P.INVALIDATION_SEE, "N17")
@require_GET
def paper(request: Request, number: int, what: str) -> HttpResponse:
    """Return one of the papers of a case."""
    if what == "intent":
        data = papers.intent(number, request.actor)
    elif what == "decision":
        data = papers.decision(number, request.actor)
    elif what in (Party.AGENCY.value, Party.CENTER.value):
        data = papers.notice(number, Party(what), request.actor, day_of(request.now))
    else:
        raise access.not_here()
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="invalidation-{number}-{what}.pdf"'
    return response


@staff(P.INVALIDATION_SEE, "N17", "N18.1")
@require_GET
def case_list(request: Request, number: int) -> HttpResponse:
    """Return the certificates of a case as a workbook, with what became of each."""
    view = queries.case(number, request.actor)
    rows = [
        (one.management_number, one.name, one.qualification, one.outcome)
        for one in queries.lines_of(number, request.actor, count=view.count)
    ]
    heads = (Words("管理号"), Words("姓名"), Words("职业资格"), Words("结果"))
    return Table(f"invalidation-{view.code}", heads, rows).xlsx()


@staff(P.CERTIFICATE_SEE, "A1.3b", "N17")
@require_GET
def standings(request: Request, number: int) -> HttpResponse:
    """Show what stands against the holder of a certificate: bars and records, apart, each with its own basis."""
    view = register.certificate(number, request.actor)
    found = standing.of_holder(view.holder_id, day_of(request.now))
    facts = {
        "certificate": view,
        "bars": [one for one in found if one.kind is standing.StandingKind.BARRED],
        "records": [one for one in found if one.kind is standing.StandingKind.RECORDED],
        "cases": queries.of_certificate(number, request.actor),
    }
    return render(request, "office/standing.html", facts)


_STEPS: tuple[tuple[str, Words, Permission, tuple[CaseState, ...]], ...] = (
    ("serve-intent", Words("登记告知书送达"), P.INVALIDATION_PROPOSE, (C.INTENDED,)),
    ("hear", Words("登记陈述申辩"), P.INVALIDATION_HEAR, (C.INTENDED,)),
    ("decide", Words("作出决定"), P.INVALIDATION_DECIDE, (C.HEARD,)),
    ("drop", Words("不予处理"), P.INVALIDATION_DECIDE, (C.INTENDED, C.HEARD)),
    ("notify", Words("书面告知"), P.INVALIDATION_NOTIFY, ()),
    ("serve", Words("登记决定书送达"), P.INVALIDATION_NOTIFY, ()),
    ("submit", Words("报送数据"), P.INVALIDATION_SUBMIT, (C.DECIDED, C.NOTIFIED)),
    ("prepare", Words("核对数据"), P.INVALIDATION_PREPARE, (C.SUBMITTED,)),
    ("effect", Words("使其生效"), P.INVALIDATION_EFFECT, (C.PREPARED,)),
    ("halt", Words("暂停"), P.INVALIDATION_EFFECT, (C.RUNNING,)),
    (
        "annul",
        Words("登记决定被撤销"),
        P.INVALIDATION_ANNUL,
        (C.DECIDED, C.NOTIFIED, C.SUBMITTED, C.PREPARED, C.EFFECTIVE),
    ),
    ("restore", Words("恢复证书"), P.INVALIDATION_EFFECT, (C.OVERTURNED,)),
)
"""What can be done with a case, by whom, in which states; notices and service follow the decision in any of them."""

_AFTER = (C.DECIDED, C.NOTIFIED, C.SUBMITTED, C.PREPARED, C.RUNNING, C.EFFECTIVE)
_MAIN = {"decide", "submit", "prepare", "effect", "restore", "hear", "notify"}
_AT_CENTRE = (P.INVALIDATION_PREPARE, P.INVALIDATION_EFFECT)
_RECEIVERS = {Party.AGENCY: P.INVALIDATION_SUBMIT, Party.CENTER: P.INVALIDATION_PREPARE}


def actions(request: Request, view: CaseView) -> list[Action]:
    """Return what can be done with a case now, as this person sees it."""
    return [
        offered(
            request.actor,
            permission,
            name=name,
            address=f"{HERE}/{view.id}/{name}",
            words=words,
            at=request.now,
            over=the_centre()
            if permission in _AT_CENTRE
            else view.agency
            if permission is P.INVALIDATION_SUBMIT
            else view.body,
            own=_own(request, view, name),
            main=name in _MAIN,
        )
        for name, words, permission, states in _STEPS
        if view.state in (states or _AFTER) and not _done(view, name)
    ]


def _may_sign(request: Request, view: CaseView, party: Party) -> bool:
    """Say whether the written notice to a party waits for this person's signature."""
    letter, over = view.told(party), view.agency if party is Party.AGENCY else the_centre()
    waits = letter is not None and letter.received_at is None
    return waits and access.may(request.actor, _RECEIVERS[party], over)


def _done(view: CaseView, name: str) -> bool:
    """Say whether a step that leaves the state as it is has been taken, or cannot be taken yet."""
    row = view.row
    return {
        "serve-intent": row.intent_served_on is not None,
        "hear": row.intent_served_on is None,
        "notify": len(view.letters) == 2,
        "serve": row.served_on is not None,
    }.get(name, False)


def _own(request: Request, view: CaseView, name: str) -> bool:
    """Say whether the step before was this person's own."""
    row = view.row
    before = {
        "decide": ((row.proposed_by, row.proposed_at),),
        "effect": ((row.prepared_by, row.prepared_at), (row.decided_by, row.decided_at)),
        "restore": ((row.undone_by, row.undone_at),),
    }.get(name, ())
    return any(person and access.same_hands(request.actor, person, when) for person, when in before)
