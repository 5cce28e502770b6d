"""Consignments: pack by the list, send, count what arrives, sign, solve what differs (A2.1.1, N11.2)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.catalogue import queries as catalogue
from yinxin.issuing import consignments, differences, packing, papers, receiving
from yinxin.issuing.consignments import ConsignmentView, DifferenceView
from yinxin.issuing.findings import UNFIT, Finding
from yinxin.issuing.packing import Waiting
from yinxin.issuing.states import ConsignmentState, DifferenceState
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.register import books, scanning
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import events_of
from yinxin.web.paging import page_of

HERE = "/office/consignments"
SHOWN = 12
"""The latest scans that the counting page shows."""


class Packing(PlainForm):
    """To whom, and how many in a box."""

    receiver = forms.ChoiceField(label=_("发往"))
    issuers = forms.MultipleChoiceField(
        label=_("装哪些发放机构的证书"), widget=forms.CheckboxSelectMultiple()
    )
    size = forms.IntegerField(label=_("每箱本数"), min_value=10, max_value=1000, initial=200)


class Solving(PlainForm):
    """How a difference was solved."""

    to = forms.ChoiceField(label=_("处理结果"))
    place = forms.ChoiceField(label=_("放入库位"), required=False, help_text=_("补收入库时选择"))
    solution = forms.CharField(
        label=_("查明的情况"), min_length=4, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


@staff(Permission.CUSTODY_SEE, "A2.1.1", "N11.2")
@require_GET
def consignment_list(request: Request) -> HttpResponse:
    """List what was sent and received in the territory, and what waits to be sent on."""
    by = request.actor
    waiting = [
        (sender, exam, [line for line in lines if line.exam_id == exam.id])
        for sender, lines in _senders(request)
        for exam in (catalogue.exam_by_id(number) for number in sorted({line.exam_id for line in lines}))
    ]
    facts = {
        "page": page_of(request, consignments.consignments_for(by)),
        "waiting": waiting,
        "receive": {one.id for one in consignments.to_receive(by)},
    }
    return render(request, "office/consignments.html", facts)


@staff(Permission.CUSTODY_KEEP, "A2.1.1")
@require_http_methods(["GET", "POST"])
def pack(request: Request) -> HttpResponse:
    """Pack what waits of an exam for one receiver; ``?sender=…&exam=…``."""
    sender, exam = number_in(request, "sender"), number_in(request, "exam")
    lines = [line for line in packing.waiting(sender, request.actor) if line.exam_id == exam]
    if not lines:
        raise access.not_here()
    form = Packing(request.POST or None)
    ways = {way.id: way for line in lines for way in line.ways}
    _offer(form, "receiver", [(str(number), ways[number].name) for number in sorted(ways)])
    _offer(form, "issuers", [(str(line.issuer.id), _counted(line)) for line in lines])
    if request.method == "POST" and form.is_valid():
        try:
            made = packing.pack(
                sender_id=sender,
                receiver_id=int(form.cleaned_data["receiver"]),
                exam_id=exam,
                issuers=[int(number) for number in form.cleaned_data["issuers"]],
                size=form.cleaned_data["size"],
                by=request.actor,
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, "receiver", refusal)
        else:
            return done(request, Words("已装箱，请贴箱签并清点后发出。"), f"{HERE}/{made}")
    facts = (
        (Words("考试"), catalogue.exam_by_id(exam).name),
        (Words("发出机构"), body(sender).name),
        (Words("待发"), Words("{count}本", count=sum(line.count for line in lines))),
    )
    follows = Words("按发放机构和管理号顺序装箱，生成箱签和交接单；发出以前可以拆箱作废。")
    return check_page(request, Check(Words("装箱"), facts, follows, Words("装箱，开1张交接单"), HERE), form)


@staff(Permission.CUSTODY_SEE, "A2.1.1", "N11.2")
@require_GET
def consignment(request: Request, number: int) -> HttpResponse:
    """Show a consignment: its boxes, how far it is, what differed."""
    view = consignments.consignment(number, request.actor)
    facts = {
        "view": view,
        "may_send": _keeps(request, view.line.sender.id) and view.line.state is ConsignmentState.PACKED,
        "may_receive": _keeps(request, view.line.receiver.id) and view.line.state is ConsignmentState.SENT,
        "own_sending": access.same_hands(request.actor, view.sent_by_id, view.line.sent_at),
        "timeline": events_of(("consignment", number), *(("difference", one.id) for one in view.differences)),
    }
    return render(request, "office/consignment.html", facts)


@staff(Permission.CUSTODY_SEE, "N11.2")
@require_GET
def slip(request: Request, number: int) -> HttpResponse:
    """Return the handover slip as PDF."""
    return _pdf(papers.slip(consignments.consignment(number, request.actor)), f"handover-{number}.pdf")


@staff(Permission.CUSTODY_SEE, "A2.1.1")
@require_GET
def labels(request: Request, number: int) -> HttpResponse:
    """Return the boxes' labels as PDF."""
    return _pdf(papers.labels(consignments.consignment(number, request.actor)), f"labels-{number}.pdf")


