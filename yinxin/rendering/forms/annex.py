"""附件1 登记表、附件2 补发登记表 — one person a form, as the province words it (A.annex1, A.annex2).

The items are the law's (`law.a2013.annexes`); what a province may choose is the wording around them, which optional
items are asked, and how many copies are signed. What nobody recorded stays blank, to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yinxin.kernel.clause import Clause
from yinxin.law.a2013 import annexes
from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

_LAYOUTS = {annexes.REGISTRATION: "registration", annexes.REISSUE: "reissue"}


@dataclass(frozen=True, slots=True)
class AnnexForm:
    """One filled form.

    :ivar over: the line above the title, such as the exam with its year; empty where the form has none.
    :ivar title: the form's title.
    :ivar values: the items by their keys in law; days as people write them. What is missing is left blank.
    :ivar shown: the keys of the items that the form asks; the law's required ones are always asked.
    :ivar photo: a JPEG picture, or None: room to glue one on.
    :ivar copies: how many are signed; told at the foot.
    :ivar draft: printed with 草稿 across the page.
    """

    heading: Heading
    over: str
    title: str
    values: Mapping[str, str]
    shown: frozenset[str]
    photo: bytes | None = None
    copies: int = 1
    draft: bool = False


def render(annex: Clause, forms: Sequence[AnnexForm]) -> bytes:
    """Return forms of one annex as one PDF, each person's beginning on a page 1 of its own.

    :raises ValueError: there is none.
    :raises Refusal: a character has no glyph, or a picture is none.
    """
    if not forms:
        raise ValueError("a form needs a person")
    law = annexes.form_of(annex)
    required = {item.key for item in law.items if item.required}
    first = forms[0]
    sheets = [
        {
            "body": one.heading.body,
            "number": one.heading.number,
            "over": one.over,
            "title": one.title,
            "values": {item.key: one.values.get(item.key, "") for item in law.items},
            "shown": sorted(one.shown | required),
            "photo": pictures.photo(one.photo) if one.photo else None,
            "copies": one.copies,
            "draft": one.draft,
        }
        for one in forms
    ]
    labels = {item.key: str(item.name) for item in law.items}
    facts = {"sheets": sheets, "labels": labels}
    return press(_LAYOUTS[annex], str(law.title), first.heading, facts)
