"""Destruction: the yearly lists, handing over, counting at the centre, the record that two people sign (N26)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.closing import destroying, listing, papers, queries
from yinxin.closing.destroying import Answer
from yinxin.closing.queries import ListView
from yinxin.closing.states import ListState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, Choices, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import events_of

HERE = "/office/destruction"


class Opening(PlainForm):
    """For whom a list is opened."""

    issuer = forms.ChoiceField(label=_("发放机构"))


class Missing(PlainForm):
    """Which sheet is missing, and what is known of it."""

    copy = forms.ChoiceField(label=_("短少的证书"))
    reason = forms.CharField(label=_("短少的情况"), max_length=400, min_length=4, widget=forms.Textarea)


class Record(PlainForm):
    """Where, how and when the paper was destroyed."""

    on = forms.DateField(label=_("销毁日期"), widget=DayInput())
    place = forms.CharField(label=_("销毁地点"), max_length=80, min_length=2)
    way = forms.CharField(label=_("销毁方式"), max_length=40, min_length=2, help_text=_("例如：碎纸后化浆"))
    witness = forms.CharField(label=_("监销人"), max_length=60, required=False, help_text=_("没有的不填"))


class SendingBack(PlainForm):
    """Why a record is not confirmed."""

    reason = forms.CharField(label=_("不确认的原因"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.CUSTODY_SEE, "N26")
@require_GET
def lists(request: Request) -> HttpResponse:
    """Show the lists of the territory, and what waits to come onto one."""
    waiting = [one for one in queries.waiting_for(request.actor) if one.count or one.open_list]
    facts = {"lists": queries.lists_for(request.actor), "waiting": waiting}
    return render(request, "office/destructions.html", facts)


@staff(Permission.DESTRUCTION_LIST, "N26")
@require_http_methods(["GET", "POST"])
def open_list(request: Request) -> HttpResponse:
    """Open a list of the year."""
    choices: Choices = [(str(one.over.id), one.over.name) for one in queries.waiting_for(request.actor)]
    if not choices:
        raise NotApplicable(
            Words("您所在的机构不发放证书，没有销毁清册。"), do=Words("请由发放机构的证书保管员办理。")
        )
    form = Opening(request.POST or None)
    form.fields["issuer"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        made = listing.open_list(issuer_id=int(form.cleaned_data["issuer"]), by=request.actor, at=request.now)
        return done(request, Words("已开立清册。"), f"{HERE}/{made}")
    year = day_of(request.now).year
    follows = Words("清册属于{year}年度，列入证书后须在当年12月31日以前移交人事考试中心。", year=year)
    return check_page(request, Check(Words("开立销毁清册"), (), follows, Words("开立1份清册"), HERE), form)


@staff(Permission.CUSTODY_SEE, "N26")
@require_GET
def destruction(request: Request, number: int) -> HttpResponse:
    """Show one list: its sheets, where it stands, what can be done."""
    return _page(request, number)


@staff(Permission.DESTRUCTION_LIST, "N26")
@require_http_methods(["GET", "POST"])
def add(request: Request, number: int) -> HttpResponse:
    """Put everything that waits on an open list."""
    view = _own(request, number)
    if request.method == "POST":
        count = listing.add(list_id=number, copies=None, by=request.actor, at=request.now)
        return done(request, Words("已列入{count}本。", count=count), f"{HERE}/{number}")
    waiting = next(one for one in queries.waiting_for(request.actor) if one.over.id == view.over.id)
    facts = (
        *_about(view),
        (Words("已收回"), Words("{count}本", count=waiting.recalled)),
        (Words("超过保管期"), Words("{count}本", count=waiting.past_custody)),
    )
    follows = Words("列入清册的证书不能再取出；须在当年12月31日以前移交。")
    button = Words("列入{count}本证书", count=waiting.count)
    return check_page(request, Check(Words("列入清册"), facts, follows, button, f"{HERE}/{number}"))


@staff(Permission.DESTRUCTION_LIST, "N26")
@require_http_methods(["GET", "POST"])
def close(request: Request, number: int) -> HttpResponse:
    """Close a list."""
    view = _own(request, number)
    if request.method == "POST":
        listing.close(list_id=number, by=request.actor, at=request.now)
        return done(request, Words("已封册，请逐本核对实物后移交。"), f"{HERE}/{number}")
    follows = Words("封册后不能再列入；清册按此打印，一式两份，随证书移交。")
    button = Words("封存{count}本的清册", count=view.sheets)
    return check_page(request, Check(Words("封册"), _about(view), follows, button, f"{HERE}/{number}"))


@staff(Permission.DESTRUCTION_LIST, "N26")
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, number: int) -> HttpResponse:
    """Hand a closed list over to the centre."""
    view = _own(request, number)
    if request.method == "POST":
        count = listing.hand_over(list_id=number, by=request.actor, at=request.now)
        return done(request, Words("已移交{count}本，移交时限办结。", count=count), f"{HERE}/{number}")
    follows = Words("证书转入人事考试中心的账簿，由中心逐本清点；移交前查不到的，请先登记短少。")
    button = Words("移交{count}本证书", count=view.sheets - view.gone)
    check = Check(Words("移交销毁"), _about(view), follows, button, f"{HERE}/{number}", grave=True)
    return check_page(request, check)


@staff(Permission.CUSTODY_KEEP, "N26")
@require_http_methods(["GET", "POST"])
def missing(request: Request, number: int) -> HttpResponse:
    """Declare a sheet missing: before the handover the issuer does, after it the centre."""
    view = queries.destruction_list(number, request.actor)
    if view.handed_at:
        _at_centre(request)
    else:
        access.require(request.actor, Permission.DESTRUCTION_LIST, view.over)
    form = Missing(request.POST or None)
    form.fields["copy"].choices = [  # type: ignore[attr-defined]
        (str(one.copy_id), f"{one.number} · {one.management_number}")
        for one in queries.sheets_of(number, request.actor)
        if not one.missing and not one.counted_at
    ]
    if request.method == "POST" and form.is_valid():
        act = destroying.missing if view.handed_at else listing.missing
        act(
            list_id=number,
            copy_id=int(form.cleaned_data["copy"]),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=request.now,
        )
        return done(request, Words("已登记短少。"), f"{HERE}/{number}")
    follows = Words("证书记为遗失，列在销毁记录的差异中；双方都会看到，须继续查明。")
    check = Check(
        Words("登记短少"), _about(view), follows, Words("登记1本短少"), f"{HERE}/{number}", grave=True
    )
    return check_page(request, check, form)


@staff(Permission.DESTRUCTION_CARRY_OUT, "N26")
@require_http_methods(["GET", "POST"])
def count(request: Request, number: int) -> HttpResponse:
    """Count sheet by sheet; each scan is answered at once, as a part of the page where a script asks."""
    _at_centre(request)
    view = queries.destruction_list(number, request.actor)
    if view.state is not ListState.HANDED_OVER and request.method == "GET":
        return redirect(f"{HERE}/{number}")
    answer: Answer | None = None
    if request.method == "POST":
        answer = destroying.count(
            list_id=number, text=request.POST.get("text", ""), by=request.actor, at=request.now
        )
        view = queries.destruction_list(number, request.actor)
    facts = {"list": view, "answer": answer}
    part = request.method == "POST" and request.headers.get("HX-Request")
    page = "office/destruction_counted.html" if part else "office/destruction_count.html"
    return render(request, page, facts)


@staff(Permission.DESTRUCTION_CARRY_OUT, "N26")
@require_http_methods(["GET", "POST"])
def record(request: Request, number: int) -> HttpResponse:
    """Record, as the first of two people, that everything was destroyed."""
    _at_centre(request)
    view = queries.destruction_list(number, request.actor)
    form = Record(request.POST or None, initial={"on": day_of(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            destroying.record_destruction(
                list_id=number, by=request.actor, at=request.now, **form.cleaned_data
            )
        except Incomplete as refusal:
            tell(form, "place", refusal)
        else:
            return done(request, Words("已登记，请另一位到场人员确认。"), f"{HERE}/{number}")
    follows = Words("您是第一销毁人。由另一位到场的证书保管员登录确认后，账簿才记为已销毁。")
    button = Words("登记{count}本证书的销毁", count=view.counted)
    facts = (*_about(view), (Words("已清点"), Words("{count}本", count=view.counted)))
    check = Check(Words("登记销毁"), facts, follows, button, f"{HERE}/{number}", grave=True)
    return check_page(request, check, form)


@staff(Permission.DESTRUCTION_CARRY_OUT, "N26")
@require_http_methods(["GET", "POST"])
def confirm(request: Request, number: int) -> HttpResponse:
    """Confirm, as the second of two people, that everything was destroyed."""
    _at_centre(request)
    view = queries.destruction_list(number, request.actor)
    if request.method == "POST":
        gone = destroying.confirm(list_id=number, by=request.actor, at=request.now)
        return done(request, Words("已确认销毁{count}本。", count=gone), f"{HERE}/{number}")
    facts = (
        *_about(view),
        (Words("第一销毁人"), view.first or "—"),
        (Words("销毁地点"), view.place or "—"),
        (Words("销毁方式"), view.way or "—"),
        (Words("销毁日期"), view.destroyed_on.isoformat() if view.destroyed_on else "—"),
    )
    follows = Words("您是第二销毁人。确认后账簿记为已销毁，清册结清，不能撤销。")
    button = Words("确认销毁{count}本证书", count=view.counted)
    check = Check(Words("确认销毁"), facts, follows, button, f"{HERE}/{number}", grave=True)
    return check_page(request, check)


@staff(Permission.DESTRUCTION_CARRY_OUT, "N26")
@require_POST
def send_back(request: Request, number: int) -> HttpResponse:
    """Do not confirm a record; everything is counted again."""
    _at_centre(request)
    form = SendingBack(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    destroying.send_back(list_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
    return done(request, Words("已退回，请重新清点。"), f"{HERE}/{number}")


@staff(Permission.CUSTODY_SEE, "N26")
@require_GET
def register_pdf(request: Request, number: int) -> HttpResponse:
    """Return the list on paper."""
    view = queries.destruction_list(number, request.actor)
    data = papers.register(number, request.actor, day_of(request.now))
    return _pdf(data, papers.file_name(view, "list"))


@staff(Permission.CUSTODY_SEE, "N26")
@require_GET
def record_pdf(request: Request, number: int) -> HttpResponse:
    """Return the record of the destruction on paper."""
    view = queries.destruction_list(number, request.actor)
    data = papers.record(number, request.actor, day_of(request.now))
    return _pdf(data, papers.file_name(view, "record"))


def _page(request: Request, number: int, form: SendingBack | None = None) -> HttpResponse:
    view = queries.destruction_list(number, request.actor)
    destroys = queries.may_destroy(request.actor)
    facts = {
        "list": view,
        "sheets": queries.sheets_of(number, request.actor),
        "may_list": queries.may_list(request.actor, view),
        "may_destroy": destroys,
        "own_record": access.same_hands(request.actor, view.first_id, view.recorded_at),
        "form": form or SendingBack(),
        "timeline": events_of(("destruction_list", number)),
    }
    return render(request, "office/destruction.html", facts, status=422 if form else 200)


def _own(request: Request, number: int) -> ListView:
    """Return a list whose issuer's part the person does."""
    view = queries.destruction_list(number, request.actor)
    access.require(request.actor, Permission.DESTRUCTION_LIST, view.over)
    return view


def _at_centre(request: Request) -> None:
    access.require(request.actor, Permission.DESTRUCTION_CARRY_OUT, the_centre())


def _about(view: ListView) -> tuple[Fact, ...]:
    return (
        (Words("清册"), view.code),
        (Words("发放机构"), view.over.name),
        (Words("清册所列"), Words("{count}本", count=view.sheets)),
        (Words("状态"), view.state_words),
    )


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
