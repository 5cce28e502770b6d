"""The steps of a case of invalidation, each behind a page that says what will happen (N17, N18.1, N18.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yinxin.invalidation import annulling, carrying, deciding, effecting, hearing, notifying, queries
from yinxin.invalidation import intending as beginning
from yinxin.invalidation.annulling import Annulment
from yinxin.invalidation.deciding import Decision
from yinxin.invalidation.queries import CaseView
from yinxin.invalidation.states import Hearing, Service
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.law.parties import Party
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.invalidations import HERE

ABOVE = (HERE, Words("无效处理"))
P = Permission
_DAY = DayInput()


class Serving(PlainForm):
    """When and how a document reached the person, and what proves it."""

    on = forms.DateField(label=_("送达日期"), widget=_DAY)
    service = forms.ChoiceField(label=_("送达方式"), choices=[(one.value, one.words) for one in Service])
    proof = forms.CharField(
        label=_("送达凭证"), max_length=200, help_text=_("例如：送达回证编号、邮件号、公告期次")
    )


class Hearings(PlainForm):
    """What the person said, and what was found of it."""

    hearing = forms.ChoiceField(
        label=_("陈述申辩"), choices=[(one.value, one.words) for one in Hearing], widget=forms.RadioSelect
    )
    statement = forms.CharField(
        label=_("陈述申辩的内容"), max_length=4000, required=False, widget=forms.Textarea
    )
    answer = forms.CharField(label=_("审查意见"), max_length=4000, required=False, widget=forms.Textarea)


class Deciding(PlainForm):
    """The decision's number and day; a ground where the rules on file have none."""

    number = forms.CharField(label=_("决定书文号"), max_length=60)
    on = forms.DateField(label=_("决定日期"), widget=_DAY)
    ground = forms.CharField(
        label=_("处理依据"), max_length=200, required=False, help_text=_("只有“其他情形”需要填写")
    )
    bar = forms.BooleanField(
        label=_("依据省内规定，限制5年内参加相应的考试和评审"), required=False, initial=True
    )


class Notifying(PlainForm):
    """To whom, under which number, on which day."""

    party = forms.ChoiceField(
        label=_("告知对象"), choices=[(one.value, one.label) for one in (Party.AGENCY, Party.CENTER)]
    )
    number = forms.CharField(label=_("书面告知的文号"), max_length=60)
    on = forms.DateField(label=_("告知日期"), widget=_DAY)


class Why(PlainForm):
    """A reason."""

    reason = forms.CharField(label=_("原因"), max_length=200, min_length=4, widget=forms.Textarea)


class Annulling(PlainForm):
    """What annulled the decision."""

    document = forms.CharField(
        label=_("撤销决定的文书"), max_length=120, help_text=_("机关名称和文号，如复议决定书、判决书")
    )
    on = forms.DateField(label=_("文书日期"), widget=_DAY)
    why = forms.CharField(label=_("撤销的原因"), max_length=400, widget=forms.Textarea)


Act = Callable[[dict[str, Any]], object]


def _act(
    request: Request,
    number: int,
    permission: Permission,
    check: tuple[Words, Words, Words],
    form: forms.Form | None,
    act: Act,
    said: Words,
) -> HttpResponse:
    """Show the page before a step, or take the step; a refusal that the person can mend stays on the page."""
    queries.check_may_step(number, permission, request.actor)
    view = queries.case(number, request.actor)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act(form.cleaned_data if form else {})
        except (Incomplete, AlreadyDone) as refusal:
            if form is None:
                raise
            tell(form, next(iter(form.fields)), refusal)
        else:
            return done(request, said, f"{HERE}/{number}")
    title, follows, button = check
    page = Check(title, _about(view), follows, button, f"{HERE}/{number}", grave=True, above=ABOVE)
    return check_page(request, page, form)


def _about(view: CaseView) -> tuple[Fact, ...]:
    return (
        (Words("编号"), view.code),
        (Words("作出处理的机构"), view.body.name),
        (Words("情形"), view.act),
        (Words("所涉证书"), Words("{count}本", count=view.count)),
        (Words("状态"), view.state_words),
    )


