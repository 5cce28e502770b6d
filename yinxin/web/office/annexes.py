"""Annex 1 at the office, and what a province's authority sets: wording of the annexes, rhythm of summaries."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.annexes import registering, rhythms, templates
from yinxin.annexes.filling import LONGEST, TOGETHER, TYPED
from yinxin.annexes.rhythms import Every, Rhythm
from yinxin.annexes.templates import Template
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import annexes as law
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body
from yinxin.register import queries as register
from yinxin.register import registered
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.responses import pdf

HERE = "/office/forms"


class Typed(PlainForm):
    """What nobody recorded with the exam; all of it may be left to be filled in by hand."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        names = {item.key: item.name for item in law.form_of(law.REGISTRATION).items}
        for key in TYPED:
            self.fields[key] = forms.CharField(
                label=names[key].render(gettext), required=False, max_length=LONGEST
            )


class Wording(PlainForm):
    """How one annex is worded, and the day from which it holds."""

    since = forms.DateField(label=_("自哪天起"), widget=DayInput())
    over = forms.CharField(
        label=_("标题上面的一行"),
        max_length=80,
        required=False,
        help_text=_("可以代入：{year}年度，{province}省份，{qualification}资格名称；不要的不填"),
    )
    title = forms.CharField(label=_("标题"), max_length=40)
    copies = forms.IntegerField(label=_("一式几份"), min_value=1, max_value=9)

    def __init__(self, annex: Clause, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        items = {item.key: item for item in law.form_of(annex).items}
        for key in templates.OPINIONS.get(annex, ()):
            self.fields[key] = forms.CharField(
                label=items[key].name.render(gettext), max_length=200, required=False, widget=forms.Textarea
            )
        choices = [(key, item.name.render(gettext)) for key, item in items.items() if not item.required]
        self.fields["hidden"] = forms.MultipleChoiceField(
            label=_("不要的选填项目"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )


class Beat(PlainForm):
    """How often summaries are handed in, and from when."""

    since = forms.DateField(label=_("自哪天起"), widget=DayInput())
    every = forms.ChoiceField(label=_("周期"))
    month = forms.IntegerField(
        label=_("报送截止月"), min_value=1, max_value=12, help_text=_("每月报送的，填任意一个月")
    )
    day = forms.IntegerField(label=_("报送截止日"), min_value=1, max_value=31)
    basis = forms.CharField(label=_("公布周期的文件"), max_length=200, min_length=4)


@staff(Permission.FORM_PRINT, "A2.1.2", "A.annex1")
@require_GET
def registration(request: Request, number: int) -> HttpResponse:
    """Ask what nobody recorded, before annex 1 is printed."""
    view = register.certificate(number, request.actor)
    facts = {"certificate": view, "face": view.face, "form": Typed()}
    return render(request, "office/registration.html", facts)


@staff(Permission.FORM_PRINT, "A2.1.2", "A.annex1")
@require_http_methods(["GET", "POST"])
def registration_pdf(request: Request, number: int) -> HttpResponse:
    """Return annex 1 of a certificate, with what was typed; what was not is left blank."""
    view = register.certificate(number, request.actor)
    form = Typed(request.POST)
    if not form.is_valid():
        facts = {"certificate": view, "face": view.face, "form": form}
        return render(request, "office/registration.html", facts, status=422)
    data = registering.for_office(
        number, typed=form.cleaned_data, store=files(), by=request.actor, on=day_of(request.now)
    )
    return pdf(data, f"annex1-{number}.pdf")


@staff(Permission.FORM_PRINT, "A2.1.2", "A.annex1")
@require_GET
def registrations(request: Request) -> HttpResponse:
    """List the exams and issuers whose people's forms can be printed together."""
    groups = registered.groups_for(request.actor)
    names = bodies(one.issuer_id for one in groups)
    exams = {one.exam_id: catalogue.exam_by_id(one.exam_id) for one in groups}
    rows = [
        {
            "exam": exams[one.exam_id],
            "over": names[one.issuer_id],
            "count": one.count,
            "parts": range(1, -(-one.count // TOGETHER) + 1),
        }
        for one in groups
    ]
    return render(request, "office/registrations.html", {"rows": rows, "together": TOGETHER})


@staff(Permission.FORM_PRINT, "A2.1.2", "A.annex1")
@require_GET
def registrations_pdf(request: Request, code: str) -> HttpResponse:
    """Return the forms of an exam's people of one issuer: a hundred at most, ``part`` says which."""
    issuer, _dash, exam = code.partition("-")
    if not (issuer.isdecimal() and exam.isdecimal() and len(code) < 30):
        raise access.not_here()
    part = number_in(request, "part") or 1
    data = registering.for_exam(
        int(issuer), int(exam), part=part, store=files(), by=request.actor, on=day_of(request.now)
    )
    return pdf(data, f"annex1-{code}-{part}.pdf")


@staff(Permission.FORM_PUBLISH, "A.annex1", "A.annex2", "A.annex3", "A.annex4", "A3.2")
@require_GET
def wordings(request: Request) -> HttpResponse:
    """Show how each province of the territory words the annexes, and its rhythm."""
    today = day_of(request.now)
    found = templates.templates_for(request.actor, today)
    beats = rhythms.rhythms_for(request.actor, today)
    facts = {
        "provinces": [
            (
                beat,
                [one for one in found if one.over.id == beat.over.id],
                beat.over.region[:2] == rhythms.ANHUI,
            )
            for beat in beats
        ]
    }
    return render(request, "office/wordings.html", facts)


@staff(Permission.FORM_PUBLISH, "A.annex1", "A.annex2", "A.annex3", "A.annex4")
@require_http_methods(["GET", "POST"])
def wording(request: Request, code: str) -> HttpResponse:
    """Let a wording hold from a day on; the code is the authority's number and the annex."""
    authority, _dash, place = code.partition("-")
    annex = next((one for one in templates.USUAL if one.id == f"A.annex{place}"), None)
    if annex is None or not authority.isdecimal() or len(authority) > 18:
        raise access.not_here()
    access.require(request.actor, Permission.FORM_PUBLISH, over := body(int(authority)))
    now = templates.template_on(over.region, annex, day_of(request.now))
    initial = {"since": day_of(request.now), "over": now.over, "title": now.title, "copies": now.copies,
               "hidden": sorted(now.hidden), **now.opinions}  # fmt: skip
    form = Wording(annex, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        opinions = {key: said[key] for key in templates.OPINIONS.get(annex, ())}
        made = Template(said["title"], said["over"], frozenset(said["hidden"]), opinions, said["copies"])
        try:
            templates.publish(
                authority_id=over.id,
                annex=annex,
                template=made,
                since=said["since"],
                by=request.actor,
                at=request.now,
            )
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "title", refusal)
        else:
            return done(request, Words("已登记表单式样。"), HERE)
    follows = Words("从所填日期起，新打印的表单按这个式样；必填项目不能省去，以前的式样仍可查。")
    facts = ((Words("主管部门"), over.name), (Words("表单"), law.form_of(annex).title))
    return check_page(
        request, Check(Words("表单式样"), facts, follows, Words("登记1份式样"), HERE, above=_ABOVE), form
    )


@staff(Permission.FORM_PUBLISH, "A3.2")
@require_http_methods(["GET", "POST"])
def beat(request: Request, number: int) -> HttpResponse:
    """Let a rhythm hold for applications from a day on."""
    over = body(number)
    access.require(request.actor, Permission.FORM_PUBLISH, over)
    now = rhythms.rhythm_on(over.region, day_of(request.now)) or rhythms.USUAL
    initial = {"since": day_of(request.now), "every": now.every.value, "month": now.month, "day": now.day,
               "basis": now.basis}  # fmt: skip
    form = Beat(request.POST or None, initial=initial)
    form.fields["every"].choices = [(one.value, one.words.render(gettext)) for one in Every]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = Rhythm(Every(said["every"]), said["month"], said["day"], said["basis"])
        try:
            rhythms.publish(
                authority_id=number, rhythm=made, since=said["since"], by=request.actor, at=request.now
            )
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "day", refusal)
        else:
            return done(request, Words("已登记报送周期。"), HERE)
    follows = Words("从所填日期起的申请按这个周期汇总；周期由本省自定，通知规定的时限不变。")
    facts = ((Words("主管部门"), over.name),)
    return check_page(
        request, Check(Words("汇总报送周期"), facts, follows, Words("登记1个周期"), HERE, above=_ABOVE), form
    )


_ABOVE = (HERE, Words("表单式样和报送周期"))
