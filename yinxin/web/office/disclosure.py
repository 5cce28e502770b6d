"""Publishing for everybody at the centre: the editions, the next one's last day, the promise and its versions (N23)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.disclosure import promises, publishing, queries
from yinxin.disclosure.promises import LONGEST
from yinxin.disclosure.rounding import STEPS
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell

HERE = "/office/disclosure"
_ABOVE = (HERE, Words("信息公布"))


class Promise(PlainForm):
    """How often, rounded to what, said where, from when."""

    since = forms.DateField(label=_("自哪天起"), widget=DayInput())
    every_days = forms.IntegerField(label=_("至少每几天公布一次"), min_value=1, max_value=LONGEST)
    rounded_to = forms.TypedChoiceField(
        label=_("数字向下取整到几的倍数"), coerce=int, choices=[(one, one) for one in STEPS],
        help_text=_("不足这个数的只写“少于”，以免看出个别人"),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("承诺的出处"),
        max_length=200,
        min_length=4,
        help_text=_("例如办事指南的名称和条目，会向社会公开"),
    )


@staff(Permission.DISCLOSURE_PUBLISH, "N23")
@require_GET
def disclosure(request: Request) -> HttpResponse:
    """Show the editions, until when the next one is promised, and the versions of the promise."""
    today = day_of(request.now)
    due = publishing.due_on(today)
    facts = {
        "editions": queries.editions(limit=50),
        "due": due,
        "late": due is not None and due < today,
        "promise": promises.promise_on(today),
        "versions": promises.versions(),
    }
    return render(request, "office/disclosure.html", facts)


@staff(Permission.DISCLOSURE_PUBLISH, "N23")
@require_http_methods(["GET", "POST"])
def publish(request: Request) -> HttpResponse:
    """Publish an edition now.

    :raises AlreadyDone: the same was published today; WrongState: rows and ledger do not say the same.
    """
    if request.method == "POST":
        number = publishing.publish(by=request.actor, at=request.now)
        return done(request, Words("已公布第{number}期。", number=number), HERE)
    follows = Words("按登记和账目各算一遍，两边一致才公布；公布后任何人可见，不能改动或撤回。")
    facts = ((Words("公布日期"), day_of(request.now).isoformat()),)
    button = Words("公布1期进度和范围")
    return check_page(request, Check(Words("公布一期"), facts, follows, button, HERE, above=_ABOVE))


@staff(Permission.DISCLOSURE_PUBLISH, "N23")
@require_http_methods(["GET", "POST"])
def promise(request: Request) -> HttpResponse:
    """Let a promise hold from a day on."""
    today = day_of(request.now)
    now = promises.promise_on(today)
    initial = {"since": today, "every_days": now.every_days, "rounded_to": now.rounded_to, "basis": now.basis}
    form = Promise(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            promises.promise(by=request.actor, at=request.now, **form.cleaned_data)
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "basis", refusal)
        else:
            return done(request, Words("已登记公布承诺。"), HERE)
    follows = Words("从所填日期起按新的承诺公布；已公布的各期不变，以前的承诺仍可查。")
    check = Check(Words("公布承诺"), (), follows, Words("登记1份公布承诺"), HERE, above=_ABOVE)
    return check_page(request, check, form)
