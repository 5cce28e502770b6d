"""Where the links of administrators lead: an invitation to an account, a new password; each once (A4)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yinxin.kernel.refusal import Incomplete
from yinxin.parties import invitations, passwords, recovery
from yinxin.parties.roles import ROLES
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm


class Renewing(PlainForm):
    """A password, twice."""

    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(label=_("再输一次密码"), max_length=200, strip=False, widget=forms.PasswordInput)

    def clean(self) -> None:
        """Compare the two passwords."""
        said = self.cleaned_data
        if said.get("password") != said.get("again"):
            self.add_error("again", gettext("两次输入的密码不一样。"))


class Joining(Renewing):
    """User name and password, the latter twice."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, help_text=_("小写字母、数字、点或连字符，以字母开头")
    )


@public("A4")
@require_http_methods(["GET", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """Show what the invitation offers; open the account."""
    if request.method == "POST":
        limits.count_attempt(request, token)
    offer = invitations.welcome(token, request.now)
    form = Joining(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            invitations.accept(
                token=token, username=said["username"], password=said["password"], at=request.now
            )
        except Incomplete as refusal:
            form.add_error("username", f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")
        else:
            messages.success(request, gettext("账号已开立，请登录。"))
            return redirect("/office/sign-in")
    facts = {
        "offer": offer,
        "role": ROLES[offer.role].title if offer.role in ROLES else None,
        "form": form,
        "asked": passwords.profile(),
    }
    return render(request, "public/join.html", facts, status=422 if form.is_bound else 200)


@public("A4")
@require_http_methods(["GET", "POST"])
def renew(request: Request, token: str) -> HttpResponse:
    """Let a person whom an administrator has given a link set a new password."""
    if request.method == "POST":
        limits.count_attempt(request, token)
    name = recovery.whose(token, request.now)
    form = Renewing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recovery.renew_password(token=token, new=form.cleaned_data["password"], at=request.now)
        except Incomplete as refusal:
            form.add_error("password", f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")
        else:
            messages.success(request, gettext("密码已重设，请登录。"))
            return redirect("/office/sign-in")
    facts = {"name": name, "form": form, "asked": passwords.profile()}
    return render(request, "public/renew.html", facts, status=422 if form.is_bound else 200)
