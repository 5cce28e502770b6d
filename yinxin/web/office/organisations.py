"""Organisations: the tree, one with its names and people, and what can be done to it (N4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.approvals import deciding
from yinxin.kernel import regions
from yinxin.kernel.words import Words
from yinxin.parties import access, directory, founding, organisations, queries
from yinxin.parties.directory import OrganisationView
from yinxin.parties.permissions import Permission
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done, kind_choices
from yinxin.web.office.actions import offered
from yinxin.web.office.timeline import asked_length, events_of


class Founding(PlainForm):
    """A new organisation."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("小写字母、数字和连字符，以后不变"))
    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=120)
    name_en = forms.CharField(label=_("英文名称"), max_length=160)
    region = forms.CharField(
        label=_("行政区划代码"), max_length=6, required=False, help_text=_("六位代码；全国性机构不填")
    )
    industry = forms.CharField(
        label=_("行业"), max_length=40, required=False, help_text=_("只有行业主管部门、协会及其所属机构填写")
    )
    parent = forms.ChoiceField(label=_("上级机构"))


class Naming(PlainForm):
    """A new name."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    name_en = forms.CharField(label=_("新的英文名称"), max_length=160)


class Choosing(PlainForm):
    """Another organisation."""

    other = forms.ChoiceField(label=_("哪一个机构"))


@staff(Permission.ORGANISATION_SEE, "N4")
@require_GET
def organisation_list(request: Request) -> HttpResponse:
    """Show the organisations of the person's territory as a tree, or those that were looked for."""
    text = request.GET.get("q", "").strip()[:80]
    closed = request.GET.get("closed") == "1"
    facts = {
        "organisations": directory.organisations(request.actor, text=text, closed=closed),
        "looked_for": text,
        "closed": closed,
        "kinds": wording.KINDS,
    }
    return render(request, "office/organisations.html", facts)


@staff(Permission.ORGANISATION_SEE, "N4")
@require_GET
def organisation(request: Request, number: int) -> HttpResponse:
    """Show one organisation: its names over time, its people, what can be done, its history."""
    view = directory.organisation(number, request.actor)
    sees_people = access.may(request.actor, Permission.PERSON_SEE, queries.body(number))
    facts = {
        "view": view,
        "kind": wording.KINDS[view.kind],
        "region": regions.region(view.region).name if view.region else "",
        "parent": directory.organisation_names(view.parent_id)[0] if view.parent_id else None,
        "successor": directory.organisation_names(view.merged_into)[0] if view.merged_into else None,
        "names": directory.organisation_names(number),
        "seats": directory.seats_in(number, request.now) if sees_people else (),
        "sees_people": sees_people,
        "actions": [] if view.closed_at else _actions(request, number),
        "timeline": events_of(("organisation", number), length=asked_length(request)),
    }
    return render(request, "office/organisation.html", facts)


@staff(Permission.ORGANISATION_MANAGE, "N4")
@require_http_methods(["GET", "POST"])
def found(request: Request) -> HttpResponse:
    """Found an organisation."""
    form = Founding(request.POST or None)
    above = directory.organisations(request.actor)
    form.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]
    form.fields["parent"].choices = [(one.code, one.name) for one in above]  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        check = Check(
            Words("登记机构"),
            (),
            Words("登记后即可在其中邀请人员；代码以后不能改。"),
            Words("登记1个机构"),
            "/office/organisations",
        )
        return check_page(request, check, form)
    number = founding.found(**form.cleaned_data, by=request.actor, at=request.now)
    return done(request, Words("已登记机构。"), f"/office/organisations/{number}")


