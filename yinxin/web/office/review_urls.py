"""Addresses of reviews in the office (A2.2)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yinxin.web.office import committees, reviews

urlpatterns: list[URLPattern] = [
    path("committees", committees.committee_list),
    path("committees/new", committees.propose),
    path("committees/<int:number>", committees.committee),
    path("committees/<int:number>/approve", committees.approve),
    path("committees/<int:number>/refuse", committees.refuse),
    path("committees/<int:number>/renew", committees.renew),
    path("committees/<int:number>/end", committees.end),
    path("reviews", reviews.session_list),
    path("reviews/new", reviews.open_session),
    path("reviews/results.xlsx", reviews.template),
    path("reviews/<int:number>", reviews.session),
    path("reviews/<int:number>/results", reviews.bring),
    path("reviews/<int:number>/step", reviews.step),
    path("reviews/<int:number>/refuse", reviews.refuse),
    path("reviews/<int:number>/drop", reviews.drop),
]
