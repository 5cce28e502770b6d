"""How each province words the annexes: dated versions, and what is usual where a province said nothing.

A province chooses titles, opinions, copies and which optional items are asked. What the law requires of a form it
cannot take out.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.annexes.models import FormTemplate
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words, listed
from yinxin.law.a2013 import annexes
from yinxin.law.provinces import province_of
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory

PLACES: Final = frozenset({"year", "province", "qualification"})
"""What can be put into a title or an opinion, in braces."""

_PLACE: Final = re.compile(rf"\{{({'|'.join(sorted(PLACES))})\}}")

OPINIONS: Final[Mapping[Clause, tuple[str, ...]]] = {
    annexes.REGISTRATION: ("agency_opinion", "department_opinion"),
    annexes.REISSUE: ("city_opinion", "province_opinion"),
}
_LONGEST: Final = 200


@dataclass(frozen=True)
class Template:
    """How one annex is worded; see the model for the fields.

    :ivar since: the day from which it holds; None for what is usual, or stands in the province's folder.
    """

    title: str
    over: str = ""
    hidden: frozenset[str] = frozenset()
    opinions: Mapping[str, str] = field(default_factory=dict)
    copies: int = 1
    since: date | None = None

    def shown(self, annex: Clause) -> frozenset[str]:
        """Return the items that are asked."""
        return frozenset(item.key for item in annexes.form_of(annex).items) - self.hidden


USUAL: Final[Mapping[Clause, Template]] = {
    annexes.REGISTRATION: Template(
        "合格人员登记表",
        "{year}年度{province}{qualification}考试",
        opinions={
            "agency_opinion": "该同志参加考试，全部规定科目成绩合格。",
            "department_opinion": "该同志取得{qualification}证书，准予登记。",
        },
        copies=1,
    ),
    annexes.REISSUE: Template(
        str(annexes.form_of(annexes.REISSUE).title),
        opinions={"city_opinion": "经审核，材料齐全，同意上报。"},
        copies=2,
    ),
    annexes.SUMMARY_TITLES: Template(str(annexes.form_of(annexes.SUMMARY_TITLES).title)),
    annexes.SUMMARY_VOCATIONAL: Template(str(annexes.form_of(annexes.SUMMARY_VOCATIONAL).title)),
}
"""What holds where a province has said nothing, on its page or in its folder: as comparable forms have it elsewhere."""


@dataclass(frozen=True)
class Versions:
    """An authority's wording of one annex: what holds now, and since when each version holds, the latest first."""

    over: Body
    annex: Clause
    name: Words
    now: Template
    since: tuple[date, ...]


def template_on(region: str, annex: Clause, day: date) -> Template:
    """Return how the province of a division words an annex on a day.

    :param region: the code of any division of the province; empty for what is usual.
    """
    rows = FormTemplate.objects.filter(annex=str(annex), since__lte=day)
    found = rows.filter(authority__region__startswith=region[:2]) if region else rows.none()
    row = found.order_by("-since", "-id").first()
    return _template(row) if row else _written(region, annex) or USUAL[annex]


def templates_for(by: Actor, today: date) -> tuple[Versions, ...]:
    """Return the wording of the annexes of every province for which the person may set it."""
    found = [one for one in bodies(territory(by, Permission.FORM_PUBLISH)).values() if sets_forms(one)]
    return tuple(
        _versions(over, annex, today) for over in sorted(found, key=lambda one: one.id) for annex in USUAL
    )


def sets_forms(over: Body) -> bool:
    """Say whether a body is a province's authority: it alone words the forms of its province."""
    return over.kind == "authority" and over.region.endswith("0000") and not over.industry


