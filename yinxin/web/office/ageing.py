"""Custody's end; paper that is recalled, damaged in the store or found again (N13.2, N26)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing import ending_papers, recalling, retention
from yinxin.issuing.recalling import Cause
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register import books, scanning
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Choices, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.tables import Table

HERE = "/office/custody/ageing"
CUSTODY = "/office/custody"
_SCAN = forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"})


class Scanned(PlainForm):
    """One sheet, and why."""

    text = forms.CharField(
        label=_("扫描或输入"),
        max_length=scanning.LONGEST,
        widget=_SCAN,
        help_text=_("二维码、管理号或空白证书编号"),
    )
    reason = forms.CharField(label=_("原因和经过"), max_length=400, min_length=4, widget=forms.Textarea)


class Found(Scanned):
    """A sheet that was found again, and where it goes."""

    place = forms.ChoiceField(label=_("放入库位"))


class Recalling(PlainForm):
    """Sheets that are recalled, for what cause, and why."""

    scans = forms.CharField(
        label=_("扫描或输入"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"autofocus": True}),
        help_text=_("一行一本：二维码、管理号或空白证书编号"),
    )
    cause = forms.ChoiceField(label=_("收回原因"))
    reason = forms.CharField(label=_("依据和经过"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.CUSTODY_SEE, "N13.2")
@require_GET
def ageing(request: Request) -> HttpResponse:
    """Show what the territory keeps, by the end of custody."""
    found = retention.ageing(request.actor, day_of(request.now))
    may = {one.over.id for one in found if access.may(request.actor, Permission.CUSTODY_KEEP, one.over)}
    facts = {"ages": found, "may": may, "count": sum(one.of.count for one in found)}
    return render(request, "office/ageing.html", facts)


@staff(Permission.CUSTODY_KEEP, "N13.2", "N26")
@require_http_methods(["GET", "POST"])
def end(request: Request, code: str) -> HttpResponse:
    """Take what nobody has collected of an exam out of custody, after its last day."""
    issuer, exam = _named(code)
    age, _found = retention.uncollected(issuer, exam, request.actor)
    if request.method == "POST":
        count = retention.end_custody(
            issuer_id=issuer, exam_id=exam, copies=None, by=request.actor, at=request.now
        )
        return done(request, Words("已办理{count}本保管期满。", count=count), HERE)
    facts = (
        (Words("考试"), age.of.exam_name),
        (Words("在库未领取"), Words("{count}本", count=age.of.count)),
        (Words("保管到"), age.until.isoformat()),
    )
    follows = Words(
        "证书转为“超过保管期”，不再发放，可以列入本年度销毁清册；已申请邮寄的留在库内。保管期未满的不能办理。"
    )
    button = Words("办理{count}本证书的保管期满", count=age.of.count)
    return check_page(request, Check(Words("办理保管期满"), facts, follows, button, HERE, grave=True))


@staff(Permission.CUSTODY_KEEP, "N13.2")
@require_GET
def uncollected_pdf(request: Request, code: str) -> HttpResponse:
    """Return the list of what nobody has collected."""
    issuer, exam = _named(code)
    data = ending_papers.uncollected_list(issuer, exam, request.actor, day_of(request.now))
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="uncollected-{code}.pdf"'
    return response


@staff(Permission.CUSTODY_KEEP, "N13.2")
@require_GET
def uncollected_xlsx(request: Request, code: str) -> HttpResponse:
    """Return the same list as a workbook, without persons' data."""
    age, found = retention.uncollected(*_named(code), request.actor)
    places = books.names_of({one.place_id for one in found})
    heads = (Words("管理号"), Words("空白证书编号"), Words("考试"), Words("库位"), Words("保管到"))
    rows: list[tuple[Any, ...]] = [
        (one.management_number, one.blank_serial, one.exam_name, places[one.place_id], age.until)
        for one in found
    ]
    return Table(f"uncollected-{code}", heads, rows).xlsx()


@staff(Permission.CUSTODY_KEEP, "N26")
@require_http_methods(["GET", "POST"])
def recall(request: Request) -> HttpResponse:
    """Recall what is scanned: kept copies, or ones that their holders hand back."""
    form = Recalling(request.POST or None)
    form.fields["cause"].choices = [(one.value, one.words.render(gettext)) for one in Cause]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            copies = [
                _copy(line, request) for line in form.cleaned_data["scans"].splitlines() if line.strip()
            ]
            count = recalling.recall(
                copies=copies,
                cause=Cause(form.cleaned_data["cause"]),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            tell(form, "scans", refusal)
        else:
            return done(
                request, Words("已收回{count}本，可以列入销毁清册。", count=count), "/office/destruction"
            )
    follows = Words("收回的证书不再发放，由本机构登记造册，移交销毁。有一本不能收回，全部不收回。")
    check = Check(Words("收回证书"), (), follows, Words("收回所扫描的证书"), CUSTODY, grave=True)
    return check_page(request, check, form)


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def spoil(request: Request) -> HttpResponse:
    """Enter that a kept copy was damaged in the store."""
    form = Scanned(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recalling.spoil(
                copy_id=_copy(form.cleaned_data["text"], request),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            tell(form, "text", refusal)
        else:
            return done(request, Words("已登记库内损毁。"), CUSTODY)
    follows = Words("证书作废，不能再发放；持证人的证书依然有效，纸质证书须另行补印。登记不能撤销。")
    check = Check(Words("登记库内损毁"), (), follows, Words("登记1本损毁"), CUSTODY, grave=True)
    return check_page(request, check, form)


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def find_again(request: Request) -> HttpResponse:
    """Put a lost copy that was found back into a place."""
    form = Found(request.POST or None)
    form.fields["place"].choices = _places(request)  # type: ignore[attr-defined]
    form.order_fields(("text", "place", "reason"))
    if request.method == "POST" and form.is_valid():
        try:
            recalling.find_again(
                copy_id=_copy(form.cleaned_data["text"], request),
                place_id=int(form.cleaned_data["place"]),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            tell(form, "text", refusal)
        else:
            return done(request, Words("已找回入库。"), CUSTODY)
    follows = Words("账簿上遗失的证书回到所选库位，可以照常发放；已另行补印的不能入库。")
    return check_page(request, Check(Words("找回入库"), (), follows, Words("入库1本证书"), CUSTODY), form)


def _named(code: str) -> tuple[int, int]:
    """Return issuer and exam from their place in an address."""
    issuer, _apart, exam = code.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (issuer, exam)):
        raise access.not_here()
    return int(issuer), int(exam)


def _copy(text: str, request: Request) -> int:
    """Return the one sheet that a text names.

    :raises Incomplete: it names none, or more than one.
    """
    meant = scanning.resolve(text, request.actor)
    if len(meant.copies) != 1:
        raise Incomplete(
            Words("“{text}”：{why}", text=text[:40], why=meant.why or Words("不能确定是哪一本。")),
            do=meant.do or Words("请扫描证书上的二维码。"),
        )
    return meant.copies[0]


def _places(request: Request) -> Choices:
    own = bodies(territory(request.actor, Permission.CUSTODY_KEEP))
    return [
        (str(line.id), "　" * line.depth + line.name)
        for book in books.books_for(request.actor)
        for line in book.places
        if line.kept and book.body.id in own
    ]
