"""Older certificates: batches from upload to hand-over, records with each field's story, mends (N19, N21.2)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import old_table
from yinxin.kernel.identity import FORMS
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.legacy import collecting, electronic, handing, lookups, mending, pairs, together
from yinxin.legacy.fields import BY_KEY
from yinxin.legacy.lookups import BatchView, FieldView, RecordView
from yinxin.legacy.states import RECORD, CollectionState, RecordState
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.spot_checks import Reason
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.tables import Table

HERE: Final = "/office/legacy"
ABOVE: Final = (HERE, Words("存量证书"))
A_PAGE: Final = 50


class Bringing(PlainForm):
    """A file and where it was taken from."""

    over = forms.ChoiceField(label=_("报送机构"))
    file = forms.FileField(
        label=_("数据文件"), help_text=_("XLSX、CSV或DBF，第一行是表头；列名可以用旧系统的写法")
    )
    archive = forms.CharField(
        label=_("档案来源"), max_length=80, help_text=_("原始档案在哪里，例如某某档案室")
    )
    volume = forms.CharField(label=_("卷册编号"), max_length=40)
    taken_by = forms.CharField(label=_("整理人"), max_length=40)


class Correcting(PlainForm):
    """A corrected table."""

    file = forms.FileField(label=_("补正文件"), help_text=_("在下载的补正表上填写；空着的格子不改"))
    why = forms.CharField(label=_("依据"), max_length=200, min_length=4)


class Mending(PlainForm):
    """Another value for a field."""

    value = forms.CharField(label=_("改为"), max_length=100, help_text=_("查不到、可以容缺的写“无”"))
    why = forms.CharField(label=_("依据"), max_length=200, min_length=4, help_text=_("例如查了哪一份档案"))


class Confirming(PlainForm):
    """Why a value is right as it is."""

    why = forms.CharField(label=_("依据"), max_length=200, min_length=4, help_text=_("例如对照了原证书"))


@staff(Permission.LEGACY_SEE, "N19", "N21.2")
@require_GET
def overview(request: Request) -> HttpResponse:
    """List batches and hand-overs of the reach, the latest first."""
    facts = {
        "batches": lookups.batches_for(request.actor),
        "hand_overs": lookups.hand_overs_for(request.actor),
        "pairs": sum(pairs.waiting_of(request.actor).values()),
        "may_collect": request.actor.has(Permission.LEGACY_COLLECT),
        "whole_country": request.actor.has(electronic.SEEING),
    }
    return render(request, "office/legacy.html", facts)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def bring(request: Request) -> HttpResponse:
    """Hand a file of older certificates in."""
    form = Bringing(request.POST or None, request.FILES or None)
    form.fields["over"].choices = [  # type: ignore[attr-defined]
        (str(seat.body.id), seat.body.name)
        for seat in request.actor.seats
        if Permission.LEGACY_COLLECT in seat.permissions
    ]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = collecting.bring(
                organisation_id=int(said["over"]), file_name=said["file"].name, data=said["file"].read(),
                archive=said["archive"], volume=said["volume"], taken_by=said["taken_by"], by=request.actor,
                at=request.now,
            )  # fmt: skip
        except (Incomplete, AlreadyDone, NotPermitted) as refusal:
            tell(form, "file", refusal)
        else:
            return done(request, Words("文件已收下，正在检查。"), f"{HERE}/{made}")
    follows = Words("文件加密保存，由后台逐行清洗、比对；原样保留每一格。检查完会通知您，您可以离开这一页。")
    check = Check(Words("报送存量证书数据"), (), follows, Words("上传1个文件"), HERE, above=ABOVE)
    return check_page(request, check, form)


@staff(Permission.LEGACY_SEE, "N19", "N21.2")
@require_GET
def batch(request: Request, number: int) -> HttpResponse:
    """Show one batch: how far it is, what was found, its records by state, what can be done."""
    view = lookups.batch(number, request.actor)
    state = _state(request)
    total = lookups.count_of(number, state)
    page = Paginator(range(total), A_PAGE).get_page(request.GET.get("page"))
    examined = view.state is CollectionState.EXAMINED
    facts = {
        "batch": view,
        "tallies": together.tallies(number, request.actor),
        "states": RECORD.names,
        "chosen": state,
        "page": page,
        "lines": lookups.records_of(
            number, request.actor, state=state, start=(page.number - 1) * A_PAGE, count=A_PAGE
        ),
        "filters": {"state": state.value if state else ""},
        "may_collect": examined and access.may(request.actor, Permission.LEGACY_COLLECT, view.over),
        "may_hand_over": examined and access.may(request.actor, Permission.LEGACY_HAND_OVER, view.over),
        "timeline": events_of(("legacy_batch", number), length=asked_length(request)),
    }
    return render(request, "office/legacy_batch.html", facts)


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def progress(request: Request, number: int) -> HttpResponse:
    """Return how far a batch is; tell the page to load anew when it is examined."""
    view = lookups.batch(number, request.actor)
    if not view.running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "office/legacy_progress.html", {"batch": view})


@staff(Permission.LEGACY_SEE, "N21.2")
@require_GET
def to_correct(request: Request, number: int) -> HttpResponse:
    """Return the table on which the source corrects what is blocked or asked."""
    lines = list(lookups.to_correct(number, request.actor))
    heads = [Words(mending.ROW), *(BY_KEY[key].name for key in mending.MENDABLE), Words("要补的")]
    return Table(f"legacy-{number}", heads, lines).xlsx()


@staff(Permission.LEGACY_COLLECT, "N21.2")
@require_http_methods(["GET", "POST"])
def correct(request: Request, number: int) -> HttpResponse:
    """Mend by a corrected file."""
    view = _under(request, number, Permission.LEGACY_COLLECT)
    form = Correcting(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with tempfile.TemporaryDirectory(prefix="yinxin-older-") as folder:
                file = Path(folder) / "data"
                file.write_bytes(form.cleaned_data["file"].read(collecting.MOST))
                sheet = old_table(file)
            said = mending.correct(
                batch_id=number, sheet=sheet, why=form.cleaned_data["why"], by=request.actor, at=request.now
            )
        except Incomplete as refusal:
            tell(form, "file", refusal)
        else:
            if not said.refused:
                return done(request, Words("补正了{count}处。", count=said.mended), f"{HERE}/{number}")
            return render(request, "office/legacy_corrected.html", {"batch": view, "said": said}, status=422)
    follows = Words(
        "按“行”一列找到各条记录，与原来不同的格子逐处补正，并写下依据；不能接受的行会列出，其余照常补正。"
    )
    check = Check(
        Words("上传补正文件"), _of_batch(view), follows, Words("补正这一批"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a batch back."""
    view = _under(request, number, Permission.LEGACY_COLLECT)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            collecting.withdraw(
                batch_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
            )
        except WrongState as refusal:
            tell(form, "reason", refusal)
        else:
            return done(request, Words("已撤回。"), f"{HERE}/{number}")
    follows = Words("这一批的记录不再参加比对和移交，但仍留在账上；同一份文件可以重新报送。")
    check = Check(
        Words("撤回存量数据"), _of_batch(view), follows, Words("撤回{count}条", count=view.rows), f"{HERE}/{number}",
        True, ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.LEGACY_HAND_OVER, "N19")
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, number: int) -> HttpResponse:
    """Hand over what is ready of a batch."""
    view = _under(request, number, Permission.LEGACY_HAND_OVER)
    if request.method == "POST":
        made = handing.hand_over(batch_id=number, by=request.actor, at=request.now)
        return done(request, Words("已移交，待中心接收。"), f"{HERE}/handovers/{made}")
    count = lookups.ready_count(number, request.actor)
    follows = Words(
        "只移交关键信息齐全、没有待人工看的问题、没有待认定重复的记录；其余留在本批，补好后可以再移交。"
    )
    facts = (*_of_batch(view), (Words("现在可以移交"), Words("{count}条", count=count)))
    check = Check(
        Words("移交存量数据"),
        facts,
        follows,
        Words("移交{count}条", count=count),
        f"{HERE}/{number}",
        above=ABOVE,
    )
    return check_page(request, check)


