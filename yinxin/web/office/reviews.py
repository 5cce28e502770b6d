"""Sessions of review committees: opened, their results brought in, their list on its way (A2.2)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.production import gates
from yinxin.production import queries as production
from yinxin.production.intake import reading
from yinxin.production.intake.limits import Limits
from yinxin.reviewing import queries, results, sessions, stepping
from yinxin.reviewing.procedure import Step
from yinxin.reviewing.queries import SessionView
from yinxin.reviewing.results import Faulty
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.committees import Reason
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.tables import Table

HERE = "/office/reviews"
ABOVE = (HERE, Words("职称评审"))
_MB: Final = 1024 * 1024
LIMITS: Final = Limits(file=2 * _MB, unpacked=32 * _MB, rows=results.MOST + 1, columns=40, table_seconds=20)
"""A file of results is small."""


class Opening(PlainForm):
    """A session that was held."""

    committee = forms.ChoiceField(label=_("评审委员会"))
    level = forms.ChoiceField(label=_("级别"))
    decided_on = forms.DateField(
        label=_("评审日"), widget=DayInput(), help_text=_("须在评审委员会的批准期限之内")
    )
    present = forms.IntegerField(
        label=_("出席评委人数"), min_value=sessions.PRESENT[0], max_value=sessions.PRESENT[-1]
    )


class Results(PlainForm):
    """The file of the members' votes."""

    file = forms.FileField(label=_("评审结果文件"))


class Stepping(PlainForm):
    """The document of a step."""

    document = forms.CharField(label=_("文号"), max_length=60, min_length=2)
    on = forms.DateField(label=_("文件日期"), widget=DayInput())


@staff(Permission.REVIEW_SEE, "A2.2.1", "A2.2.2")
@require_GET
def session_list(request: Request) -> HttpResponse:
    """List the sessions of the territory."""
    return render(
        request, "office/reviews.html", {"page": page_of(request, queries.sessions_for(request.actor))}
    )


@staff(Permission.REVIEW_SEE, "A2.2.1", "A2.2.2")
@require_GET
def session(request: Request, number: int) -> HttpResponse:
    """Show one session: whose turn it is, its steps with their documents, its list in figures, its batches."""
    view = queries.session(number, request.actor)
    progress = queries.progress(number, request.actor, notice_over_on=_notice(view), on=day_of(request.now))
    founder = view.committee.founder
    batches = production.batches_for(request.actor) if request.actor.has(Permission.BATCH_SEE) else ()
    facts = {
        "one": view,
        "progress": progress,
        "batches": [batch for batch in batches if batch.exam.id == view.exam_id],
        "may_hold": access.may(request.actor, Permission.REVIEW_HOLD, founder),
        "may_decide": request.actor.has(Permission.REVIEW_DECIDE),
        "may_take_back": access.may(request.actor, Permission.REVIEW_DECIDE, founder),
        "may_submit": access.may(request.actor, Permission.BATCH_SUBMIT, founder),
        "timeline": events_of(("review_session", number), length=asked_length(request)),
    }
    return render(request, "office/review.html", facts)


@staff(Permission.REVIEW_HOLD, "A2.2.1", "A2.2.2")
@require_http_methods(["GET", "POST"])
def open_session(request: Request) -> HttpResponse:
    """Open a session of one of my committees."""
    form = Opening(request.POST or None)
    own = queries.own_committees(request.actor)
    form.fields["committee"].choices = [  # type: ignore[attr-defined]
        (str(one.id), f"{one.founder.name} · {one.series_name} · {one.document}") for one in own
    ]
    levels = dict.fromkeys(level for one in own for level in queries.levels_of(one))
    form.fields["level"].choices = [(level, level) for level in levels]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = sessions.open_session(
                committee_id=int(said["committee"]), level=said["level"], decided_on=said["decided_on"],
                present=said["present"], by=request.actor, at=request.now,
            )  # fmt: skip
        except (Incomplete, NotApplicable, NotFound, WrongState) as refusal:
            tell(form, "decided_on", refusal)
        else:
            return done(request, Words("已登记评审会议，请上传评审结果。"), f"{HERE}/{made}")
    follows = Words("评审日不在批准期限内、级别未获准或没有登记发证办法的，不能登记。登记后上传评审结果。")
    return check_page(
        request, Check(Words("登记评审会议"), (), follows, Words("登记1次会议"), HERE, above=ABOVE), form
    )


@staff(Permission.REVIEW_HOLD, "A2.2.1", "A2.2.2")
@require_http_methods(["GET", "POST"])
def bring(request: Request, number: int) -> HttpResponse:
    """Bring the members' results in; where the file has faults, show each of them."""
    view = _held(request, number)
    form = Results(request.POST or None, request.FILES or None)
    facts: dict[str, object] = {"one": view, "form": form, "heads": results.HEADS, "most": results.MOST}
    if request.method == "POST" and form.is_valid():
        try:
            header, lines = _read(form.cleaned_data["file"].chunks())
            passed = sessions.bring(
                session_id=number, header=header, lines=lines, by=request.actor, at=request.now
            )
        except Faulty as refusal:
            facts["faults"] = refusal.faults
            tell(form, "file", refusal)
        except Incomplete as refusal:
            tell(form, "file", refusal)
        else:
            return done(request, Words("已报送，通过{count}人。", count=passed), f"{HERE}/{number}")
    return render(request, "office/review_results.html", facts, status=422 if form.is_bound else 200)


