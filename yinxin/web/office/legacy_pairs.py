"""Two records that may be one certificate: which wait, side by side, and what people say of them (N19)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.legacy import judging, pairs
from yinxin.legacy.pairs import PairView
from yinxin.legacy.states import PAIR, PairState
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.legacy import ABOVE, HERE
from yinxin.web.office.timeline import asked_length, events_of


class Why(PlainForm):
    """On what a verdict rests."""

    why = forms.CharField(label=_("依据"), max_length=200, min_length=4, help_text=_("例如对照了哪些原件"))


class Same(Why):
    """Which of the two speaks for both, and which fields come from the other one."""

    keep = forms.ChoiceField(label=_("保留哪一条"), widget=forms.RadioSelect)
    take = forms.MultipleChoiceField(
        label=_("哪些项用另一条的"), required=False, widget=forms.CheckboxSelectMultiple
    )


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def pair_list(request: Request) -> HttpResponse:
    """List comparisons, those that wait first asked for."""
    asked = request.GET.get("state", "")
    state = PairState(asked) if asked in {one.value for one in PairState} else None
    number = number_in(request, "batch")
    facts = {
        "pairs": pairs.pairs_for(request.actor, batch_id=number, state=state),
        "states": PAIR.names,
        "chosen": state,
        "batch": number,
    }
    return render(request, "office/legacy_pairs.html", facts)


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def pair(request: Request, number: int) -> HttpResponse:
    """Show two side by side."""
    view = pairs.pair(number, request.actor)
    facts = {
        "pair": view,
        "may": any(
            access.may(request.actor, Permission.LEGACY_COLLECT, side.over) for side in view.sides if side.id
        ),
        "timeline": events_of(("legacy_pair", number), length=asked_length(request)),
    }
    return render(request, "office/legacy_pair.html", facts)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def same(request: Request, number: int) -> HttpResponse:
    """Say that two are one certificate."""
    view = _under(request, number)
    form = Same(request.POST or None)
    keep = [(str(side.id), side.title.render(gettext)) for side in view.sides]
    form.fields["keep"].choices = keep if not view.certificate_id else keep[:1]  # type: ignore[attr-defined]
    form.fields["take"].choices = [  # type: ignore[attr-defined]
        (key, name.render(gettext)) for key, name, _left, _right, differs in view.fields if differs
    ]
    if view.certificate_id:
        del form.fields["take"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            judging.same(
                pair_id=number, keep=int(said["keep"]), take=said.get("take", ()), why=said["why"],
                by=request.actor, at=request.now,
            )  # fmt: skip
        except (Incomplete, WrongState) as refusal:
            tell(form, "keep", refusal)
        else:
            return done(request, Words("已认定为同一证书。"), f"{HERE}/pairs/{number}")
    follows = Words("保留的一条代表两条移交和开通；另一条原样留着，随时可以撤销合并，恢复得一字不差。")
    return check_page(request, _check(view, Words("认定为同一证书"), follows, Words("合并2条")), form)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def different(request: Request, number: int) -> HttpResponse:
    """Say that two are two certificates."""
    follows = Words("两条各自移交。管理号相同的，先补正其中有误的一条，否则都不能移交。")
    title, said = Words("认定不是同一证书"), Words("已认定不是同一证书。")
    return _saying(request, number, judging.different, title, follows, Words("认定1对"), said)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def later(request: Request, number: int) -> HttpResponse:
    """Leave the question for later."""
    follows = Words("认定以前，两条都不能移交。")
    said = Words("已留到以后再定。")
    return _saying(request, number, judging.later, Words("以后再定"), follows, Words("留下1对"), said)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def take_back(request: Request, number: int) -> HttpResponse:
    """Take a verdict back."""
    follows = Words("合并过的两条恢复成合并以前的样子，一字不差；这一对重新等待认定。")
    said = Words("已撤销认定。")
    return _saying(
        request, number, judging.take_back, Words("撤销认定"), follows, Words("撤销1对"), said, grave=True
    )


def _saying(
    request: Request, number: int, act: object, title: Words, follows: Words, button: Words, said: Words,
    *, grave: bool = False,
) -> HttpResponse:  # fmt: skip
    view = _under(request, number)
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(pair_id=number, why=form.cleaned_data["why"], by=request.actor, at=request.now)  # type: ignore[operator]
        except (Incomplete, WrongState) as refusal:
            tell(form, "why", refusal)
        else:
            return done(request, said, f"{HERE}/pairs/{number}")
    return check_page(request, _check(view, title, follows, button, grave), form)


def _check(view: PairView, title: Words, follows: Words, button: Words, grave: bool = False) -> Check:
    one, other = view.sides
    facts: list[Fact] = [(Words("一条"), one.title), (Words("另一条"), other.title)]
    facts += [
        (name, f"{left or '—'} ／ {right or '—'}")
        for _key, name, left, right, differs in view.fields
        if differs
    ]
    return Check(title, facts, follows, button, f"{HERE}/pairs/{view.id}", grave, ABOVE)


def _under(request: Request, number: int) -> PairView:
    view = pairs.pair(number, request.actor)
    over = [side.over for side in view.sides if side.id]
    access.require_one(request.actor, Permission.LEGACY_COLLECT, over)
    return view