@staff(Permission.LEGACY_SEE, "N19", "N21.1", "N21.2")
@require_GET
def record(request: Request, number: int) -> HttpResponse:
    """Show one record: what stood there, what is taken for right, why and how surely; its mends and comparisons."""
    view = lookups.record(number, request.actor)
    may = view.open_to_mends and access.may(request.actor, Permission.LEGACY_COLLECT, view.over)
    facts = {
        "one": view,
        "may": may,
        "timeline": events_of(("legacy_record", number), length=asked_length(request)),
    }
    return render(request, "office/legacy_record.html", facts)


@staff(Permission.LEGACY_COLLECT, "N21.2")
@require_http_methods(["GET", "POST"])
def mend(request: Request, number: int, field: str) -> HttpResponse:
    """Mend one field."""
    view, one = _field_under(request, number, field)
    form = Mending(request.POST or None, initial={"value": one.hint})
    if field == "id_kind":
        form.fields["value"] = forms.ChoiceField(
            label=_("改为"), choices=[(kind.name, kind.name) for kind in FORMS.values()]
        )
    if request.method == "POST" and form.is_valid():
        try:
            mending.mend(record_id=number, field=field, by=request.actor, at=request.now, **form.cleaned_data)
        except (Incomplete, WrongState) as refusal:
            tell(form, "value", refusal)
        else:
            return done(request, Words("已补正。"), f"{HERE}/records/{number}")
    follows = Words("原来的内容留在记录里，写明谁在什么时候为什么改；改后重新检查、比对这一条。")
    return check_page(request, _about(view, one, Words("补正一项"), follows, Words("补正1项")), form)


