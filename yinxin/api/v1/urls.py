"""Addresses of the API, version 1."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.api.v1 import contract, keyed, verifications

urlpatterns: list[URLPattern] = [
    path("verifications", verifications.verify),
    path("verifications/file", verifications.verify_file),
    path("key", keyed.key),
    path("duties", keyed.duties),
    path("openapi.json", contract.openapi),
]
