"""Receipts of verification: take one away as a file, and have one checked (N22.1, N25).

A receipt travels in bodies only, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from config.workshop import keyring
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.rendering.forms import verified
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.verified import VerificationReceipt
from yinxin.signing import receipts as signed
from yinxin.signing.receipts import BadReceipt, Receipt
from yinxin.verification import answers, receipts
from yinxin.verification.verdicts import Verdict
from yinxin.vetting.outcomes import Outcome
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm
from yinxin.web.responses import json_text, pdf

_ITEMS = {
    "management_number": Words("管理号"),
    "id_number": Words("证件号码"),
    "sha256": Words("文件摘要"),
}


class Brought(PlainForm):
    """A receipt's file, and the three things where somebody wants to prove them."""

    file = forms.FileField(
        label=_("回执文件"), widget=forms.FileInput(attrs={"accept": ".json,application/json"})
    )
    name = forms.CharField(label=_("姓名"), max_length=answers.LONGEST, required=False)
    id_number = forms.CharField(label=_("证件号码"), max_length=answers.LONGEST, required=False)
    management_number = forms.CharField(
        label=_("管理号或查询编号"), max_length=answers.LONGEST, required=False
    )

    @property
    def asked(self) -> receipts.Asked | None:
        """The three things, where all of them were given."""
        given = self.cleaned_data
        three = (given["management_number"], given["name"], given["id_number"])
        return three if all(three) else None


@public("N25")
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """Show the form; say whether the receipt is genuine and what the register says now."""
    if request.method == "GET":
        return render(request, "public/receipts.html", {"form": Brought()})
    limits.count_question(request)
    form = Brought(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "public/receipts.html", {"form": form}, status=422)
    text = text_of(form.cleaned_data["file"])
    checked = receipts.check(text, keyring(), at=request.now, asked=form.asked)
    facts = {"checked": checked, "asked": asked_items(checked.receipt) if checked.receipt else ()}
    return render(request, "public/receipt.html", facts)


@public("N25")
@require_POST
def file(request: Request) -> HttpResponse:
    """Return a receipt that was just shown, as its file or as paper.

    :raises Incomplete: it is not one of ours: nothing else is put on paper in our name.
    """
    limits.count_question(request)
    ring = keyring()
    try:
        receipt = signed.read(request.POST.get("receipt", ""), ring.log_origin, ring.log_public_key())
        if request.POST.get("as") == "pdf" and receipt.said["way"] == receipts.LIST:
            raise BadReceipt("a list's paper shows its rows, which are its employer's alone")
    except BadReceipt:
        raise Incomplete(
            Words("没有收到本系统出具的回执。"), do=Words("请重新核验并生成回执。"), clause=Clause("N25")
        ) from None
    if request.POST.get("as") == "pdf":
        return pdf(verified.render(paper_of(receipt)), f"{receipt.number}.pdf")
    return json_text(receipt.text(), f"{receipt.number}.json")


def text_of(given: Any) -> str:
    """Return an uploaded receipt's text; nothing where it is too large to be one."""
    data: bytes = given.read(signed.LARGEST + 1)
    return "" if len(data) > signed.LARGEST else data.decode("utf-8", errors="replace")


def asked_items(receipt: Receipt) -> tuple[tuple[Words, Words | str], ...]:
    """Return what a genuine receipt shows of the question: masked numbers, or a file's digest."""
    if receipt.said["way"] == receipts.LIST:
        return list_items(receipt.said)
    asked = receipt.said["asked"]
    return tuple((words, str(asked[name])) for name, words in _ITEMS.items() if name in asked)


def list_items(said: Mapping[str, Any]) -> tuple[tuple[Words, Words | str], ...]:
    """Return what the genuine report of a list says: who asked, why, both files, the counts."""
    ground, answered = said["ground"], said["answered"]
    counts = [
        Words("{words}{count}行", words=Outcome(one).status or Outcome(one).result, count=count)
        for one, count in answered["counts"].items()
    ]
    return (
        (Words("核验单位"), said["asker"]),
        (Words("依据"), f"{ground['words']}：{ground['reference']}"),
        (Words("用途"), said["purpose"]),
        (Words("结果"), listed(counts)),
        (Words("上传文件摘要"), said["asked"]["sha256"]),
        (Words("结果文件摘要"), answered["sha256"]),
    )


def paper_of(receipt: Receipt) -> VerificationReceipt:
    """Return a genuine receipt as its paper shows it."""
    said, verdict = receipt.said, Verdict(receipt.said["verdict"])
    at = datetime.fromisoformat(said["at"])
    log = said["log"]
    return VerificationReceipt(
        heading=Heading(f"印信（{said['issued_by']}）", receipt.number, day_of(at)),
        asked=tuple((str(words), str(value)) for words, value in asked_items(receipt)),
        verdict=str(verdict.title),
        message=said["message"],
        at=at,
        log=f"第{log['size']}条，根 {log['root'][:16]}…" if log else "",
        text=receipt.text(),
        address=f"{settings.PUBLIC_ADDRESS}/receipts",
    )
