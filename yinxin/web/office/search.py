"""One box for everything: certificates by number, name or pinyin, batches by number.

The page asks by POST, so that names do not stand in addresses and logs; ``?q=`` serves links with numbers.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yinxin.kernel import names
from yinxin.kernel.refusal import Refusal
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import queries
from yinxin.production.queries import BatchView
from yinxin.register import queries as register
from yinxin.register.queries import CertificateLine
from yinxin.web.doors import Request, staff

MOST = 50


@staff(None, "N4")
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Find certificates and batches, and say what matched."""
    asked = (request.POST.get("q") or request.GET.get("q", "")).strip()[:80]
    see = request.actor.has(Permission.CERTIFICATE_SEE)
    found = register.search(asked, request.actor, count=MOST) if see else ()
    facts = {
        "asked": asked,
        "found": [(line, _why(line, asked)) for line in found],
        "batch": _batch(asked, request.actor),
        "most": MOST,
    }
    return render(request, "office/search.html", facts)


def _why(line: CertificateLine, asked: str) -> Words:
    if line.management_number == asked:
        return Words("管理号相同")
    return Words("姓名相同") if names.key(line.name) == names.key(asked) else Words("曾用姓名或拼音相近")


def _batch(asked: str, by: Actor) -> BatchView | None:
    if not asked.isascii() or not asked.isdigit() or len(asked) > 9 or not by.has(Permission.BATCH_SEE):
        return None
    try:
        return queries.batch(int(asked), by)
    except Refusal:
        return None
