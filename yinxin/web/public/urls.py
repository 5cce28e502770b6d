"""Addresses that anyone may open."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.public import (
    bearer,
    catalogue,
    clauses,
    issuers,
    joining,
    keys,
    standard,
    start,
    styleguide,
    verify,
)

urlpatterns: list[URLPattern] = [
    path("", start.start),
    path("verify", verify.verify),
    path("verify/file", verify.verify_file),
    path("c/<str:token>", bearer.bearer),
    path("c/<str:token>/photo", bearer.bearer_photo),
    path("standard", standard.standard),
    path("standard.json", standard.standard_json),
    path("standard/template.xlsx", standard.template),
    path("catalogue", catalogue.catalogue),
    path("issuers", issuers.issuers),
    path("issuers/<slug:code>", issuers.issuer),
    path("issuers/<slug:code>.json", issuers.issuer_json),
    path("clauses", clauses.clauses),
    path("clauses/<str:clause_id>", clauses.clause),
    path(".well-known/yinxin/keys.json", keys.keys),
    path("log/checkpoint", keys.checkpoint),
    path("language", start.language),
    path("display", start.display),
    path("accessibility", start.accessibility),
    path("styleguide", styleguide.styleguide),
    path("join/<str:token>", joining.join),
    path("renew/<str:token>", joining.renew),
]
