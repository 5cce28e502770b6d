"""Printing: orders with their files and reports, reprints, the store of blanks (N10)."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.production import makers, orders, printing, queries, singles
from yinxin.production.orders import OrderDetail
from yinxin.production.states import PRINT_ORDER, PrintState
from yinxin.register import blanks, sheets
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import events_of

HERE = "/office/print"
PRINT = (HERE, Words("印制单"))
BLANKS = "/office/print/blanks"
_PAGE = 50
_TROUBLE = "trouble"


class Report(PlainForm):
    """The printing house's file."""

    file = forms.FileField(
        label=_("印制回报文件"),
        help_text=_("印制厂放在交换文件夹reports里的JSON文件，不超过8 MB"),
        allow_empty_file=True,
    )

    def clean_file(self) -> bytes:
        """Return what the file holds, never more than a report can be long."""
        file = self.cleaned_data["file"]
        if file.size > printing.REPORT_BYTES:
            raise forms.ValidationError(gettext("文件超过8 MB，不是印制回报。"))
        return bytes(file.read(printing.REPORT_BYTES + 1))


class Delivery(PlainForm):
    """A delivery of numbered blanks."""

    letters = forms.CharField(label=_("编号的字母部分"), max_length=12, required=False)
    first = forms.CharField(label=_("起号"), max_length=12, help_text=_("数字部分，连同前面的0"))
    last = forms.CharField(label=_("止号"), max_length=12)


@staff(Permission.PRINT_SEE, "N10")
@require_GET
def order_list(request: Request) -> HttpResponse:
    """List the print orders, by state or those that have stopped."""
    found, asked = queries.print_orders_for(request.actor), request.GET.get("state", "")
    if asked == _TROUBLE:
        found = tuple(one for one in found if one.trouble)
    elif asked in {state.value for state in PrintState}:
        found = tuple(one for one in found if one.state.value == asked)
    else:
        asked = ""
    facts = {
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "papers": sum(one.papers for one in found),
        "states": [(state.value, words) for state, words in PRINT_ORDER.names.items()],
        "chosen": asked,
        "filters": {"state": asked},
        "singles": singles.waiting(request.actor),
        "may_report": bool(makers.made_for(request.actor, Permission.PRINT_REPORT)),
    }
    return render(request, "office/print.html", facts)


@staff(Permission.PRINT_SEE, "N10")
@require_GET
def order(request: Request, code: str) -> HttpResponse:
    """Show one print order: blanks, files, report, what can be done."""
    found = orders.order(code, request.actor, drop=settings.PRINT_DROP)
    facts = {
        "order": found,
        "view": found.view,
        "may_report": access.sits(request.actor, Permission.PRINT_REPORT, found.view.maker_id),
        "timeline": events_of(("print_order", found.view.id)),
    }
    return render(request, "office/print_order.html", facts)


@staff(Permission.PRINT_REPORT, "N10")
@require_http_methods(["GET", "POST"])
def report(request: Request, code: str) -> HttpResponse:
    """Enter what the printing house reports of an order, from its file."""
    found = _own(request, code)
    form = Report(request.POST, request.FILES) if request.method == "POST" else Report()
    if request.method == "POST" and form.is_valid():
        try:
            told = printing.take_report(
                data=form.cleaned_data["file"],
                store=files(),
                by=request.actor,
                at=request.now,
                number=found.view.number,
            )
        except Incomplete as refusal:
            tell(form, "file", refusal)
        else:
            said = Words(
                "已登记：印好{printed}本，作废{spoiled}本，遗失{lost}本。",
                printed=len(told.printed),
                spoiled=len(told.spoiled),
                lost=len(told.lost),
            )
            return done(request, said, f"{HERE}/{code}")
    follows = Words("每本证书须在回报中出现一次；登记后印好的可以发运，作废和遗失的可以补印。登记不能撤销。")
    check = Check(
        Words("登记印制回报"), _about(found), follows, Words("登记1份印制回报"), f"{HERE}/{code}", above=PRINT
    )
    return check_page(request, check, form)


