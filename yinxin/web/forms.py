"""What all forms of the site share: the sentences for a field left empty or filled wrongly."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PlainForm(forms.Form):
    """A form that speaks as the rest of the site does."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写这一项。")
            field.error_messages["invalid"] = _("请检查这一项的写法。")
