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
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.provinces import Document, Maker, Province, province_of
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import agencies
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done

CENTRAL = (Regime.NATIONAL, Regime.PASS_PROOF)
"""What the centre makes."""


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
    regime = forms.ChoiceField(label=_("规则"), choices=[(one.value, one.value) for one in CENTRAL])
    year = forms.IntegerField(label=_("年度"), min_value=1980, max_value=2100)
    name = forms.CharField(label=_("考试名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160)
    days = Days(label=_("考试日"), max_length=200, help_text=_("用空格隔开，例如2026-06-13 2026-06-14"))
    levels = forms.CharField(
        label=_("级别"), max_length=80, required=False, help_text=_("用空格隔开；不分级别的不填")
    )
    number_template = forms.CharField(
        label=_("管理号模板"),
        max_length=60,
        required=False,
        help_text=_("数据里已有管理号的不填；不填时用证书种类规定的模板"),
    )


class ProvincialEntry(Entry):
    """An exam whose certificates a province makes: its rules say what the exam ends in (N27, A1.1)."""

    regime = None  # type: ignore[assignment]
    document = forms.ChoiceField(label=_("证书种类"))


FIELDS = (
    *("code", "document", "qualification", "regime", "year", "name", "name_en", "days", "levels"),
    "number_template",
)


@staff(Permission.EXAM_ENTER, "N8", "N27", "A1.1")
@require_http_methods(["GET", "POST"])
def enter(request: Request) -> HttpResponse:
    """Enter an exam with the first agency that holds it: the centre what it makes, a province what it makes itself."""
    province, documents = _own(request.actor)
    form = (ProvincialEntry if province else Entry)(request.POST or None)
    form.order_fields(FIELDS)
    _offer(request, form)
    versions = queries.versions_on(day_of(request.now), province.region[:2] if province else "")
    if province:
        own = province.qualifications
        fits = {code for code, one in own.items() if any(map(one.ends_in, documents))}
        versions = tuple(one for one in versions if one.code in fits)
        _choose(form, "document", [(one.key, one.title) for one in documents])
    else:
        _choose(form, "regime", [(one.value, one.label.render(gettext)) for one in CENTRAL])
    _choose(form, "qualification", [(one.code, one.name) for one in versions])
    if request.method == "GET" or not form.is_valid():
        follows = (
            Words("登记后考试机构可以看到这场考试；证书种类、编号和期限以现在的省份规则为准，以后不变。")
            if province
            else Words("登记后考试机构可以看到这场考试；成绩发布日另行登记，报送期限从那一天起算。")
        )
        facts = [(Words("{title}", title=one.title), _meaning(one)) for one in documents]
        check = Check(Words("登记考试"), facts, follows, Words("登记1场考试"), "/office/exams")
        return check_page(request, check, form)
    said = {"regime": ""} | {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
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


def _own(by: Actor) -> tuple[Province | None, list[Document]]:
    """Return the province whose certificates a person enters, with those documents; nothing for the centre's people."""
    seats = [seat.body for seat in by.seats if Permission.EXAM_ENTER in seat.permissions]
    if any(one.kind in access.WHOLE_COUNTRY for one in seats):
        return None, []
    province = next(filter(None, (province_of(one.region) for one in seats)), None)
    if province is None:
        raise NotApplicable(
            Words("您的省份还没有规则，不能登记自己制证的考试。"),
            do=Words("请先按docs/provinces.md建立省份规则。"),
            clause=Clause("N27"),
        )
    made = {maker: exams.maker_in(province.region, maker) for maker in Maker}
    own = {one.id for one in seats}
    return province, [
        one
        for one in province.documents.values()
        if one.regime is not Regime.REVIEW and made[one.maker] in own
    ]


def _meaning(one: Document) -> Words:
    return Words(
        "{kind}；编号：{number}；由{maker}制作；{term}；有效范围：{scope}",
        kind=one.kind.label,
        number=one.numbering,
        maker=one.maker.label,
        term=one.term,
        scope=one.scope or Words("按报送数据"),
    )


def _choose(form: PlainForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def _offer(request: Request, form: PlainForm, but: set[int] | None = None) -> None:
    form.fields["agency"].choices = [  # type: ignore[attr-defined]
        (str(one.id), one.name)
        for one in agencies(request.actor, Permission.EXAM_ENTER)
        if one.id not in (but or set())
    ]
