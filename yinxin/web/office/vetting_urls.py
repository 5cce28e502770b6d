"""Addresses in the office of the lists that employers have checked (N22.1)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import vetting

urlpatterns: list[URLPattern] = [
    path("vetting", vetting.overview),
    path("vetting/new", vetting.bring),
    path("vetting/<int:number>", vetting.one),
    path("vetting/<int:number>/progress", vetting.progress),
    path("vetting/<int:number>/file", vetting.file),
    path("vetting/<int:number>/receipt.json", vetting.receipt),
    path("vetting/<int:number>/report.pdf", vetting.report),
    path("vetting/<int:number>/end", vetting.end),
]