@staff(P.INVALIDATION_PROPOSE, "N17")
@require_http_methods(["GET", "POST"])
def serve_intent(request: Request, number: int) -> HttpResponse:
    """Enter that the notice of intent reached the person."""
    form = Serving(request.POST or None, initial={"on": day_of(request.now)})
    return _act(
        request,
        number,
        P.INVALIDATION_PROPOSE,
        (Words("登记告知书送达"), Words("送达后，当事人可以在期限内陈述申辩。"), Words("登记送达")),
        form,
        lambda said: beginning.serve_intent(
            case_id=number,
            on=said["on"],
            service=Service(said["service"]),
            proof=said["proof"],
            by=request.actor,
            at=request.now,
        ),
        Words("已登记送达。"),
    )


@staff(P.INVALIDATION_HEAR, "N17")
@require_http_methods(["GET", "POST"])
def hear(request: Request, number: int) -> HttpResponse:
    """Enter what the person said, or that the time passed in silence."""
    return _act(
        request,
        number,
        P.INVALIDATION_HEAR,
        (Words("登记陈述申辩"), Words("登记后由另一人作出决定。"), Words("登记陈述申辩")),
        Hearings(request.POST or None, initial={"hearing": Hearing.STATED.value}),
        lambda said: hearing.hear(
            case_id=number,
            hearing=Hearing(said["hearing"]),
            statement=said["statement"],
            answer=said["answer"],
            by=request.actor,
            at=request.now,
        ),
        Words("已登记陈述申辩。"),
    )


@staff(P.INVALIDATION_DECIDE, "N17", "A1.3b")
@require_http_methods(["GET", "POST"])
def decide(request: Request, number: int) -> HttpResponse:
    """Enter the decision."""
    return _act(
        request,
        number,
        P.INVALIDATION_DECIDE,
        (
            Words("作出决定"),
            Words("从决定日期起算：10个工作日内书面告知，15个工作日内报送数据。诚信记录和省内限制各自登记。"),
            Words("作出决定"),
        ),
        Deciding(request.POST or None, initial={"on": day_of(request.now)}),
        lambda said: deciding.decide(
            case_id=number,
            decision=Decision(said["number"], said["on"], said["ground"], said["bar"]),
            by=request.actor,
            at=request.now,
        ),
        Words("已作出决定，两项时限开始计算。"),
    )


@staff(P.INVALIDATION_DECIDE, "N17")
@require_http_methods(["GET", "POST"])
def drop(request: Request, number: int) -> HttpResponse:
    """Give a case up before it is decided."""
    return _act(
        request,
        number,
        P.INVALIDATION_DECIDE,
        (Words("不予处理"), Words("这件无效处理终止，证书不受影响。"), Words("不予处理")),
        Why(request.POST or None),
        lambda said: hearing.drop(case_id=number, reason=said["reason"], by=request.actor, at=request.now),
        Words("已终止，证书不受影响。"),
    )


@staff(P.INVALIDATION_NOTIFY, "N17")
@require_http_methods(["GET", "POST"])
def serve(request: Request, number: int) -> HttpResponse:
    """Enter that the decision reached the person."""
    return _act(
        request,
        number,
        P.INVALIDATION_NOTIFY,
        (Words("登记决定书送达"), Words("送达日期影响当事人申请复议、提起诉讼的期限。"), Words("登记送达")),
        Serving(request.POST or None, initial={"on": day_of(request.now)}),
        lambda said: notifying.serve(
            case_id=number,
            on=said["on"],
            service=Service(said["service"]),
            proof=said["proof"],
            by=request.actor,
            at=request.now,
        ),
        Words("已登记送达。"),
    )


@staff(P.INVALIDATION_NOTIFY, "N17")
@require_http_methods(["GET", "POST"])
def notify(request: Request, number: int) -> HttpResponse:
    """Enter the written notice to agency or centre."""
    return _act(
        request,
        number,
        P.INVALIDATION_NOTIFY,
        (Words("书面告知"), Words("考试机构和人事考试中心都告知后，告知时限办结。"), Words("登记书面告知")),
        Notifying(request.POST or None, initial={"on": day_of(request.now)}),
        lambda said: notifying.notify(
            case_id=number,
            party=Party(said["party"]),
            number=said["number"],
            on=said["on"],
            by=request.actor,
            at=request.now,
        ),
        Words("已登记书面告知。"),
    )


@staff(P.INVALIDATION_SUBMIT, "N17")
@require_POST
def receive_at_agency(request: Request, number: int) -> HttpResponse:
    """Sign for the agency's written notice."""
    return _receive(request, number, Party.AGENCY)


