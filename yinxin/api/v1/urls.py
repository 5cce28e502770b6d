"""Addresses of the API, version 1."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.api.v1 import contract, keyed, receipts, sharing, verifications

urlpatterns: list[URLPattern] = [
    path("verifications", verifications.verify),
    path("verifications/file", verifications.verify_file),
    path("receipts/verify", receipts.verify_receipt),
    path("key", keyed.key),
    path("duties", keyed.duties),
    path("sharing/agreement", sharing.agreement),
    path("sharing/look-ups", sharing.look_up),
    path("sharing/changes", sharing.changes),
    path("sharing/snapshots", sharing.order_snapshot),
    path("sharing/snapshots/<int:number>", sharing.snapshot),
    path("sharing/snapshots/<int:number>/parts/<int:part>", sharing.snapshot_part),
    path("sharing/licences/query", sharing.licence_query),
    path("sharing/licences/status", sharing.licence_status),
    path("openapi.json", contract.openapi),
]
