"""Template tags: sentences in the reader's language, days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext

from yinxin.kernel.identity import masked
from yinxin.kernel.words import Words

register = template.Library()


@register.filter
def words(value: Any) -> str:
    """Return a sentence in the reader's language; anything else as it stands."""
    return value.render(gettext) if isinstance(value, Words) else str(value)


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Return a day as ``2026年6月14日`` or ``14 June 2026``; nothing for None."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if (get_language() or "").startswith("en"):
        return f"{value.day} {value:%B %Y}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment in China's time: ``2026年6月14日 09:05``; nothing for None."""
    return f"{day(value)} {timezone.localtime(value):%H:%M}" if value else "—"


@register.filter
def hidden(value: str) -> str:
    """Return an identity number with the places hidden that are hidden everywhere."""
    return masked(value)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Return a mapping's value, or nothing."""
    return mapping.get(key, "")
