"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yinxin.web.middleware import NOBODY


def page(request: HttpRequest) -> dict[str, Any]:
    """Return who is signed in, and whether this is a demonstration."""
    return {
        "actor": getattr(request, "actor", NOBODY),
        "demo": settings.DEMO,
        "address": settings.PUBLIC_ADDRESS,
    }
