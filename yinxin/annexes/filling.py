"""Annex 1 and annex 2 of one person or many: what the register knows is filled in, the rest is typed or left blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.annexes.templates import Template, put_in, template_on
from yinxin.kernel import regions
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import NOT_RECORDED, Face
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.a2013 import annexes
from yinxin.law.regimes import Kind, Regime
from yinxin.register.files import FileStore
from yinxin.rendering.forms.annex import AnnexForm, render
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import chinese

TYPED: Final = ("working_since", "employer", "school", "studied", "title", "title_since", "results")
"""What nobody recorded with an exam: typed before printing, or filled in by hand."""
LONGEST: Final = 120
TOGETHER: Final = 100
"""How many forms one file holds at most."""


@dataclass(frozen=True)
class Registered:
    """A certificate as annex 1 needs it: its face, its division, the year of its exam."""

    face: Face
    region: str
    year: int


def registration(
    people: Sequence[Registered],
    *,
    made_by: str,
    on: date,
    store: FileStore,
    typed: Mapping[str, str] | None = None,
    draft: bool = False,
) -> bytes:
    """Return annex 1 for holders who passed an exam, as one PDF.

    :param typed: what was typed for one person, by the keys of `TYPED`.
    :raises NotApplicable: a certificate came by review, not by an exam: annex 1 does not exist for it.
    :raises Incomplete: there are too many at once, a typed text is too long, or a required item is empty.
    """
    if not 1 <= len(people) <= TOGETHER:
        raise Incomplete(
            Words("一次最多打印{limit}份登记表。", limit=TOGETHER), do=Words("请分几次打印。"),
            clause=annexes.REGISTRATION,
        )  # fmt: skip
    said = _checked(typed or {}, annexes.REGISTRATION)
    forms = [_registration(one, said, made_by, on, store, draft) for one in people]
    return render(annexes.REGISTRATION, forms)


def reissue(
    values: Mapping[str, str],
    *,
    face: Face,
    region: str,
    number: str,
    made_by: str,
    on: date,
    store: FileStore,
    draft: bool = True,
) -> bytes:
    """Return annex 2 for one application.

    :param values: what the application says: phone, employer, way, cause, loss_notice, papers; opinions where given.
    :param number: the application's; :param on: its day.
    :raises Incomplete: it is to be final, and an item that the law requires is empty.
    """
    template = template_on(region, annexes.REISSUE, on)
    known = {
        **_of_face(face), "qualification": face.qualification, "level": face.level,
        "specialty": face.specialty,
        "approved_on": chinese(date.fromisoformat(face.approved_on)) if face.approved_on else NOT_RECORDED,
    }  # fmt: skip
    filled = known | _opinions(template, known, region) | _checked(values, annexes.REISSUE)
    if not draft:
        annexes.check_filled(annexes.form_of(annexes.REISSUE), {**filled, "photo": face.photo})
    heading = Heading(made_by, number, on)
    return render(
        annexes.REISSUE, [_form(heading, annexes.REISSUE, template, filled, region, face, store, draft)]
    )


def _registration(
    one: Registered, typed: Mapping[str, str], made_by: str, on: date, store: FileStore, draft: bool
) -> AnnexForm:
    face = one.face
    if face.regime == Regime.REVIEW.value or face.kind == Kind.QUALIFICATION_PROOF.value:
        raise NotApplicable(
            Words("合格人员登记表只用于考试取得的证书，这份证书不是考试取得的。"),
            do=Words("评审取得的，请查阅评审表。"),
            clause=annexes.REGISTRATION,
        )
    template = template_on(one.region, annexes.REGISTRATION, on)
    known = {**_of_face(face), "level": face.level, "specialty": face.specialty, "year": str(one.year),
             "qualification": face.qualification}  # fmt: skip
    filled = known | dict(typed) | _opinions(template, known, one.region)
    if not draft:
        annexes.check_filled(annexes.form_of(annexes.REGISTRATION), {**filled, "photo": face.photo})
    heading = Heading(made_by, "", on)
    return _form(heading, annexes.REGISTRATION, template, filled, one.region, face, store, draft)


def _form(
    heading: Heading, annex: Clause, template: Template, filled: Mapping[str, str], region: str, face: Face,
    store: FileStore, draft: bool,
) -> AnnexForm:  # fmt: skip
    places = {**filled, "province": _province(region)}
    return AnnexForm(
        heading,
        put_in(template.over, **places),
        put_in(template.title, **places),
        filled,
        template.shown(annex),
        store.get(face.photo) if face.photo and store.has(face.photo) else None,
        template.copies,
        draft,
    )


def _of_face(face: Face) -> dict[str, str]:
    year, month = face.born.split("-")
    return {
        "name": face.name, "sex": face.sex, "born": f"{year}年{int(month)}月", "id_number": face.id_number,
        "management_number": face.management_number,
    }  # fmt: skip


def _opinions(template: Template, known: Mapping[str, str], region: str) -> dict[str, str]:
    places = {**known, "province": _province(region)}
    return {key: put_in(text, **places) for key, text in template.opinions.items()}


def _province(region: str) -> str:
    return regions.province_of(region).name if regions.is_known(region[:2] + "0000") else ""


def _checked(values: Mapping[str, str], annex: Clause) -> dict[str, str]:
    """Return typed texts in one line each; what is empty is left out."""
    names = {item.key: item.name for item in annexes.form_of(annex).items}
    said = {key: " ".join(text.split()) for key, text in values.items() if key in names and text.strip()}
    for key, text in said.items():
        if len(text) > (LONGEST if key in TYPED else 4 * LONGEST):
            raise Incomplete(
                Words("“{item}”太长。", item=names[key]), do=Words("请缩短到一两行后再打印。"), clause=annex
            )
    return said
