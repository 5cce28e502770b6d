"""Agreements with the platforms' clients: the list, one with its keys and messages, what may be done to it (N22.2)."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.n2023.art22_verification import Platform
from yinxin.parties.permissions import Permission
from yinxin.sharing import agreements, keys, notifying, queries, terms
from yinxin.sharing.changes import EVERYWHERE, rows_of
from yinxin.sharing.states import AgreementState
from yinxin.sharing.terms import Terms
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done, told_once
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.tables import Table

HERE: Final = "/office/sharing"
_ABOVE: Final = (HERE, Words("数据共享"))
VERDICTS: Final = {
    "valid": Words("有效"),
    "superseded": Words("已换发"),
    "invalid": Words("无效"),
    "not_found": Words("没有找到"),
    "page": Words("已给出"),
}


class Proposing(PlainForm):
    """The terms of an agreement."""

    client = forms.CharField(label=_("接入单位"), max_length=60)
    platform = forms.ChoiceField(label=_("所属平台"))
    purpose = forms.CharField(
        label=_("用途"),
        max_length=terms.LONGEST_TEXT,
        help_text=_("持证人会看到，例如：办理落户时核对职业资格"),
    )
    basis = forms.CharField(
        label=_("依据"), max_length=terms.LONGEST_TEXT, help_text=_("法律法规条款，或共享清单的编号")
    )
    fields_shared = forms.MultipleChoiceField(label=_("共享内容"), widget=forms.CheckboxSelectMultiple)
    regions = forms.CharField(
        label=_("地区"), max_length=400, help_text=_("行政区划代码的前2、4或6位，用逗号隔开；全国请填“全国”")
    )
    qualifications = forms.MultipleChoiceField(
        label=_("职业资格（不选为全部）"), required=False, widget=forms.SelectMultiple(attrs={"size": "8"})
    )
    per_minute = forms.IntegerField(label=_("每分钟最多调用"), min_value=1, max_value=terms.MOST_PER_MINUTE)
    per_day = forms.IntegerField(label=_("每天最多调用"), min_value=1, max_value=terms.MOST_PER_DAY)
    since = forms.DateField(label=_("起始日"), widget=DayInput())
    until = forms.DateField(label=_("截止日"), widget=DayInput(), help_text=_("最长三年"))
    webhook = forms.CharField(
        label=_("通知地址（可不填）"),
        required=False,
        max_length=terms.LONGEST_ADDRESS,
        help_text=_("有变更时向这个https地址发送通知，不含个人信息"),
    )

    def terms(self) -> Terms:
        """Return what was filled in."""
        said = self.cleaned_data
        named = said["regions"].replace("，", ",").replace("、", ",").split(",")
        places = tuple(one.strip() for one in named if one.strip())
        everywhere = places in ((str(EVERYWHERE),), ("all",))
        return Terms(
            client=said["client"].strip(),
            platform=Platform(said["platform"]),
            purpose=said["purpose"].strip(),
            basis=said["basis"].strip(),
            fields=tuple(said["fields_shared"]),
            regions=() if everywhere else places,
            qualifications=tuple(said["qualifications"]),
            per_day=said["per_day"],
            per_minute=said["per_minute"],
            since=said["since"],
            until=said["until"],
            webhook=said["webhook"].strip(),
        )


class Ending(PlainForm):
    """Why an agreement ends."""

    reason = forms.CharField(label=_("原因"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.SHARING_SEE, "N22.2")
@require_GET
def sharing(request: Request) -> HttpResponse:
    """List the agreements, those in force first."""
    facts = {"agreements": queries.agreements_for(request.actor, request.now)}
    return render(request, "office/sharing.html", facts)


@staff(Permission.SHARING_PROPOSE, "N22.2")
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """Write an agreement down, for another person to approve."""
    today = day_of(request.now)
    initial = {"since": today, "until": today + terms.USUAL, "per_minute": 60, "per_day": 10_000}
    form = _offering(Proposing(request.POST if request.method == "POST" else None, initial=initial), request)
    if request.method == "POST" and form.is_valid():
        try:
            _number, proposal = agreements.propose(terms=form.terms(), by=request.actor, at=request.now)
        except Incomplete as refusal:
            for field in refusal.facts["fields"]:
                tell(form, "fields_shared" if field == "fields" else field, refusal)
        else:
            return redirect(f"/office/approvals/{proposal}")
    follows = Words("由部里另一人对照条款批准后执行；条款以后不能改动，要变更的另提一份并终止这一份。")
    check = Check(Words("提出共享协议"), (), follows, Words("提请批准1份协议"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.SHARING_SEE, "N22.2")
@require_GET
def agreement(request: Request, number: int) -> HttpResponse:
    """Show one agreement: its terms, keys, messages, snapshots, and what happened to it."""
    one = queries.agreement(number, request.actor, request.now)
    facts = {
        "one": one,
        "rows": rows_of(one.terms),
        "keys": queries.keys_of(number, request.actor, request.now),
        "deliveries": queries.deliveries_of(number, request.actor),
        "snapshots": queries.snapshots_of(number, request.actor),
        "month": request.now.strftime("%Y-%m"),
        "may_end": one.state is not AgreementState.ENDED,
        "timeline": events_of(("share_agreement", number), length=asked_length(request)),
    }
    return render(request, "office/share_agreement.html", facts)


@staff(Permission.SHARING_KEEP, "N22.2")
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """End an agreement at once, or give a draft up."""
    one = queries.agreement(number, request.actor, request.now)
    back = f"{HERE}/{number}"
    form = Ending(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        follows = Words("这个单位的全部密钥立即失效，不再收到通知；不能恢复，需要时另提协议。")
        facts = ((Words("接入单位"), one.terms.client), (Words("状态"), one.state_words))
        check = Check(
            Words("终止共享协议"), facts, follows, Words("终止1份协议"), back, grave=True, above=_ABOVE
        )
        return check_page(request, check, form)
    agreements.end(agreement_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
    return done(request, Words("协议已终止。"), back)


@staff(Permission.SHARING_KEEP, "N22.2", fresh=True)
@require_http_methods(["GET", "POST"])
def make_key(request: Request, number: int) -> HttpResponse:
    """Make a key, shown once."""
    one = queries.agreement(number, request.actor, request.now)
    back = f"{HERE}/{number}"
    if request.method == "GET":
        follows = Words("原有密钥再用{days}天后失效，以便对方更换。", days=terms.OVERLAP.days)
        facts = ((Words("接入单位"), one.terms.client), (Words("所属平台"), one.terms.platform.label))
        check = Check(Words("生成共享密钥"), facts, follows, Words("生成1把密钥"), back, above=_ABOVE)
        return check_page(request, check)
    _number, key = keys.make(agreement_id=number, by=request.actor, at=request.now)
    says = Words("请用安全的方式交给接入单位。密钥只显示这一次；泄露了请立即吊销。")
    return told_once(request, Words("新的共享密钥"), key, says, back)


@staff(Permission.SHARING_KEEP, "N22.2")
@require_http_methods(["GET", "POST"])
def revoke_key(request: Request, number: int) -> HttpResponse:
    """Revoke a key at once."""
    key = queries.key(number, request.actor)
    back = f"{HERE}/{key.agreement_id}"
    if request.method == "GET":
        facts = (
            (Words("密钥"), f"yxs_{key.public_id}…"),
            (Words("接入单位"), queries.agreement(key.agreement_id, request.actor, request.now).terms.client),
        )
        follows = Words("使用这把密钥的程序立即不能再查询；吊销后不能恢复。")
        check = Check(
            Words("吊销共享密钥"), facts, follows, Words("吊销1把密钥"), back, grave=True, above=_ABOVE
        )
        return check_page(request, check)
    keys.revoke(key_id=number, by=request.actor, at=request.now)
    return done(request, Words("密钥已吊销。"), back)


@staff(Permission.SHARING_KEEP, "N22.2", fresh=True)
@require_http_methods(["GET", "POST"])
def make_secret(request: Request, number: int) -> HttpResponse:
    """Make the secret with which messages are signed, shown once."""
    one = queries.agreement(number, request.actor, request.now)
    back = f"{HERE}/{number}"
    if request.method == "GET":
        follows = Words("原有签名密钥再并用{days}天，两个签名同时发出。", days=terms.OVERLAP.days)
        facts = ((Words("接入单位"), one.terms.client), (Words("通知地址"), one.terms.webhook or "—"))
        check = Check(Words("生成通知签名密钥"), facts, follows, Words("生成1个签名密钥"), back, above=_ABOVE)
        return check_page(request, check)
    secret = notifying.make_secret(agreement_id=number, by=request.actor, at=request.now)
    says = Words("请用安全的方式交给接入单位，用来核对通知的签名。只显示这一次。")
    return told_once(request, Words("新的通知签名密钥"), secret, says, back)


@staff(Permission.SHARING_KEEP, "N22.2")
@require_http_methods(["GET", "POST"])
def resend(request: Request, number: int) -> HttpResponse:
    """Send a message again."""
    one = queries.delivery(number, request.actor)
    back = f"{HERE}/{one.agreement_id}"
    if request.method == "GET":
        facts = ((Words("通知"), one.token), (Words("到第几条变更"), one.sequence))
        follows = Words("后台马上重新发送，编号不变；对方可以据此识别重复。")
        check = Check(Words("重新发送变更通知"), facts, follows, Words("发送1条通知"), back, above=_ABOVE)
        return check_page(request, check)
    notifying.resend(delivery_id=number, by=request.actor, at=request.now)
    return done(request, Words("已安排重新发送。"), back)


@staff(Permission.SHARING_SEE, "N22.2")
@require_GET
def month(request: Request, number: int, text: str) -> HttpResponse:
    """Report on a client's month: calls, verdicts, grounds, quota."""
    facts = {
        "one": queries.agreement(number, request.actor, request.now),
        "month": queries.month(number, text, request.actor),
        "verdicts": VERDICTS,
        "text": text,
    }
    return render(request, "office/share_month.html", facts)


@staff(Permission.SHARING_SEE, "N22.2")
@require_GET
def month_file(request: Request, number: int, text: str) -> HttpResponse:
    """Give the month as CSV."""
    said = queries.month(number, text, request.actor)
    heads = (Words("项目"), Words("内容"), Words("次数"))
    rows = [
        *((way, VERDICTS[verdict], count) for way, verdict, count in said.calls),
        *((Words("事由"), ground, count) for ground, count in said.grounds),
        *((Words("当日调用"), day, used) for day, used, _ in said.days),
        *((Words("当日超出上限"), day, refused) for day, _, refused in said.days if refused),
    ]
    return Table(f"sharing-{number}-{text}", heads, rows).csv()


def _offering(form: Proposing, request: Request) -> Proposing:
    choices = {
        "platform": [(one.value, one.label.render(gettext)) for one in Platform],
        "fields_shared": [(name, words.render(gettext)) for name, words in terms.FIELDS.items()],
        "qualifications": [(one.code, one.name) for one in catalogue.versions_on(day_of(request.now))],
    }
    for name, offered in choices.items():
        form.fields[name].choices = offered  # type: ignore[attr-defined]
    return form
