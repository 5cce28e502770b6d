"""A holder says what is wrong on a certificate, and reads the answer (N25)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yinxin.kernel.refusal import Incomplete
from yinxin.presenting import correcting, terms
from yinxin.register import holders
from yinxin.web.doors import Request, holder
from yinxin.web.forms import PlainForm
from yinxin.web.office.custody import tell


class Error(PlainForm):
    """Which item is wrong, and what it should say."""

    field = forms.ChoiceField(label=_("哪一项有误"))
    should = forms.CharField(label=_("应当是"), max_length=80, required=False)
    words = forms.CharField(
        label=_("说明（可不填）"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        choices = [(code, words.render(gettext)) for code, words in correcting.FIELDS.items()]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]


@holder("N25")
@require_http_methods(["GET", "POST"])
def report(request: Request, number: int) -> HttpResponse:
    """Take a report of an error; show those that were made before."""
    held = holders.certificate_of(request.holder or 0, number)
    form = Error(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.report_error(
                holder_id=request.holder or 0, certificate_id=number, at=request.now, **form.cleaned_data
            )
        except Incomplete as refusal:
            tell(form, str(refusal.facts.get("fields", ["should"])[0]), refusal)
        else:
            messages.success(request, gettext("已提交，发放机构会答复您。"))
            return redirect(f"/me/certificates/{number}")
    facts = {"certificate": held, "form": form, "days": terms.ANSWER_WORKDAYS}
    return render(request, "holder/error.html", facts, status=422 if form.is_bound else 200)
