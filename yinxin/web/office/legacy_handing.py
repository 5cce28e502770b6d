"""Hand-overs of older certificates: counted in at the centre, opened by another person, or sent back (N19)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.legacy import handing, lookups, pairs
from yinxin.legacy.lookups import HandOverView
from yinxin.legacy.states import HandOverState
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.legacy import ABOVE, HERE
from yinxin.web.office.spot_checks import Reason
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.office.worklines import WorkLine


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def hand_over(request: Request, number: int) -> HttpResponse:
    """Show one hand-over: whose turn it is, its steps, its list."""
    view = lookups.hand_over(number, request.actor)
    own = access.same_hands(request.actor, view.received_by, view.received_at) if view.received_by else False
    receives = access.may(request.actor, Permission.LEGACY_RECEIVE, view.over)
    opens = access.may(request.actor, Permission.LEGACY_OPEN, view.over)
    facts = {
        "one": view,
        "lines": lookups.handed(number, request.actor),
        "may_receive": view.state is HandOverState.HANDED and receives,
        "may_open": view.state is HandOverState.RECEIVED and opens and not own,
        "may_return": view.state in (HandOverState.HANDED, HandOverState.RECEIVED)
        and access.may(request.actor, Permission.LEGACY_RETURN, view.over),
        "timeline": events_of(("legacy_hand_over", number), length=asked_length(request)),
    }
    return render(request, "office/legacy_hand_over.html", facts)


@staff(Permission.LEGACY_RECEIVE, "N19")
@require_http_methods(["GET", "POST"])
def receive(request: Request, number: int) -> HttpResponse:
    """Count a hand-over in."""
    view = _under(request, number, Permission.LEGACY_RECEIVE)
    if request.method == "POST":
        handing.receive(hand_over_id=number, by=request.actor, at=request.now)
        return done(request, Words("已接收，待另一人核对开通。"), f"{HERE}/handovers/{number}")
    follows = Words("系统核对条数和清单的摘要；接收后由另一人核对开通。")
    check = Check(
        Words("接收存量数据"), _of(view), follows, Words("接收{count}条", count=view.records),
        f"{HERE}/handovers/{number}", above=ABOVE,
    )  # fmt: skip
    return check_page(request, check)


@staff(Permission.LEGACY_OPEN, "N19", "N21.1")
@require_http_methods(["GET", "POST"])
def open_certificates(request: Request, number: int) -> HttpResponse:
    """Open a hand-over's certificates."""
    view = _under(request, number, Permission.LEGACY_OPEN)
    if request.method == "POST":
        count = handing.open_certificates(hand_over_id=number, by=request.actor, at=request.now)
        return done(request, Words("{count}条已开通查验。", count=count), f"{HERE}/handovers/{number}")
    follows = Words(
        "这些证书立即可以查询验证，名称按目录的现行名称；没有记载的项目显示为未记载。开通后不能退回。"
    )
    check = Check(
        Words("核对并开通存量证书"), _of(view), follows, Words("开通{count}条", count=view.records),
        f"{HERE}/handovers/{number}", above=ABOVE,
    )  # fmt: skip
    return check_page(request, check)


@staff(Permission.LEGACY_RETURN, "N19")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Send a hand-over back to its source."""
    view = _under(request, number, Permission.LEGACY_RETURN)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handing.send_back(
                hand_over_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
            )
        except WrongState as refusal:
            tell(form, "reason", refusal)
        else:
            return done(request, Words("已退回。"), f"{HERE}/handovers/{number}")
    follows = Words("这些记录回到报送机构，补正后可以再移交。")
    check = Check(
        Words("退回存量数据"), _of(view), follows, Words("退回{count}条", count=view.records),
        f"{HERE}/handovers/{number}", True, ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


def lines(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield what waits of older certificates: batches to complete, comparisons, hand-overs at the centre."""
    if not by.has(Permission.LEGACY_SEE):
        return
    for one in (
        lookups.hand_overs_for(by)
        if by.has(Permission.LEGACY_RECEIVE) or by.has(Permission.LEGACY_OPEN)
        else ()
    ):
        waits = one.state is HandOverState.HANDED and by.has(Permission.LEGACY_RECEIVE)
        checks = one.state is HandOverState.RECEIVED and by.has(Permission.LEGACY_OPEN)
        if waits or checks:
            yield WorkLine(
                Words("接收存量数据") if waits else Words("核对并开通存量证书"), Words("{count}条", count=one.records),
                f"{HERE}/handovers/{one.id}", one.state_words, wording.tone(one.state.value), True, one.over.id,
                one.over.name, since=one.received_at or one.handed_at,
            )  # fmt: skip
    counts = pairs.waiting_of(by) if by.has(Permission.LEGACY_COLLECT) else {}
    for number, over in bodies(counts).items():
        if access.may(by, Permission.LEGACY_COLLECT, over):
            yield WorkLine(
                Words("认定可能重复的存量记录"), Words("{count}对", count=counts[number]), f"{HERE}/pairs", None,
                "warn", True, over.id, over.name,
            )  # fmt: skip


def _under(request: Request, number: int, permission: Permission) -> HandOverView:
    view = lookups.hand_over(number, request.actor)
    access.require(request.actor, permission, view.over)
    return view


def _of(view: HandOverView) -> tuple[Fact, ...]:
    return (
        (Words("报送机构"), view.over.name),
        (Words("条数"), view.records),
        (Words("清单摘要"), view.digest),
        (Words("移交人"), view.handed_name),
    )
