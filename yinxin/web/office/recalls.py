"""Paper of certificates that are invalid or replaced, until it is back: the list, and its line in my work (N26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register.recall_lists import HERE, to_recall
from yinxin.web.doors import Request, staff
from yinxin.web.office.worklines import WorkLine


@staff(Permission.CUSTODY_SEE, "N15", "N18.2", "N26")
@require_GET
def recalls(request: Request) -> HttpResponse:
    """Show the paper that is still to come back."""
    found = to_recall(territory(request.actor, Permission.CUSTODY_SEE))
    return render(request, "office/recalls.html", {"found": found})


def lines(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield how much paper each issuer must still get back, to its custodians."""
    if not by.has(Permission.CUSTODY_KEEP):
        return
    counts = Counter(one.issuer_id for one in to_recall(territory(by, Permission.CUSTODY_KEEP)))
    for number, over in bodies(counts).items():
        if access.may(by, Permission.CUSTODY_KEEP, over):
            yield WorkLine(
                Words("收回无效和已换发的纸质证书"),
                Words("{count}本", count=counts[number]),
                HERE,
                Words("待收回"),
                "warn",
                True,
                over.id,
                over.name,
            )
