"""What every page knows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yinxin.desk import queries as desk
from yinxin.parties.permissions import Permission
from yinxin.web.middleware import NOBODY
from yinxin.web.sections import sections_of

LARGE = "yinxin_large"
"""The cookie that remembers large text."""

SCHEME = "yinxin_scheme"
"""The cookie that remembers light or dark colours; empty follows the system."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return who is signed in, what they may do, whether this is a demonstration, how the page shall look."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "signed_in": actor.account_id > 0,
        "holder_signed_in": bool(getattr(request, "holder", None)),
        "can": {permission.name.lower(): actor.has(permission) for permission in Permission},
        "sections": partial(sections_of, actor),
        "unread": partial(desk.unread, actor.account_id),
        "demo": settings.DEMO,
        "address": settings.PUBLIC_ADDRESS,
        "large": request.COOKIES.get(LARGE) == "1",
        "scheme": scheme(request.COOKIES.get(SCHEME, "")),
    }


def scheme(asked: str) -> str:
    """Return ``light`` or ``dark``, or nothing where the system's own colours are followed."""
    return asked if asked in ("light", "dark") else ""
