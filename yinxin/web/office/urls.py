"""Addresses of the office."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import (
    account,
    acts,
    batches,
    certificates,
    duties,
    exams,
    reports,
    search,
    signing_in,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", work.work),
    path("sign-in", signing_in.sign_in),
    path("sign-in/code", signing_in.second_step),
    path("sign-in/passkey", signing_in.by_passkey),
    path("sign-out", signing_in.sign_out),
    path("prove", account.prove),
    path("account", account.account),
    path("account/password", account.password),
    path("account/program", account.program),
    path("account/program/remove", account.program_remove),
    path("account/passkeys", account.passkeys),
    path("account/passkeys/<int:number>/remove", account.passkey_remove),
    path("account/codes", account.codes),
    path("account/sessions/<int:number>/end", account.session_end),
    path("account/sessions/end-others", account.sessions_end),
    path("search", search.search),
    path("duties/<int:number>", duties.duty),
    path("batches", batches.batches),
    path("batches/export.csv", batches.export),
    path("batches/new", reports.upload),
    path("batches/<int:number>", batches.batch),
    path("batches/<int:number>/progress", batches.progress),
    path("batches/<int:number>/accept", acts.accept),
    path("batches/<int:number>/release", acts.release),
    path("batches/<int:number>/return", acts.give_back),
    path("batches/<int:number>/withdraw", acts.withdraw),
    path("batches/<int:number>/restart", acts.start_again),
    path("reports/<int:number>", reports.report),
    path("reports/<int:number>/state", reports.report_state),
    path("reports/<int:number>/marked.xlsx", reports.marked),
    path("reports/<int:number>/submit", reports.submit),
    path("certificates/<int:number>", certificates.certificate),
    path("certificates/<int:number>/file.pdf", certificates.certificate_file),
    path("certificates/<int:number>/photo", certificates.certificate_photo),
    path("exams", exams.exams),
    path("exams/<str:code>", exams.exam),
    path("exams/<str:code>/results", exams.publish),
    path("exams/<str:code>/exclusions", exams.exclude),
]