@staff(Permission.ORGANISATION_MANAGE, "N4")
@require_http_methods(["GET", "POST"])
def rename(request: Request, number: int) -> HttpResponse:
    """Give an organisation a new name from now on."""
    view = directory.organisation(number, request.actor)
    form = Naming(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        follows = Words("从现在起使用新名称；旧名称按时间保留，已发的证书不变。")
        return check_page(request, _check(view, Words("机构更名"), follows, Words("更改1个机构的名称")), form)
    organisations.rename(organisation_id=number, **form.cleaned_data, by=request.actor, at=request.now)
    return done(request, Words("已更名。"), _address(number))


@staff(Permission.ORGANISATION_MANAGE, "N4")
@require_http_methods(["GET", "POST"])
def move(request: Request, number: int) -> HttpResponse:
    """Put an organisation under another one."""
    view = directory.organisation(number, request.actor)
    form = _choosing(request, number)
    if request.method == "GET" or not form.is_valid():
        follows = Words("它和它的全部下级一起改隶；上级机构人员的管辖范围立即随之变化。")
        return check_page(request, _check(view, Words("调整隶属关系"), follows, Words("改隶1个机构")), form)
    parent = int(form.cleaned_data["other"])
    organisations.move(organisation_id=number, parent_id=parent, by=request.actor, at=request.now)
    return done(request, Words("已调整隶属关系。"), _address(number))


@staff(Permission.ORGANISATION_MANAGE, "N4")
@require_http_methods(["GET", "POST"])
def merge(request: Request, number: int) -> HttpResponse:
    """Propose to merge an organisation into another one."""
    view = directory.organisation(number, request.actor)
    form = _choosing(request, number)
    if request.method == "GET" or not form.is_valid():
        follows = Words("提出后由安全管理员核对前后差别并批准；批准前什么都不变。")
        return check_page(
            request, _check(view, Words("申请机构合并"), follows, Words("提出1项合并申请")), form
        )
    facts = {"into": int(form.cleaned_data["other"])}
    return _proposed(request, "organisation_merger", number, facts)


@staff(Permission.ORGANISATION_MANAGE, "N4")
@require_http_methods(["GET", "POST"])
def close(request: Request, number: int) -> HttpResponse:
    """Propose to close an organisation."""
    view = directory.organisation(number, request.actor)
    if request.method == "GET":
        follows = Words("提出后由安全管理员批准；机构里还有人员或下级时不能撤销。")
        return check_page(request, _check(view, Words("申请撤销机构"), follows, Words("提出1项撤销申请")))
    return _proposed(request, "organisation_closing", number, {})


def _proposed(request: Request, kind: str, number: int, facts: dict[str, int]) -> HttpResponse:
    made = deciding.propose(kind=kind, subject_id=number, facts=facts, by=request.actor, at=request.now)
    return redirect(f"/office/approvals/{made}")


def _choosing(request: Request, number: int) -> Choosing:
    form = Choosing(request.POST or None)
    others = [one for one in directory.organisations(request.actor) if one.id != number]
    form.fields["other"].choices = [(str(one.id), one.name) for one in others]  # type: ignore[attr-defined]
    return form


def _check(view: OrganisationView, title: Words, follows: Words, button: Words) -> Check:
    facts = ((Words("机构"), view.name), (Words("代码"), view.code))
    return Check(title, facts, follows, button, _address(view.id))


def _actions(request: Request, number: int) -> list[object]:
    over = queries.body(number)
    acts = (
        ("rename", Words("更名")),
        ("move", Words("调整隶属关系")),
        ("merge", Words("申请合并")),
        ("close", Words("申请撤销")),
    )
    found: list[object] = [
        offered(
            request.actor,
            Permission.ORGANISATION_MANAGE,
            name=name,
            address=f"{_address(number)}/{name}",
            words=words,
            at=request.now,
            over=over,
        )
        for name, words in acts
    ]
    invite = offered(
        request.actor,
        Permission.PERSON_INVITE,
        name="invite",
        address=f"/office/people/invite?organisation={number}",
        words=Words("邀请人员"),
        at=request.now,
        over=over,
        main=True,
    )
    return [invite, *found]


def _address(number: int) -> str:
    return f"/office/organisations/{number}"
