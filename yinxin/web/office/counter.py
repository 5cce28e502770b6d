"""The counter: one field for every scan, one answer, one hand-out in three keys (N13.1).

Every answer is a part of the page where htmx asks, and a whole page where no script runs. Names and numbers of people
travel in the body of a request only, never in an address.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from yinxin.issuing import collecting, desk, handed_out, signatures
from yinxin.issuing import counter as looking
from yinxin.issuing.collectors import Collector, id_kinds
from yinxin.issuing.counter import Receipt
from yinxin.issuing.desk import Desk
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.signatures import ON_PAPER, Signature
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.law.evidence import Evidence
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.errors import status_of

WAYS: Final = ("paper", "pad")
"""Where the collector signs; the session remembers the last choice."""

SIGNING: Final = "signing"
_TEXTS: Final = ("name", "id_kind", "id_number", "unit")


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_GET
def counter(request: Request) -> HttpResponse:
    """Show the counter, ready for a scan."""
    ready = desk.empty(kind=_kind(request.GET), by=request.actor, on=day_of(request.now))
    return _page(request, ready)


@staff(Permission.COLLECTION_GIVE, "N13.1", "A1.3a")
@require_POST
def scan(request: Request) -> HttpResponse:
    """Say what was scanned or typed means here."""
    text, basket = request.POST.get("text", ""), _numbers(request.POST.getlist("basket"))
    found = desk.read(text, kind=_kind(request.POST), basket=basket, by=request.actor, on=day_of(request.now))
    return _page(request, found)


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_GET
def open_copy(request: Request, number: int) -> HttpResponse:
    """Open one copy, or with ``all`` everything that waits here for its holder; ``kind`` says who collects."""
    found = desk.shown(
        [number],
        kind=_kind(request.GET),
        by=request.actor,
        on=day_of(request.now),
        whole="all" in request.GET,
    )
    return _page(request, found)


@staff(Permission.COLLECTION_GIVE, "N13.1", "A1.3a", "N11.2")
@require_POST
def give(request: Request) -> HttpResponse:
    """Give out what is on the screen, and show that it is done."""
    signing = request.POST.get("signing", "")
    if signing in WAYS:
        request.session[SIGNING] = signing
    copies = _numbers(request.POST.getlist("copies"))
    try:
        receipt = collecting.give(
            copies=copies,
            collector=_collector(request.POST),
            documents=_papers(request.POST.getlist("papers")),
            signature=_signature(request.POST),
            token=request.POST.get("token", ""),
            acknowledged="acknowledged" in request.POST,
            by=request.actor,
            at=request.now,
        )
    except Incomplete as refusal:
        return _again(request, copies, refusal)
    except Refusal as refusal:
        if request.htmx:
            return _refused(request, refusal)
        raise
    return _given(request, receipt) if request.htmx else redirect(f"/office/counter/given/{receipt.token}")


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_GET
def given(request: Request, token: str) -> HttpResponse:
    """Show a hand-out, and the way to take it back."""
    return _given(request, handed_out.receipt(token, request.actor))


@staff(Permission.COLLECTION_GIVE, "N11.1")
@require_POST
def undo(request: Request) -> HttpResponse:
    """Take the last hand-out back."""
    try:
        collecting.undo(token=request.POST.get("token", ""), by=request.actor, at=request.now)
    except Refusal as refusal:
        if request.htmx:
            return _refused(request, refusal)
        raise
    done = Desk("warn", Words("已撤回"), Words("证书回到原来的库位，请放回原处。"))
    return _page(request, done, counted=True)


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_POST
def queued(request: Request) -> HttpResponse:
    """Take one hand-out that waited on the counter while there was no network; the answer is for the script there.

    Only what needs no name and no number can wait: a holder who came in person and signed on paper.
    """
    try:
        said = json.loads(request.body)
        facts = {name: said[name] for name in ("copies", "papers", "token", "at", "account")}
        at = parse_datetime(str(facts["at"]))
        copies = _numbers([str(number) for number in facts["copies"]])
        papers = _papers([str(paper) for paper in facts["papers"]])
    except (ValueError, KeyError, TypeError):
        return _told(Incomplete(Words("待上传的记录读不出。"), do=Words("请按纸质登记由证书保管员处理。")))
    try:
        if facts["account"] != request.actor.account_id or at is None or timezone.is_naive(at):
            raise Incomplete(
                Words("这条待上传的记录不是您办理的。"),
                do=Words("请原经办人登录后上传。"),
                clause=Clause("A4"),
            )
        receipt = collecting.give(
            copies=copies,
            collector=Collector(),
            documents=papers,
            signature=ON_PAPER,
            token=str(facts["token"]),
            given_at=at,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        return _told(refusal)
    return JsonResponse({"done": True, "repeated": receipt.repeated})


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_POST
def proxy(request: Request) -> HttpResponse:
    """Say whether a proxy collects for unusually many, before anything is given out."""
    many = 0
    collector = _collector(request.POST)
    if not collector.is_holder and collector.id_number.strip():
        copies = _numbers(request.POST.getlist("copies"))
        many = looking.collects_for_many(collector, _holders(request, copies), request.now)
    return render(request, "office/counter_many.html", {"many": many})


@staff(Permission.COLLECTION_GIVE, "N13.1")
@require_GET
def keys(request: Request) -> HttpResponse:
    """Explain the counter: the keys, the colours, what happens without a network."""
    return render(request, "office/counter_help.html")


def _page(
    request: Request,
    found: Desk,
    refusal: Refusal | None = None,
    status: int = 200,
    *,
    counted: bool = False,
) -> HttpResponse:
    facts: dict[str, Any] = {
        **(_today(request) if counted else {}),
        "desk": found,
        "token": uuid4().hex,
        "refusal": refusal,
        "typed": {},
        "many": 0,
        "signing": request.session.get(SIGNING, WAYS[0]),
        "id_kinds": id_kinds(),
        "one": found.seen[0] if found.seen else None,
    }
    if refusal is not None:
        facts |= {
            "token": request.POST.get("token", ""),
            "typed": {name: request.POST.get(name, "") for name in _TEXTS},
            "papers": request.POST.getlist("papers"),
            "many": refusal.facts.get("many", 0),
        }
    return _render(request, "office/counter_panel.html", facts, status)


def _again(request: Request, copies: Sequence[int], refusal: Incomplete) -> HttpResponse:
    """Show the same hand-out again, with what is missing and with everything that was typed."""
    if not copies:
        return _refused(request, refusal)
    found = desk.shown(
        copies, kind=_kind(request.POST), by=request.actor, on=day_of(request.now), whole=False
    )
    return _page(request, found, refusal, status_of(refusal))


def _refused(request: Request, refusal: Refusal) -> HttpResponse:
    title = Words("已经领取") if refusal.code == "already_done" else Words("没有发放")
    answer = Desk("bad", title, refusal.what, refusal.do, refusal.clause)
    facts = {"desk": answer, "link": refusal.facts.get("link")}
    return _render(request, "office/counter_panel.html", facts, status_of(refusal))


def _given(request: Request, receipt: Receipt) -> HttpResponse:
    can_undo = handed_out.can_undo(receipt, request.actor, request.now)
    facts = {"receipt": receipt, "can_undo": can_undo, **_today(request)}
    return _render(request, "office/counter_given.html", facts, 200)


def _render(request: Request, part: str, facts: Mapping[str, Any], status: int) -> HttpResponse:
    """Return a part where htmx asks for one, else the whole page with that part in it."""
    if request.htmx:
        return render(request, part, dict(facts), status=status)
    more = {"part": part, **_today(request), "count_today": False}
    return render(request, "office/counter.html", {**facts, **more}, status=status)


def _today(request: Request) -> dict[str, Any]:
    """Return how many copies the clerk has given out today, for a part that brings the figure up to date."""
    morning = timezone.localtime(request.now).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"today": handed_out.given_by(request.actor.account_id, morning), "count_today": True}


def _told(refusal: Refusal) -> JsonResponse:
    said = {"done": False, "why": refusal.what.render(gettext), "do": refusal.do.render(gettext)}
    return JsonResponse(said, status=status_of(refusal), json_dumps_params={"ensure_ascii": False})


def _kind(given: Mapping[str, Any]) -> CollectorKind:
    known = {kind.value: kind for kind in CollectorKind}
    return known.get(str(given.get("kind", "")), CollectorKind.HOLDER)


def _collector(given: Mapping[str, Any]) -> Collector:
    kind = _kind(given)
    if kind is CollectorKind.HOLDER:
        return Collector()
    return Collector(kind, *(str(given.get(name, ""))[:80] for name in _TEXTS))


def _papers(values: Sequence[str]) -> frozenset[Evidence]:
    known = {paper.value: paper for paper in Evidence}
    return frozenset(known[value] for value in values if value in known)


def _signature(given: Mapping[str, Any]) -> Signature:
    return signatures.from_pad(str(given.get("signature", ""))) if given.get("signing") == "pad" else ON_PAPER


def _numbers(values: Sequence[str]) -> list[int]:
    """Return numbers of things; what is none is left out."""
    return [int(value) for value in dict.fromkeys(values) if value.isdecimal() and len(value) < 19]


def _holders(request: Request, copies: Sequence[int]) -> list[int]:
    found = desk.shown(copies, kind=CollectorKind.PROXY, by=request.actor, on=day_of(request.now))
    return [one.sheet.holder_id for one in found.seen]
