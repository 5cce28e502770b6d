"""Verification by anyone: three things typed in, or the certificate's file (N22.1).

Questions come by POST, so that no name and no number ever stands in an address.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from config.workshop import keyring, sign_receipt
from yinxin.kernel import regions
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.presenting import crediting
from yinxin.register import looks
from yinxin.register.looks import Way
from yinxin.verification import answers, brought, counting, receipts
from yinxin.verification.brought import Carrier, FileAnswer
from yinxin.verification.verdicts import Verdict
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm

LARGEST_FILE = 10 * 1024 * 1024


class Question(PlainForm):
    """The three things on a certificate that a verifier types."""

    name = forms.CharField(label=_("姓名"), max_length=answers.LONGEST)
    id_number = forms.CharField(label=_("证件号码"), max_length=answers.LONGEST)
    management_number = forms.CharField(label=_("管理号或查询编号"), max_length=answers.LONGEST)
    region = forms.ChoiceField(label=_("拟使用的地区"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        provinces = [(code[:2], one.name) for code, one in regions.regions().items() if code.endswith("0000")]
        self.fields["region"].choices = [("", _("不选择")), *provinces]  # type: ignore[attr-defined]


@public("N22.1")
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """Show the form; answer it."""
    if request.method == "GET":
        return render(request, "public/verify.html", {"form": Question()})
    limits.count_question(request)
    form = Question(request.POST)
    if not form.is_valid():
        return render(request, "public/verify.html", {"form": form}, status=422)
    asked = form.cleaned_data
    answer = answers.by_match(asked["management_number"], asked["name"], asked["id_number"], at=request.now)
    looks.note(answer.about, Way.PAGE, request.now)
    counts = counting.counting(answer, asked["region"])
    facts: dict[str, Any] = {"answer": answer, "asked": asked, "form": form, "counts": counts}
    if "receipt" in request.POST:
        three = (asked["management_number"], asked["name"], asked["id_number"])
        facts["receipt"] = sign_receipt(three, answer)
    return render(request, "public/verdict.html", facts)


@public("N22.1")
@require_http_methods(["GET", "POST"])
def verify_file(request: Request) -> HttpResponse:
    """Answer for an uploaded certificate file: three answers, each on its own."""
    if request.method == "GET":
        # Whoever reloads the answer comes back to the form: the file was not kept.
        return redirect("/verify")
    limits.count_question(request)
    given = request.FILES.get("file")
    if given is None or not given.size or given.size > LARGEST_FILE:
        raise no_file()
    data = given.read()
    answer = brought.by_file(data, keyring(), at=request.now)
    note_file(answer)
    facts = _told(answer) | {"file_name": given.name}
    if "receipt" in request.POST:
        facts["receipt"] = receipts.of_file(sha256(data).hexdigest(), answer, keyring())
    return render(request, "public/file.html", facts)


_TITLES: Final = {
    "good": Words("这份电子证书真实有效"),
    "copy": Words("这份加注件真实有效"),
    "credential": Words("这份凭证真实，证书有效"),
    "warn": Words("二维码指向的证书有效，请与照片逐项对照"),
    "away": Words("现在不能核验"),
    "bad": Words("这份文件不能当作有效证书"),
}


def _told(answer: FileAnswer) -> dict[str, Any]:
    """Return what the page of an answer shows: its tone, its title, and the certificate to hold it against."""
    code = answer.code
    pictured = answer.carrier is Carrier.PICTURE and code is not None and code.ours
    copied = answer.carrier is not Carrier.PICTURE and code is not None and code.answer is not None
    tone, title = "bad", "bad"
    if answer.genuine:
        credential = answer.carrier is Carrier.CREDENTIAL
        tone, title = "good", "copy" if answer.grant else "credential" if credential else "good"
    elif answer.status.verdict is Verdict.UNAVAILABLE:
        tone, title = "warn", "away"
    elif pictured and answer.status.verdict is Verdict.VALID and code is not None and not code.others:
        tone, title = "warn", "warn"
    return {
        "answer": answer,
        "tone": tone,
        "title": _TITLES[title],
        "pictured": pictured,
        "copied": copied,
        "seen": code.answer if copied and code else answer.status,
        "said": _shown(answer),
    }


def _shown(answer: FileAnswer) -> list[tuple[Words, str]]:
    """Return what a credential shows, by name."""
    found = ((crediting.ITEMS.get(name), value) for name, value in answer.said.items())
    return [
        (name, "、".join(value) if isinstance(value, list) else str(value)) for name, value in found if name
    ]


def note_file(answer: FileAnswer, *, key: str = "") -> None:
    """Note for the holder that somebody brought the file."""
    grant = answer.grant.id if answer.grant else None
    looks.note(answer.status.about, Way.FILE, answer.status.checked_at, key=key, grant_id=grant)


def no_file() -> Incomplete:
    """Return the refusal for a question without a file, or with one that is too large."""
    return Incomplete(
        Words("没有收到文件，或文件超过{largest} MB。", largest=LARGEST_FILE // 1024 // 1024),
        do=Words("请选择电子证书的PDF或OFD文件，或二维码的照片，再核验。"),
        clause=Clause("N22.1"),
    )
