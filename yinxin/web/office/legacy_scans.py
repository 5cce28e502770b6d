"""Older certificates from scans: bundles, and the page on which each is checked beside its picture (N19, N21.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.legacy import scan_lookups, scanning
from yinxin.legacy.fields import BY_KEY
from yinxin.legacy.scan_lookups import BundleView, ScanView
from yinxin.legacy.scan_states import ScanState
from yinxin.legacy.scanned import ON_A_SCAN
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.rendering import photo
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.legacy import ABOVE
from yinxin.web.office.spot_checks import Reason

HERE: Final = "/office/legacy/scans"
_LARGEST: Final = 12 * 1024 * 1024


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFiles(forms.FileField):
    """One or more files."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files; each is looked at later, by its bytes."""
        given = list(data) if isinstance(data, list | tuple) else [data]
        return [super(_ManyFiles, self).clean(one, initial) for one in given]


class Bringing(PlainForm):
    """Scans and where they were taken from."""

    over = forms.ChoiceField(label=_("报送机构"))
    scans = _ManyFiles(
        label=_("扫描件"), help_text=_("JPEG、PNG或PDF，可以一次选多份，每份一本证书，最多100份")
    )
    archive = forms.CharField(
        label=_("档案来源"), max_length=80, help_text=_("原始档案在哪里，例如某某档案室")
    )
    volume = forms.CharField(label=_("卷册编号"), max_length=40)
    taken_by = forms.CharField(label=_("整理人"), max_length=40)


