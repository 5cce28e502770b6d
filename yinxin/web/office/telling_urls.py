"""Addresses in the office of what goes out: published figures (N23) data shared with platforms (N22.2), watches."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import disclosure, sharing, watching

urlpatterns: list[URLPattern] = [
    path("disclosure", disclosure.disclosure),
    path("disclosure/publish", disclosure.publish),
    path("disclosure/promise", disclosure.promise),
    path("sharing", sharing.sharing),
    path("sharing/new", sharing.propose),
    path("sharing/<int:number>", sharing.agreement),
    path("sharing/<int:number>/end", sharing.end),
    path("sharing/<int:number>/key", sharing.make_key),
    path("sharing/<int:number>/secret", sharing.make_secret),
    path("sharing/<int:number>/months/<str:text>.csv", sharing.month_file),
    path("sharing/<int:number>/months/<str:text>", sharing.month),
    path("sharing/keys/<int:number>/revoke", sharing.revoke_key),
    path("sharing/deliveries/<int:number>/resend", sharing.resend),
    path("watching", watching.watches),
    path("watching/new", watching.new),
    path("watching/<int:number>", watching.watch),
    path("watching/<int:number>/end", watching.end),
]
