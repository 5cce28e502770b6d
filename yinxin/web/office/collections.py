"""What was given out: the list, one hand-out with its papers, its correction by a custodian (N11.1, N13.1)."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing import collecting, handed_out
from yinxin.issuing.handed_out import CollectionView
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.timeline import asked_length, events_of

_PAGE = 50


class Reason(PlainForm):
    """Why a hand-out is corrected."""

    reason = forms.CharField(
        label=_("更正的原因"),
        max_length=400,
        widget=forms.Textarea,
        help_text=_("例如：扫错证书，实物仍在库内"),
    )


@staff(Permission.CUSTODY_SEE, "N13.1", "A1.3c")
@require_GET
def collections(request: Request) -> HttpResponse:
    """List what was given out in the person's territory; those of one collector for many can be picked out."""
    which = request.GET.get("which", "")
    chosen = {"flagged": which == "many", "undone": which == "undone"}
    count = handed_out.count_for(request.actor, **chosen)
    page = Paginator(range(count), _PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if count else 0
    facts = {
        "lines": handed_out.collections_for(request.actor, start=start, count=_PAGE, **chosen),
        "count": count,
        "page": page,
        "which": which,
        "filters": {"which": which},
    }
    return render(request, "office/collections.html", facts)


@staff(Permission.CUSTODY_SEE, "N13.1")
@require_GET
def collection(request: Request, number: int) -> HttpResponse:
    """Show one hand-out; who collected is for those who give out and correct there."""
    view = handed_out.collection(number, request.actor)
    facts = {
        "view": view,
        "line": view.line,
        "person": view.person if _works_there(request, view) else None,
        "corrects": access.may(request.actor, Permission.COLLECTION_CORRECT, view.over),
        "timeline": events_of(("collection", number), length=asked_length(request)),
    }
    return render(request, "office/collection.html", facts)


@staff(Permission.CUSTODY_SEE, "N13.1")
@require_GET
def signature(request: Request, number: int) -> HttpResponse:
    """Return the picture of the signature, to those who give out and correct there.

    :raises NotFound: it was signed on paper, or the reader works elsewhere.
    """
    view = handed_out.collection(number, request.actor)
    if not view.signature or not _works_there(request, view):
        raise access.not_here()
    return HttpResponse(files().get(view.signature), content_type="image/png")


@staff(Permission.COLLECTION_CORRECT, "N11.1")
@require_http_methods(["GET", "POST"])
def correct(request: Request, number: int) -> HttpResponse:
    """Take back what was entered wrongly as given out, with a reason."""
    view = handed_out.collection(number, request.actor)
    access.require(request.actor, Permission.COLLECTION_CORRECT, view.over)
    form = Reason(request.POST or None)
    there = f"/office/collections/{number}"
    if request.method == "GET" or not form.is_valid():
        follows = Words(
            "证书回到“{place}”，状态改为在库；原来的发放记录和更正原因都保留。", place=view.line.window
        )
        facts = (
            (Words("管理号"), view.line.management_number),
            (Words("发放的人"), view.line.clerk),
            (Words("库位"), view.line.window),
        )
        check = Check(Words("更正发放"), facts, follows, Words("更正1本的发放"), there, grave=True)
        return check_page(request, check, form)
    collecting.correct(
        collection_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
    )
    return done(request, Words("已更正，证书回到库中。"), there)


def _works_there(request: Request, view: CollectionView) -> bool:
    return any(
        access.may(request.actor, permission, view.over)
        for permission in (Permission.COLLECTION_GIVE, Permission.COLLECTION_CORRECT)
    )
