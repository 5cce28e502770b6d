"""Post: applications, posting runs with labels and lists, what becomes of each parcel (N12)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.issuing import applying, ending_papers, mail, outcomes, posting
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register import books
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Choices, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import events_of
from yinxin.web.tables import Table

HERE = "/office/post"
_PAGE = 50
_FIELD = "w"


class Refusing(PlainForm):
    """Why a certificate is not sent."""

    reason = forms.CharField(label=_("不同意的原因"), max_length=400, min_length=4, widget=forms.Textarea)


class Losing(PlainForm):
    """What is known of a lost parcel."""

    reason = forms.CharField(label=_("遗失的情况"), max_length=400, min_length=4, widget=forms.Textarea)


class TakingBack(PlainForm):
    """Where a parcel goes that came back."""

    place = forms.ChoiceField(label=_("放入库位"))


class Sending(PlainForm):
    """A posting run: whose, with whom, under which numbers."""

    issuer = forms.ChoiceField(label=_("发放机构"))
    carrier = forms.CharField(label=_("寄递企业"), max_length=40, help_text=_("印在面单和交寄清单上"))
    pasted = forms.CharField(
        label=_("粘贴运单号"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea,
        help_text=_("从表格粘贴，每行一个管理号和一个运单号；也可以在下面逐件填写或扫描"),
    )


@staff(Permission.POST_SEND, "N12")
@require_GET
def post(request: Request) -> HttpResponse:
    """List applications by state, and the latest runs."""
    asked = request.GET.get("state", MailState.APPLIED.value)
    chosen = next((one for one in MailState if one.value == asked), None)
    found = mail.applications_for(request.actor, states=(chosen,) if chosen else tuple(MailState))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "count": len(found),
        "names": mail.names_on(tuple(page.object_list), request.actor),
        "states": [(state.value, words) for state, words in MAIL.names.items()],
        "chosen": chosen.value if chosen else "all",
        "filters": {"state": chosen.value if chosen else "all"},
        "to_approve": chosen is MailState.APPLIED and bool(found),
        "runs": mail.runs_for(request.actor)[:10],
    }
    return render(request, "office/post.html", facts)


@staff(Permission.POST_SEND, "N12")
@require_POST
def approve(request: Request) -> HttpResponse:
    """Agree to the applications that were ticked."""
    ticked = [int(one) for one in request.POST.getlist("application") if one.isdecimal() and len(one) < 19]
    count = applying.approve(applications=ticked, by=request.actor, at=request.now)
    return done(request, Words("已同意{count}份申请，可以交寄。", count=count), f"{HERE}?state=approved")


@staff(Permission.POST_SEND, "N12")
@require_GET
def application(request: Request, number: int) -> HttpResponse:
    """Show one application with its recipient, its parcels and what can be done."""
    return _page(request, number)


@staff(Permission.POST_SEND, "N12")
@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Decline an application, with the reason."""
    applying.of_issuer(number, request.actor)
    form = Refusing(request.POST)
    if not form.is_valid():
        return _page(request, number, refusing=form)
    applying.refuse(
        application_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
    )
    return done(request, Words("已退回，持证人会看到原因。"), f"{HERE}/{number}")


@staff(Permission.POST_SEND, "N12")
@require_http_methods(["GET", "POST"])
def delivered(request: Request, number: int) -> HttpResponse:
    """Enter that a parcel reached its holder."""
    view, _there = mail.application(number, request.actor)
    if request.method == "POST":
        outcomes.delivered(application_id=number, by=request.actor, at=request.now)
        return done(request, Words("已登记妥投。"), f"{HERE}/{number}")
    follows = Words("证书记为持证人已领取，列入发放登记册。请以寄递企业的签收记录为准；登记不能撤销。")
    check = Check(Words("登记妥投"), _about(view), follows, Words("登记1件妥投"), f"{HERE}/{number}")
    return check_page(request, check)


@staff(Permission.POST_SEND, "N12")
@require_http_methods(["GET", "POST"])
def returned(request: Request, number: int) -> HttpResponse:
    """Put a parcel that came back into a place."""
    view, _there = mail.application(number, request.actor)
    form = TakingBack(request.POST or None)
    form.fields["place"].choices = _places(request, view.over.id)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        outcomes.take_back(
            application_id=number,
            place_id=int(form.cleaned_data["place"]),
            by=request.actor,
            at=request.now,
        )
        return done(request, Words("已退回入库。"), f"{HERE}/{number}")
    follows = Words("证书回到所选库位；第一次退回的可以再投递一次，持证人可以先核对收件信息。")
    check = Check(Words("退件入库"), _about(view), follows, Words("入库1件退件"), f"{HERE}/{number}")
    return check_page(request, check, form)


@staff(Permission.POST_SEND, "N12", "N16")
@require_http_methods(["GET", "POST"])
def lost(request: Request, number: int) -> HttpResponse:
    """Enter that a parcel was lost."""
    view, _there = mail.application(number, request.actor)
    form = Losing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcomes.declare_lost(
            application_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("已登记遗失，持证人会看到可以怎样办理。"), f"{HERE}/{number}")
    follows = Words("证书记为遗失；找到后可以另行登记找回入库。持证人会看到是否可以补发。")
    check = Check(
        Words("登记邮寄遗失"), _about(view), follows, Words("登记1件遗失"), f"{HERE}/{number}", grave=True
    )
    return check_page(request, check, form)


