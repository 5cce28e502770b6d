"""The sheet of parts: every component of the pages in its states, with the class names that make it."""

from __future__ import annotations

from typing import Final

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm
from yinxin.web.office.actions import Action

SWATCHES: Final = ("ink", "soft", "deep", "fill", "grave", "good", "warn", "bad", "shade", "paper")
"""Pairs of ink and ground, as the sheet shows them."""


class Sample(PlainForm):
    """A form to be shown right and wrong."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    reason = forms.CharField(label=_("原因"), max_length=400, widget=forms.Textarea)


@public()
@require_GET
def styleguide(request: Request) -> HttpResponse:
    """Show the sheet of parts in a demonstration; elsewhere there is no such page.

    :raises NotFound: this is no demonstration.
    """
    if not settings.DEMO:
        raise access.not_here()
    facts = {
        "swatches": SWATCHES,
        "actions": [
            Action("a", "/styleguide", Words("接收并制证"), main=True),
            Action("b", "/styleguide", Words("退回考试机构")),
            Action("c", "", Words("复核并发布"), Words("由{who}办理", who=Words("发布复核员"))),
        ],
        "form": Sample(),
        "faulty": Sample({"name": "", "reason": ""}),
        "page": Paginator(range(120), 50).get_page(2),
        "filters": {},
        "tones": ("good", "work", "warn", "bad", "quiet"),
    }
    return render(request, "public/styleguide.html", facts)
