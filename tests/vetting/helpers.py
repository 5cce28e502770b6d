"""What the tests of lists need: files, an employer's people, a worker, the base batch's certificates."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import xlsxwriter

from config.workshop import sign_list, vetting_book, vetting_match
from tests.cast import AT
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.vetting import asking, running
from yinxin.vetting.grounds import Ground, Reason

HEADER = ["序号", "姓名", "身份证号", "管理号", "部门"]
REASON = Reason(Ground.CONSENT, "秋季招聘资格审查", "应聘登记表第3页签字", True, AT.date())
STRANGER = ("甄无人", "990104197005012345", "20260101999999999")


def employer() -> Any:
    return actor_named("employer", AT)


def persons() -> list[tuple[str, str, str]]:
    """Return name, document and number of the base batch's certificates, the valid ones first."""
    from tests.sharing.helpers import faces
    from yinxin.register import shared

    rows = shared.by_ids(faces())
    found = sorted(rows.values(), key=lambda one: (one.state != "valid", one.id))
    return [(one.face.name, one.face.id_number, one.face.management_number) for one in found]


def rows_of(people: Sequence[tuple[str, str, str]]) -> list[list[str]]:
    return [[str(at), *three, "人事部"] for at, three in enumerate(people, 1)]


def csv_of(
    rows: Sequence[Sequence[str]], *, encoding: str = "utf-8-sig", header: Sequence[str] = HEADER
) -> bytes:
    lines = [",".join(row) for row in [header, *rows]]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]], *, header: Sequence[str] = HEADER) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        first = book.add_worksheet("说明")
        first.write_string(0, 0, "这是说明")
        first.write_number(1, 0, 12.5)
        sheet = book.add_worksheet("名单")
        for at, row in enumerate([header, *rows]):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    return file.getvalue()


def bring(data: bytes, *, name: str = "list.csv", at: Any = AT, **named: Any) -> int:
    own = named.pop("organisation_id", None) or body_by_code("employer").id
    facts = {"reason": REASON, "read": vetting_book, "by": employer(), **named}
    return asking.bring(organisation_id=own, file_name=name, data=data, at=at, **facts)


def work(at: Any = AT + timedelta(minutes=1), match: Any = vetting_match) -> int:
    """Let the worker do all of it; return in how many pieces."""
    pieces = 0
    while running.step(match=match, sign=sign_list, clock=lambda: at):
        pieces += 1
    return pieces


def checked(people: Sequence[tuple[str, str, str]], **named: Any) -> int:
    """Return a list that was brought and checked to the end."""
    number = bring(csv_of(rows_of(people)), **named)
    work()
    return number
