"""Review committees: approved by two people of the province's authority, renewed, ended early (A2.2.1, A2.2.2)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law import review_committees as law
from yinxin.law.regimes import ReviewLevel
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.reviewing import committees, queries, series
from yinxin.reviewing.queries import CommitteeView
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of

HERE = "/office/committees"
ABOVE = (HERE, Words("评审委员会"))


class Approval(PlainForm):
    """What an approval says of a committee."""

    ranks = forms.MultipleChoiceField(label=_("评审级别"), widget=forms.CheckboxSelectMultiple)
    document = forms.CharField(label=_("批准文号"), max_length=60, min_length=4)
    since = forms.DateField(label=_("期限自"), widget=DayInput())
    until = forms.DateField(label=_("期限至（含当日）"), widget=DayInput(), help_text=_("不超过3年"))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.fields["ranks"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label.render(gettext)) for one in ReviewLevel
        ]


class Proposal(Approval):
    """A committee that is approved for the first time."""

    founder = forms.ChoiceField(label=_("组建单位"))
    series = forms.ChoiceField(label=_("职称系列"))

    field_order = ("founder", "series", "ranks", "document", "since", "until")


class Reason(PlainForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200, min_length=4)


@staff(Permission.REVIEW_SEE, "A2.2.1", "A2.2.2")
@require_GET
def committee_list(request: Request) -> HttpResponse:
    """List the committees of the territory."""
    page = page_of(request, queries.committees_for(request.actor))
    return render(request, "office/committees.html", {"page": page, "today": day_of(request.now)})


@staff(Permission.REVIEW_SEE, "A2.2.1")
@require_GET
def committee(request: Request, number: int) -> HttpResponse:
    """Show one approval of a committee."""
    view, today = queries.committee(number, request.actor), day_of(request.now)
    facts = {
        "one": view,
        "holds": view.holds(today),
        "soon": view.ends_soon(today),
        "own": access.same_hands(request.actor, view.proposed_by, view.proposed_at),
        "may_keep": access.may(request.actor, Permission.COMMITTEE_KEEP, view.over),
        "may_hold": access.may(request.actor, Permission.REVIEW_HOLD, view.founder),
        "timeline": events_of(("review_committee", number), length=asked_length(request)),
    }
    return render(request, "office/committee.html", facts)


@staff(Permission.COMMITTEE_KEEP, "A2.2.1")
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Propose that a committee be approved."""
    form = Proposal(request.POST or None)
    founders = queries.founders(request.actor)
    form.fields["founder"].choices = [(str(one.id), one.name) for one in founders]  # type: ignore[attr-defined]
    regions = {one.region[:2] for one in founders}
    form.fields["series"].choices = [  # type: ignore[attr-defined]
        pair for region in sorted(regions) for pair in series.series_in(region, day_of(request.now))
    ]
    check = Check(Words("提出核准评审委员会"), (), _FOLLOWS, Words("提出1个评审委员会"), HERE, above=ABOVE)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _proposed(request, form, check, int(said["founder"]), said["series"], None)
    return check_page(request, check, form)


@staff(Permission.COMMITTEE_KEEP, "A2.2.1")
@require_http_methods(["GET", "POST"])
def renew(request: Request, number: int) -> HttpResponse:
    """Propose the approval that follows one: the same founding body and series, a term of its own."""
    view = _kept(request, number)
    since = law.follows_on(view.until)
    begin = {"ranks": [one.value for one in view.ranks], "since": since, "until": law.longest(since)}
    form = Approval(request.POST or None, initial=begin)
    facts = ((Words("组建单位"), view.founder.name), (Words("职称系列"), view.series_name), _term(view))
    there = f"{HERE}/{number}"
    check = Check(Words("换届核准"), facts, _FOLLOWS, Words("提出1个评审委员会"), there, above=ABOVE)
    if request.method == "POST" and form.is_valid():
        return _proposed(request, form, check, view.founder.id, view.series, number)
    return check_page(request, check, form)


@staff(Permission.COMMITTEE_KEEP, "A2.2.1")
@require_http_methods(["GET", "POST"])
def approve(request: Request, number: int) -> HttpResponse:
    """Approve what a colleague proposed."""
    view = _kept(request, number)
    if request.method == "POST":
        committees.approve(committee_id=number, by=request.actor, at=request.now)
        return done(request, Words("已核准，并在网站公布。"), f"{HERE}/{number}")
    follows = Words("公布评审委员会和期限；组建单位可以登记期限内的评审会议。")
    return _check(request, view, Words("核准评审委员会"), follows, Words("核准1个评审委员会"))


@staff(Permission.COMMITTEE_KEEP, "A2.2.1")
@require_http_methods(["GET", "POST"])
def refuse(request: Request, number: int) -> HttpResponse:
    """Do not approve what a colleague proposed."""
    view, form = _kept(request, number), Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        committees.refuse(committee_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("未核准，原因已登记。"), f"{HERE}/{number}")
    follows = Words("该评审委员会不公布，不能评审。")
    return _check(request, view, Words("不予核准"), follows, Words("不核准1个评审委员会"), form)


@staff(Permission.COMMITTEE_KEEP, "A2.2.1", fresh=True)
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """End an approval early."""
    view, form = _kept(request, number), Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        committees.end(committee_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已终止。"), f"{HERE}/{number}")
    follows = Words("从今天起不能再评审；在此以前作出的评审不受影响。")
    return _check(request, view, Words("提前终止"), follows, Words("终止1个评审委员会"), form, grave=True)


_FOLLOWS = Words("由另一人核准后生效，并在网站公布；评审日必须在期限之内。")


def _proposed(
    request: Request, form: Approval, check: Check, founder: int, code: str, renews: int | None
) -> HttpResponse:
    said = form.cleaned_data
    try:
        made = committees.propose(
            founder_id=founder, series=code, ranks=[ReviewLevel(one) for one in said["ranks"]],
            document=said["document"], since=said["since"], until=said["until"], renews=renews,
            by=request.actor, at=request.now,
        )  # fmt: skip
    except (Incomplete, NotApplicable) as refusal:
        tell(form, "until", refusal)
        return check_page(request, check, form)
    return done(request, Words("已提出，由另一人核准。"), f"{HERE}/{made}")


def _kept(request: Request, number: int) -> CommitteeView:
    view = queries.committee(number, request.actor)
    access.require(request.actor, Permission.COMMITTEE_KEEP, view.over)
    return view


def _term(view: CommitteeView) -> Fact:
    return (Words("期限"), Words("{since}至{until}", since=view.since, until=view.until))


def _check(
    request: Request,
    view: CommitteeView,
    title: Words,
    follows: Words,
    button: Words,
    form: forms.Form | None = None,
    *,
    grave: bool = False,
) -> HttpResponse:
    facts: tuple[Fact, ...] = (
        (Words("组建单位"), view.founder.name),
        (Words("职称系列"), view.series_name),
        (Words("评审级别"), view.rank_words),
        (Words("批准文号"), view.document),
        _term(view),
    )
    return check_page(request, Check(title, facts, follows, button, f"{HERE}/{view.id}", grave, ABOVE), form)
