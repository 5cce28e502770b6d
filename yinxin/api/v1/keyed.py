"""``GET /api/v1/key`` and ``/api/v1/duties``: what a key may do, and what is owed in its territory."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from yinxin.api.v1.bearer import KeyRequest, key_holder
from yinxin.duties import queries
from yinxin.duties.queries import OwedDuty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission

A_PAGE: Final = 50
MOST: Final = 200
_CURSOR: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})")


@require_GET
@key_holder(None, "A4")
def key(request: KeyRequest) -> HttpResponse:
    """Say what the key may do, for whom, and until when."""
    shown = request.bearer.key
    return _json(
        {
            "id": shown.public_id,
            "name": shown.name,
            "organisation": shown.organisation_name,
            "scopes": [scope.value for scope in shown.scopes],
            "may": sorted(p.value for p in Permission if request.actor.has(p)),
            "until": shown.until.isoformat(timespec="seconds"),
        }
    )


@require_GET
@key_holder(Permission.DUTY_SEE, "N9.2", "N10")
def duties(request: KeyRequest) -> HttpResponse:
    """List the open duties of the key's territory, the nearest first, page by page."""
    found, more = queries.open_page(
        request.actor, day_of(request.now), after=_cursor(request), count=_count(request)
    )
    last = found[-1] if found else None
    following = f"{last.due_on.isoformat()}.{last.id}" if last and more else None
    return _json({"duties": [_duty(one) for one in found], "next": following})


def _duty(one: OwedDuty) -> dict[str, Any]:
    return {
        "id": one.id,
        "clause": one.clause,
        "subject": f"{one.subject}:{one.subject_id}",
        "owed_by": one.owed_by_name,
        "opened_on": one.opened_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "provisional": one.provisional,
        "days_left": one.days_left,
    }


def _cursor(request: KeyRequest) -> tuple[date, int] | None:
    text = request.GET.get("cursor", "")
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    try:
        if found:
            return date.fromisoformat(found[1]), int(found[2])
    except ValueError as error:
        raise _wrong("cursor") from error
    raise _wrong("cursor")


def _count(request: KeyRequest) -> int:
    text = request.GET.get("limit", str(A_PAGE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise _wrong("limit")
    return int(text)


def _wrong(name: str) -> Incomplete:
    return Incomplete(
        Words("参数{name}不对。", name=name),
        do=Words("cursor照抄上一页的next；limit为1至{most}。", most=MOST),
        facts={"fields": [name]},
    )


def _json(body: dict[str, Any]) -> HttpResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
