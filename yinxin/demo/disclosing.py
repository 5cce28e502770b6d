"""The centre promises to publish every week, and publishes its first edition (N23)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from yinxin.disclosure import promises, publishing, queries
from yinxin.kernel.calendar import day_of
from yinxin.parties.queries import actor_named

PUBLISHED = datetime(2026, 10, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def tell() -> str:
    """Publish, where nothing has been published yet."""
    if queries.editions(limit=1):
        return "早已公布"
    by = actor_named("center-check", PUBLISHED)
    promises.promise(
        every_days=7,
        rounded_to=5,
        basis="人事考试中心信息公布办法（演示）第二条",
        since=day_of(PUBLISHED),
        by=by,
        at=PUBLISHED,
    )
    return f"第{publishing.publish(by=by, at=PUBLISHED)}期"