def publish(
    *, authority_id: int, annex: Clause, template: Template, since: date, by: Actor, at: datetime
) -> int:
    """Let a wording hold from a day on; what was before stays on record. Return the version.

    :raises NotPermitted: ``by`` does not set this province's forms; NotFound where it is out of reach.
    :raises NotApplicable: the body is no province's authority.
    :raises Incomplete: an item that the law requires would be left out, or a text is empty, too long or names
        something that cannot be put in.
    :raises WrongState: the day has passed.
    """
    over = body(authority_id)
    access.require(by, Permission.FORM_PUBLISH, over)
    if not sets_forms(over):
        raise NotApplicable(
            Words("表单式样由省级主管部门设定。"), do=Words("请在省级主管部门名下办理。"), clause=annex
        )
    _check(annex, template)
    if since < day_of(at):
        raise WrongState(
            Words("表单式样不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=annex
        )
    kept = {
        "since": since,
        "over": template.over.strip(),
        "title": template.title.strip(),
        "hidden": sorted(template.hidden),
        "opinions": {key: text.strip() for key, text in template.opinions.items()},
        "copies": template.copies,
    }
    facts = {**kept, "annex": str(annex), "since": since.isoformat()}
    with transaction.atomic():
        made = FormTemplate.objects.create(
            authority_id=authority_id, annex=str(annex), at=at, by=by.account_id, **kept
        )
        record(
            Line(
                "template.published", annex, by.account_id, by.organisation_id, "template", made.pk, at, facts
            )
        )
    return made.pk


def put_in(text: str, **facts: str) -> str:
    """Return a text of a template with the facts put in their places; what is not known is left out."""
    return _PLACE.sub(lambda found: facts.get(found[1], ""), text)


def _check(annex: Clause, template: Template) -> None:
    """Refuse a wording that leaves out what the law requires, or that cannot be printed."""
    items = {item.key: item for item in annexes.form_of(annex).items}
    bound = [items[key].name for key in sorted(template.hidden & items.keys()) if items[key].required]
    if bound:
        raise Incomplete(
            Words("必填项目不能省去：{items}。", items=listed(bound)),
            do=Words("只能省去选填项目。"),
            clause=annex,
        )
    texts = {template.title: 40, template.over: 80, **dict.fromkeys(template.opinions.values(), _LONGEST)}
    fits = all(len(text) <= most for text, most in texts.items()) and 1 <= template.copies <= 9
    known = template.hidden <= items.keys() and set(template.opinions) <= set(OPINIONS.get(annex, ()))
    if not template.title.strip() or not fits or not known:
        raise Incomplete(
            Words("表单式样的内容不全或超出范围。"),
            do=Words("标题1至40字，眉题不超过80字，意见不超过200字，份数1至9。"),
            clause=annex,
        )
    strange = sorted({place for text in texts for place in _places(text)} - PLACES)
    if strange:
        raise Incomplete(
            Words("式样中有不能代入的内容：{places}。", places="、".join(strange)),
            do=Words("花括号里只能写year、province、qualification，并且要成对。"),
            clause=annex,
        )


def _places(text: str) -> list[str]:
    """Return what stands in braces in a text; braces that do not belong together are told as they are."""
    try:
        return [
            name if not (form or how) else f"{name}…"
            for _, name, form, how in string.Formatter().parse(text)
            if name is not None
        ]
    except ValueError:
        return ["{ }"]


def _versions(over: Body, annex: Clause, today: date) -> Versions:
    rows = FormTemplate.objects.filter(annex=str(annex), authority_id=over.id).order_by("-since", "-id")
    return Versions(
        over,
        annex,
        annexes.form_of(annex).title,
        template_on(over.region, annex, today),
        tuple(rows.values_list("since", flat=True)),
    )


def _template(row: FormTemplate) -> Template:
    return Template(row.title, row.over, frozenset(row.hidden), dict(row.opinions), row.copies, row.since)


def _written(region: str, annex: Clause) -> Template | None:
    """Return the wording of the province's folder, None where it has none."""
    province = province_of(region)
    own = province.wordings.get(str(annex)) if province else None
    return Template(own.title, own.over, own.hidden, own.opinions, own.copies) if own else None
