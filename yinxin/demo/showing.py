"""The first holder shows the certificate: a marked copy, a link that was opened, a report of an error."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

from config.workshop import bench
from yinxin.kernel.calendar import day_of
from yinxin.presenting import correcting, linking, marking, queries, terms
from yinxin.presenting.granting import Wish
from yinxin.register import holders
from yinxin.register.vault import vault

Step = Callable[[int, str], AbstractContextManager[list[str]]]
SHOWN = datetime(2026, 9, 18, 20, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def tell(number: int, step: Step) -> None:
    """Go through it, where it is not done yet."""
    with step(number, "持证人出示证书 The holder shows the certificate") as result:
        ((holder, *_),) = holders.documents_of_some(1)
        held = holders.certificates_of(holder)[-1]
        if queries.grants_of(holder, held.id, day_of(SHOWN)):
            result.append("早已办理")
            return
        last = terms.last_day(day_of(SHOWN))
        marking.issue_marked_copy(
            holder_id=holder,
            certificate_id=held.id,
            wish=Wish("求职应聘", "江城市社会工作服务中心", last),
            bench=bench(),
            at=SHOWN,
        )
        link = linking.make_link(
            holder_id=holder, certificate_id=held.id, wish=Wish("当面出示", "", last), most=None, at=SHOWN
        )
        linking.count_opening(token=vault().grant_token(link), at=SHOWN)
        correcting.report_error(
            holder_id=holder,
            certificate_id=held.id,
            field="photo",
            should="",
            words="照片偏暗，想确认是否需要更换",
            at=SHOWN,
        )
        result.append("加注件1份，链接1个")
