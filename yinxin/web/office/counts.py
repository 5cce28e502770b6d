"""Stock-takes: begin, scan, finish, the list of differences, the proposal to correct stock (N11.1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.approvals import deciding
from yinxin.approvals import queries as approvals
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register import books, counting, counts
from yinxin.register.counting import Answer
from yinxin.register.counts import CountView
from yinxin.register.states import CountState
from yinxin.web.doors import Request, staff
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import CUSTODY
from yinxin.web.office.timeline import events_of
from yinxin.web.tables import Table

HERE = "/office/custody/counts"
SHOWN = 300
"""Differences that the page shows; the file has all of them."""
_HEADS = (
    Words("差异"),
    Words("账簿上的库位"),
    Words("管理号"),
    Words("空白证书编号"),
    Words("第几次印制"),
)


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def count_list(request: Request) -> HttpResponse:
    """List the stock-takes of the territory."""
    return render(request, "office/counts.html", {"counts": counts.counts_for(request.actor)})


@staff(Permission.CUSTODY_COUNT, "N11.1")
@require_http_methods(["GET", "POST"])
def begin(request: Request, number: int) -> HttpResponse:
    """Begin a stock-take of a place and everything in it."""
    over, this, within = books.place(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_COUNT, over)
    if not this.kept:
        raise access.not_here()
    if request.method == "POST":
        made = counting.begin_count(place_id=number, by=request.actor, at=request.now)
        return redirect(f"{HERE}/{made}/scan")
    facts = (
        (Words("库位"), this.name),
        (Words("其内的库位"), Words("{count}个", count=len(within))),
        (Words("账簿上应有"), Words("{count}本", count=this.inside)),
    )
    follows = Words(
        "逐本扫描这里的证书；结束时与账簿对照，列出差异。盘点期间请不要移库，也不能办理保管交接。"
    )
    check = Check(
        Words("开始盘点"), facts, follows, Words("开始1次盘点"), f"/office/custody/{number}", above=CUSTODY
    )
    return check_page(request, check)


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def count(request: Request, number: int) -> HttpResponse:
    """Show a stock-take: how far it is, or what differs from the book."""
    view = counts.count(number, request.actor)
    found = () if view.is_open else counts.differences_of(number, request.actor)
    may = access.may(request.actor, Permission.CUSTODY_COUNT, view.over)
    facts = {
        "count": view,
        "missing": sum(one.missing for one in found),
        "surplus": sum(not one.missing for one in found),
        "groups": counts.by_place(found[:SHOWN]),
        "left": max(len(found) - SHOWN, 0),
        "scans": counts.latest_scans(number, request.actor) if view.is_open else (),
        "may_count": may,
        "may_propose": may and found and view.state is CountState.FINISHED,
        "proposals": [
            one
            for one in (*approvals.waiting_for(request.actor), *approvals.mine(request.actor))
            if (one.kind.code, one.subject_id) == ("stock_correction", number)
        ][:1],
        "timeline": events_of(("count", number)),
    }
    return render(request, "office/count.html", facts)


@staff(Permission.CUSTODY_COUNT, "N11.1")
@require_http_methods(["GET", "POST"])
def scan(request: Request, number: int) -> HttpResponse:
    """Take scans, one at a time; each is answered at once, as a part of the page where a script asks."""
    view = counts.count(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_COUNT, view.over)
    if not view.is_open and request.method == "GET":
        return redirect(f"{HERE}/{number}")
    answer: Answer | None = None
    if request.method == "POST":
        answer = counting.scan_text(
            count_id=number, text=request.POST.get("text", ""), by=request.actor, at=request.now
        )
        view = counts.count(number, request.actor)
    facts = {
        "count": view,
        "answer": answer,
        "scans": counts.latest_scans(number, request.actor),
        "left": max(view.expected - view.scanned, 0),
    }
    part = request.method == "POST" and request.headers.get("HX-Request")
    return render(request, "office/scanned.html" if part else "office/scan.html", facts)


@staff(Permission.CUSTODY_COUNT, "N11.1")
@require_http_methods(["GET", "POST"])
def finish(request: Request, number: int) -> HttpResponse:
    """Finish a stock-take."""
    view = counts.count(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_COUNT, view.over)
    if request.method == "POST":
        found = counting.finish_count(count_id=number, by=request.actor, at=request.now)
        said = (
            Words("盘点结束，与账簿一致。")
            if found.none
            else Words(
                "盘点结束：未见{missing}本，多出{surplus}本。",
                missing=len(found.missing),
                surplus=len(found.surplus),
            )
        )
        return done(request, said, f"{HERE}/{number}")
    follows = Words("结束后不能再扫描。未扫描到的列为“未见”，账簿上在别处的列为“多出”；库存不会自动改动。")
    check = Check(
        Words("结束盘点"),
        _figures(view),
        follows,
        Words("结束1次盘点"),
        f"{HERE}/{number}/scan",
        above=CUSTODY,
    )
    return check_page(request, check)


@staff(Permission.CUSTODY_COUNT, "N11.1")
@require_http_methods(["GET", "POST"])
def propose(request: Request, number: int) -> HttpResponse:
    """Propose to correct the stock by what a stock-take found; a colleague approves it."""
    view = counts.count(number, request.actor)
    access.require(request.actor, Permission.CUSTODY_COUNT, view.over)
    if request.method == "POST":
        made = deciding.propose(
            kind="stock_correction", subject_id=number, facts={}, by=request.actor, at=request.now
        )
        return redirect(f"/office/approvals/{made}")
    found = counting.check_correction(number)
    facts = (
        *_figures(view),
        (Words("未见，转为遗失"), Words("{count}本", count=len(found.missing))),
        (Words("多出，移入所盘库位"), Words("{count}本", count=len(found.surplus))),
    )
    follows = Words("由本机构另一名证书保管员核对并批准后，账簿才更正；批准前库存不变。")
    check = Check(
        Words("提出库存更正"),
        facts,
        follows,
        Words("提出1项库存更正"),
        f"{HERE}/{number}",
        grave=True,
        above=CUSTODY,
    )
    return check_page(request, check)


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def export_csv(request: Request, number: int) -> HttpResponse:
    """Return all differences as a CSV file."""
    return _table(request, number).csv()


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def export_xlsx(request: Request, number: int) -> HttpResponse:
    """Return all differences as a workbook."""
    return _table(request, number).xlsx()


def _table(request: Request, number: int) -> Table:
    found = counts.differences_of(number, request.actor)
    kinds = {True: Words("未见"), False: Words("多出")}
    rows: list[tuple[Any, ...]] = [
        (kinds[one.missing], one.place, one.management_number, one.blank_serial, one.number) for one in found
    ]
    return Table(f"count-{number}", _HEADS, rows)


def _figures(view: CountView) -> tuple[tuple[Words, object], ...]:
    return (
        (Words("库位"), view.place),
        (Words("账簿上应有"), Words("{count}本", count=view.expected)),
        (Words("已扫描"), Words("{count}本", count=view.scanned)),
    )
