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
from yinxin.web.holder.identity import IdentityUnavailable, Unconfirmed
from yinxin.web.limits import TooMany

STATUS: dict[type[Refusal], int] = {
    NotPermitted: 403,
    NotFound: 404,
    AlreadyDone: 409,
    WrongState: 409,
    Incomplete: 422,
    NotApplicable: 422,
    TooMany: 429,
    Unconfirmed: 403,
    IdentityUnavailable: 503,
}

_TITLES = {
    403: Words("您不能办理这一步"),
    404: Words("没有找到"),
    409: Words("现在不能这样办理"),
    422: Words("还缺少一些内容"),
    429: Words("请稍等片刻"),
    503: Words("暂时不能使用"),
}


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal's kind; a kind that has none takes that of its nearest parent."""
    return next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 422)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the page, or for the API the problem document, that says what is refused, why and what to do."""
    status = status_of(refusal)
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = problem(refusal, status)
    else:
        facts = {
            "template_frame": _frame(request.path),
            "title": _TITLES[status],
            "what": refusal.what,
            "do": refusal.do,
            "clause": refusal.clause,
            "status": status,
            "more": refusal.facts,
        }
        response = render(request, "refused.html", facts, status=status)
    if "retry_after" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["retry_after"])
    return response


def _frame(path: str) -> str:
    """Return the frame of the part of the site in which something is refused."""
    if path.startswith("/office"):
        return "office/page.html"
    return "holder/page.html" if path.startswith("/me/") else "public/page.html"


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
    page = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>系统出错 · 印信</title>
<main><h1>系统出错，您的操作没有完成</h1><p>数据没有改变。请稍后再试；仍不行请联系系统管理员，并说明发生的时间。</p>
<p lang="en">Something failed on our side; nothing was changed. Please try again later.</p>
<p><a href="/">返回首页 Home</a></p></main></html>"""
    return HttpResponse(page, status=500)
