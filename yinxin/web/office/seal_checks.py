"""The seal check at the window: what waits, and recording it (A2.1.3)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.catalogue import queries as catalogue
from yinxin.issuing import seal_checks
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.paging import page_of

HERE = "/office/seal-checks"


@staff(Permission.SEAL_CHECK, "A1.1", "A2.1.3")
@require_GET
def check_list(request: Request) -> HttpResponse:
    """Show what waits for the seal check at the person's windows, and what was checked."""
    own = bodies(territory(request.actor, Permission.SEAL_CHECK))
    waiting = [
        (window, one, catalogue.exam_by_id(one.exam_id))
        for _, window in sorted(own.items())
        if window.kind == "window"
        for one in seal_checks.waiting(window.id, request.actor)
    ]
    facts = {"waiting": waiting, "page": page_of(request, seal_checks.made_for(request.actor))}
    return render(request, "office/seal_checks.html", facts)


@staff(Permission.SEAL_CHECK, "A1.1", "A2.1.3")
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """Record the seal check of everything of an exam for one issuer; ``?window=…&exam=…&issuer=…``."""
    window, exam, issuer = (number_in(request, name) for name in ("window", "exam", "issuer"))
    lines = seal_checks.waiting(window, request.actor)
    found = next((one for one in lines if (one.exam_id, one.issuer.id) == (exam, issuer)), None)
    if found is None:
        raise access.not_here()
    view = catalogue.exam_by_id(exam)
    form = PlainForm(request.POST or None)
    form.fields["seal"] = forms.CharField(
        label=gettext("所用印章"),
        min_length=2,
        max_length=80,
        initial=view.version.sealed_by[0] if view.version.sealed_by else "",
    )
    if request.method == "POST" and form.is_valid():
        seal_checks.check_seals(
            window_id=window,
            exam_id=exam,
            issuer_id=issuer,
            seal=form.cleaned_data["seal"],
            by=request.actor,
            at=request.now,
        )
        return done(request, Words("已登记验印{count}本。", count=len(found.copies)), HERE)
    facts = (
        (Words("考试"), view.name),
        (Words("发放机构"), found.issuer.name),
        (Words("验印窗口"), body(window).name),
    )
    follows = Words("登记验印人、时间、印章和清单；登记后这些证书可以发放。")
    check_ = Check(
        Words("登记验印"), facts, follows, Words("登记{count}本的验印", count=len(found.copies)), HERE
    )
    return check_page(request, check_, form)
