"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yinxin.parties.permissions import Permission
from yinxin.web.middleware import NOBODY

LARGE = "yinxin_large"
"""The cookie that remembers large text."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return who is signed in, what they may do, whether this is a demonstration, the size of text."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "signed_in": actor.account_id > 0,
        "holder_signed_in": bool(getattr(request, "holder", None)),
        "can": {permission.name.lower(): actor.has(permission) for permission in Permission},
        "demo": settings.DEMO,
        "address": settings.PUBLIC_ADDRESS,
        "large": request.COOKIES.get(LARGE) == "1",
    }
