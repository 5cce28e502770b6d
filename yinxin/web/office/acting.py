"""What the pages of people and organisations share: the page before an act, the answer after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yinxin.kernel.words import Words
from yinxin.parties.roles import ROLES
from yinxin.web import wording
from yinxin.web.doors import Request

Fact = tuple[Words, object]
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Check:
    """The page before an act.

    :ivar title: what is about to be done.
    :ivar facts: to what, line by line.
    :ivar follows: what happens then.
    :ivar button: the count and the act.
    :ivar back: where to go without doing it.
    :ivar grave: it takes something away.
    :ivar above: the part of the office that it belongs to: address and name.
    """

    title: Words
    facts: Sequence[Fact]
    follows: Words
    button: Words
    back: str
    grave: bool = False
    above: tuple[str, Words] = ("/office/manage", Words("管理"))


def check_page(request: Request, check: Check, form: forms.Form | None = None) -> HttpResponse:
    """Show what will be done, with the fields that are still to be filled in."""
    bound = form is not None and form.is_bound
    return render(request, "office/check.html", {"check": check, "form": form}, status=422 if bound else 200)


def done(request: Request, said: Words, there: str) -> HttpResponse:
    """Say that it is done, on the page that shows the result."""
    messages.success(request, said.render(gettext))
    return redirect(there)


def told_once(request: Request, title: Words, secret: str, says: Words, back: str) -> HttpResponse:
    """Show what is told once and kept nowhere; no browser keeps the page."""
    facts = {"title": title, "secret": secret, "says": says, "back": back}
    return render(request, "office/once.html", facts)


def role_choices(kind: str = "", *, empty: Words | None = None) -> Choices:
    """Return the roles for a form, of one kind of organisation where one is named."""
    first = [("", empty.render(gettext))] if empty else []
    found = [role for role in ROLES.values() if not kind or kind in role.kinds]
    return first + [(role.code, role.title.render(gettext)) for role in found]


def kind_choices() -> Choices:
    """Return the kinds of organisation for a form."""
    return [(code, words.render(gettext)) for code, words in wording.KINDS.items()]
