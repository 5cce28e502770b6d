"""Addresses of the interface beside its versions: the developers' page, the clients, the sandbox."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.api import developers, sandbox

urlpatterns: list[URLPattern] = [
    path("developers", developers.page),
    path("developers/clients/<str:name>", developers.client),
    path("api/sandbox/v1/<path:path>", sandbox.sandbox),
]
