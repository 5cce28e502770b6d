"""Showing a certificate to others: marked copies, share links, what runs, who looked. No address is personal."""

from __future__ import annotations

import io
from typing import Final

import qrcode
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods
from qrcode.image.svg import SvgPathFillImage

from config.workshop import bench
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.presenting import granting, linking, marking, queries, terms
from yinxin.presenting.granting import Wish
from yinxin.register import holders
from yinxin.sharing import queries as platforms
from yinxin.vetting import looks as employers
from yinxin.watching import queries as watching
from yinxin.web.doors import Request, holder
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.custody import tell

PURPOSES: Final = (
    Words("求职应聘"),
    Words("执业注册"),
    Words("职称评审"),
    Words("继续教育"),
    Words("个人所得税专项附加扣除"),
    Words("申领补贴"),
    Words("落户"),
)
"""What certificates are usually shown for; anything else can be written."""
_A_PAGE: Final = 50


class Showing(PlainForm):
    """What a certificate is to be shown for, to whom, until when."""

    purpose = forms.CharField(
        label=_("用途"),
        max_length=granting.PURPOSE_MOST,
        widget=forms.TextInput(attrs={"list": "purposes"}),
    )
    recipient = forms.CharField(
        label=_("接收方（可不填）"), max_length=granting.RECIPIENT_MOST, required=False
    )
    until = forms.DateField(label=_("有效至"), widget=DayInput())

    def wish(self) -> Wish:
        """Return what was filled in."""
        said = self.cleaned_data
        return Wish(said["purpose"], said["recipient"], said["until"])


