"""The beginning of a case: about one person's certificate, or about a list of many, with its dry run first (N17)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yinxin.invalidation import intending, queries
from yinxin.invalidation.intending import Intent
from yinxin.kernel.calendar import day_of
from yinxin.kernel.numbers import normalise_management_number
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law import discipline
from yinxin.law.calendars import CALENDAR
from yinxin.law.discipline import Act
from yinxin.law.regimes import Regime
from yinxin.parties.permissions import Permission
from yinxin.production.intake import reading
from yinxin.production.intake.limits import Limits
from yinxin.register import queries as register
from yinxin.register import striking
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.invalidation_acts import ABOVE
from yinxin.web.office.invalidations import HERE

_MB = 1024 * 1024
_LIMITS = Limits(file=4 * _MB, unpacked=64 * _MB, rows=intending.MOST, memory=1024 * _MB, table_seconds=20)
_HEAD = "管理号"


F = TypeVar("F", bound="Intending")


class Intending(PlainForm):
    """The notice of intent."""

    body = forms.TypedChoiceField(label=_("作出处理的机构"), coerce=int)
    act = forms.ChoiceField(label=_("情形"))
    act_on = forms.DateField(
        label=_("行为日期"),
        widget=DayInput(),
        help_text=_("适用行为当日的规定；考试中的行为填考试日期。"),
    )
    facts = forms.CharField(label=_("事实和证据"), max_length=4000, widget=forms.Textarea)
    number = forms.CharField(label=_("告知书文号"), max_length=60)
    statement_by = forms.DateField(label=_("陈述申辩期限"), widget=DayInput(), help_text=_("含当日"))

    def intent(self) -> Intent:
        """Return what was filled in."""
        said = self.cleaned_data
        return Intent(
            said["body"],
            Act(said["act"]),
            said["act_on"],
            said["facts"],
            said["number"],
            said["statement_by"],
        )


class Listing(Intending):
    """The notice of intent about a list of certificates: a batch, numbers typed, or a table with them."""

    batch = forms.IntegerField(label=_("整批：批次号"), required=False, min_value=1)
    numbers = forms.CharField(
        label=_("或管理号，每行一个"), required=False, max_length=200_000, widget=forms.Textarea
    )
    file = forms.FileField(
        label=_("或名单文件"),
        required=False,
        help_text=_("XLSX或CSV，有“管理号”一列；没有的取第一列；不超过4 MB。"),
    )


@staff(Permission.INVALIDATION_PROPOSE, "N17")
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Open a case about one certificate."""
    number = number_in(request, "certificate")
    if not number:
        return redirect(f"{HERE}/list") if request.method == "GET" else _no_certificate()
    view = register.certificate(number, request.actor)
    form = _form(Intending, request, discipline.acts_of(Regime(view.face.regime)))
    if request.method == "POST" and form.is_valid():
        try:
            case = intending.propose(
                intent=form.intent(), certificates=[number], by=request.actor, at=request.now
            )
        except (Incomplete, NotApplicable, NotPermitted, WrongState) as refusal:
            tell(form, "facts", refusal)
        else:
            return done(request, Words("已立案。请打印告知书并送达当事人。"), f"{HERE}/{case}")
    facts = (
        (Words("管理号"), view.face.management_number),
        (Words("姓名"), view.face.name),
        (Words("职业资格"), view.face.qualification),
    )
    follows = Words("证书暂时不受影响。先送达告知书，听取陈述申辩，再由另一人作出决定。")
    check = Check(Words("告知拟作无效处理"), facts, follows, Words("立案"), HERE, grave=True, above=ABOVE)
    return check_page(request, check, form)


@staff(Permission.INVALIDATION_PROPOSE, "N17")
@require_http_methods(["GET", "POST"])
def propose_list(request: Request) -> HttpResponse:
    """Open a case about many people: first the dry run with counts and consequences, then the case."""
    form = _form(Listing, request, tuple(Act))
    effect: queries.Consequences | None = None
    unknown: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            found, unknown = _found(form)
            if unknown:
                raise _unknown(unknown)
            if "dry" not in request.POST:
                case = intending.propose(
                    intent=form.intent(), certificates=found, mass=True, by=request.actor, at=request.now
                )
                return done(request, Words("已立案，共{count}本证书。", count=len(found)), f"{HERE}/{case}")
            effect = queries.consequences_for(found, request.actor)
        except Refusal as refusal:
            tell(form, "file", refusal)
    bad = form.is_bound and bool(form.errors)
    facts = {"form": form, "effect": effect, "unknown": unknown[:100]}
    return render(request, "office/invalidation_list.html", facts, status=422 if bad else 200)


def _form(kind: type[F], request: Request, acts: Sequence[Act]) -> F:
    today = day_of(request.now)
    least: date = CALENDAR.after(today, discipline.STATEMENT_DAYS)
    form = kind(request.POST or None, request.FILES or None, initial={"statement_by": least})
    form.fields["body"].choices = [  # type: ignore[attr-defined]
        (one.id, one.name) for one in queries.bodies_for(request.actor)
    ]
    form.fields["act"].choices = [(one.value, one.label) for one in acts]  # type: ignore[attr-defined]
    return form


def _no_certificate() -> HttpResponse:
    raise Incomplete(Words("没有选择证书。"), do=Words("请在证书页开始，或提交名单。"))


def _unknown(numbers: Sequence[str]) -> Incomplete:
    return Incomplete(
        Words(
            "名单中有{count}个管理号没有对应的证书，例如{first}。", count=len(numbers), first=numbers[0][:40]
        ),
        do=Words("请核对后重新提交；名单必须全部对应，才能立案。"),
    )


def _found(form: Listing) -> tuple[list[int], list[str]]:
    """Return the certificates of the one way in which the list was given, and the numbers that nobody has."""
    said = form.cleaned_data
    given = [bool(said["batch"]), bool(said["numbers"].strip()), bool(said["file"])]
    if sum(given) != 1:
        raise Incomplete(Words("请用一种方式给出名单。"), do=Words("批次号、管理号、名单文件，三者选一。"))
    if said["batch"]:
        found = striking.of_batch(said["batch"])
        return found, [] if found else [str(said["batch"])]
    typed = said["numbers"].split() if said["numbers"].strip() else _column(said["file"])
    wanted = list(dict.fromkeys(normalise_management_number(one) for one in typed if one.strip()))
    known = striking.by_numbers(wanted)
    several = [number for number, ids in known.items() if len(ids) > 1]
    if several:
        raise Incomplete(
            Words("管理号{number}对应不止一本证书。", number=several[0]), do=Words("请从证书页单独立案。")
        )
    return [ids[0] for ids in known.values()], [number for number in wanted if number not in known]


def _column(file: UploadedFile[bytes]) -> list[str]:
    """Return the cells of the table's column of management numbers; it is read in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="yinxin-list-") as folder:
        source = Path(folder) / "list"
        with source.open("wb") as kept:
            for part in file.chunks():
                kept.write(part)
        table, _photos = reading.read(source, None, Path(folder), _LIMITS)
    heads = [head.strip() for head in table.header]
    at = heads.index(_HEAD) if _HEAD in heads else 0
    cells: list[str] = table.frame[f"c{at}"].to_list()
    return cells if _HEAD in heads else [heads[0], *cells]
