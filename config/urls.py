"""Addresses. They stay put: see docs/addresses.md."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLResolver, include, path

urlpatterns: list[URLResolver] = [
    path("", include("yinxin.web.public.urls")),
    path("office/", include("yinxin.web.office.urls")),
    path("me/", include("yinxin.web.holder.urls")),
    path("api/v1/", include("yinxin.api.v1.urls")),
    path("", include("yinxin.api.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/identity/", include("yinxin.web.demo_identity")))

handler404 = "yinxin.web.errors.not_found"
handler500 = "yinxin.web.errors.server_error"
