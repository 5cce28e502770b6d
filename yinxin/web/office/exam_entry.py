"""Enter an exam and the agencies that hold it (N8): the start of everything that follows."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yinxin.catalogue import exams, queries
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law.regimes import Regime
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import agencies
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done


class Days(forms.CharField):
    """Days, separated by spaces or commas, as 2026-06-13."""

    def clean(self, value: str) -> tuple[date, ...]:
        """Return the days in order."""
        text = super().clean(value)
        try:
            found = {date.fromisoformat(part) for part in text.replace("，", " ").replace(",", " ").split()}
        except ValueError:
            raise forms.ValidationError(gettext("日期读不出，请写成2026-06-13这样。")) from None
        return tuple(sorted(found))


class Part(PlainForm):
    """An agency's part in an exam."""

    agency = forms.ChoiceField(label=_("考试机构"))
    passed = forms.IntegerField(
        label=_("合格人数"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("名单公布后才知道的，可以先不填"),
    )


class Entry(Part):
    """An exam, with the first agency that holds it."""

    code = forms.CharField(
        label=_("考试代码"), max_length=20, min_length=3, help_text=_("以后不能改，例如SW2026")
    )
    qualification = forms.ChoiceField(label=_("职业资格"))
    regime = forms.ChoiceField(
        label=_("规则"), choices=[(r.value, r.value) for r in (Regime.NATIONAL, Regime.PROVINCIAL_EXAM)]
    )
    year = forms.IntegerField(label=_("年度"), min_value=1980, max_value=2100)
    name = forms.CharField(label=_("考试名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160)
    days = Days(label=_("考试日"), max_length=200, help_text=_("用空格隔开，例如2026-06-13 2026-06-14"))
    levels = forms.CharField(
        label=_("级别"), max_length=80, required=False, help_text=_("用空格隔开；不分级别的不填")
    )
    number_template = forms.CharField(
        label=_("管理号模板"), max_length=80, required=False, help_text=_("数据里已有管理号的不填")
    )


FIELDS = ("code", "qualification", "regime", "year", "name", "name_en", "days", "levels", "number_template")


@staff(Permission.EXAM_ENTER, "N8")
@require_http_methods(["GET", "POST"])
def enter(request: Request) -> HttpResponse:
    """Enter an exam with the first agency that holds it."""
    form = Entry(request.POST or None)
    form.order_fields(FIELDS)
    _offer(request, form)
    versions = queries.versions_on(day_of(request.now))
    form.fields["qualification"].choices = [(one.code, one.name) for one in versions]  # type: ignore[attr-defined]
    form.fields["regime"].choices = [  # type: ignore[attr-defined]
        (one.value, one.label.render(gettext)) for one in (Regime.NATIONAL, Regime.PROVINCIAL_EXAM)
    ]
    if request.method == "GET" or not form.is_valid():
        follows = Words("登记后考试机构可以看到这场考试；成绩发布日另行登记，报送期限从那一天起算。")
        check = Check(Words("登记考试"), (), follows, Words("登记1场考试"), "/office/exams")
        return check_page(request, check, form)
    said = {name: form.cleaned_data[name] for name in FIELDS}
    levels = said.pop("levels").replace("，", " ").replace("、", " ").split()
    part = (int(form.cleaned_data["agency"]), form.cleaned_data["passed"])
    exams.enter(**said, levels=levels, parts=[part], by=request.actor, at=request.now)
    return done(request, Words("已登记考试。"), f"/office/exams/{said['code']}")


@staff(Permission.EXAM_ENTER, "N8")
@require_http_methods(["GET", "POST"])
def assign(request: Request, code: str) -> HttpResponse:
    """Give another agency its part in an exam."""
    exam = queries.exam(code)
    form = Part(request.POST or None)
    _offer(request, form, but={part.agency_id for part in exam.parts})
    there = f"/office/exams/{exam.code}"
    if request.method == "GET" or not form.is_valid():
        follows = Words("该机构可以看到这场考试；成绩已发布的，报送期限对它同样起算。")
        facts = ((Words("考试"), exam.name),)
        check = Check(Words("添加考试机构"), facts, follows, Words("添加1个考试机构"), there)
        return check_page(request, check, form)
    exams.assign(
        exam_id=exam.id,
        agency_id=int(form.cleaned_data["agency"]),
        passed=form.cleaned_data["passed"],
        by=request.actor,
        at=request.now,
    )
    return done(request, Words("已添加考试机构。"), there)


def _offer(request: Request, form: PlainForm, but: set[int] | None = None) -> None:
    form.fields["agency"].choices = [  # type: ignore[attr-defined]
        (str(one.id), one.name)
        for one in agencies(request.actor, Permission.EXAM_ENTER)
        if one.id not in (but or set())
    ]
