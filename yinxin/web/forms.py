"""What all forms of the site share: the sentences for a field left empty or filled wrongly."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """A day as browsers want it: in any other form than 2026-09-14 they show an empty field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlainForm(forms.Form):
    """A form that speaks as the rest of the site does."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写这一项。")
            field.error_messages["invalid"] = _("请检查这一项的写法。")


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number that a form or an address carries; 0 where there is none that could be an id."""
    given = request.POST.get(name) or request.GET.get(name) or ""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else 0
