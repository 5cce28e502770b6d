"""My work: everything that I or my unit must do, the nearest last day first, and what I can begin (N4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.desk import queries as desk
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.office import (
    application_lines,
    corrections,
    ending_lines,
    fakes,
    invalidation_lines,
    legacy_handing,
    objections,
    qualifying_lines,
    recalls,
    review_lines,
    sources,
    supervision_lines,
)
from yinxin.web.office.actions import Action
from yinxin.web.office.worklines import Source, WorkLine, in_order
from yinxin.web.tables import Table

SOURCES: Final[tuple[Source, ...]] = (
    sources.owed,
    sources.batches,
    sources.files,
    sources.proposals,
    sources.custody,
    sources.sendings,
    sources.prints,
    application_lines.applications,
    corrections.lines,
    objections.lines,
    fakes.lines,
    ending_lines.post,
    ending_lines.custody_ends,
    ending_lines.destruction,
    invalidation_lines.invalidations,
    recalls.lines,
    review_lines.committees,
    review_lines.results,
    review_lines.steps,
    qualifying_lines.notices,
    qualifying_lines.promises,
    qualifying_lines.conditions,
    legacy_handing.lines,
    supervision_lines.spot_checks,
    supervision_lines.cases,
    supervision_lines.criticism,
    supervision_lines.mending,
)
"""Where work comes from; a part of the office that brings work of its own adds its source here."""

A_PAGE: Final = 50
WHOSE: Final = {"me": Words("我"), "unit": Words("本单位"), "all": Words("管辖范围")}
URGENCIES: Final = {"late": Words("已逾期"), "soon": Words("3个工作日内"), "open": Words("其余")}
_HEADS: Final = (
    Words("事项"),
    Words("关于"),
    Words("由谁"),
    Words("条款"),
    Words("状态"),
    Words("最后一天"),
    Words("剩余工作日"),
    Words("暂定"),
)


@dataclass(frozen=True)
class Asked:
    """Which part of the work somebody wants to see: whose (see :data:`WHOSE`), and how urgent."""

    whose: str
    urgency: str

    @property
    def query(self) -> str:
        """The same as a query string."""
        return urlencode({"whose": self.whose, **({"urgency": self.urgency} if self.urgency else {})})


@staff(None, "N4")
@require_GET
def work(request: Request) -> HttpResponse:
    """Show one person's work by days left."""
    asked = _asked(request)
    lines = _of(asked.whose, _all(request), request)
    shown = [line for line in lines if asked.urgency in ("", line.urgency)]
    counts = Counter(line.urgency for line in lines)
    facts = {
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "count": len(shown),
        "asked_for": asked,
        "whose": WHOSE,
        "urgencies": [(name, words, counts[name]) for name, words in URGENCIES.items()],
        "filters": {"whose": asked.whose, "urgency": asked.urgency},
        "saved": desk.filters_of(request.actor, "work"),
        "list": "work",
        "actions": _beginnings(request),
        "today": day_of(request.now),
    }
    return render(request, "office/work.html", facts)


@staff(None, "N4")
@require_GET
def export_csv(request: Request) -> HttpResponse:
    """Return what the page shows as a CSV file."""
    return _table(request).csv()


@staff(None, "N4")
@require_GET
def export_xlsx(request: Request) -> HttpResponse:
    """Return what the page shows as a workbook."""
    return _table(request).xlsx()


def _asked(request: Request) -> Asked:
    whose, urgency = request.GET.get("whose", ""), request.GET.get("urgency", "")
    return Asked(whose if whose in WHOSE else "unit", urgency if urgency in URGENCIES else "")


def _all(request: Request) -> list[WorkLine]:
    today = day_of(request.now)
    return in_order(line for source in SOURCES for line in source(request.actor, today))


def _of(whose: str, lines: list[WorkLine], request: Request) -> list[WorkLine]:
    own = {seat.body.id for seat in request.actor.seats}
    return [line for line in lines if whose == "all" or line.mine or (whose == "unit" and line.body in own)]


def _table(request: Request) -> Table:
    asked = _asked(request)
    lines = _of(asked.whose, _all(request), request)
    rows = [_row(line) for line in lines if asked.urgency in ("", line.urgency)]
    return Table("work", _HEADS, rows)


def _row(line: WorkLine) -> tuple[object, ...]:
    due = line.due
    return (
        line.title,
        line.about,
        line.body_name,
        line.clause,
        line.state,
        due.due_on if due else None,
        due.working_days if due else None,
        Words("是") if due and due.provisional else None,
    )


_BEGINNINGS: Final = (
    (Permission.BATCH_SUBMIT, "/office/batches/new", Words("上传合格人员数据")),
    (Permission.EXAM_ENTER, "/office/exams/new", Words("登记考试")),
    (Permission.BATCH_SEE, "/office/batches", Words("查看批次")),
    (Permission.EXAM_SEE, "/office/exams", Words("查看考试")),
    (Permission.CERTIFICATE_SEE, "/office/search", Words("查找证书")),
    (Permission.PRINT_SEE, "/office/print", Words("查看印制单")),
    (Permission.CUSTODY_SEE, "/office/custody", Words("查看证书库存")),
    (Permission.CUSTODY_COUNT, "/office/custody/counts", Words("盘点")),
    (Permission.LIST_NOTICE, "/office/list-notices", Words("公示与承诺核查")),
    (Permission.AUDIT_SEE, "/office/audits", Words("条件审核")),
    (Permission.LEGACY_COLLECT, "/office/legacy/new", Words("报送存量证书数据")),
    (Permission.SUPERVISION_SEE, "/office/supervision", Words("查看监督情况")),
    (Permission.SPOT_CHECK_PLAN, "/office/spot-checks/new", Words("封存抽查名单")),
    (Permission.CRITICISM_DRAFT, "/office/criticisms/new", Words("起草通报批评")),
    (Permission.REVIEW_HOLD, "/office/reviews/new", Words("登记评审会议")),
    (Permission.REVIEW_SEE, "/office/reviews", Words("查看职称评审")),
    (Permission.REVIEW_SEE, "/office/committees", Words("查看评审委员会")),
    (Permission.PERSON_INVITE, "/office/people/invite", Words("邀请人员")),
    (Permission.PERSON_SEE, "/office/people", Words("查看人员")),
    (Permission.ORGANISATION_SEE, "/office/organisations", Words("查看机构")),
    (Permission.VETTING_ASK, "/office/vetting/new", Words("上传核验名单")),
    (Permission.VETTING_ASK, "/office/watching/new", Words("请求关注一本证书")),
    (Permission.KEY_MAKE, "/office/keys", Words("接口密钥")),
)
"""What can be begun without anything that waits; each person sees what is theirs."""


def _beginnings(request: Request) -> list[Action]:
    """Return what this person can begin from here."""
    return [
        Action(address.rsplit("/", 1)[1], address, words)
        for permission, address, words in _BEGINNINGS
        if request.actor.has(permission)
    ]
