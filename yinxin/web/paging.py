"""Lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

A_PAGE: Final = 50


def page_of(request: HttpRequest, found: Sequence[Any]) -> Page[Any]:
    """Return the page that ``?page=`` asks for: the first where it is no number, the last where it lies beyond."""
    return Paginator(found, A_PAGE).get_page(request.GET.get("page"))
