"""Lists that an employer has checked: its lists, a new one, one with its rows, what can be taken away (N22.1)."""

from __future__ import annotations

import json
from typing import Final

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import missing_glyphs, vetting_book
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.rendering.forms import vetted
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.vetted import ListReport
from yinxin.vetting import asking, grounds, queries, terms
from yinxin.vetting.grounds import Ground, Reason
from yinxin.vetting.outcomes import Outcome
from yinxin.vetting.queries import Line
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.public.receipts import list_items
from yinxin.web.responses import json_text, pdf

HERE: Final = "/office/vetting"
_ABOVE: Final = (HERE, Words("批量核验"))
_A_PAGE: Final = 50
_KINDS: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NO_GLYPH: Final = "〓"
"""What printers set for a character that they do not have."""


class Bringing(PlainForm):
    """A list, on what ground it is asked about, and what for."""

    over = forms.ChoiceField(label=_("核验单位"))
    file = forms.FileField(
        label=_("名单文件"),
        help_text=_("XLSX或CSV，最多5000行；要有姓名、证件号码、管理号三列，顺序不限，其他列原样保留"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    ground = forms.ChoiceField(label=_("核验依据"), widget=forms.RadioSelect)
    declared = forms.BooleanField(
        label=_("我声明：名单上的每个人都已同意本单位核验其证书"),
        required=False,
        help_text=_("以本人同意为依据的，须勾选"),
    )
    agreed_on = forms.DateField(
        label=_("取得全部同意的日期（以本人同意为依据的填写）"), widget=DayInput(), required=False
    )
    reference = forms.CharField(
        label=_("取得同意的方式，或依据的条款"),
        max_length=grounds.LONGEST,
        help_text=_("例如：应聘登记表第3页签字；某某条例第九条；本单位员工手册第12条"),
    )
    purpose = forms.CharField(
        label=_("用途"),
        max_length=grounds.LONGEST,
        help_text=_("持证人会看到，例如：2026年秋季招聘资格审查"),
    )

    def reason(self) -> Reason:
        """Return what was filled in."""
        said = self.cleaned_data
        return Reason(
            Ground(said["ground"]),
            " ".join(said["purpose"].split()),
            " ".join(said["reference"].split()),
            said["declared"],
            said["agreed_on"],
        )


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def overview(request: Request) -> HttpResponse:
    """List the employer's lists, the latest first, and what is left of the month."""
    facts = {
        "lists": queries.lists_for(request.actor),
        "allowances": queries.allowances(request.actor, request.now),
        "days": terms.KEPT.days,
    }
    return render(request, "office/vetting.html", facts)


@staff(Permission.VETTING_ASK, "N22.1")
@require_http_methods(["GET", "POST"])
def bring(request: Request) -> HttpResponse:
    """Have a list checked."""
    form = Bringing(request.POST or None, request.FILES or None)
    form.fields["over"].choices = [  # type: ignore[attr-defined]
        (str(one.employer.id), one.employer.name) for one in queries.allowances(request.actor, request.now)
    ]
    form.fields["ground"].choices = [  # type: ignore[attr-defined]
        (one.value, one.words.render(gettext)) for one in Ground
    ]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = asking.bring(
                organisation_id=int(said["over"]), file_name=said["file"].name or "",
                data=said["file"].read(terms.MOST_BYTES + 1), reason=form.reason(), read=vetting_book,
                by=request.actor, at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            _told(form, refusal)
        except WrongState as refusal:
            tell(form, "file", refusal)
        else:
            return done(request, Words("名单已收下，正在核验。"), f"{HERE}/{made}")
    follows = Words(
        "每一行按与公众查询相同的规则核验。核对上的，持证人会看到本单位、依据、用途和时间。"
        "名单加密保存，完成{days}天后自动删除；账目和签名的报告留存。",
        days=terms.KEPT.days,
    )
    check = Check(Words("上传核验名单"), (), follows, Words("上传并核验"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def one(request: Request, number: int) -> HttpResponse:
    """Show one list: how far it is, what came out, its rows, masked."""
    view = queries.one(number, request.actor)
    chosen = _outcome(request)
    total = queries.count_of(number, request.actor, chosen)
    page = Paginator(range(total), _A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "one": view,
        "chosen": chosen,
        "page": page,
        "lines": queries.lines_of(
            number, request.actor, outcome=chosen, start=(page.number - 1) * _A_PAGE, count=_A_PAGE
        ),
        "filters": {"outcome": chosen.value if chosen else ""},
        "timeline": events_of(("vetting_list", number), length=asked_length(request)),
    }
    return render(request, "office/vetting_list.html", facts)


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def progress(request: Request, number: int) -> HttpResponse:
    """Return how far a list is; tell the page to load anew when it is done."""
    view = queries.one(number, request.actor)
    if not view.running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "office/vetting_progress.html", {"one": view})


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def file(request: Request, number: int) -> HttpResponse:
    """Return the file that came with the answers beside it."""
    data, kind = queries.file_of(number, request.actor)
    answer = HttpResponse(data, content_type=_KINDS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="vetting-{number}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def receipt(request: Request, number: int) -> HttpResponse:
    """Return the signed report of a list."""
    return json_text(queries.receipt_of(number, request.actor), f"vetting-{number}-receipt.json")


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def report(request: Request, number: int) -> HttpResponse:
    """Return the signed report of a list as paper, with its rows as long as they are kept."""
    text = queries.receipt_of(number, request.actor)
    view = queries.one(number, request.actor)
    lines = queries.lines_of(number, request.actor, count=None) if view.is_done else ()
    said = json.loads(text)["receipt"]
    assert view.done_at is not None
    form = ListReport(
        heading=Heading(f"印信（{said['issued_by']}）", said["number"], day_of(view.done_at)),
        facts=tuple((str(words), _printable(str(value))) for words, value in list_items(said)),
        at=view.done_at,
        rows=tuple(_paper_row(line) for line in lines),
        gone=not view.is_done,
        text=text,
        address=f"{settings.PUBLIC_ADDRESS}/receipts",
    )
    return pdf(vetted.render(form), f"vetting-{number}.pdf")


@staff(Permission.VETTING_ASK, "N22.1")
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """Stop a list that runs, or remove one that is done."""
    view = queries.one(number, request.actor)
    if request.method == "POST":
        asking.end(list_id=number, by=request.actor, at=request.now)
        return done(request, Words("名单的行和文件已删除。"), f"{HERE}/{number}")
    facts = (
        (Words("核验单位"), view.employer),
        (Words("用途"), view.reason.purpose),
        (Words("行数"), view.rows),
        (Words("状态"), view.state_words),
    )
    follows = Words(
        "各行、上传的内容和结果文件马上删除，不能恢复。账目、签名的报告和持证人看到的查询记录留存；"
        "已用的行数不退回。"
    )
    check = Check(
        Words("停止并删除名单") if view.running else Words("删除名单"), facts, follows,
        Words("删除{count}行", count=view.rows), f"{HERE}/{number}", grave=True, above=_ABOVE,
    )  # fmt: skip
    return check_page(request, check)


def _told(form: Bringing, refusal: Incomplete) -> None:
    """Say beside each field what is wrong with it; what is wrong with the file, beside the file."""
    said = refusal.facts.get("said")
    if said is None:
        tell(form, "file", refusal)
        return
    for field, words in zip(refusal.facts["fields"], said, strict=True):
        form.add_error(field, Words.restored(words).render(gettext))


def _outcome(request: Request) -> Outcome | None:
    asked = request.GET.get("outcome", "")
    return Outcome(asked) if asked in {one.value for one in Outcome} else None


def _paper_row(line: Line) -> tuple[str, ...]:
    told = line.told
    assert told is not None
    return (
        str(line.number),
        _printable(line.name),
        _printable(line.id_number),
        _printable(line.management_number),
        str(told.outcome.result),
        str(told.outcome.status or ""),
        "".join(str(words) for words in told.remarks),
    )


def _printable(text: str) -> str:
    """Return a stranger's text with the characters replaced that no font here has."""
    lost = set(missing_glyphs(text))
    return "".join(_NO_GLYPH if one in lost or not one.isprintable() else one for one in text)
