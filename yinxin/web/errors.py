"""Refusals and failures as pages: one table from kind to status, one page for all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    Refusal,
    WrongState,
)
from yinxin.kernel.words import Words

STATUS: dict[type[Refusal], int] = {
    NotPermitted: 403,
    NotFound: 404,
    AlreadyDone: 409,
    WrongState: 409,
    Incomplete: 422,
    NotApplicable: 422,
}


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal's kind."""
    return STATUS.get(type(refusal), 422)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page, or for the API the problem document, that says what is refused, why and what to do."""
    status = status_of(refusal)
    if request.path.startswith("/api/"):
        return problem(refusal, status)
    facts = {
        "what": refusal.what.render(gettext),
        "do": refusal.do.render(gettext),
        "clause": refusal.clause,
        "status": status,
        "more": refusal.facts,
    }
    return render(request, "refused.html", facts, status=status)


def problem(refusal: Refusal, status: int) -> JsonResponse:
    """Return a problem document (RFC 9457)."""
    body: dict[str, Any] = {
        "type": f"urn:yinxin:problem:{refusal.code}",
        "status": status,
        "title": refusal.what.render(gettext),
        "detail": refusal.do.render(gettext),
        **refusal.facts,
    }
    if refusal.clause:
        body["clause"] = str(refusal.clause)
    return JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    return refused(request, NotFound(Words("没有这个页面。"), do=Words("请检查地址，或从首页重新进入。")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was not sent from our own page, or sent too late."""
    return refused(
        request,
        NotPermitted(
            Words("页面已过期，或表单不是从本站提交的。"), do=Words("请返回上一页，刷新后重新提交。")
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for our own failure: no database, no trace, and what was asked is not done."""
    page = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>系统出错 · 印信</title>
<body><h1>系统出错，您的操作没有完成</h1><p>数据没有改变。请稍后再试；仍不行请联系系统管理员，并说明发生的时间。</p>
<p lang="en">Something failed on our side; nothing was changed. Please try again later.</p>
<p><a href="/">返回首页 Home</a></p></body></html>"""
    return HttpResponse(page, status=500)
