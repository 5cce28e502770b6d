"""The custody book: the places of one's organisations with their balances, and what lies at one of them (N11.1)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.parties.permissions import Permission
from yinxin.register import books
from yinxin.web.doors import Request, staff

_PAGE = 50


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def book_list(request: Request) -> HttpResponse:
    """Show every book that the person may see."""
    return render(request, "office/custody.html", {"books": books.books_for(request.actor)})


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def place(request: Request, number: int) -> HttpResponse:
    """Show one place: what is in it, the copies that lie there, the slips that changed it."""
    over, this, within = books.place(number, request.actor)
    page = Paginator(range(this.count), _PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if this.count else 0
    facts = {
        "over": over,
        "place": this,
        "within": within,
        "page": page,
        "filters": {"page": ""},
        "copies": books.copies_at(number, request.actor, start=start, count=_PAGE),
        "slips": books.slips_at(number, request.actor),
    }
    return render(request, "office/place.html", facts)
