"""Electronic certificates for older ones: ordered in runs, released by another person (N20)."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import keyring
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.legacy import electronic
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.legacy import ABOVE

HERE: Final = "/office/legacy/electronic"


class Ordering(PlainForm):
    """How many."""

    count = forms.IntegerField(label=_("本数"), min_value=1, max_value=electronic.MOST, initial=100)


@staff(electronic.SEEING, "N20")
@require_GET
def overview(request: Request) -> HttpResponse:
    """List the runs, and how many certificates wait for one."""
    facts = {
        "runs": electronic.runs(request.actor),
        "waiting": electronic.waiting(),
        "may_order": request.actor.has(Permission.LEGACY_RECEIVE),
    }
    return render(request, "office/legacy_runs.html", facts)


@staff(Permission.LEGACY_RECEIVE, "N20", "N21.1")
@require_http_methods(["GET", "POST"])
def order(request: Request) -> HttpResponse:
    """Order a run."""
    form = Ordering(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, refused = electronic.order(
                count=form.cleaned_data["count"], keyring=keyring(), by=request.actor, at=request.now
            )
        except (Incomplete, NotApplicable) as refusal:
            tell(form, "count", refusal)
        else:
            for words in refused:
                messages.warning(request, words.render(gettext))
            return done(request, Words("已安排，正在制作。"), f"{HERE}/{made}")
    follows = Words(
        "从最早归集的开始；关键信息齐全、职业资格已实行电子证书的才制作。备注写明“根据存量证书数据制作”，"
        "归集以后调整的资格或部门名称用新名称。"
    )
    facts = ((Words("可以制作"), Words("{count}本", count=electronic.waiting())),)
    check = Check(Words("安排制作存量证书的电子证书"), facts, follows, Words("安排制作"), HERE, above=ABOVE)
    return check_page(request, check, form)


@staff(electronic.SEEING, "N20")
@require_GET
def run(request: Request, number: int) -> HttpResponse:
    """Show a run."""
    view = electronic.run(number, request.actor)
    facts = {
        "run": view,
        "certificates": electronic.certificates_of(number),
        "may_release": view.ready and request.actor.has(Permission.LEGACY_OPEN),
    }
    return render(request, "office/legacy_run.html", facts)


@staff(Permission.LEGACY_OPEN, "N20")
@require_http_methods(["GET", "POST"])
def release(request: Request, number: int) -> HttpResponse:
    """Release a run."""
    view = electronic.run(number, request.actor)
    if request.method == "POST":
        count = electronic.release(run_id=number, by=request.actor, at=request.now)
        return done(request, Words("已发布{count}本。", count=count), f"{HERE}/{number}")
    follows = Words("发布后持证人可以下载。其间已作无效处理或换发的不发布。")
    facts = ((Words("本数"), view.count), (Words("已制成"), view.made))
    words = Words("发布{count}本", count=view.count)
    return check_page(
        request,
        Check(Words("发布存量证书的电子证书"), facts, follows, words, f"{HERE}/{number}", above=ABOVE),
    )
