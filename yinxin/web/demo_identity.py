"""Doors of the demonstration's identity service; mounted in demo mode only."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.demo.country import PASSWORD
from yinxin.demo.identity import provider
from yinxin.demo.identity.provider import Person
from yinxin.kernel.identity import FORMS, IdKind, normalise
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm


class Invented(PlainForm):
    """Whoever one wants to be; the password is known."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    id_number = forms.CharField(label=_("证件号码"), max_length=40)
    password = forms.CharField(label=_("密码"), max_length=40, widget=forms.PasswordInput)

    def clean_password(self) -> str:
        """Take the known password only."""
        if self.cleaned_data["password"] != PASSWORD:
            raise forms.ValidationError(_("密码不对。"))
        return PASSWORD


@public()
@require_http_methods(["GET", "POST"])
def authorize(request: Request) -> HttpResponse:
    """Let the visitor say who they are, and send the browser back with a code.

    :raises NotPermitted: the question is not one of our own site.
    """
    asked = {name: str(value) for name, value in request.GET.items()}
    if provider.check_request(asked):
        raise NotPermitted(Words("这个登录请求不是从本站发出的。"), do=Words("请从“我的证书”重新登录。"))
    known = provider.people()
    form = Invented(None if request.method == "GET" or "person" in request.POST else request.POST)
    if request.method == "POST":
        limits.count_caller(request)
        person = next((one for number, one in known if str(number) == request.POST.get("person")), None)
        if person is None and form.is_valid():
            number = normalise(form.cleaned_data["id_number"])
            person = Person(form.cleaned_data["name"], IdKind.RESIDENT.value, number)
        if person is not None:
            return HttpResponseRedirect(provider.authorize(asked, person))
    facts = {
        "people": known,
        "form": form,
        "password": PASSWORD,
        "kind": FORMS[IdKind.RESIDENT].name,
    }
    return render(request, "holder/demo_identity.html", facts, status=422 if form.is_bound else 200)


@public()
@require_GET
def discovery(request: Request) -> HttpResponse:
    """Describe the service."""
    return _answer(request, "/.well-known/openid-configuration")


@public()
@require_GET
def keys(request: Request) -> HttpResponse:
    """Publish the keys that sign ID tokens."""
    return _answer(request, "/keys")


@csrf_exempt
@public()
@require_POST
def token(request: Request) -> HttpResponse:
    """Exchange a code for an ID token; programs ask here, with the client's credentials."""
    return _answer(request, "/token")


def _answer(request: Request, address: str) -> HttpResponse:
    method = str(request.method)
    status, said = provider.answer(
        method, address, dict(request.headers), request.body.decode("utf-8", "replace")
    )
    return JsonResponse(said, status=status)


urlpatterns: list[URLPattern] = [
    path(".well-known/openid-configuration", discovery),
    path("keys", keys),
    path("authorize", authorize),
    path("token", token),
]
