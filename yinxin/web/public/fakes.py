"""How fakes look, the only address that counts, and reporting a fake with what proves it (N22.1)."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import keyring
from yinxin.fakes import reporting
from yinxin.fakes.reporting import LONGEST, Brought, Seen
from yinxin.fakes.states import What
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.closed_files import closed_files
from yinxin.verification import brought
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm
from yinxin.web.office.custody import tell

_FIELDS: Final = ("file_1", "file_2", "file_3")


class Reporting(PlainForm):
    """What somebody has seen."""

    what = forms.ChoiceField(label=_("看到了什么"))
    statement = forms.CharField(
        label=_("经过"), max_length=LONGEST["statement"], widget=forms.Textarea(attrs={"rows": 5})
    )
    seen_at = forms.CharField(label=_("在哪里看到的"), max_length=LONGEST["seen_at"], required=False)
    file_1 = forms.FileField(label=_("第1个文件（可不附）"), required=False)
    file_2 = forms.FileField(label=_("第2个文件（可不附）"), required=False)
    file_3 = forms.FileField(label=_("第3个文件（可不附）"), required=False)
    reporter = forms.CharField(
        label=_("您的姓名或单位（可不填）"), max_length=LONGEST["reporter"], required=False
    )
    contact = forms.CharField(label=_("联系方式（可不填）"), max_length=LONGEST["contact"], required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [(one.value, one.label.render(gettext)) for one in What]
        self.fields["what"].choices = [("", gettext("请选择")), *choices]  # type: ignore[attr-defined]

    def handed_in(self) -> list[UploadedFile[Any]]:
        """Return the files that were handed in, in order."""
        return [self.cleaned_data[name] for name in _FIELDS if self.cleaned_data[name]]


@public("N22.1")
@require_GET
def fakes(request: Request) -> HttpResponse:
    """Show how to tell a fake: the only address, what they look like, what to do."""
    return render(request, "public/fakes.html", {"address": settings.PUBLIC_ADDRESS})


@public("N22.1")
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Show the form; take the report, and ask verification about each file while it is there."""
    if request.method == "GET":
        return render(request, "public/fake_report.html", {"form": Reporting()})
    limits.count_objection(request)
    form = Reporting(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        seen = Seen(What(said["what"]), *(said[name] for name in LONGEST))
        try:
            number = reporting.report(seen, _brought(request, form), store=closed_files(), at=request.now)
        except Incomplete as refusal:
            for name in refusal.facts["fields"]:
                tell(form, name if name in form.fields else "file_1", refusal)
        else:
            said_so = Words("已收到，举报编号{number}。谢谢您。", number=number)
            messages.success(request, said_so.render(gettext))
            return redirect("/fakes")
    return render(request, "public/fake_report.html", {"form": form}, status=422)


def _brought(request: Request, form: Reporting) -> list[Brought]:
    """Read the files, and ask verification about each; one that is too large is not read at all.

    :raises Incomplete: one is too large.
    """
    files = form.handed_in()
    if any((one.size or 0) > reporting.LARGEST_FILE for one in files):
        raise reporting.too_much()
    ring = keyring()
    return [
        Brought(data, brought.told(brought.by_file(data, ring, at=request.now)))
        for data in (one.read() for one in files)
    ]
