"""What places add to the papers, and what bodies promise for their desks (A3.1, N15)."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.changing import promises, rules
from yinxin.changing.evidence import FILLED_IN
from yinxin.changing.rules import Rule
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell

HERE = "/office/applications/rules"
ABOVE = (HERE, Words("本地增加的材料"))
PROMISES = "/office/applications/promises"


class RuleForm(PlainForm):
    """One more paper, from a day on."""

    paper = forms.ChoiceField(label=_("材料"))
    cause = forms.ChoiceField(label=_("原因"), required=False)
    regime = forms.ChoiceField(label=_("管理类别"), required=False)
    region = forms.CharField(
        label=_("行政区划代码"), max_length=6, min_length=6, help_text=_("全省的后四位为0")
    )
    wait_months = forms.IntegerField(
        label=_("刊登满几个月后办理"),
        min_value=0,
        max_value=rules.LONGEST_WAIT,
        help_text=_("只用于遗失声明；没有的填0"),
    )
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("公布这项要求的文件名称和文号"))
    since = forms.DateField(label=_("自哪天起"), widget=DayInput())


class EndForm(PlainForm):
    """The last day of a rule."""

    until = forms.DateField(label=_("最后一天"), widget=DayInput())


class PromiseForm(PlainForm):
    """A promise for a desk, from a day on."""

    desk = forms.ChoiceField(label=_("环节"))
    workdays = forms.IntegerField(label=_("承诺几个工作日内办完"), min_value=1, max_value=250)
    since = forms.DateField(label=_("自哪天起"), widget=DayInput())


@staff(Permission.APPLICATION_RULE, "A3.1")
@require_GET
def overview(request: Request) -> HttpResponse:
    """Show the added papers of each authority."""
    facts = {"authorities": rules.rules_for(request.actor)}
    return render(request, "office/application_rules.html", facts)


@staff(Permission.SERVICE_PUBLISH, "N15")
@require_GET
def promised(request: Request) -> HttpResponse:
    """Show the promises of each body."""
    facts = {"promised": promises.promises_for(request.actor, day_of(request.now))}
    return render(request, "office/application_promises.html", facts)


@staff(Permission.APPLICATION_RULE, "A3.1")
@require_http_methods(["GET", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Ask for one more paper from a day on."""
    over, today = body(number), day_of(request.now)
    access.require(request.actor, Permission.APPLICATION_RULE, over)
    form = RuleForm(request.POST or None, initial={"since": today, "region": over.region, "wait_months": 0})
    _offer(form, "paper", [(one.value, one.label) for one in Evidence if one not in FILLED_IN])
    _offer(form, "cause", [("", Words("所有原因")), *((one.value, one.label) for one in Cause)])
    _offer(form, "regime", [("", Words("所有类别")), *((one.value, one.label) for one in Regime)])
    if request.method == "POST" and form.is_valid():
        try:
            rules.publish(authority_id=number, rule=_rule(form), by=request.actor, at=request.now)
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "basis", refusal)
        else:
            return done(request, Words("已增加本地材料要求。"), HERE)
    follows = Words("从所填日期起提出的申请要多交这份材料；法定的材料不减少，已提出的申请不受影响。")
    check = Check(
        Words("增加材料要求"),
        ((Words("主管部门"), over.name),),
        follows,
        Words("增加1项要求"),
        HERE,
        above=ABOVE,
    )
    return check_page(request, check, form)


@staff(Permission.APPLICATION_RULE, "A3.1")
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """Let a rule end on a day."""
    over, rule = rules.rule(number, request.actor)
    form = EndForm(request.POST or None, initial={"until": day_of(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            rules.end(rule_id=number, until=form.cleaned_data["until"], by=request.actor, at=request.now)
        except WrongState as refusal:
            tell(form, "until", refusal)
        else:
            return done(request, Words("已登记终止日期。"), HERE)
    facts = (
        (Words("主管部门"), over.name),
        (Words("材料"), rule.paper.label),
        (Words("依据"), rule.basis),
    )
    follows = Words("所填日期之后提出的申请不再要求这份材料；以前的申请不受影响。")
    check = Check(Words("终止材料要求"), facts, follows, Words("终止1项要求"), HERE, True, ABOVE)
    return check_page(request, check, form)


@staff(Permission.SERVICE_PUBLISH, "N15")
@require_http_methods(["GET", "POST"])
def promise(request: Request, number: int) -> HttpResponse:
    """Promise a number of working days for a desk."""
    over, today = body(number), day_of(request.now)
    access.require(request.actor, Permission.SERVICE_PUBLISH, over)
    form = PromiseForm(request.POST or None, initial={"since": today})
    _offer(form, "desk", [(desk.value, desk.label) for desk in promises.desks_of(over)])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            promises.publish(
                organisation_id=number,
                desk=Desk(said["desk"]),
                workdays=said["workdays"],
                since=said["since"],
                by=request.actor,
                at=request.now,
            )
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "workdays", refusal)
        else:
            return done(request, Words("已公布承诺时限。"), PROMISES)
    follows = Words("从所填日期起到达这个环节的申请按新的承诺显示；这是本机构自己的承诺，不是法定时限。")
    check = Check(
        Words("公布承诺时限"),
        ((Words("机构"), over.name),),
        follows,
        Words("公布1项承诺"),
        PROMISES,
        above=(PROMISES, Words("承诺时限")),
    )
    return check_page(request, check, form)


def _rule(form: RuleForm) -> Rule:
    said = form.cleaned_data
    since: date = said["since"]
    return Rule(
        said["region"],
        Regime(said["regime"]) if said["regime"] else None,
        Cause(said["cause"]) if said["cause"] else None,
        Evidence(said["paper"]),
        said["basis"],
        since,
        said["wait_months"],
    )


def _offer(form: forms.Form, field: str, choices: list[tuple[str, Words]]) -> None:
    form.fields[field].choices = [(value, words.render(gettext)) for value, words in choices]  # type: ignore[attr-defined]
