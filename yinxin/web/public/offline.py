"""Verification without a network: the page, and the worker that keeps it in the browser (N22.1, N7)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.kernel.words import Words
from yinxin.signing.proofs import Standing
from yinxin.web.doors import public

_PAGE: Final = "/verify/offline"
_SENTENCES: Final = {
    "yes": Words("没有被改动"),
    "no": Words("不能确认"),
    "unknown": Words("不知道"),
    "whole": Words("内容和网址与签名一致。"),
    "bykey": Words("由这个网站公布的密钥签发。"),
    "nobody": Words("没有可信的签名。"),
    "nothing": Words("记录不可信，无从判断。"),
    "refused": Words("这个二维码不能当作有效证书"),
    "whynone": Words("二维码里没有签名记录。较早的证书和其他二维码没有，请联网核验。"),
    "whydamaged": Words("签名记录已损坏，或不是本格式。"),
    "whystranger": Words("签名记录不是由已公布的密钥签发。"),
    "whyaltered": Words("内容或网址与签名不符，被改动过。"),
    "whyuntrusted": Words("签发这条记录的密钥已不可信。"),
    "stateunknown": Standing.UNKNOWN.title,
    "statevalid": Standing.VALID.title,
    "staterevoked": Standing.REVOKED.title,
    "statesuperseded": Standing.SUPERSEDED.title,
    "headvalid": Words("真实有效"),
    "headold": Words("真实；名单较旧，请联网更新后再看现状"),
    "headunknown": Words("真实；没有名单，不知道现状"),
    "headrevoked": Words("这本证书已作废"),
    "headsuperseded": Words("这本证书已被新证书替代"),
    "over": Words("已过有效期"),
    "asof": Words("状态截至{at}（北京时间）。"),
    "nolist": Words("这台设备上没有这本证书的状态名单，不知道现状。"),
    "old": Words("名单已过期，之后的变化不知道。"),
    "kept": Words("已保存"),
    "missing": Words("尚未保存"),
    "since": Words("{count}份，状态截至{at}"),
    "ready": Words("已保存，没有网络也能打开"),
    "notready": Words("没有保存，请联网后刷新"),
    "renewing": Words("正在更新……"),
    "renewed": Words("已更新。"),
    "notrenewed": Words("没有更新，请检查网络。"),
    "nokeys": Words("这台设备上没有公开密钥，请先联网打开一次本页。"),
    "nocode": Words("照片中没有找到二维码，请靠近、放平后重拍。"),
    "nopicture": Words("无法读取这张图片。"),
    "nocamera": Words("没有打开摄像头，请检查浏览器的权限，或改用照片。"),
    "insecure": Words("浏览器只在HTTPS网址下允许离线核验。"),
    "itemname": Words("姓名"),
    "itemqualification": Words("资格名称"),
    "itemlevel": Words("级别"),
    "itemspecialty": Words("专业"),
    "itemmanagementnumber": Words("管理号"),
    "itemapprovedon": Words("批准日期"),
    "itemvaliduntil": Words("有效期至"),
    "itemsealedby": Words("用印部门"),
}


@public("N22.1")
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that verifies signed records by itself. It holds no data and may be kept."""
    response = render(request, "public/offline.html", {"sentences": _SENTENCES})
    response.headers["Cache-Control"] = "no-cache"
    return response


@public("N22.1")
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the page; it may keep that page alone."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = _PAGE
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> bytes:
    found = finders.find("yinxin/offline_worker.js")
    return Path(str(found)).read_bytes()
