"""What the tests of older certificates share: small tables, a batch examined to the end, people who act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import AT
from yinxin.demo.older import HEADER, Collection
from yinxin.kernel.identity import check_character
from yinxin.legacy import collecting
from yinxin.legacy.models import Record
from yinxin.legacy.reading import Sheet
from yinxin.parties.queries import actor_named, body_by_code

WHY = "查了原档案第12页"
WHERE = {"archive": "省人事考试院档案室", "volume": "1998-3", "taken_by": "示例整理员"}

WANG = ["王芳", "女", "1970-05", "990104197005012345", "199834000001", "建造师", "一级", "建筑工程", "1998-05-06", "人事部", "示例一处", ""]  # fmt: skip


def person(**changes: str) -> list[str]:
    """Return a row like Wang Fang's, with other cells by heading."""
    row = dict(zip(HEADER, WANG, strict=True)) | changes
    return [row[name] for name in HEADER]


def resident(serial: int) -> list[str]:
    """Return the row of another person for each serial: other number, other name, other birth."""
    digits = f"990104{1950 + serial % 40}{serial % 12 + 1:02}{serial % 28 + 1:02}{serial % 1000:03}"
    name = "赵钱孙李周吴郑王冯陈"[serial % 10] + "伟强磊军洋勇杰涛明超"[serial // 7 % 10]
    return person(
        姓名=name,
        身份证号=digits + check_character(digits),
        证书编号=f"1998{serial:08}",
        性别="",
        出生年月="",
    )


def brought(rows: list[list[str]], *, by: Any = None, code: str = "anhui-exam", name: str = "old.csv") -> int:
    by = by or actor_named("anhui-data", AT)
    data = Collection(rows=rows).csv()
    number = body_by_code(code).id
    return collecting.bring(organisation_id=number, file_name=name, data=data, **WHERE, by=by, at=AT)


def examined(rows: list[list[str]], **named: Any) -> int:
    """Bring a table and let the worker do all of it, reading in this process."""
    batch = brought(rows, **named)
    work({batch: Sheet(HEADER, [(number, row) for number, row in enumerate(rows, 2)])})
    return batch


def work(sheets: dict[int, Sheet]) -> None:
    waiting = iter(sheets.values())
    while collecting.step(read=lambda path: next(waiting), clock=lambda: AT + timedelta(minutes=1)):
        pass


def record(batch: int, row: int = 2) -> Record:
    return Record.objects.get(batch_id=batch, row=row)


def data() -> Any:
    return actor_named("anhui-data", AT)


def check() -> Any:
    return actor_named("anhui-check", AT)


def findings(batch: int, row: int = 2) -> set[tuple[str, str]]:
    return {(field, code) for field, code, _ in record(batch, row).findings}