@staff(Permission.PRINT_REPORT, "N10")
@require_http_methods(["GET", "POST"])
def reprint(request: Request, code: str) -> HttpResponse:
    """Order the spoiled and lost sheets of an order again."""
    found = _own(request, code)
    if request.method == "POST":
        made = printing.reprint(number=code, by=request.actor, at=request.now)
        return done(request, Words("已开出补印单{number}。", number=made), f"{HERE}/{made}")
    facts = (*_about(found), (Words("待补印"), Words("{count}本", count=found.again)))
    follows = Words("开出新的印制单，使用新的空白证书；作废和遗失的原件仍留在账簿上，不再使用。")
    button = Words("补印{count}本证书", count=found.again)
    return check_page(request, Check(Words("补印"), facts, follows, button, f"{HERE}/{code}", above=PRINT))


@staff(Permission.PRINT_REPORT, "N15", "N16")
@require_http_methods(["GET", "POST"])
def order_singles(request: Request) -> HttpResponse:
    """Order what was made for single persons and waits for paper."""
    if request.method == "POST":
        made = singles.order(by=request.actor, at=request.now)
        return done(request, Words("已开出{count}张印制单。", count=len(made)), HERE)
    waiting = singles.waiting(request.actor)
    facts = ((Words("待印制"), Words("{count}本", count=waiting)),)
    follows = Words("按发放机构各开一张印制单，使用空白证书；印好后同其他证书一样发运。")
    button = Words("印制{count}本换发、补发证书", count=waiting)
    return check_page(request, Check(Words("印制换发、补发证书"), facts, follows, button, HERE, above=PRINT))


@staff(Permission.PRINT_REPORT, "N10")
@require_http_methods(["GET", "POST"])
def retry(request: Request, code: str) -> HttpResponse:
    """Let the files of an order be made again, after its trouble has been seen to."""
    found = _own(request, code)
    if request.method == "POST":
        printing.retry(number=code, by=request.actor, at=request.now)
        return done(request, Words("印制文件将重新制作。"), f"{HERE}/{code}")
    facts = (*_about(found), (Words("停下的原因"), found.view.trouble or Words("没有停下")))
    follows = Words("后台程序再次制作印制文件；原因没有排除的会再次停下。")
    button = Words("重新制作1张印制单的文件")
    return check_page(
        request, Check(Words("重新制作印制文件"), facts, follows, button, f"{HERE}/{code}", above=PRINT)
    )


@staff(Permission.PRINT_SEE, "N10")
@require_GET
def blank_list(request: Request) -> HttpResponse:
    """Show the deliveries of blanks: from, to, used, left."""
    found = blanks.blanks(request.actor)
    facts = {
        "blanks": found,
        "left": sum(one.left for one in found),
        "may_report": bool(makers.made_for(request.actor, Permission.PRINT_REPORT)),
    }
    return render(request, "office/blanks.html", facts)


@staff(Permission.PRINT_REPORT, "N10")
@require_http_methods(["GET", "POST"])
def deliver(request: Request) -> HttpResponse:
    """Enter a delivery of blanks."""
    form = Delivery(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            count = sheets.register_blanks(
                prefix=said["letters"],
                first=said["first"],
                last=said["last"],
                maker=makers.made_for(request.actor, Permission.PRINT_REPORT)[0],
                by=request.actor,
                at=request.now,
            )
        except (AlreadyDone, Incomplete) as refusal:
            tell(form, "first", refusal)
        else:
            return done(request, Words("已登记空白证书{count}张。", count=count), BLANKS)
    follows = Words("以后的印制单按编号顺序使用；编号不够一张印制单时，该单改用整页印制。登记不能撤销。")
    check = Check(Words("登记空白证书"), (), follows, Words("登记1批空白证书"), BLANKS, above=PRINT)
    return check_page(request, check, form)


def _own(request: Request, code: str) -> OrderDetail:
    """Return an order of the person's own maker; another's is seen, and not worked on."""
    found = orders.order(code, request.actor, drop=settings.PRINT_DROP)
    makers.require_seat(request.actor, Permission.PRINT_REPORT, found.view.maker_id)
    return found


def _about(found: OrderDetail) -> tuple[Fact, ...]:
    return (
        (Words("印制单"), found.view.number),
        (Words("发放机构"), found.view.issuer),
        (Words("本数"), Words("{count}本", count=found.view.papers)),
        (Words("状态"), found.view.state_words),
    )
