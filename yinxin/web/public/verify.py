"""Verification by anyone: three things typed in, or the certificate's file (N22.1).

Questions come by POST, so that no name and no number ever stands in an address.
"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from config.workshop import keyring
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.verification import answers
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm

LARGEST_FILE = 10 * 1024 * 1024


class Question(PlainForm):
    """The three things on a certificate that a verifier types."""

    name = forms.CharField(label=_("姓名"), max_length=answers.LONGEST)
    id_number = forms.CharField(label=_("证件号码"), max_length=answers.LONGEST)
    management_number = forms.CharField(label=_("管理号或查询编号"), max_length=answers.LONGEST)


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
    return render(request, "public/verdict.html", {"answer": answer, "asked": asked})


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
    answer = answers.by_file(given.read(), keyring(), at=request.now)
    return render(request, "public/file.html", {"answer": answer, "file_name": given.name})


def no_file() -> Incomplete:
    """Return the refusal for a question without a file, or with one that is too large."""
    return Incomplete(
        Words("没有收到文件，或文件超过{largest} MB。", largest=LARGEST_FILE // 1024 // 1024),
        do=Words("请选择电子证书的PDF文件后再核验。"),
        clause=Clause("N22.1"),
    )