@staff(Permission.CUSTODY_KEEP, "A2.1.1")
@require_http_methods(["GET", "POST"])
def send(request: Request, number: int) -> HttpResponse:
    """Count every box, then send."""
    view = consignments.consignment(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_KEEP, view.line.sender)
    form = PlainForm(request.POST or None)
    for box in view.boxes:
        form.fields[f"box-{box.number}"] = forms.IntegerField(
            label=_("{name}清点本数").format(name=box.name),
            min_value=0,
            max_value=2000,
            help_text=f"{box.first} – {box.last}",
        )
    if request.method == "POST" and form.is_valid():
        counted = {box.number: form.cleaned_data[f"box-{box.number}"] for box in view.boxes}
        try:
            packing.send(consignment_id=number, counted=counted, by=request.actor, at=request.now)
        except Incomplete as refusal:
            tell(form, f"box-{view.boxes[0].number}", refusal)
        else:
            return done(request, Words("已发出，等待对方清点签收。"), f"{HERE}/{number}")
    facts = (
        (Words("发往"), view.line.receiver.name),
        (Words("共"), Words("{count}本", count=view.line.papers)),
    )
    follows = Words("每箱清点的本数与名单一致才能发出；发出后证书记在途中，由对方清点签收。")
    check = Check(
        Words("清点并发出"),
        facts,
        follows,
        Words("发出{count}本", count=view.line.papers),
        f"{HERE}/{number}",
    )
    return check_page(request, check, form)


@staff(Permission.CUSTODY_KEEP, "A2.1.1")
@require_http_methods(["GET", "POST"])
def unpack(request: Request, number: int) -> HttpResponse:
    """Give a packed consignment up."""
    view = consignments.consignment(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_KEEP, view.line.sender)
    if request.method == "POST":
        packing.unpack(consignment_id=number, by=request.actor, at=request.now)
        return done(request, Words("已拆箱作废，证书重新等待发出。"), HERE)
    facts = (
        (Words("发往"), view.line.receiver.name),
        (Words("共"), Words("{count}本", count=view.line.papers)),
    )
    check = Check(
        Words("拆箱作废"),
        facts,
        Words("这张交接单作废，箱签不再有效；证书仍在原处，重新等待装箱。"),
        Words("作废1张交接单"),
        f"{HERE}/{number}",
        grave=True,
    )
    return check_page(request, check)


@staff(Permission.CUSTODY_KEEP, "N11.2")
@require_http_methods(["GET", "POST"])
def count(request: Request, number: int) -> HttpResponse:
    """Count what arrived, scan by scan; each is answered at once."""
    view = consignments.consignment(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_KEEP, view.line.receiver)
    if view.line.state is not ConsignmentState.SENT and request.method == "GET":
        return redirect(f"{HERE}/{number}")
    facts: dict[str, object] = {}
    if request.method == "POST":
        facts = _note(request, view)
        view = consignments.consignment(number, request.actor)
    facts |= {
        "view": view,
        "findings": UNFIT,
        "chosen": request.POST.get("finding", ""),
        "latest": consignments.latest_arrivals(number, SHOWN),
        "in_hand": sum(view.tally.boxes.values()),
    }
    part = request.method == "POST" and request.headers.get("HX-Request")
    return render(request, "office/counted.html" if part else "office/receive.html", facts)


@staff(Permission.CUSTODY_KEEP, "N11.2")
@require_POST
def strike(request: Request, number: int) -> HttpResponse:
    """Strike a copy that was noted by mistake."""
    receiving.take_back(
        consignment_id=number,
        copy_id=number_in(request, "copy"),
        by=request.actor,
        at=request.now,
    )
    return redirect(f"{HERE}/{number}/count")


@staff(Permission.CUSTODY_KEEP, "N11.2")
@require_http_methods(["GET", "POST"])
def sign(request: Request, number: int) -> HttpResponse:
    """Look over what was counted, then sign."""
    view = consignments.consignment(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_KEEP, view.line.receiver)
    form = PlainForm(request.POST or None)
    form.fields["place"] = forms.ChoiceField(
        label=gettext("放入库位"), choices=_places(request, view.line.receiver.id)
    )
    if request.method == "POST" and form.is_valid():
        found = receiving.sign(
            consignment_id=number, place_id=int(form.cleaned_data["place"]), by=request.actor, at=request.now
        )
        said = (
            Words("已签收，与交接单一致。")
            if found.in_order
            else Words("已签收；差异已列出，查明以前一直保留。")
        )
        return done(request, said, f"{HERE}/{number}")
    follows = Words(
        "与清单相符的入库；少的和不能使用的留在发出机构的在途账上，逐本立案查明。"
        "属于本机构发放的，从今天起10个工作日内要开始发放。"
    )
    check = Check(
        Words("签收"),
        _tally_facts(view),
        follows,
        Words("签收{count}本", count=len(view.tally.accepted)),
        f"{HERE}/{number}/count",
    )
    return check_page(request, check, form)


