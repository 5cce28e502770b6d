"""Post for holders: apply, follow the parcel, correct the address, think again (N12). Nothing personal in addresses."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yinxin.issuing import applying, mail, practice
from yinxin.issuing.applying import Recipient
from yinxin.issuing.mail import MailView
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.queries import body
from yinxin.register import holders
from yinxin.web.doors import Request, holder
from yinxin.web.forms import PlainForm
from yinxin.web.office.custody import tell

_AGAIN = (MailState.REFUSED, MailState.WITHDRAWN)
_OPEN_TO_CHANGE = (MailState.APPLIED, MailState.APPROVED, MailState.RETURNED)


class Address(PlainForm):
    """Whom the courier looks for, and where."""

    name = forms.CharField(
        label=_("收件人"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        help_text=_("投递前联系用，请填写可以接通的号码"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("收件地址"),
        max_length=120,
        help_text=_("省、市、区县、街道、门牌号"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=_("邮政编码"),
        max_length=6,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )

    def recipient(self) -> Recipient:
        """Return what was filled in."""
        said = self.cleaned_data
        return Recipient(said["name"], said["phone"], said["address"], said["postcode"])


class Application(Address):
    """An application, with the consent."""

    agreed = forms.BooleanField(label=_("同意"), required=False)


@holder("N12", "N16")
@require_http_methods(["GET", "POST"])
def post(request: Request, number: int) -> HttpResponse:
    """Apply for delivery of a certificate by post, or follow the delivery that was applied for."""
    who = request.holder or 0
    held = holders.certificate_of(who, number)
    view = mail.of_holder(who, number)
    if view and not (view.state in _AGAIN and ("again" in request.GET or request.method == "POST")):
        return _progress(request, number, view)
    paper = applying.waiting_paper(who, number)
    terms = practice.terms_on(paper.issuer_id, day_of(request.now))
    form = Application(request.POST or None, initial={"name": held.face.name})
    if request.method == "POST" and form.is_valid():
        try:
            applying.apply_for_post(
                holder_id=who,
                certificate_id=number,
                recipient=form.recipient(),
                agreed=form.cleaned_data["agreed"],
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, "address" if form.cleaned_data["agreed"] else "agreed", refusal)
        else:
            messages.success(request, gettext("已提交邮寄申请。"))
            return redirect(f"/me/certificates/{number}/post")
    facts = {
        "certificate": held,
        "form": form,
        "terms": terms,
        "issuer": body(paper.issuer_id).name,
        "pays": applying.PAYS[terms.payer],
        "consent": applying.CONSENT,
    }
    return render(request, "holder/post.html", facts, status=422 if form.is_bound else 200)


@holder("N12")
@require_http_methods(["GET", "POST"])
def address(request: Request, number: int) -> HttpResponse:
    """Correct whom and where to."""
    who = request.holder or 0
    view = mail.own(who, number)
    there = f"/me/certificates/{view.paper.certificate_id}/post"
    form = Address(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            applying.readdress(
                holder_id=who, application_id=number, recipient=form.recipient(), at=request.now
            )
        except Incomplete as refusal:
            tell(form, "address", refusal)
        else:
            messages.success(request, gettext("已更正收件信息。"))
            return redirect(there)
    facts = {"form": form, "mail": view, "there": there}
    return render(request, "holder/post_address.html", facts, status=422 if form.is_bound else 200)


@holder("N12")
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take an application back."""
    who = request.holder or 0
    view = mail.own(who, number)
    applying.withdraw(holder_id=who, application_id=number, at=request.now)
    messages.success(request, Words("已撤回邮寄申请，可以到发放机构现场领取。").render(gettext))
    return redirect(f"/me/certificates/{view.paper.certificate_id}/post")


def _progress(request: Request, number: int, view: MailView) -> HttpResponse:
    facts = {
        "mail": view,
        "legs": mail.legs(view),
        "pays": applying.PAYS[view.payer],
        "number": number,
        "may_change": view.state in _OPEN_TO_CHANGE,
        "may_withdraw": (view.state, MailState.WITHDRAWN) in MAIL.edges,
        "may_again": view.state in _AGAIN and view.problem is None,
    }
    return render(request, "holder/parcel.html", facts)
