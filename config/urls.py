"""Addresses. They stay put: see docs/addresses.md."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("yinxin.web.public.urls")),
    path("office/", include("yinxin.web.office.urls")),
    path("api/v1/", include("yinxin.api.v1.urls")),
]

handler404 = "yinxin.web.errors.not_found"
handler500 = "yinxin.web.errors.server_error"
