"""Days in addresses and forms."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words


def asked_day(request: HttpRequest, name: str) -> date | None:
    """Return the day that the query string names, or None where it names none.

    :raises Incomplete: there is a text that is no day between 1990 and 2100.
    """
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = date.min
    if not 1990 <= asked.year <= 2100:
        raise Incomplete(Words("日期无法识别。"), do=Words("请按“年-月-日”填写，例如2026-08-28。"))
    return asked
