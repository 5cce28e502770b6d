"""An employer of the demo country has a dozen applicants checked: every answer that a list can get."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.workshop import sign_list, vetting_book, vetting_match
from yinxin.parties.queries import actor_named
from yinxin.register import queries as register
from yinxin.vetting import asking, queries, running
from yinxin.vetting.grounds import Ground, Reason

ASKED = datetime(2026, 11, 20, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE = 6
_HEADER = ("序号", "姓名", "身份证号", "证书管理号", "应聘部门")
_STRANGER = ("甄无人", "990104197005012345", "20269901000000000")


def tell(batch: int) -> list[str]:
    """Go through it with people of a batch, where it is not done yet; return what came out."""
    by = actor_named("employer", ASKED)
    if queries.lists_for(by):
        return ["早已办理"]
    reason = Reason(
        Ground.CONSENT,
        "2026年冬季公开招聘社会工作岗位资格审查",
        "应聘登记表第3页本人签字同意",
        True,
        ASKED.date(),
    )
    number = asking.bring(
        organisation_id=by.organisation_id, file_name="2026年冬季应聘人员.csv", data=_table(batch), reason=reason,
        read=vetting_book, by=by, at=ASKED,
    )  # fmt: skip
    while running.step(match=vetting_match, sign=sign_list, clock=lambda: ASKED + timedelta(minutes=1)):
        pass
    view = queries.one(number, by)
    return [f"名单{number}", *(f"{one.status or one.result}{count}行" for one, count in view.tallies)]


def _table(batch: int) -> bytes:
    """Return the list: certificates in every state that the batch has, and every kind of mistake."""
    centre = actor_named("center-check", ASKED)
    lines = register.of_batch(batch, centre, count=2_000)
    chosen = [one for one in lines if one.state == "valid"][:PEOPLE]
    chosen += [one for one in lines if one.state in ("superseded", "invalid")][:2]
    faces = [register.certificate(one.id, centre).face for one in chosen]
    right = [(face.name, face.id_number, face.management_number) for face in faces]
    name, document, number = right[0]
    wrong = document[:17] + ("1" if document[17] != "1" else "2")
    mistakes = [
        (name + "甲", document, number),
        (name, document, right[1][2]),
        _STRANGER,
        (name, wrong, number),
        (name, "", number),
        right[1],
    ]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    writer.writerows((at, *three, "社区服务部") for at, three in enumerate([*right, *mistakes], 1))
    return text.getvalue().encode("utf-8-sig")
