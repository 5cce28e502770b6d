"""People: the list, one person, invitations, seats given, changed and ended (A4)."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.approvals import deciding
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access, accounts, directory, founding, invitations, queries, recovery, seats
from yinxin.parties.directory import PersonView, SeatView
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, is_weighty
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done, role_choices, told_once
from yinxin.web.office.actions import Action, offered
from yinxin.web.office.timeline import asked_length, events_by

A_PAGE = 50


class Invitation(PlainForm):
    """Whom to invite, to what."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    organisation = forms.ChoiceField(label=_("机构"))
    role = forms.ChoiceField(
        label=_("岗位"),
        required=False,
        help_text=_("重要岗位（管理、制证、发布）先只开账号，再申请，由另一名安全管理员批准"),
    )


class Giving(PlainForm):
    """A seat to give."""

    organisation = forms.ChoiceField(label=_("机构"))
    role = forms.ChoiceField(label=_("岗位"), help_text=_("重要岗位（管理、制证、发布）不直接授予，转为申请"))


class Changing(PlainForm):
    """Another role."""

    role = forms.ChoiceField(label=_("新岗位"))


class Several(PlainForm):
    """Several seats in one organisation, one a line."""

    organisation = forms.ChoiceField(label=_("机构"))
    table = forms.CharField(
        label=_("名单"),
        max_length=20_000,
        widget=forms.Textarea,
        help_text=_("每行一人：用户名、岗位代码，用逗号或制表符隔开，可从表格粘贴"),
    )


@staff(Permission.PERSON_SEE, "A4")
@require_GET
def people(request: Request) -> HttpResponse:
    """List the people of the territory, or those that were looked for, and the invitations that wait."""
    text = request.GET.get("q", "").strip()[:80]
    found = directory.people(request.actor, request.now, text=text)
    facts = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "looked_for": text,
        "filters": {"q": text},
        "invitations": directory.invitations(request.actor, request.now),
    }
    return render(request, "office/people.html", facts)


@staff(None, "A4")
@require_GET
def person(request: Request, number: int) -> HttpResponse:
    """Show one person: seats, delegations, what can be done, the timeline from the ledger."""
    view = directory.person(number, request.actor, request.now)
    facts = {
        "view": view,
        "past": directory.seats_past(number, request.now),
        "delegations": directory.delegations_of(number),
        "actions": _actions(request, view),
        "manages": {one.id for one in view.seats if _manages(request, one)},
        "timeline": events_by(number, length=asked_length(request)),
        "now": request.now,
    }
    return render(request, "office/person.html", facts)


