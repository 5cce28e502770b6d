"""A verifiable credential of one's certificate: chosen, issued, shown once (N14)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from config.workshop import credential_issuer
from yinxin.kernel.identity import masked
from yinxin.kernel.refusal import Incomplete
from yinxin.presenting import crediting, granting, terms
from yinxin.register import holders
from yinxin.signing import credentials
from yinxin.web.doors import Request, holder
from yinxin.web.forms import PlainForm
from yinxin.web.office.custody import tell

USUAL = frozenset({"qualification", "level", "specialty", "approved_on", "valid_until", "sealed_by"})
"""What is shown unless somebody chooses otherwise: the qualification, and nothing of the person."""


class Choosing(PlainForm):
    """What a credential shows, and whose key it is bound to."""

    show = forms.MultipleChoiceField(label=_("凭证显示哪些内容"), required=False, choices=())
    holder_key = forms.CharField(
        label=_("您的公钥（可不填）"),
        required=False,
        max_length=crediting.KEY_MOST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "mono"}),
    )

    def __init__(self, has: dict[str, Any], *given: Any) -> None:
        super().__init__(*given)
        choices = [(name, crediting.ITEMS[name].render(gettext)) for name in has]
        self.fields["show"].choices = choices  # type: ignore[attr-defined]


@holder("N14")
@require_http_methods(["GET", "POST"])
def new(request: Request, number: int) -> HttpResponse:
    """Let a holder choose, and issue.

    :raises WrongState: the certificate may not be shown now. NotApplicable: it has no electronic copy.
    """
    face = granting.check_may_present(request.holder or 0, number)
    has = credentials.items_of(face)
    form = Choosing(has, request.POST) if request.method == "POST" else Choosing(has)
    if form.is_bound and form.is_valid():
        try:
            text = crediting.issue(
                holder_id=request.holder or 0,
                certificate_id=number,
                show=form.cleaned_data["show"],
                holder_key=form.cleaned_data["holder_key"],
                issuer=credential_issuer(),
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, str(refusal.facts.get("fields", ["show"])[0]), refusal)
        else:
            return _given(request, number, text)
    chosen = request.POST.getlist("show") if form.is_bound else USUAL
    facts = {
        "certificate": holders.certificate_of(request.holder or 0, number),
        "form": form,
        "items": [
            (name, crediting.ITEMS[name], _plain(name, value), name in chosen) for name, value in has.items()
        ],
        "always": credentials.ALWAYS,
        "bound_days": credentials.BOUND_FOR.days,
        "unbound_days": credentials.UNBOUND_FOR.days,
        "left": crediting.left_today(number, request.now),
        "most": terms.MOST_CREDENTIALS,
        "issued": crediting.issued(request.holder or 0, number),
    }
    return render(request, "holder/credential_new.html", facts, status=422 if form.is_bound else 200)


def _given(request: Request, number: int, text: str) -> HttpResponse:
    """Show a credential, or send it as a file: this once, for it is not kept."""
    if request.POST.get("as") == "file":
        response = HttpResponse(text, content_type="application/vc+sd-jwt")
        response.headers["Content-Disposition"] = f'attachment; filename="credential-{number}.sdjwt"'
        return response
    held = holders.certificate_of(request.holder or 0, number)
    last = crediting.issued(request.holder or 0, number, count=1)[0]
    return render(request, "holder/credential.html", {"certificate": held, "text": text, "issued": last})


def _plain(name: str, value: Any) -> str:
    if name == "id_number":
        return masked(value)
    return "、".join(value) if isinstance(value, list) else str(value)
