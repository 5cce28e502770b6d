"""The archive packages of closed registers: pack, keep a copy, hand over, read one again (A2.1.5, A2.2.3)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing import archiving
from yinxin.issuing.archive_package import PACKAGE_BYTES, Retention
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.registers import HERE, register_of
from yinxin.web.responses import archive

_ABOVE = (HERE, Words("发放登记册"))


class Packing(PlainForm):
    """How long the archive keeps it."""

    retention = forms.ChoiceField(label=_("保管期限"))

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        choices = [(one.value, one.words.render(gettext)) for one in Retention]
        self.fields["retention"].choices = choices  # type: ignore[attr-defined]


class HandingOver(PlainForm):
    """Who took a package, and when."""

    archive = forms.CharField(label=_("接收的档案馆（室）"), min_length=2, max_length=archiving.LONGEST[0])
    receipt = forms.CharField(
        label=_("移交单号"),
        max_length=archiving.LONGEST[1],
        required=False,
        help_text=_("没有编号的可以不填"),
    )
    on = forms.DateField(label=_("移交日期"), widget=DayInput())


class Reading(PlainForm):
    """A package that is to be read again."""

    file = forms.FileField(label=_("档案包"), help_text=_("ZIP文件，不超过256 MB；只核对，不保存"))


@staff(Permission.VOLUME_CLOSE, "A2.1.5", "A2.2.3")
@require_http_methods(["GET", "POST"])
def pack(request: Request, code: str) -> HttpResponse:
    """Pack the volumes that wait for the archive."""
    found = register_of(request, code)
    form = Packing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        archiving.pack(
            issuer_id=found.over.id,
            exam_id=found.exam_id,
            year=found.year,
            retention=Retention(form.cleaned_data["retention"]),
            store=files(),
            by=request.actor,
            at=request.now,
        )
        return done(request, Words("已打成档案包，可以下载并移交。"), HERE)
    waiting = found.unpacked(archiving.packages_for(request.actor).get(found.key, ()))
    facts = (
        (Words("发放机构"), found.over.name),
        (Words("考试或评审"), found.exam),
        (Words("年度"), Words("{year}年", year=found.year)),
        (Words("等待归档"), Words("{count}册", count=waiting)),
    )
    follows = Words("档案包里有每一册的打印件和数据、目录、校验值和公开日志证明；以后封的册打进下一个包。")
    button = Words("把{count}册打成档案包", count=waiting)
    return check_page(request, Check(Words("打包归档"), facts, follows, button, HERE, above=_ABOVE), form)


@staff(Permission.CUSTODY_SEE, "A2.1.5", "A2.2.3")
@require_GET
def download(request: Request, number: int) -> HttpResponse:
    """Return a package: always the very same bytes."""
    name, data = archiving.download(package_id=number, store=files(), by=request.actor)
    return archive(data, name)


@staff(Permission.VOLUME_CLOSE, "A2.1.5", "A2.2.3")
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, number: int) -> HttpResponse:
    """Record that an archive took a package."""
    found = archiving.package(number, request.actor)
    access.require(request.actor, Permission.VOLUME_CLOSE, body(found.issuer_id))
    form = HandingOver(request.POST or None, initial={"on": day_of(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            archiving.hand_over(package_id=number, **form.cleaned_data, by=request.actor, at=request.now)
        except Incomplete as refusal:
            tell(form, "on", refusal)
        else:
            return done(request, Words("已登记移交。"), HERE)
    facts = (
        (Words("发放机构"), body(found.issuer_id).name),
        (Words("档案包"), Words("{year}年第{number}包", year=found.year, number=found.number)),
        (Words("册数"), Words("{count}册", count=len(found.volumes))),
        (Words("校验值（SHA-256）"), found.digest),
    )
    follows = Words("请档案馆（室）用校验值核对收到的文件。登记后不能撤销。")
    check = Check(Words("登记移交"), facts, follows, Words("登记移交1个档案包"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.VOLUME_CLOSE, "A2.1.5", "A2.2.3")
@require_http_methods(["GET", "POST"])
def read(request: Request) -> HttpResponse:
    """Read a package again, and say what fits and what does not; nothing is kept."""
    form, found = Reading(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > PACKAGE_BYTES:
                raise Incomplete(
                    Words("文件过大。"), do=Words("请选择从登记册页面下载的档案包（ZIP），不超过256 MB。")
                )
            found = archiving.compare(file.read(), request.actor)
        except Incomplete as refusal:
            tell(form, "file", refusal)
    status = 422 if form.is_bound and found is None else 200
    return render(request, "office/archive_read.html", {"form": form, "found": found}, status=status)
