"""The custody book: places with balances and keepers, one place with its copies, opening, putting away (N11.1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing.custodians import custodians_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register import books, counts, custody, shelving
from yinxin.register.places import KEPT, PlaceKind, place_code
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done

HERE = "/office/custody"
CUSTODY = (HERE, Words("证书库存"))
"""Where the pages about paper are found."""
_PAGE = 50


class Opening(PlainForm):
    """A new place: whose, what, what it is called, in which other one."""

    organisation = forms.ChoiceField(label=_("机构"))
    kind = forms.ChoiceField(label=_("种类"))
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：一号证书室、甲架、2026-03号箱"))
    parent = forms.ChoiceField(label=_("所在库位"), required=False)


class PuttingAway(PlainForm):
    """What is put into a place, scan by scan."""

    scans = forms.CharField(
        label=_("扫描或输入"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"autofocus": True}),
        help_text=_("一行一项：二维码、管理号、空白证书编号；扫描另一库位的编码，表示移入那里的全部证书"),
    )
    number = forms.CharField(label=_("移库单号"), max_length=30, help_text=_("同一单号只登记一次"))


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def book_list(request: Request) -> HttpResponse:
    """Show every book that the person may see, with the people who keep it."""
    found = books.books_for(request.actor)
    facts = {"books": [(book, custodians_of(book.body.id, request.now)) for book in found]}
    return render(request, "office/custody.html", facts)


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def place(request: Request, number: int) -> HttpResponse:
    """Show one place: what is in it, the copies that lie there, the slips that changed it."""
    over, this, within = books.place(number, request.actor)
    page = Paginator(range(this.count), _PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if this.count else 0
    facts = {
        "over": over,
        "place": this,
        "code": place_code(this.id),
        "within": within,
        "page": page,
        "filters": {"page": ""},
        "copies": books.copies_at(number, request.actor, start=start, count=_PAGE),
        "slips": books.slips_at(number, request.actor),
        "counts": counts.counts_at(number, request.actor) if this.kept else (),
        "may_keep": this.kept and access.may(request.actor, Permission.CUSTODY_KEEP, over),
        "may_count": this.kept and access.may(request.actor, Permission.CUSTODY_COUNT, over),
    }
    return render(request, "office/place.html", facts)


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def open_place(request: Request) -> HttpResponse:
    """Open a room, shelf, box or counter."""
    form = Opening(request.POST or None, initial={"parent": request.GET.get("inside", "")})
    own = bodies(territory(request.actor, Permission.CUSTODY_KEEP))
    _offer(form, "organisation", [(str(one.id), one.name) for _, one in sorted(own.items())])
    _offer(form, "kind", [(kind.value, kind.words.render(gettext)) for kind in PlaceKind if kind in KEPT])
    places = [line for book in books.books_for(request.actor) for line in book.places if line.kept]
    inside = [(str(line.id), "　" * line.depth + line.name) for line in places if line.organisation_id in own]
    _offer(form, "parent", [("", gettext("（不在其他库位内）")), *inside])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = custody.open_place(
                organisation_id=int(said["organisation"]),
                kind=PlaceKind(said["kind"]),
                name=said["name"],
                parent_id=int(said["parent"]) if said["parent"] else None,
                by=request.actor,
                at=request.now,
            )
        except (AlreadyDone, Incomplete) as refusal:
            tell(form, "name", refusal)
        else:
            return done(request, Words("已设置库位。"), f"{HERE}/{made}")
    follows = Words("库位设置后有自己的编码，可以写在标签上；库位和出入库记录不能删除。")
    return check_page(
        request, Check(Words("设置库位"), (), follows, Words("设置1个库位"), HERE, above=CUSTODY), form
    )


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def put_away(request: Request, number: int) -> HttpResponse:
    """Put what is scanned into a place."""
    over, this, _within = books.place(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_KEEP, over)
    if not this.kept:
        raise access.not_here()
    now = timezone.localtime(request.now)
    form = PuttingAway(request.POST or None, initial={"number": f"YK{number}-{now:%Y%m%d%H%M%S}"})
    if request.method == "POST" and form.is_valid():
        try:
            moved = shelving.put_away_scanned(
                to=number,
                texts=form.cleaned_data["scans"].splitlines(),
                number=form.cleaned_data["number"],
                by=request.actor,
                at=request.now,
            )
        except AlreadyDone as refusal:
            tell(form, "number", refusal)
        except Refusal as refusal:
            tell(form, "scans", refusal)
        else:
            return done(request, Words("已移入{count}本。", count=moved), f"{HERE}/{number}")
    facts = (
        (Words("移入"), this.name),
        (Words("库位编码"), place_code(this.id)),
        (Words("本处现有"), Words("{count}本", count=this.count)),
    )
    follows = Words("有一项不能移入，全部不移动；移入后账簿立即更新，按来处各记一张移库单。")
    check = Check(
        Words("移入证书"), facts, follows, Words("移入所扫描的证书"), f"{HERE}/{number}", above=CUSTODY
    )
    return check_page(request, check, form)


def tell(form: forms.Form, field: str, refusal: Refusal) -> None:
    """Say beside a field what was refused, so that what was typed is not lost."""
    form.add_error(field, f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