@staff(Permission.CUSTODY_KEEP, "N11.2")
@require_http_methods(["GET", "POST"])
def difference(request: Request, number: int) -> HttpResponse:
    """Solve a difference."""
    one = consignments.difference(number, request.actor)
    there = f"{HERE}/{one.consignment_id}"
    ways = _ways(request, one)
    if not ways:
        access.require(request.actor, Permission.CUSTODY_KEEP, body(one.sender_id))
        return redirect(there)
    form = Solving(request.POST or None)
    _offer(form, "to", [(way.value, words.render(gettext)) for way, words in ways.items()])
    _offer(form, "place", [("", "—"), *_places(request, one.receiver_id)])
    if request.method == "POST" and form.is_valid():
        return _solve(request, one, form, there)
    facts = (
        (Words("差异"), one.finding.words),
        (Words("管理号"), one.management_number or "—"),
        (Words("箱"), one.box or "—"),
        (Words("清点时的说明"), one.note or "—"),
    )
    follows = Words("处理结果和查明的情况记入账目，不能修改；确认遗失或作废的，可以补印。")
    return check_page(
        request, Check(Words("处理交接差异"), facts, follows, Words("了结1项差异"), there), form
    )


def _solve(request: Request, one: DifferenceView, form: Solving, there: str) -> HttpResponse:
    to, solution = DifferenceState(form.cleaned_data["to"]), form.cleaned_data["solution"]
    if to is DifferenceState.TAKEN_IN:
        differences.take_in(
            difference_id=one.id,
            place_id=int(form.cleaned_data["place"] or 0),
            solution=solution,
            by=request.actor,
            at=request.now,
        )
    else:
        differences.declare(difference_id=one.id, to=to, solution=solution, by=request.actor, at=request.now)
    return done(request, Words("差异已了结。"), there)


def _ways(request: Request, one: DifferenceView) -> dict[DifferenceState, Words]:
    """Return the ways out that this person may choose."""
    if not one.is_open:
        return {}
    from_receiver, from_sender = _keeps(request, one.receiver_id), _keeps(request, one.sender_id)
    may = {DifferenceState.TAKEN_IN: from_receiver}
    return {way: differences.words_of(way) for way in one.ways if may.get(way, from_sender)}


def _note(request: Request, view: ConsignmentView) -> dict[str, object]:
    """Take one scan: a box, or a copy in order or with what is wrong; return what to answer."""
    text, number = request.POST.get("text", ""), view.line.id
    box = consignments.box_of(text, view)
    chosen = request.POST.get("finding", "")
    finding = next((one for one in UNFIT if one.value == chosen), None)
    note = request.POST.get("note", "")[:200]
    if box is not None and finding is None:
        new = receiving.receive_box(consignment_id=number, number=box, by=request.actor, at=request.now)
        return {"said": Words("整箱登记：新登记{count}本。", count=new), "tone": "good"}
    found = scanning.resolve(text, request.actor)
    if not found.known or not found.copies:
        return {"said": found.why or Words("这不是证书。"), "do": found.do, "tone": "bad"}
    if len(found.copies) > 1:
        return {
            "said": Words("这个编号对应{count}本证书。", count=len(found.copies)),
            "do": Words("请改为扫描证书上的二维码。"),
            "tone": "warn",
        }
    what = receiving.receive(
        consignment_id=number,
        copies=found.copies,
        finding=finding,
        note=note,
        by=request.actor,
        at=request.now,
    )[found.copies[0]]
    if what is None:
        return {"said": Words("在清单上，完好。"), "tone": "good"}
    return {
        "said": Words("已登记：{finding}。", finding=what.words),
        "tone": "warn" if what in UNFIT else "bad",
    }


def _senders(request: Request) -> list[tuple[Body, tuple[Waiting, ...]]]:
    own = bodies(territory(request.actor, Permission.CUSTODY_KEEP))
    found = ((one, packing.waiting(one.id, request.actor)) for _, one in sorted(own.items()))
    return [(one, lines) for one, lines in found if lines]


def _counted(line: Waiting) -> str:
    return gettext("{issuer}（{count}本）").format(issuer=line.issuer.name, count=line.count)


def _keeps(request: Request, organisation_id: int) -> bool:
    return access.may(request.actor, Permission.CUSTODY_KEEP, body(organisation_id))


def _places(request: Request, organisation_id: int) -> list[tuple[str, str]]:
    return [
        (str(line.id), "　" * line.depth + line.name)
        for book in books.books_for(request.actor)
        if book.body.id == organisation_id
        for line in book.places
        if line.kept
    ]


def _tally_facts(view: ConsignmentView) -> tuple[tuple[Words, object], ...]:
    tally = view.tally
    kinds = [*dict.fromkeys([*tally.unfit.values(), *tally.strange.values()])]
    counted = {kind: [*tally.unfit.values(), *tally.strange.values()].count(kind) for kind in kinds}
    return (
        (Words("交接单应有"), Words("{count}本", count=tally.announced)),
        (Words("完好"), Words("{count}本", count=len(tally.accepted))),
        (Finding.MISSING.words, Words("{count}本", count=len(tally.missing))),
        *((kind.words, Words("{count}本", count=number)) for kind, number in counted.items()),
    )


def _offer(form: forms.Form, field: str, choices: list[tuple[str, str]]) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
