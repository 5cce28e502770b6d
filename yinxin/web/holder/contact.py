"""How I wish to be told that my paper waits: theirs to leave, to change and to take away (A2.1.2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register import contacts
from yinxin.web.doors import Request, holder


@holder("A2.1.2", "N11.1")
@require_http_methods(["GET", "POST"])
def contact(request: Request) -> HttpResponse:
    """Show what is known, with most of it hidden; keep what the holder leaves, or forget it."""
    number = request.holder or 0
    if request.method == "POST" and request.POST.get("act") == "forget":
        contacts.forget(holder_id=number, at=request.now)
        return _done(request, Words("已删除，不再通知。"))
    if request.method == "POST":
        phone, email = request.POST.get("phone", "")[:40], request.POST.get("email", "")[:160]
        agreed = "agreed" in request.POST
        try:
            contacts.leave(holder_id=number, phone=phone, email=email, agreed=agreed, at=request.now)
        except Incomplete as refusal:
            return _page(request, refusal)
        return _done(request, Words("已保存。证书到了就通知您。"))
    return _page(request)


def _page(request: Request, refusal: Incomplete | None = None) -> HttpResponse:
    kept = contacts.of_holder(request.holder or 0)
    facts = {
        "kept": kept,
        "phone": contacts.hidden(kept.phone) if kept else "",
        "email": contacts.hidden(kept.email) if kept else "",
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "") for name in ("phone", "email")},
    }
    return render(request, "holder/contact.html", facts, status=422 if refusal else 200)


def _done(request: Request, said: Words) -> HttpResponse:
    messages.success(request, said.render(gettext))
    return redirect("/me/contact")
