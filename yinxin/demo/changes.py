"""The changes of the story: three people of Hefei apply; one waits, one must put something right, one was confirmed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from yinxin.changing import deciding, filing, gate, papers, promises, queries
from yinxin.changing.filing import Filing
from yinxin.changing.papers import HandedIn
from yinxin.kernel.calendar import day_of
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.parties.actor import Actor
from yinxin.parties.queries import actor_named, body_by_code, the_centre
from yinxin.register import changeable
from yinxin.register import queries as register

_CHINA = ZoneInfo("Asia/Shanghai")
PROMISED = datetime(2026, 9, 18, 9, 0, tzinfo=_CHINA)
FILED = datetime(2026, 9, 25, 9, 40, tzinfo=_CHINA)
DECIDED = datetime(2026, 9, 25, 15, 10, tzinfo=_CHINA)
_PROMISES = (
    ("hefei", Desk.REVIEW, 5, "hefei-custody"),
    ("center", Desk.MAKING, 10, "center-custody"),
)
_BLURRED = "公安机关证明的照片看不清印章，请重新拍照上传。"


def tell(batch: int) -> tuple[str, ...]:
    """Tell the changes once; return the numbers of the applications."""
    by = actor_named("hefei-counter", FILED)
    known = queries.applications_for(by)
    if not known:
        _promise()
        hefei = body_by_code("hefei").id
        lines = register.of_batch(batch, by, count=200)
        ours = [line.id for line in lines if changeable.of(line.id).issuer_id == hefei][:3]
        for number, decide in zip(ours, (_wait, _give_back, _confirm), strict=False):
            decide(_file(number), by)
        known = queries.applications_for(by)
    return tuple(line.number for line in known)


def _promise() -> None:
    for code, desk, workdays, username in _PROMISES:
        over = body_by_code(code) if code != "center" else the_centre()
        promises.publish(
            organisation_id=over.id,
            desk=desk,
            workdays=workdays,
            since=day_of(PROMISED),
            by=actor_named(username, PROMISED),
            at=PROMISED,
        )


def _file(certificate_id: int) -> int:
    """File the application of somebody whose name has changed."""
    one = changeable.of(certificate_id)
    today = day_of(FILED)
    answer = gate.ask(certificate_id, Cause.HOLDER_CHANGED, applied_on=today, today_=today)
    given = Filing(
        certificate_id,
        Cause.HOLDER_CHANGED,
        "已到公安机关变更姓名，申请换发证书。",
        "13800000000",
        changes={"name": one.face.name[0] + "改之"},
        papers=tuple(_paper(need.paper) for need in answer.needed if need.uploaded),
        agreed=True,
    )
    return filing.file_own(holder_id=one.holder_id, filing=given, at=FILED)


def _paper(paper: Evidence) -> HandedIn:
    """Return an invented paper: a sheet that says in a few lines that it is a sample."""
    sheet = Image.new("RGB", (620, 880), "#fbfaf6")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((40, 40, 580, 840), outline="#8a8a8a", width=3)
    for line in range(120, 780, 60):
        pen.line((80, line, 540, line), fill="#c9c9c9", width=6)
    pen.text((80, 70), f"SAMPLE {paper.value}", fill="#9a2a2a")
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    facts = {"proved_by": "合肥市公安局（演示）"} if paper is Evidence.CHANGE_PROOF else {}
    return papers.received(paper, out.getvalue(), name=f"{paper.value}.jpg", facts=facts)


def _wait(application: int, by: Actor) -> None:
    """Leave it where it is."""


def _give_back(application: int, by: Actor) -> None:
    proof = papers.of_application(application)[Evidence.CHANGE_PROOF]
    papers.refuse(paper_id=proof.pk, reason=_BLURRED, by=by, at=DECIDED)
    deciding.give_back(application_id=application, reason=_BLURRED, by=by, at=DECIDED)


def _confirm(application: int, by: Actor) -> None:
    found: Sequence[int] = [paper.pk for paper in papers.of_application(application).values()]
    for paper in found:
        papers.accept(paper_id=paper, by=by, at=DECIDED)
    deciding.review(application_id=application, weighed=False, by=by, at=DECIDED)
    checker = actor_named("anhui-check", DECIDED)
    deciding.confirm(application_id=application, weighed=False, by=checker, at=DECIDED)
