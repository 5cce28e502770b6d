"""Days in forms: a browser shows only what is written as 2026-09-14."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

import yinxin.web
from yinxin.web.forms import DayInput


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_that_is_filled_in_already_is_written_as_browsers_read_it(language):
    class Form(forms.Form):
        since = forms.DateField(widget=DayInput())

    with translation.override(language):
        page = str(Form(initial={"since": date(2026, 9, 14)})["since"])
    assert 'type="date"' in page
    assert 'value="2026-09-14"' in page


def test_every_day_is_asked_for_in_this_way():
    folder = Path(yinxin.web.__file__).parent
    others = [file.name for file in folder.rglob("*.py") if "DateInput" in file.read_text(encoding="utf-8")]
    assert others == ["forms.py"]