class Sharing(Showing):
    """A share link, which may be limited in number too."""

    most = forms.IntegerField(
        label=_("最多打开几次（可不填）"),
        required=False,
        min_value=1,
        max_value=linking.MOST_OPENINGS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


@holder("N14")
@require_GET
def present(request: Request, number: int) -> HttpResponse:
    """List what a certificate is shown by, and offer both ways to show it."""
    held = holders.certificate_of(request.holder or 0, number)
    facts = {
        "certificate": held,
        "grants": queries.grants_of(request.holder or 0, number, day_of(request.now)),
        "may": granting.can_present(request.holder or 0, number),
        "days": terms.LONGEST_DAYS,
    }
    return render(request, "holder/present.html", facts)


@holder("N14")
@require_http_methods(["GET", "POST"])
def new_copy(request: Request, number: int) -> HttpResponse:
    """Have a marked copy made; it is ready at once."""
    form = Showing(request.POST or None, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = marking.issue_marked_copy(
                holder_id=request.holder or 0,
                certificate_id=number,
                wish=form.wish(),
                bench=bench(),
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, _field(refusal), refusal)
        else:
            messages.success(request, gettext("加注件已制成。"))
            return redirect(f"/me/grants/{made}")
    return _form(request, number, form, is_link=False)


@holder("N14")
@require_http_methods(["GET", "POST"])
def new_link(request: Request, number: int) -> HttpResponse:
    """Make a share link."""
    form = Sharing(request.POST or None, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = linking.make_link(
                holder_id=request.holder or 0,
                certificate_id=number,
                wish=form.wish(),
                most=form.cleaned_data["most"],
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, _field(refusal), refusal)
        else:
            messages.success(request, gettext("分享链接已生成。"))
            return redirect(f"/me/grants/{made}")
    return _form(request, number, form, is_link=True)


@holder("N14")
@require_GET
def grant(request: Request, number: int) -> HttpResponse:
    """Show one grant: its file or its address, how it stands."""
    view = queries.grant(request.holder or 0, number, day_of(request.now))
    held = holders.certificate_of(request.holder or 0, view.certificate_id)
    address = linking.address_of(number, settings.PUBLIC_ADDRESS) if view.is_link else ""
    facts = {
        "grant": view,
        "certificate": held,
        "link": address,
        "preview": address.removeprefix(settings.PUBLIC_ADDRESS),
    }
    return render(request, "holder/grant.html", facts)


@holder("N14")
@require_GET
def grant_file(request: Request, number: int) -> HttpResponse:
    """Return a marked copy's file."""
    data = marking.file_of(
        holder_id=request.holder or 0, grant_id=number, store=bench().store, at=request.now
    )
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="marked-copy-{number}.pdf"'
    return response


@holder("N14")
@require_GET
def grant_code(request: Request, number: int) -> HttpResponse:
    """Return a link as a QR code, on a white ground so that it can be read in the dark mode too."""
    view = queries.grant(request.holder or 0, number, day_of(request.now))
    there = linking.address_of if view.is_link else marking.address_of
    page = io.BytesIO()
    qrcode.make(there(number, settings.PUBLIC_ADDRESS), image_factory=SvgPathFillImage).save(page)
    return HttpResponse(page.getvalue(), content_type="image/svg+xml")


@holder("N14")
@require_http_methods(["GET", "POST"])
def revoke(request: Request, number: int) -> HttpResponse:
    """Check, then take a grant back."""
    view = queries.grant(request.holder or 0, number, day_of(request.now))
    if request.method == "POST":
        granting.revoke(holder_id=request.holder or 0, grant_id=number, at=request.now)
        messages.success(request, gettext("已收回，从现在起不能再用。"))
        return redirect(f"/me/certificates/{view.certificate_id}/present")
    facts = {
        "grant": view,
        "back": f"/me/grants/{number}",
        "follows": Words("马上失效，不能恢复；需要时可以再办理一份。对方手里的文件核验时会显示已收回。"),
        "button": Words("收回"),
        "why_not": None if view.usable else Words("{standing}，不用收回", standing=view.standing.words),
    }
    return render(request, "holder/revoke.html", facts)


@holder("N22.1", "N22.2")
@require_GET
def looks(request: Request, number: int) -> HttpResponse:
    """List who looked at a certificate: when, in which way, by whose program; and what platforms asked for."""
    held = holders.certificate_of(request.holder or 0, number)
    today = day_of(request.now)
    _, count = queries.looks_at(number, today, count=0)
    page = Paginator(range(count), _A_PAGE).get_page(number_in(request, "page") or 1)
    found, _count = queries.looks_at(number, today, count=_A_PAGE, start=max(page.start_index() - 1, 0))
    look_ups, asked = platforms.look_ups_of(number, count=_A_PAGE)
    told, told_count = watching.told_of(number, terms.looks_since(today), count=_A_PAGE)
    in_lists, in_lists_count = employers.of_certificate(number, count=_A_PAGE)
    facts = {
        "certificate": held,
        "looks": found,
        "count": count,
        "page": page,
        "filters": {},
        "days": terms.LOOKS_KEPT_DAYS,
        "shared": look_ups,
        "shared_count": asked,
        "shared_most": _A_PAGE,
        "told": told,
        "told_count": told_count,
        "in_lists": in_lists,
        "in_lists_count": in_lists_count,
        "receivers": platforms.receivers_of(number, request.now),
    }
    return render(request, "holder/looks.html", facts)


def _usual(request: Request) -> dict[str, object]:
    return {"until": terms.usual_day(day_of(request.now))}


def _form(request: Request, number: int, form: Showing, *, is_link: bool) -> HttpResponse:
    """Show the form, or why there is nothing to be shown to others.

    :raises WrongState: the certificate may not be shown now. NotApplicable: it has no electronic copy.
    """
    granting.check_may_present(request.holder or 0, number)
    today = day_of(request.now)
    for name, day in (("min", today), ("max", terms.last_day(today))):
        form.fields["until"].widget.attrs[name] = day.isoformat()
    facts = {
        "certificate": holders.certificate_of(request.holder or 0, number),
        "form": form,
        "purposes": PURPOSES,
        "is_link": is_link,
        "days": terms.LONGEST_DAYS,
    }
    return render(request, "holder/show.html", facts, status=422 if form.is_bound else 200)


def _field(refusal: Incomplete) -> str:
    return str(refusal.facts.get("fields", ["purpose"])[0])
