"""Older certificates in the story: a small table collected, a gap mended, a verdict given, most of it opened (N19)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from config.workshop import old_table
from yinxin.demo.older import collection
from yinxin.legacy import collecting, handing, judging, lookups, mending, pairs
from yinxin.legacy.audit import balance
from yinxin.legacy.states import RecordState
from yinxin.parties.queries import actor_named, body_by_code

_CHINA: Final = ZoneInfo("Asia/Shanghai")
BROUGHT: Final = datetime(2026, 10, 12, 9, 0, tzinfo=_CHINA)
MENDED: Final = datetime(2026, 10, 13, 9, 0, tzinfo=_CHINA)
OPENED: Final = datetime(2026, 10, 14, 15, 0, tzinfo=_CHINA)
COUNT, SEED = 60, 41


def tell() -> list[str]:
    """Walk a small collection from the upload to certificates that verify; some stays owed, as in life."""
    data, check = actor_named("anhui-data", BROUGHT), actor_named("anhui-check", BROUGHT)
    if lookups.batches_for(data):
        return ["早已办完"]
    batch = collecting.bring(
        organisation_id=body_by_code("anhui-exam").id, file_name="1998年资格证书登记.csv",
        data=collection(COUNT, seed=SEED, twice=0.1).csv(), archive="安徽省人事考试院档案室（演示）", volume="1998-3",
        taken_by="示例整理员", by=data, at=BROUGHT,
    )  # fmt: skip
    while collecting.step(read=old_table, clock=lambda: BROUGHT):
        pass
    _mend(batch)
    for pair in pairs.pairs_for(data)[:2]:
        if not pair.certificate_id:
            keep = pairs.pair(pair.id, data).sides[0].id
            judging.same(
                pair_id=pair.id, keep=keep, take=(), why="对照了原始登记表，是同一本", by=check, at=MENDED
            )
    one = handing.hand_over(batch_id=batch, by=check, at=MENDED)
    handing.receive(hand_over_id=one, by=actor_named("center-make", OPENED), at=OPENED)
    handing.open_certificates(hand_over_id=one, by=actor_named("center-check", OPENED), at=OPENED)
    counts = balance(batch)
    return [
        f"报送{counts['handed_in']}条",
        f"开通{counts['opened']}",
        f"并入{counts['merged']}",
        f"缺关键信息{counts['blocked']}",
    ]


def _mend(batch: int) -> None:
    """Confirm the first doubtful fields, after a look at the papers."""
    by = actor_named("anhui-data", MENDED)
    for line in lookups.records_of(batch, by, state=RecordState.LOOK, start=0, count=3):
        for field in lookups.record(line.id, by).fields:
            if field.mendable and field.hint and field.confidence == 0 and field.key == "name":
                mending.mend(
                    record_id=line.id,
                    field="name",
                    value=field.hint,
                    why="对照了第12页的原件",
                    by=by,
                    at=MENDED,
                )