@staff(P.INVALIDATION_PREPARE, "N17")
@require_POST
def receive_at_centre(request: Request, number: int) -> HttpResponse:
    """Sign for the centre's written notice."""
    return _receive(request, number, Party.CENTER)


def _receive(request: Request, number: int, party: Party) -> HttpResponse:
    notifying.receive(case_id=number, party=party, by=request.actor, at=request.now)
    return done(request, Words("已签收。"), f"{HERE}/{number}")


@staff(P.INVALIDATION_SUBMIT, "N18.1")
@require_http_methods(["GET", "POST"])
def submit(request: Request, number: int) -> HttpResponse:
    """Submit the data of a decision to the centre."""
    return _act(
        request,
        number,
        P.INVALIDATION_SUBMIT,
        (
            Words("报送数据"),
            Words("人事考试中心收到后，应在5个工作日内更新查询结果。"),
            Words("报送无效处理数据"),
        ),
        None,
        lambda said: carrying.submit(case_id=number, by=request.actor, at=request.now),
        Words("已报送。"),
    )


@staff(P.INVALIDATION_PREPARE, "N18.2")
@require_http_methods(["GET", "POST"])
def prepare(request: Request, number: int) -> HttpResponse:
    """Confirm that the data are what the decision says."""
    return _act(
        request,
        number,
        P.INVALIDATION_PREPARE,
        (
            Words("核对数据"),
            Words("请对照决定书逐本核对名单。核对后由另一人使其生效。"),
            Words("名单与决定书一致"),
        ),
        None,
        lambda said: carrying.prepare(case_id=number, by=request.actor, at=request.now),
        Words("已核对，等待另一人使其生效。"),
    )


@staff(P.INVALIDATION_EFFECT, "N18.2")
@require_http_methods(["GET", "POST"])
def effect(request: Request, number: int) -> HttpResponse:
    """Make a decision effective."""
    return _act(
        request,
        number,
        P.INVALIDATION_EFFECT,
        (
            Words("使无效处理生效"),
            Words("查询验证立即答复已撤销，电子证书同时撤销，加注件和分享链接同时失效；纸质证书转入待收回。"),
            Words("使其生效"),
        ),
        None,
        lambda said: effecting.effect(case_id=number, by=request.actor, at=request.now),
        Words("已生效；涉及多人的，正在分段办理。"),
    )


@staff(P.INVALIDATION_EFFECT, "N18.2")
@require_http_methods(["GET", "POST"])
def halt(request: Request, number: int) -> HttpResponse:
    """Stop the effect of a case about many people."""
    return _act(
        request,
        number,
        P.INVALIDATION_EFFECT,
        (Words("暂停"), Words("已经生效的不变，其余的等待继续。"), Words("暂停分段生效")),
        Why(request.POST or None),
        lambda said: effecting.halt(case_id=number, reason=said["reason"], by=request.actor, at=request.now),
        Words("已暂停。"),
    )


@staff(P.INVALIDATION_ANNUL, "N17")
@require_http_methods(["GET", "POST"])
def annul(request: Request, number: int) -> HttpResponse:
    """Enter that the decision was annulled."""
    return _act(
        request,
        number,
        P.INVALIDATION_ANNUL,
        (
            Words("登记决定被撤销"),
            Words("由此登记的诚信记录和限制即时终止；已经生效的，由人事考试中心恢复证书。"),
            Words("登记决定被撤销"),
        ),
        Annulling(request.POST or None, initial={"on": day_of(request.now)}),
        lambda said: annulling.annul(
            case_id=number,
            annulment=Annulment(said["document"], said["on"], said["why"]),
            by=request.actor,
            at=request.now,
        ),
        Words("已登记。"),
    )


@staff(P.INVALIDATION_EFFECT, "N18.2")
@require_http_methods(["GET", "POST"])
def restore(request: Request, number: int) -> HttpResponse:
    """Make valid again what an annulled decision had struck."""
    return _act(
        request,
        number,
        P.INVALIDATION_EFFECT,
        (
            Words("恢复证书"),
            Words("证书恢复有效，电子证书恢复可用，经过全部保留。"),
            Words("恢复证书"),
        ),
        None,
        lambda said: annulling.restore(case_id=number, by=request.actor, at=request.now),
        Words("已恢复。"),
    )