@staff(Permission.REVIEW_HOLD, "A2.2.2")
@require_GET
def template(request: Request) -> HttpResponse:
    """Return an empty file of results."""
    return Table("review-results", [Words("{head}", head=head) for head in results.HEADS], []).xlsx()


@staff(Permission.REVIEW_HOLD, "A2.2.2")
@require_http_methods(["GET", "POST"])
def drop(request: Request, number: int) -> HttpResponse:
    """Give a session up."""
    view, form = _held(request, number), Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sessions.drop(session_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已撤销，登记和原因留存。"), f"{HERE}/{number}")
    follows = Words("这次会议不再办理；已经登记的内容留存。")
    return _check(request, view, Words("撤销评审会议"), follows, Words("撤销1次会议"), form, grave=True)


@staff(Permission.REVIEW_DECIDE, "A2.2.1", "A2.2.2")
@require_http_methods(["GET", "POST"])
def step(request: Request, number: int) -> HttpResponse:
    """Take the step whose turn it is."""
    view = queries.session(number, request.actor)
    turn = _turn(request, view, refusing=False)
    form = Stepping(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stepping.take(
                session_id=number,
                notice_over_on=_notice(view),
                by=request.actor,
                at=request.now,
                **form.cleaned_data,
            )
        except Incomplete as refusal:
            tell(form, "on", refusal)
        else:
            return done(request, Words("已办理。"), f"{HERE}/{number}")
    facts: tuple[Fact, ...] = ((Words("步骤"), turn.words), (Words("依据"), view.document))
    follows = Words("下一步由另一人办理；全部步骤办完后才能制作证书。")
    return _check(request, view, Words("办理审批备案"), follows, Words("办理1步"), form, more=facts)


@staff(Permission.REVIEW_DECIDE, "A2.2.1", "A2.2.2")
@require_http_methods(["GET", "POST"])
def refuse(request: Request, number: int) -> HttpResponse:
    """Refuse the step whose turn it is: the list goes back to the founding body."""
    view, form = queries.session(number, request.actor), Reason(request.POST or None)
    turn = _turn(request, view, refusing=True)
    if request.method == "POST" and form.is_valid():
        stepping.refuse(
            session_id=number,
            notice_over_on=_notice(view),
            by=request.actor,
            at=request.now,
            **form.cleaned_data,
        )
        return done(request, Words("已退回组建单位。"), f"{HERE}/{number}")
    follows = Words("结果退回组建单位，改正后重新报送，各步骤重新办理；以前的内容留存。")
    more = ((Words("步骤"), turn.words),)
    return _check(
        request, view, Words("退回评审结果"), follows, Words("退回1份名单"), form, grave=True, more=more
    )


def _turn(request: Request, view: SessionView, *, refusing: bool) -> Step:
    return stepping.turn_for(
        session_id=view.id,
        notice_over_on=_notice(view),
        refusing=refusing,
        by=request.actor,
        at=request.now,
    )


def _read(file: Iterable[bytes]) -> tuple[Sequence[str], Sequence[results.Line]]:
    """Return the heading and the lines of an upload, read by a process of its own with limits.

    :raises Incomplete: it is too large, no table, or unreadable.
    """
    with tempfile.TemporaryDirectory(prefix="yinxin-results-") as folder:
        source = Path(folder) / "results"
        with source.open("wb") as target:
            for chunk in file:
                target.write(chunk)
        table, _photos = reading.read(source, None, Path(folder), LIMITS)
    width = len(table.header)
    rows = table.frame.select("row", *(f"c{at}" for at in range(width))).iter_rows()
    return table.header, [(row[0], row[1:]) for row in rows]


def _notice(view: SessionView) -> date | None:
    return gates.notice_over_on(view.exam_id) if view.exam_id else None


def _held(request: Request, number: int) -> SessionView:
    view = queries.session(number, request.actor)
    access.require(request.actor, Permission.REVIEW_HOLD, view.committee.founder)
    return view


def _check(
    request: Request,
    view: SessionView,
    title: Words,
    follows: Words,
    button: Words,
    form: forms.Form,
    *,
    grave: bool = False,
    more: tuple[Fact, ...] = (),
) -> HttpResponse:
    facts: tuple[Fact, ...] = (
        (Words("组建单位"), view.committee.founder.name),
        (Words("职称系列"), view.committee.series_name),
        (Words("级别"), view.level),
        (Words("评审日"), view.decided_on.isoformat()),
        (Words("通过"), Words("{count}人", count=view.passed)),
    )
    check = Check(title, (*facts, *more), follows, button, f"{HERE}/{view.id}", grave, ABOVE)
    return check_page(request, check, form)
