"""Addresses of older certificates in the office (N19)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import legacy, legacy_handing, legacy_pairs, legacy_runs, legacy_scans

urlpatterns: list[URLPattern] = [
    path("legacy", legacy.overview),
    path("legacy/new", legacy.bring),
    path("legacy/electronic", legacy_runs.overview),
    path("legacy/electronic/new", legacy_runs.order),
    path("legacy/electronic/<int:number>", legacy_runs.run),
    path("legacy/electronic/<int:number>/release", legacy_runs.release),
    path("legacy/scans", legacy_scans.bundles),
    path("legacy/scans/new", legacy_scans.bring),
    path("legacy/scans/<int:number>", legacy_scans.bundle),
    path("legacy/scans/<int:number>/hand-in", legacy_scans.hand_in),
    path("legacy/scans/<int:number>/drop", legacy_scans.drop),
    path("legacy/scans/one/<int:number>", legacy_scans.scan),
    path("legacy/scans/one/<int:number>/leave-out", legacy_scans.leave_out),
    path("legacy/scans/one/<int:number>/again", legacy_scans.again),
    path("legacy/scans/one/<int:number>/<int:which>.jpg", legacy_scans.page),
    path("legacy/<int:number>", legacy.batch),
    path("legacy/<int:number>/progress", legacy.progress),
    path("legacy/<int:number>/to-correct.xlsx", legacy.to_correct),
    path("legacy/<int:number>/correct", legacy.correct),
    path("legacy/<int:number>/confirm/<slug:field>/<slug:code>", legacy.confirm_together),
    path("legacy/<int:number>/withdraw", legacy.withdraw),
    path("legacy/<int:number>/hand-over", legacy.hand_over),
    path("legacy/records/<int:number>", legacy.record),
    path("legacy/records/<int:number>/mend/<slug:field>", legacy.mend),
    path("legacy/records/<int:number>/confirm/<slug:field>", legacy.confirm),
    path("legacy/pairs", legacy_pairs.pair_list),
    path("legacy/pairs/<int:number>", legacy_pairs.pair),
    path("legacy/pairs/<int:number>/same", legacy_pairs.same),
    path("legacy/pairs/<int:number>/different", legacy_pairs.different),
    path("legacy/pairs/<int:number>/later", legacy_pairs.later),
    path("legacy/pairs/<int:number>/take-back", legacy_pairs.take_back),
    path("legacy/handovers/<int:number>", legacy_handing.hand_over),
    path("legacy/handovers/<int:number>/receive", legacy_handing.receive),
    path("legacy/handovers/<int:number>/open", legacy_handing.open_certificates),
    path("legacy/handovers/<int:number>/return", legacy_handing.send_back),
]