@staff(Permission.POST_SEND, "N12")
@require_http_methods(["GET", "POST"])
def send(request: Request) -> HttpResponse:
    """Enter a posting run: the carrier, and a waybill number for each parcel that goes."""
    choices = _issuers(request)
    asked = request.POST.get("issuer") or request.GET.get("issuer") or choices[0][0]
    issuer = int(asked) if asked in {key for key, _name in choices} else 0
    if not issuer:
        raise access.not_here()
    form = Sending(request.POST or None, initial={"issuer": str(issuer)})
    form.fields["issuer"].choices = choices  # type: ignore[attr-defined]
    going = mail.going_out(issuer, request.actor, day_of(request.now))
    typed = {one.id: request.POST.get(f"{_FIELD}{one.id}", "").strip() for one in going}
    if request.method == "POST" and form.is_valid():
        known = {one.paper.management_number.upper(): one.id for one in going}
        try:
            pasted = posting.read_waybills(form.cleaned_data["pasted"], known)
            made = posting.send(
                issuer_id=issuer,
                carrier=form.cleaned_data["carrier"],
                waybills={one: number for one, number in typed.items() if number} | pasted,
                by=request.actor,
                at=request.now,
            )
        except (AlreadyDone, Incomplete) as refusal:
            tell(form, "pasted", refusal)
        else:
            return done(request, Words("已交寄，请打印面单和交寄清单。"), f"{HERE}/runs/{made}")
    facts = {
        "form": form,
        "issuer": issuer,
        "lines": [(one, f"{_FIELD}{one.id}", typed[one.id]) for one in going],
        "names": mail.names_on(going, request.actor),
        "today": day_of(request.now),
    }
    return render(request, "office/post_send.html", facts, status=422 if form.is_bound else 200)


@staff(Permission.POST_SEND, "N12")
@require_GET
def waiting_file(request: Request) -> HttpResponse:
    """Return what waits to be sent as a workbook, with an empty column for the courier's numbers."""
    found = mail.applications_for(request.actor, states=posting.GOING)
    heads = (Words("管理号"), Words("运单号"), Words("邮寄批次日"), Words("邮费"))
    rows: list[tuple[Any, ...]] = [
        (one.paper.management_number, "", one.run_on, applying.PAYS[one.payer])
        for one in found
        if one.problem is None
    ]
    return Table("post", heads, rows).xlsx()


@staff(Permission.POST_SEND, "N12")
@require_GET
def run(request: Request, number: int) -> HttpResponse:
    """Show a posting run."""
    view, lines = mail.run(number, request.actor)
    facts = {
        "run": view,
        "lines": [(one, next(p for p in one.parcels if p.run == number)) for one in lines],
        "timeline": events_of(("post_run", number)),
    }
    return render(request, "office/post_run.html", facts)


@staff(Permission.POST_SEND, "N12")
@require_GET
def labels(request: Request, number: int) -> HttpResponse:
    """Return the labels of a run."""
    return _pdf(ending_papers.labels(number, request.actor), f"labels-{number}.pdf")


@staff(Permission.POST_SEND, "N12")
@require_GET
def posting_list(request: Request, number: int) -> HttpResponse:
    """Return the posting list of a run."""
    return _pdf(ending_papers.posting_list(number, request.actor), f"posting-list-{number}.pdf")


def _page(request: Request, number: int, refusing: Refusing | None = None) -> HttpResponse:
    view, there = mail.application(number, request.actor)
    facts = {
        "mail": view,
        "there": there,
        "pays": applying.PAYS[view.payer],
        "names": mail.names_on((view,), request.actor),
        "form": refusing or Refusing(),
        "may_refuse": (view.state, MailState.REFUSED) in MAIL.edges,
        "on_its_way": view.state is MailState.POSTED,
        "after_loss": outcomes.after_loss(electronic=view.paper.electronic)
        if view.state is MailState.LOST
        else None,
        "timeline": events_of(("mail_application", number)),
    }
    return render(request, "office/mail.html", facts, status=422 if refusing else 200)


def _about(view: mail.MailView) -> tuple[Fact, ...]:
    return (
        (Words("管理号"), view.paper.management_number),
        (Words("运单号"), view.parcels[-1].waybill if view.parcels else "—"),
        (Words("状态"), view.state_words),
    )


def _issuers(request: Request) -> Choices:
    found = bodies(territory(request.actor, Permission.POST_SEND))
    return [
        (str(number), one.name)
        for number, one in sorted(found.items())
        if access.may(request.actor, Permission.POST_SEND, one)
    ]


def _places(request: Request, organisation: int) -> Choices:
    """Return the places where an organisation keeps paper."""
    book = books.book(organisation, request.actor)
    return [
        (str(line.id), "　" * line.depth + (line.name or line.kind.words.render(gettext)))
        for line in book.places
        if line.kept
    ]


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
