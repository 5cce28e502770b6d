"""The keys of seals: what is in use until when, every step with two people, and how far a re-sealing is (N5, N6)."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.workshop import keyring
from yinxin.approvals import deciding
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import resealing
from yinxin.sealing import changes, keys, queries
from yinxin.sealing.queries import KeyView
from yinxin.sealing.states import KeyState
from yinxin.signing.decided import KeyAtHand, at_hand
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of

HERE, PROPOSALS = "/office/seal-keys", "/office/approvals"
_ABOVE = (HERE, Words("印章密钥"))
_STEPS = {
    "suspend": (changes.SUSPENSION, (KeyState.ACTIVE,)),
    "resume": (changes.RESUMPTION, (KeyState.SUSPENDED,)),
    "retire": (changes.RETIREMENT, (KeyState.ACTIVE, KeyState.SUSPENDED)),
}
"""What is a step from state to state and asks nothing further."""


class Entering(PlainForm):
    """In which period a key signs, and whose place it takes."""

    since = forms.DateField(label=_("启用日"), widget=DayInput())
    until = forms.DateField(label=_("最后一日"), widget=DayInput())
    replaces = forms.ChoiceField(
        label=_("替换哪个密钥"),
        required=False,
        help_text=_("被替换的签到启用日的前一日，签过的文件照常通过核验"),
    )


class Compromising(PlainForm):
    """From when on the private key may have been in other hands."""

    moment = forms.DateTimeField(
        label=_("失密时刻"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("最后一次能确认密钥未外泄的时刻；拿不准的，往前取"),
    )


@staff(Permission.SEAL_KEY_SEE, "N6")
@require_GET
def seal_keys(request: Request) -> HttpResponse:
    """List every key with purpose, period and state, and what lies in the folder and is not entered."""
    over = access.may(request.actor, Permission.SEAL_KEY_SEE, the_centre())
    found = queries.keys(request.actor) if over else ()
    known = {one.name for one in found}
    facts = {
        "keys": found,
        "runs": {one.id: resealing.progress(one.name) for one in found if one.state is KeyState.COMPROMISED},
        "unentered": [one for one in at_hand(keyring()) if over and one.id not in known],
        "purposes": queries.PURPOSES,
        "places": queries.PLACES,
        "demonstration": keyring().demonstration,
    }
    return render(request, "office/seal_keys.html", facts)


@staff(Permission.SEAL_KEY_SEE, "N6")
@require_GET
def seal_key(request: Request, number: int) -> HttpResponse:
    """Show one key: period, state, what may be proposed, its run of re-sealing, what happened to it."""
    one = queries.key(number, request.actor)
    facts = {
        "one": one,
        "steps": [(name, kind.title) for name, (kind, states) in _STEPS.items() if one.state in states],
        "may_activate": one.state is KeyState.PROPOSED,
        "may_compromise": one.state is not KeyState.PROPOSED,
        "run": resealing.progress(one.name),
        "timeline": events_of(("seal_key", number), length=asked_length(request)),
    }
    return render(request, "office/seal_key.html", facts)


@staff(Permission.SEAL_KEY_PROPOSE, "N6")
@require_http_methods(["GET", "POST"])
def enter(request: Request, name: str) -> HttpResponse:
    """Enter a key of the folder, and propose to put it to use."""
    key = next((one for one in at_hand(keyring()) if one.id == name), None)
    if key is None:
        raise access.not_here()
    initial = {"since": key.valid_from or day_of(request.now), "until": key.valid_to}
    form = _with_replaceable(Entering(request.POST or None, initial=initial), request, key.purpose, key.owner)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            number = keys.enter(
                key=key, valid_from=said["since"], valid_to=said["until"], by=request.actor, at=request.now
            )
        except Incomplete as refusal:
            tell(form, "until", refusal)
        else:
            return _proposed(request, changes.ACTIVATION.code, number, _replacing(said))
    follows = Words("登记后由另一人批准启用；批准以前这个密钥不签任何文件。")
    facts = _facts(key)
    return check_page(
        request, Check(Words("登记印章密钥"), facts, follows, Words("登记1个密钥"), HERE, above=_ABOVE), form
    )


@staff(Permission.SEAL_KEY_PROPOSE, "N6")
@require_http_methods(["GET", "POST"])
def activate(request: Request, number: int) -> HttpResponse:
    """Propose again to put an entered key to use, where that was not approved."""
    one = queries.key(number, request.actor)
    given = (
        request.POST if request.method == "POST" else None
    )  # nothing need be chosen: an empty form is sent too
    form = _with_replaceable(Entering(given), request, one.purpose, one.owner)
    for name in ("since", "until"):
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        return _proposed(request, changes.ACTIVATION.code, number, _replacing(form.cleaned_data))
    return check_page(request, _check(one, changes.ACTIVATION.title, changes.ACTIVATION.follows), form)


@staff(Permission.SEAL_KEY_PROPOSE, "N6")
@require_http_methods(["GET", "POST"])
def step(request: Request, number: int, name: str) -> HttpResponse:
    """Propose to suspend, resume or retire a key."""
    one = queries.key(number, request.actor)
    if name not in _STEPS:
        raise access.not_here()
    kind = _STEPS[name][0]
    if request.method == "POST":
        return _proposed(request, kind.code, number, {})
    return check_page(request, _check(one, kind.title, kind.follows, grave=name == "retire"), forms.Form())


@staff(Permission.SEAL_KEY_PROPOSE, "N5", "N14", fresh=True)
@require_http_methods(["GET", "POST"])
def compromise(request: Request, number: int) -> HttpResponse:
    """Propose to find a key compromised since a moment; asks first how many copies that takes down."""
    one = queries.key(number, request.actor)
    form = Compromising(request.POST or None, initial={"moment": timezone.localtime(request.now)})
    counted: tuple[tuple[Words, object], ...] = ()
    if request.method == "POST" and form.is_valid():
        moment: datetime = form.cleaned_data["moment"]
        if "confirmed" in request.POST:
            return _proposed(request, changes.COMPROMISE.code, number, {"moment": moment.isoformat()})
        count = resealing.affected(one.name, since=moment)
        counted = ((Words("要重新签章的电子证书"), count),)
        form.fields["confirmed"] = forms.BooleanField(label=_("数目已核对，提出认定"), required=True)
    check = _check(one, changes.COMPROMISE.title, changes.COMPROMISE.follows, grave=True, more=counted)
    return check_page(request, check, form)


@staff(Permission.SEAL_KEY_PROPOSE, "N5")
@require_POST
def restart(request: Request, number: int) -> HttpResponse:
    """Let the copies that could not be sealed anew wait again."""
    one = queries.key(number, request.actor)
    count = resealing.restart(key=one.name, by=request.actor, at=request.now)
    return done(request, Words("已重新安排{count}份。", count=count), f"{HERE}/{number}")


def _with_replaceable(form: Entering, request: Request, purpose: str, owner: str) -> Entering:
    """Fill in which keys a new one can take the place of: those of the same purpose and department, in use."""
    usable = [
        (str(one.id), one.name)
        for one in queries.keys(request.actor)
        if (one.purpose, one.owner) == (purpose, owner) and one.state in (KeyState.ACTIVE, KeyState.SUSPENDED)
    ]
    choices = [("", Words("（不替换）").render(gettext)), *usable]
    form.fields["replaces"].choices = choices  # type: ignore[attr-defined]
    return form


def _replacing(said: dict[str, str]) -> dict[str, object]:
    return {"replaces": int(said["replaces"])} if said["replaces"] else {}


def _proposed(request: Request, kind: str, number: int, facts: dict[str, object]) -> HttpResponse:
    made = deciding.propose(kind=kind, subject_id=number, facts=facts, by=request.actor, at=request.now)
    return redirect(f"{PROPOSALS}/{made}")


def _facts(key: KeyAtHand | KeyView) -> tuple[tuple[Words, object], ...]:
    return (
        (Words("密钥"), key.id if isinstance(key, KeyAtHand) else key.name),
        (Words("部门"), key.owner or "—"),
        (Words("用途"), queries.PURPOSES[key.purpose]),
        (Words("算法"), key.algorithm),
        (Words("私钥所在"), queries.PLACES[key.place]),
        (Words("证书摘要"), key.digest),
    )


def _check(
    one: KeyView,
    title: Words,
    follows: Words,
    *,
    grave: bool = False,
    more: tuple[tuple[Words, object], ...] = (),
) -> Check:
    facts = (*_facts(one), (Words("状态"), one.state_words), *more)
    return Check(title, facts, follows, Words("提出，由另一人批准"), f"{HERE}/{one.id}", grave, _ABOVE)
