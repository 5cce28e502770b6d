"""Objections by anybody: to a certificate, or to what verification answered; followed by a code (N25).

What is typed goes by POST, so that nothing about a person ever stands in an address. The code in the address of an
objection says nothing; whoever has it sees how far it is, and the answer.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import keyring, sign_receipt
from yinxin.closing import objecting, objections
from yinxin.closing.objecting import LONGEST, Claim
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.register import looks
from yinxin.register.looks import Way
from yinxin.verification import answers
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.custody import tell
from yinxin.web.public.receipts import text_of
from yinxin.web.public.verify import Question
from yinxin.web.responses import pdf


class Said(PlainForm):
    """What every objection says, whoever files it."""

    statement = forms.CharField(
        label=_("异议内容"), max_length=LONGEST["statement"], widget=forms.Textarea(attrs={"rows": 5})
    )
    phone = forms.CharField(label=_("手机号码"), max_length=20, required=False)
    email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False)
    receipt_file = forms.FileField(
        label=_("核验回执（可不附）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    receipt = forms.CharField(required=False, widget=forms.Textarea(attrs={"hidden": True}))

    @property
    def receipt_text(self) -> str:
        """The receipt that came along: the uploaded one, else the one of the answer just given."""
        given = self.cleaned_data.get("receipt_file")
        return text_of(given) or "?" if given else str(self.cleaned_data.get("receipt", ""))


class Objecting(Said):
    """An objection of somebody who has not signed in."""

    management_number = forms.CharField(label=_("管理号或查询编号"), max_length=LONGEST["management_number"])
    name = forms.CharField(label=_("证书上的姓名"), max_length=LONGEST["name"], required=False)
    id_number = forms.CharField(label=_("证件号码"), max_length=LONGEST["id_number"], required=False)
    issuer = forms.ChoiceField(label=_("证书发放机构"))
    objector = forms.CharField(label=_("异议人（姓名或单位名称）"), max_length=LONGEST["objector"])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [(str(one.id), one.name) for one in objections.addressees()]
        self.fields["issuer"].choices = [("", gettext("请选择")), *choices]  # type: ignore[attr-defined]


@public("N25")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Show the form, filled with the answer that was just given and its receipt; take the objection."""
    if "begin" in request.POST:
        return _begin(request)
    if request.method == "GET":
        return render(request, "public/object.html", {"form": Objecting()})
    limits.count_objection(request)
    form = Objecting(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        claim = Claim(**{name: said[name] for name in Claim.__dataclass_fields__})
        try:
            filed = objecting.file(
                claim,
                issuer_id=number_in(request, "issuer"),
                receipt=form.receipt_text,
                keyring=keyring(),
                at=request.now,
            )
        except (Incomplete, AlreadyDone) as refusal:
            tell_beside(form, refusal)
        else:
            return redirect(f"/objections/{filed.code}")
    return render(
        request, "public/object.html", {"form": form, "receipt": form["receipt"].value()}, status=422
    )


@public("N25")
@require_GET
def objection(request: Request, token: str) -> HttpResponse:
    """Show how far an objection is, and the answer.

    :raises NotFound: the code is nobody's.
    """
    limits.count_question(request)
    one = objections.followed(token)
    facts = {"one": one, "address_of": objections.public_address(token)}
    return _kept_nowhere(render(request, "public/objection.html", facts))


@public("N25")
@require_GET
def reply(request: Request, token: str) -> HttpResponse:
    """Return the written reply as PDF.

    :raises NotFound: the code is nobody's. WrongState: it is not answered.
    """
    limits.count_question(request)
    one = objections.followed(token)
    return pdf(objections.reply_pdf(one), f"{one.number}.pdf")


@public("N25")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, token: str) -> HttpResponse:
    """Take an objection back, after a page that asks.

    :raises NotFound: the code is nobody's. WrongState: it is settled.
    """
    limits.count_question(request)
    if request.method == "POST":
        objecting.withdraw(code=token, at=request.now)
        return redirect(f"/objections/{token}")
    one = objections.followed(token)
    return _kept_nowhere(render(request, "public/objection_withdraw.html", {"one": one}))


def tell_beside(form: forms.Form, refusal: Incomplete | AlreadyDone) -> None:
    """Say what was refused beside the fields that it concerns, else beside the statement."""
    fields = [name for name in refusal.facts.get("fields", ()) if name in form.fields]
    for field in fields or ["statement"]:
        tell(form, field, refusal)


def _begin(request: Request) -> HttpResponse:
    """Begin with the answer of verification: asked once more, with its receipt."""
    limits.count_question(request)
    question = Question(request.POST)
    if not question.is_valid():
        return render(request, "public/object.html", {"form": Objecting()})
    asked = question.cleaned_data
    three = (asked["management_number"], asked["name"], asked["id_number"])
    answer = answers.by_match(*three, at=request.now)
    looks.note(answer.about, Way.PAGE, request.now)
    receipt = sign_receipt(three, answer)
    form = Objecting(initial={**asked, "receipt": receipt.text()})
    facts = {"form": form, "answer": answer, "receipt": receipt.text(), "receipt_number": receipt.number}
    return _kept_nowhere(render(request, "public/object.html", facts))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