@staff(Permission.PERSON_INVITE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite a person; the link is shown once."""
    asked = request.GET.get("organisation", "")
    form = Invitation(request.POST or None, initial={"organisation": asked})
    _offer_places(request, form, Permission.PERSON_INVITE)
    plain = [(code, title) for code, title in role_choices() if not is_weighty(code)]
    empty = role_choices(empty=Words("先只开账号"))[:1]
    form.fields["role"].choices = empty + plain  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        follows = Words("系统生成一个链接，7天内由本人使用一次，自己设置用户名和密码。")
        check = Check(Words("邀请人员"), (), follows, Words("邀请1人"), "/office/people")
        return check_page(request, check, form)
    said = form.cleaned_data
    made = invitations.invite(
        organisation_id=int(said["organisation"]),
        role=said["role"],
        name=said["name"],
        by=request.actor,
        at=request.now,
    )
    says = Words("请把链接交给{name}本人。链接只显示这一次，7天内使用一次。", name=said["name"])
    link = f"{settings.PUBLIC_ADDRESS}/join/{made.token}"
    return told_once(request, Words("邀请链接"), link, says, "/office/people")


@staff(Permission.PERSON_INVITE, "A4")
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take an invitation back."""
    invitations.withdraw_invitation(invitation_id=number, by=request.actor, at=request.now)
    return done(request, Words("已收回邀请。"), "/office/people")


@staff(Permission.SEAT_MANAGE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def give(request: Request, number: int) -> HttpResponse:
    """Give a person a seat; a weighty one becomes a proposal."""
    view = directory.person(number, request.actor, request.now)
    form = Giving(request.POST or None)
    _offer_places(request, form, Permission.SEAT_MANAGE)
    form.fields["role"].choices = role_choices()  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        follows = Words("普通岗位立即生效；重要岗位（管理、制证、发布）须由另一名安全管理员批准后生效。")
        return check_page(request, _check(view, Words("授予岗位"), follows, Words("授予1个岗位")), form)
    place, role = int(form.cleaned_data["organisation"]), form.cleaned_data["role"]
    if is_weighty(role):
        made = deciding.propose(
            kind="weighty_seat",
            subject_id=number,
            facts={"organisation": place, "role": role},
            by=request.actor,
            at=request.now,
        )
        return redirect(f"/office/approvals/{made}")
    founding.seat(account_id=number, organisation_id=place, role=role, by=request.actor, at=request.now)
    return done(request, Words("已授予岗位。"), _address(number))


@staff(Permission.SEAT_MANAGE, "A4")
@require_http_methods(["GET", "POST"])
def several(request: Request) -> HttpResponse:
    """Propose several seats at once, from a table."""
    form = Several(request.POST or None)
    _offer_places(request, form, Permission.SEAT_MANAGE)
    if request.method == "GET" or not form.is_valid():
        follows = Words("提出后由另一名安全管理员逐行核对并批准；批准前什么都不变。")
        check = Check(Words("批量授予岗位"), (), follows, Words("提出申请"), "/office/people")
        return check_page(request, check, form)
    made = deciding.propose(
        kind="several_seats",
        subject_id=int(form.cleaned_data["organisation"]),
        facts={"seats": _read(form.cleaned_data["table"])},
        by=request.actor,
        at=request.now,
    )
    return redirect(f"/office/approvals/{made}")


@staff(Permission.SEAT_MANAGE, "A4")
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    """Let a person hold another role in the same organisation."""
    seat = directory.seat(number, request.actor, request.now)
    kind = queries.body(seat.organisation_id).kind
    form = Changing(request.POST or None)
    form.fields["role"].choices = [  # type: ignore[attr-defined]
        one for one in role_choices(kind) if one[0] != seat.role.code and not is_weighty(one[0])
    ]
    if request.method == "GET" or not form.is_valid():
        follows = Words("原岗位在同一时刻终止；接口密钥随新岗位的权限缩减。")
        return check_page(request, _seat_check(seat, Words("调整岗位"), follows, Words("调整1个岗位")), form)
    seats.change_seat(seat_id=number, role=form.cleaned_data["role"], by=request.actor, at=request.now)
    return done(request, Words("已调整岗位。"), _address(seat.account_id))


@staff(Permission.SEAT_MANAGE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """End a seat."""
    seat = directory.seat(number, request.actor, request.now)
    if request.method == "GET":
        follows = Words(
            "岗位立即终止；由它产生的代理、接口密钥和待批申请同时失效。没有其他岗位的，会话也立即结束。"
        )
        return check_page(request, _seat_check(seat, Words("终止岗位"), follows, Words("终止1个岗位")))
    seats.end_seat(seat_id=number, by=request.actor, at=request.now)
    return done(request, Words("已终止岗位。"), _address(seat.account_id))


@staff(Permission.ACCOUNT_CLOSE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def close(request: Request, number: int) -> HttpResponse:
    """Close a person's account."""
    view = directory.person(number, request.actor, request.now)
    if request.method == "GET":
        follows = Words("全部岗位、会话、接口密钥、代理和待批申请立即失效；本人不能再登录。")
        button = Words("关闭账号并终止{count}个岗位", count=len(view.seats))
        return check_page(request, _check(view, Words("关闭账号"), follows, button, grave=True))
    accounts.close_account(account_id=number, by=request.actor, at=request.now)
    return done(request, Words("账号已关闭。"), _address(number))


@staff(Permission.ACCOUNT_CLOSE, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def reopen(request: Request, number: int) -> HttpResponse:
    """Open a closed account again."""
    view = directory.person(number, request.actor, request.now)
    if request.method == "GET":
        follows = Words("本人可以再次登录；原来的岗位不会恢复，须重新授予。")
        return check_page(request, _check(view, Words("恢复账号"), follows, Words("恢复1个账号")))
    accounts.reopen_account(account_id=number, by=request.actor, at=request.now)
    return done(request, Words("账号已恢复。"), _address(number))


@staff(Permission.ACCOUNT_RESET, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def sessions_end(request: Request, number: int) -> HttpResponse:
    """End all of a person's sessions."""
    view = _to_help(request, number)
    if request.method == "GET":
        follows = Words("本人在所有设备上立即退出，可以重新登录。")
        return check_page(request, _check(view, Words("结束会话"), follows, Words("结束1人的全部会话")))
    accounts.end_sessions(account_id=number, by=request.actor, at=request.now)
    return done(request, Words("已结束全部会话。"), _address(number))


@staff(Permission.ACCOUNT_RESET, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def factors(request: Request, number: int) -> HttpResponse:
    """Take away a lost second factor."""
    view = _to_help(request, number)
    if request.method == "GET":
        follows = Words(
            "本人的身份验证器、通行密钥和恢复码全部失效，会话结束；仍须用密码登录，并重新设置。"
            "七天内重设密码须由另一名管理员办理。"
        )
        button = Words("移除1人的第二步验证")
        return check_page(request, _check(view, Words("移除第二步验证"), follows, button, grave=True))
    recovery.drop_factors(account_id=number, by=request.actor, at=request.now)
    return done(request, Words("已移除第二步验证。"), _address(number))


@staff(Permission.ACCOUNT_RESET, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def new_password(request: Request, number: int) -> HttpResponse:
    """Make a link for a new password; it is shown once."""
    view = _to_help(request, number)
    if request.method == "GET":
        follows = Words(
            "系统生成一个链接，24小时内由本人使用一次，自己设置新密码；设了第二步验证的，登录时照样要验证。"
            "七天内移除第二步验证须由另一名管理员办理。"
        )
        button = Words("发放1个重设密码的链接")
        return check_page(request, _check(view, Words("重设密码"), follows, button))
    made = recovery.offer_new_password(account_id=number, by=request.actor, at=request.now)
    says = Words("请把链接交给{name}本人。链接只显示这一次，24小时内使用一次。", name=view.name)
    link = f"{settings.PUBLIC_ADDRESS}/renew/{made.token}"
    return told_once(request, Words("重设密码的链接"), link, says, _address(number))


def _to_help(request: Request, number: int) -> PersonView:
    directory.require_over_person(request.actor, Permission.ACCOUNT_RESET, number, request.now)
    return directory.person(number, request.actor, request.now)


def _read(table: str) -> list[dict[str, object]]:
    """Return the seats that a pasted table names.

    :raises Incomplete: it names every line that cannot be read.
    """
    found, wrong = [], []
    for number, line in enumerate(table.splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("，", ",").replace("\t", ",").split(",")]
        if not any(cells):
            continue
        account = directory.account_named(cells[0])
        if account is None or len(cells) != 2 or cells[1] not in ROLES:
            wrong.append(number)
        else:
            found.append({"account": account, "role": cells[1]})
    if wrong:
        raise Incomplete(
            Words("名单第{lines}行读不出：没有这个用户名或岗位代码。", lines="、".join(map(str, wrong))),
            do=Words("请改正后重新提交。"),
            facts={"lines": wrong},
        )
    return found


def _offer_places(request: Request, form: PlainForm, permission: Permission) -> None:
    places = queries.bodies(queries.territory(request.actor, permission)).values()
    open_now = {one.id for one in directory.organisations(request.actor)}
    form.fields["organisation"].choices = [  # type: ignore[attr-defined]
        (str(one.id), one.name) for one in sorted(places, key=lambda one: one.id) if one.id in open_now
    ]


def _actions(request: Request, view: PersonView) -> list[Action]:
    homes = queries.homes(view.id, request.now) or [queries.the_centre()]
    acts = [
        (Permission.SEAT_MANAGE, "seat", Words("授予岗位"), view.is_open),
        (Permission.ACCOUNT_RESET, "sessions", Words("结束会话"), view.is_open),
        (Permission.ACCOUNT_RESET, "factors", Words("移除第二步验证"), view.is_open),
        (Permission.ACCOUNT_RESET, "password", Words("重设密码"), view.is_open),
        (Permission.ACCOUNT_CLOSE, "close", Words("关闭账号"), view.is_open),
        (Permission.ACCOUNT_CLOSE, "reopen", Words("恢复账号"), not view.is_open),
    ]
    if view.id == request.actor.account_id:
        return []
    return [
        offered(
            request.actor,
            permission,
            name=name,
            address=f"{_address(view.id)}/{name}",
            words=words,
            at=request.now,
            over=homes[0],
            main=name == "seat",
        )
        for permission, name, words, fits in acts
        if fits
    ]


def _manages(request: Request, one: SeatView) -> bool:
    own = one.account_id == request.actor.account_id
    return not own and access.may(request.actor, Permission.SEAT_MANAGE, queries.body(one.organisation_id))


def _check(view: PersonView, title: Words, follows: Words, button: Words, *, grave: bool = False) -> Check:
    facts = ((Words("姓名"), view.name), (Words("用户名"), view.username))
    return Check(title, facts, follows, button, _address(view.id), grave)


def _seat_check(one: SeatView, title: Words, follows: Words, button: Words) -> Check:
    facts = (
        (Words("姓名"), one.person),
        (Words("机构"), one.organisation),
        (Words("现在的岗位"), one.role.title),
    )
    return Check(title, facts, follows, button, _address(one.account_id), grave=True)


def _address(number: int) -> str:
    return f"/office/people/{number}"
