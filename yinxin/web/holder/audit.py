"""The audit of one's conditions before giving out: what to bring, what is there, how it stands (A2.1.2)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.qualifying import auditing, audits
from yinxin.web.doors import Request, holder
from yinxin.web.office.acting import done
from yinxin.web.office.audits import Attaching, offer_conditions
from yinxin.web.office.custody import tell


@holder("A2.1.2", "A1.3a")
@require_http_methods(["GET", "POST"])
def audit(request: Request, number: int) -> HttpResponse:
    """Show the state of one's own audit, and take a paper while papers are taken.

    :raises NotFound: the certificate is not one's own, or nothing is audited.
    """
    me = request.holder or 0
    view = audits.of_holder(number, me)
    if view is None:
        raise access.not_here()
    form = Attaching(request.POST or None, request.FILES or None)
    offer_conditions(form, view)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            auditing.attach_by_holder(
                certificate_id=number, holder_id=me, condition=form.cleaned_data["condition"], data=given.read(),
                name=given.name, at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "file", refusal)
        else:
            return done(request, Words("材料已收到，由发放机构核对。"), f"/me/certificates/{number}/audit")
    return render(
        request, "holder/audit.html", {"one": view, "form": form}, status=422 if form.is_bound else 200
    )
