"""What the two doors of an application share, the holder's and the window's: its forms, its draft, its papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yinxin.changing import altering, drafts, evidence, papers
from yinxin.changing.evidence import Needed
from yinxin.changing.filing import FAULTS, Filing
from yinxin.changing.papers import HandedIn
from yinxin.changing.queries import ApplicationView
from yinxin.issuing import service
from yinxin.issuing.collectors import id_kinds
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.loss_notice import PaperLevel
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.web.doors import Request
from yinxin.web.forms import DayInput, PlainForm

DRAFT: Final = "change"
"""Where the session keeps the closed draft."""


class Answers(PlainForm):
    """What an applicant fills in before any paper; the changes stand beside what the certificate says."""

    statement = forms.CharField(
        label=_("申请的原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("用一两句话说明，作为书面申请"),
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        help_text=_("办理中有问题时联系"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    employer = forms.CharField(label=_("工作单位"), max_length=80, required=False, help_text=_("没有的不填"))

    def __init__(self, cause: Cause, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.cause = cause
        if cause is Cause.WRONG:
            choices = [(value, words.render(gettext)) for value, words in FAULTS.items()]
            self.fields["fault"] = forms.ChoiceField(
                label=_("填错的原因"), choices=choices, widget=forms.RadioSelect
            )
        for field in altering.FIELDS.get(cause, ()):
            self.fields[f"new_{field}"] = _item(field)

    @property
    def changing(self) -> list[Any]:
        """The fields of what is to change."""
        return [field for field in self if field.name.startswith("new_")]

    @property
    def asked(self) -> list[Any]:
        """The other fields."""
        return [field for field in self if not field.name.startswith("new_")]

    def filing(self, certificate_id: int, *, proof: bool, applied_on: date | None = None) -> Filing:
        """Return the application as it was filled in, without papers."""
        said = self.cleaned_data
        changes = {
            name.removeprefix("new_"): value for name, value in said.items() if name.startswith("new_")
        }
        if changes.get(altering.PHOTO):
            changes[altering.PHOTO] = altering.NEW_PHOTO
        else:
            changes.pop(altering.PHOTO, None)
        return Filing(
            certificate_id,
            self.cause,
            said["statement"],
            said["phone"],
            said["employer"],
            said.get("fault", ""),
            changes,
            proof=proof,
            applied_on=applied_on,
        )

    def tell(self, refusal: Refusal) -> None:
        """Say at the right field what is wrong."""
        named = f"new_{refusal.facts.get('field', 'name')}"
        there = named if named in self.fields else "phone" if refusal.clause is None else "statement"
        self.add_error(there, f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")


class PaperForm(PlainForm):
    """One paper: its file, and what is asked about it."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("JPEG、PNG图片或PDF；多页的合成一个PDF"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, paper: Evidence, *given: Any, **named: Any) -> None:
        super().__init__(*given, prefix=paper.value, **named)
        self.paper = paper
        for name in evidence.FACTS.get(paper, ()):
            self.fields[name] = _fact(name)
        self.order_fields([*evidence.FACTS.get(paper, ()), "file"])

    def handed_in(self) -> HandedIn:
        """Take the file in and return the paper.

        :raises Incomplete: the file cannot be taken, or a fact is wrong.
        """
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        facts = {name: _text(self.cleaned_data[name]) for name in evidence.FACTS.get(self.paper, ())}
        evidence.checked_facts(self.paper, facts, self.today)
        return papers.received(self.paper, given.read(), name=given.name or "", facts=facts)

    today: date = date.max
    """The day on which it is handed in."""


@dataclass(frozen=True)
class Wish:
    """A paper that is needed, the form for it, and what is there already; ``None`` where nothing is."""

    needed: Needed
    form: PaperForm | None
    there: HandedIn | None


def keep(request: Request, filing: Filing) -> None:
    """Keep a draft in the session, closed."""
    request.session[DRAFT] = drafts.closed(filing)


def draft(request: Request, certificate_id: int) -> Filing | None:
    """Return the session's draft for a certificate; None where there is none."""
    found = drafts.opened(str(request.session.get(DRAFT, "")))
    return found if found and found.certificate_id == certificate_id else None


def forget(request: Request) -> None:
    """Drop the draft."""
    request.session.pop(DRAFT, None)


def wishes(wanted: tuple[Needed, ...], filing: Filing, bound: PaperForm | None) -> list[Wish]:
    """Return the papers of a draft, each with its form; the one that was just refused keeps what was typed."""
    there = {one.paper: one for one in filing.papers}
    return [
        Wish(one, _form_for(one.paper, bound) if one.uploaded else None, there.get(one.paper))
        for one in wanted
    ]


def uploaded(request: Request, wanted: tuple[Needed, ...], today: date) -> tuple[HandedIn | None, PaperForm]:
    """Return the paper that a request brings, and its form; None where the form says what is wrong.

    :raises Incomplete: the request names no paper that is needed.
    """
    named = {one.paper.value: one.paper for one in wanted if one.uploaded}
    paper = named.get(request.POST.get("paper", ""))
    if paper is None:
        raise Incomplete(_NOT_ASKED.what, do=_NOT_ASKED.do)
    form = PaperForm(paper, request.POST, request.FILES)
    form.today = today
    if not form.is_valid():
        return None, form
    try:
        return form.handed_in(), form
    except Incomplete as refusal:
        form.add_error("file", f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")
        return None, form


_NOT_ASKED: Final = Incomplete("没有选择要上传的材料。", do="请返回材料页，在对应的材料下上传。")


def _form_for(paper: Evidence, bound: PaperForm | None) -> PaperForm:
    return bound if bound is not None and bound.paper is paper else PaperForm(paper)


def _item(field: str) -> forms.Field:
    label = ITEMS[field].render(gettext)
    if field == altering.PHOTO:
        return forms.BooleanField(label=_("更换照片（下一步上传新照片）"), required=False)
    if field == "sex":
        choices = [("", gettext("不变")), ("男", gettext("男")), ("女", gettext("女"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if field == "id_kind":
        kinds = [(name, name) for _code, name in id_kinds()]
        return forms.ChoiceField(label=label, choices=[("", gettext("不变")), *kinds], required=False)
    hint = _("写成1990-01的样子") if field == "born" else ""
    return forms.CharField(label=label, max_length=60, required=False, help_text=hint)


def _fact(name: str) -> forms.Field:
    if name == "level":
        levels = [(level.value, level.label.render(gettext)) for level in PaperLevel]
        return forms.ChoiceField(label=_("报纸级别"), choices=levels)
    if name == "published_on":
        return forms.DateField(label=_("刊登日期"), widget=DayInput())
    if name == "extract":
        return forms.BooleanField(label=_("登记表已丢失，上传的是加盖公章的合格名单"), required=False)
    labels = {
        "newspaper": _("报纸名称"),
        "serial": _("国内统一刊号"),
        "page": _("版面"),
        "proved_by": _("出具证明的机关"),
    }
    return forms.CharField(label=labels[name], max_length=evidence.TEXT, help_text=_HINTS.get(name, ""))


_HINTS: Final[Mapping[str, Any]] = {
    "serial": _("印在报头或报尾，例如CN34-0001"),
    "page": _("例如：第4版"),
    "proved_by": _("例如：合肥市公安局某派出所"),
}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def where_to_ask(view: ApplicationView, now: datetime) -> str:
    """Return the telephone that the application's issuer has published; nothing where it has published none."""
    notice = service.current(view.line.issuer.id, day_of(now))
    return notice.offer.phone if notice else ""
