"""An application on paper: the reissue form filled in (annex 2), and the receipt that the applicant takes home."""

from __future__ import annotations

from typing import Final

from yinxin.annexes import filling
from yinxin.changing.queries import ApplicationView
from yinxin.changing.states import ApplicationState
from yinxin.law.evidence import Evidence
from yinxin.parties.queries import body
from yinxin.register.files import FileStore
from yinxin.rendering.forms import accepted
from yinxin.rendering.forms.accepted import ApplicationReceipt, Paper
from yinxin.rendering.forms.parts import Heading

_PASSED: Final = frozenset(
    {
        ApplicationState.REVIEWED,
        ApplicationState.CONFIRMED,
        ApplicationState.MAKING,
        ApplicationState.RELEASED,
    }
)


def form(view: ApplicationView, *, store: FileStore) -> bytes:
    """Return annex 2 for an application as PDF: a draft until the first review has passed (A3.1)."""
    line = view.line
    return filling.reissue(
        {
            "phone": view.said["phone"],
            "employer": view.said.get("employer", ""),
            "way": str(line.way.label),
            "cause": f"{line.cause.label}：{view.said['statement']}",
            "loss_notice": _loss_notice(view),
            "papers": "、".join(str(one.needed.paper.label) for one in view.wanted if one.paper) or "无",
        },
        face=view.certificate.face,
        region=body(line.issuer.id).region,
        number=line.number,
        made_by=line.issuer.name,
        on=line.filed_on,
        store=store,
        draft=line.state not in _PASSED,
    )


def receipt(view: ApplicationView, *, ask: str = "") -> bytes:
    """Return the receipt as PDF: what was asked for, what was handed in, who has it now, what was promised.

    :param ask: where to ask, a telephone number or an address; nothing where the issuer has published none.
    """
    line, face = view.line, view.certificate.face
    return accepted.render(
        ApplicationReceipt(
            heading=Heading(line.issuer.name, line.number, line.filed_on),
            holder=face.name,
            id_kind=face.id_kind,
            id_number=face.id_number,
            certificate=" ".join(part for part in (face.qualification, face.level, face.specialty) if part),
            management_number=face.management_number,
            way=str(line.way.label),
            cause=str(line.cause.label),
            rule=str(view.governing.because),
            next=line.with_body.name if line.with_body else str(line.state_words),
            papers=tuple(
                Paper(str(one.needed.paper.label), one.paper.pages, str(one.paper.found.words))
                for one in view.wanted
                if one.paper
            ),
            promised_on=line.promised_on,
            clerk=view.filed_by,
            ask=ask,
        )
    )


def _loss_notice(view: ApplicationView) -> str:
    found = next(
        (one.paper for one in view.wanted if one.paper and one.paper.paper is Evidence.LOSS_NOTICE), None
    )
    if found is None:
        return ""
    facts = found.facts
    named = (facts.get(name, "") for name in ("newspaper", "serial", "published_on", "page"))
    return " ".join(str(one) for one in named if one)
