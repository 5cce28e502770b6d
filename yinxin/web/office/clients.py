"""API keys: one's own and those that one may revoke; a new key is shown once (A4)."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import CHINA
from yinxin.kernel.words import Words
from yinxin.parties import clients, directory
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done, told_once

HERE = "/office/keys"


class Making(PlainForm):
    """What a key is for, where, what it may do, until when."""

    name = forms.CharField(label=_("用途"), max_length=80, help_text=_("哪个程序使用，例如：报送系统"))
    organisation = forms.ChoiceField(label=_("机构"))
    scopes = forms.MultipleChoiceField(label=_("可以做什么"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(label=_("有效期至"), widget=DayInput(), help_text=_("最长一年"))


@staff(None, "A4")
@require_GET
def keys(request: Request) -> HttpResponse:
    """List the keys."""
    found = [(key, key.is_open(request.now)) for key in directory.keys_for(request.actor)]
    return render(request, "office/keys.html", {"keys": found})


@staff(Permission.KEY_MAKE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def make(request: Request) -> HttpResponse:
    """Make a key for oneself."""
    form = Making(request.POST or None)
    own = {
        seat.body.id: seat.body.name
        for seat in request.actor.seats
        if not seat.delegated_by and Permission.KEY_MAKE in seat.permissions
    }
    form.fields["organisation"].choices = [(str(n), name) for n, name in own.items()]  # type: ignore[attr-defined]
    form.fields["scopes"].choices = [  # type: ignore[attr-defined]
        (scope.value, scope.words.render(gettext)) for scope in clients.SCOPES if request.actor.has(scope)
    ]
    if request.method == "GET" or not form.is_valid():
        follows = Words("程序用这把密钥以您的名义办事，权限不超过您自己；您离岗时密钥立即失效。")
        return check_page(
            request, Check(Words("申请接口密钥"), (), follows, Words("生成1把密钥"), HERE), form
        )
    said = form.cleaned_data
    _number, key = clients.make_key(
        name=said["name"],
        organisation_id=int(said["organisation"]),
        scopes=[Permission(scope) for scope in said["scopes"]],
        until=datetime.combine(said["until"], time(23, 59, 59), CHINA),
        by=request.actor,
        at=request.now,
    )
    says = Words("请现在把密钥存到程序的保密配置里。密钥只显示这一次；泄露了请立即吊销。")
    return told_once(request, Words("新的接口密钥"), key, says, HERE)


@staff(None, "A4")
@require_http_methods(["GET", "POST"])
def revoke(request: Request, number: int) -> HttpResponse:
    """Revoke a key at once."""
    key = directory.key_for(number, request.actor)
    if request.method == "GET":
        facts = (
            (Words("密钥"), f"yxk_{key.public_id}…"),
            (Words("用途"), key.name),
            (Words("负责人"), key.owner_name),
            (Words("机构"), key.organisation_name),
        )
        follows = Words("使用这把密钥的程序立即不能再办事；吊销后不能恢复。")
        check = Check(Words("吊销接口密钥"), facts, follows, Words("吊销1把密钥"), HERE, grave=True)
        return check_page(request, check)
    clients.revoke_key(key_id=number, by=request.actor, at=request.now)
    return done(request, Words("密钥已吊销。"), HERE)
