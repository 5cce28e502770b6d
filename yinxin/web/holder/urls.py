"""Addresses of holders."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.holder import contact, pages, post, signing_in

urlpatterns: list[URLPattern] = [
    path("", pages.mine),
    path("sign-in", signing_in.sign_in),
    path("callback", signing_in.callback),
    path("unknown", signing_in.unknown),
    path("sign-out", signing_in.sign_out),
    path("contact", contact.contact),
    path("certificates/<int:number>", pages.certificate),
    path("certificates/<int:number>/file.pdf", pages.certificate_file),
    path("certificates/<int:number>/photo", pages.certificate_photo),
    path("certificates/<int:number>/post", post.post),
    path("post/<int:number>/address", post.address),
    path("post/<int:number>/withdraw", post.withdraw),
]
