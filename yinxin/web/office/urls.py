"""Addresses of the office."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import (
    acts,
    batches,
    certificates,
    desk,
    duties,
    exams,
    help,
    reports,
    search,
    signing_in,
    work,
)

urlpatterns: list[URLPattern] = [
    path("", work.work),
    path("sign-in", signing_in.sign_in),
    path("sign-out", signing_in.sign_out),
    path("search", search.search),
    path("work/export.csv", work.export_csv),
    path("work/export.xlsx", work.export_xlsx),
    path("notices", desk.notice_list),
    path("notices/bell", desk.bell),
    path("notices/read", desk.read_all),
    path("notices/<int:number>", desk.open_notice),
    path("filters", desk.keep_filter),
    path("filters/<int:number>/forget", desk.forget_filter),
    path("help", help.roles),
    path("help/<str:code>", help.role),
    path("duties/<int:number>", duties.duty),
    path("batches", batches.batches),
    path("batches/export.csv", batches.export_csv),
    path("batches/export.xlsx", batches.export_xlsx),
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