@staff(Permission.LEGACY_COLLECT, "N21.2")
@require_http_methods(["GET", "POST"])
def confirm(request: Request, number: int, field: str) -> HttpResponse:
    """Confirm one field as it is."""
    view, one = _field_under(request, number, field)
    form = Confirming(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mending.confirm(
                record_id=number, field=field, by=request.actor, at=request.now, **form.cleaned_data
            )
        except (Incomplete, WrongState) as refusal:
            tell(form, "why", refusal)
        else:
            return done(request, Words("已确认。"), f"{HERE}/records/{number}")
    follows = Words("写明对照了什么；确认后这一项不再要求人工看。不能写在证书上的内容不能确认，须补正。")
    return check_page(request, _about(view, one, Words("确认一项"), follows, Words("确认1项")), form)


@staff(Permission.LEGACY_COLLECT, "N21.2")
@require_http_methods(["GET", "POST"])
def confirm_together(request: Request, number: int, field: str, code: str) -> HttpResponse:
    """Show a field of all records in which one rule asks for a look, and confirm those that are right."""
    view = _under(request, number, Permission.LEGACY_COLLECT)
    form = Confirming(request.POST or None)
    chosen = {int(one) for one in request.POST.getlist("records") if one.isdecimal() and len(one) < 18}
    refused: tuple[tuple[int, Words], ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            said = together.confirm(
                batch_id=number, field=field, code=code, records=chosen, by=request.actor, at=request.now,
                **form.cleaned_data,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "why", refusal)
        else:
            if not said.refused:
                return done(request, Words("确认了{count}条。", count=said.mended), f"{HERE}/{number}")
            refused = said.refused
    group = together.group(number, request.actor, field=field, code=code)
    facts = {
        "batch": view,
        "group": group,
        "form": form,
        "chosen": chosen if request.method == "POST" else {one.id for one in group.seen},
        "refused": refused,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "office/legacy_together.html", facts, status=status)


def _state(request: Request) -> RecordState | None:
    asked = request.GET.get("state", "")
    return RecordState(asked) if asked in {state.value for state in RecordState} else None


def _under(request: Request, number: int, permission: Permission) -> BatchView:
    view = lookups.batch(number, request.actor)
    access.require(request.actor, permission, view.over)
    return view


def _field_under(request: Request, number: int, field: str) -> tuple[RecordView, FieldView]:
    view = lookups.record(number, request.actor)
    access.require(request.actor, Permission.LEGACY_COLLECT, view.over)
    found = next((one for one in view.fields if one.key == field and one.mendable), None)
    if found is None:
        raise access.not_here()
    return view, found


def _of_batch(view: BatchView) -> tuple[Fact, ...]:
    return (
        (Words("报送机构"), view.over.name),
        (Words("文件"), view.file_name),
        (Words("档案来源"), f"{view.archive} · {view.volume}"),
        (Words("行数"), view.rows),
    )


def _about(view: RecordView, one: FieldView, title: Words, follows: Words, button: Words) -> Check:
    facts: list[Fact] = [
        (Words("记录"), Words("批次{batch}第{row}行", batch=view.batch_id, row=view.row)),
        (one.name, one.value or Words("没有记载")),
        (Words("原来的内容"), one.original or Words("没有记载")),
    ]
    facts += [(Words("清洗"), words) for words in one.rules]
    return Check(title, facts, follows, button, f"{HERE}/records/{view.id}", above=ABOVE)
