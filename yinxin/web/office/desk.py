"""A person's own desk: notices of what happened meanwhile, and the filters they keep."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yinxin.desk import filters, notices, queries
from yinxin.web.doors import Request, staff

A_PAGE = 50
_LISTS = {"work": "/office/", "batches": "/office/batches"}


@staff(None, "N4")
@require_GET
def notice_list(request: Request) -> HttpResponse:
    """Show what a person was told, the latest first."""
    found = queries.notices_for(request.actor)
    facts = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "new": sum(notice.read_at is None for notice in found),
        "filters": {},
    }
    return render(request, "office/notices.html", facts)


@staff(None, "N4")
@require_GET
def bell(request: Request) -> HttpResponse:
    """Return the bell with its count, for the page to put in place of the old one."""
    if not request.headers.get("HX-Request"):
        return redirect("/office/notices")
    return render(request, "parts/bell.html", {"count": queries.unread(request.actor.account_id)})


@staff(None, "N4")
@require_POST
def open_notice(request: Request, number: int) -> HttpResponse:
    """Mark a notice as read, and go where it leads."""
    return redirect(notices.read(notice_id=number, by=request.actor, at=request.now))


@staff(None, "N4")
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    notices.read_all(by=request.actor, at=request.now)
    return redirect("/office/notices")


@staff(None, "N4")
@require_POST
def keep_filter(request: Request) -> HttpResponse:
    """Keep the filter that a list shows, under a name."""
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    filters.save(page=page, name=request.POST.get("name", ""), query=query, by=request.actor, at=request.now)
    return redirect(f"{_LISTS[page]}?{query}")


@staff(None, "N4")
@require_POST
def forget_filter(request: Request, number: int) -> HttpResponse:
    """Forget a kept filter."""
    return redirect(_LISTS[filters.forget(filter_id=number, by=request.actor, at=request.now)])
