"""A holder objects to their own certificate, or to what verification says of it (N25)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from config.workshop import keyring
from yinxin.closing import objecting
from yinxin.closing.objecting import Claim
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.register import holders
from yinxin.web.doors import Request, holder
from yinxin.web.public.objections import Said, tell_beside


@holder("N25")
@require_http_methods(["GET", "POST"])
def new(request: Request, number: int) -> HttpResponse:
    """Take an objection of the certificate's holder; it goes to who gives the certificate out.

    :raises NotFound: the certificate is not the holder's.
    """
    held = holders.certificate_of(request.holder or 0, number)
    asked = request.method == "POST"
    form = Said(request.POST if asked else None, request.FILES if asked else None)
    if asked and form.is_valid():
        said, face = form.cleaned_data, held.face
        claim = Claim(
            face.management_number, said["statement"], face.name, face.name, face.id_number,
            said["phone"], said["email"],
        )  # fmt: skip
        try:
            filed = objecting.file(
                claim,
                issuer_id=held.issuer_id,
                receipt=form.receipt_text,
                keyring=keyring(),
                at=request.now,
                holder_id=request.holder or 0,
                certificate_id=number,
            )
        except (Incomplete, AlreadyDone) as refusal:
            tell_beside(form, refusal)
        else:
            messages.success(request, gettext("已提出异议，答复在证书页面查看。"))
            return redirect(f"/objections/{filed.code}")
    facts = {"certificate": held, "form": form}
    return render(request, "holder/objection.html", facts, status=422 if form.is_bound else 200)