class Checking(PlainForm):
    """What a scan shows, field by field."""

    looked_twice = forms.BooleanField(label=_("已再次核对姓名"), required=False)

    def __init__(self, view: ScanView, *given: Any) -> None:
        super().__init__(*given)
        boxes: dict[str, forms.Field] = {}
        for key in ON_A_SCAN:
            boxes[key] = forms.CharField(
                label=BY_KEY[key].name.render(gettext), required=key == "name", max_length=scanning.LONGEST,
                initial=view.value(key),
            )  # fmt: skip
            boxes[key].error_messages["required"] = _("请对照图像输入姓名。")
        self.fields = boxes | self.fields


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the places where proposals were read; all lengths in thousandths of its width."""

    number: int
    height: int
    marks: list[tuple[str, int, int, int, int]]


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def bundles(request: Request) -> HttpResponse:
    """List bundles of scans."""
    facts = {
        "bundles": scan_lookups.bundles_for(request.actor),
        "may_collect": request.actor.has(Permission.LEGACY_COLLECT),
    }
    return render(request, "office/legacy_scans.html", facts)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def bring(request: Request) -> HttpResponse:
    """Hand scans in."""
    form = Bringing(request.POST or None, request.FILES or None)
    form.fields["over"].choices = [  # type: ignore[attr-defined]
        (str(seat.body.id), seat.body.name)
        for seat in request.actor.seats
        if Permission.LEGACY_COLLECT in seat.permissions
    ]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        uploads = [scanning.Upload(one.name or "", one.read(_LARGEST + 1)) for one in said["scans"]]
        try:
            made = scanning.bring(
                organisation_id=int(said["over"]), uploads=uploads, archive=said["archive"], volume=said["volume"],
                taken_by=said["taken_by"], by=request.actor, at=request.now,
            )  # fmt: skip
        except (Incomplete, AlreadyDone, NotPermitted) as refusal:
            tell(form, "scans", refusal)
        else:
            return done(request, Words("扫描件已收下，正在识别。"), f"{HERE}/{made}")
    follows = Words(
        "每页重新绘制后加密保存。程序识别出的内容只作为提示，每一项都要由人对照图像核对；姓名由人输入。"
    )
    check = Check(Words("上传扫描件"), (), follows, Words("上传"), HERE, above=ABOVE)
    return check_page(request, check, form)


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def bundle(request: Request, number: int) -> HttpResponse:
    """Show a bundle and its scans."""
    view = scan_lookups.bundle(number, request.actor)
    may = access.may(request.actor, Permission.LEGACY_COLLECT, view.over)
    facts = {"bundle": view, "lines": scan_lookups.lines(number, request.actor), "may": may}
    return render(request, "office/legacy_bundle.html", facts)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def hand_in(request: Request, number: int) -> HttpResponse:
    """Make a batch of a bundle."""
    view = _under(request, number)
    if request.method == "POST":
        made = scanning.hand_in(bundle_id=number, by=request.actor, at=request.now)
        return done(request, Words("已成为存量批次，正在检查。"), f"/office/legacy/{made}")
    follows = Words("核对过的扫描件各成一条记录，按与表格相同的规则清洗、比对；图像留在这里备查。")
    count = view.tallies.get(ScanState.CHECKED, 0)
    check = Check(
        Words("成为存量批次"),
        _of(view),
        follows,
        Words("报送{count}条", count=count),
        f"{HERE}/{number}",
        above=ABOVE,
    )
    return check_page(request, check)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def drop(request: Request, number: int) -> HttpResponse:
    """Give a bundle up."""
    view = _under(request, number)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            scanning.drop(
                bundle_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
            )
        except WrongState as refusal:
            tell(form, "reason", refusal)
        else:
            return done(request, Words("已放弃。"), f"{HERE}/{number}")
    follows = Words("这一包扫描件不再核对，也不成为批次；图像和经过仍留在账上。")
    check = Check(
        Words("放弃扫描件"), _of(view), follows, Words("放弃{count}份", count=view.scans), f"{HERE}/{number}", True,
        ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.LEGACY_COLLECT, "N19", "N21.2")
@require_http_methods(["GET", "POST"])
def scan(request: Request, number: int) -> HttpResponse:
    """Check a scan beside its picture."""
    view = scan_lookups.scan(number, request.actor)
    access.require(request.actor, Permission.LEGACY_COLLECT, view.bundle.over)
    form = Checking(view, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {key: form.cleaned_data[key] for key in ON_A_SCAN}
        try:
            scanning.check(
                scan_id=number, fields=fields, looked_twice=form.cleaned_data["looked_twice"], by=request.actor,
                at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, refusal.facts["fields"][0], refusal)
        except WrongState as refusal:
            tell(form, "name", refusal)
        else:
            after = f"{HERE}/one/{view.next_id}" if view.next_id else f"{HERE}/{view.bundle.id}"
            return done(request, Words("第{number}份已核对。", number=view.line.number), after)
    facts = {"one": view, "form": form, "pages": _pages(view, request)}
    return render(request, "office/legacy_scan.html", facts, status=422 if form.is_bound else 200)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["GET", "POST"])
def leave_out(request: Request, number: int) -> HttpResponse:
    """Leave a scan out."""
    view = scan_lookups.scan(number, request.actor)
    access.require(request.actor, Permission.LEGACY_COLLECT, view.bundle.over)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            scanning.leave_out(
                scan_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
            )
        except (Incomplete, WrongState) as refusal:
            tell(form, "reason", refusal)
        else:
            return done(request, Words("已标为不采用。"), f"{HERE}/{view.bundle.id}")
    follows = Words("这一份不成为记录；图像留在这里备查。")
    check = Check(
        Words("不采用这一份"), (*_of(view.bundle), (Words("扫描件"), view.line.number)), follows, Words("不采用1份"),
        f"{HERE}/one/{number}", True, ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.LEGACY_COLLECT, "N19")
@require_http_methods(["POST"])
def again(request: Request, number: int) -> HttpResponse:
    """Open a checked scan again."""
    scanning.check_again(scan_id=number, by=request.actor, at=request.now)
    return done(request, Words("可以重新核对了。"), f"{HERE}/one/{number}")


@staff(Permission.LEGACY_SEE, "N19")
@require_GET
def page(request: Request, number: int, which: int) -> HttpResponse:
    """Return a page of a scan."""
    answer = HttpResponse(scan_lookups.page(number, which, request.actor), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _pages(view: ScanView, request: Request) -> list[Page]:
    found = []
    for number in range(1, view.line.pages + 1):
        wide, high = photo.size(scan_lookups.page(view.line.id, number, request.actor))
        height = round(1000 * high / wide)
        marks = [
            (key, box[0], box[1] * height // 1000, box[2] - box[0], (box[3] - box[1]) * height // 1000)
            for key, one in view.proposals.items()
            if one.page == number
            for box in (one.box,)
        ]
        found.append(Page(number, height, marks))
    return found


def _under(request: Request, number: int) -> BundleView:
    view = scan_lookups.bundle(number, request.actor)
    access.require(request.actor, Permission.LEGACY_COLLECT, view.over)
    return view


def _of(view: BundleView) -> tuple[Fact, ...]:
    return (
        (Words("报送机构"), view.over.name),
        (Words("档案来源"), f"{view.archive} · {view.volume}"),
        (Words("扫描件"), Words("{count}份", count=view.scans)),
    )
