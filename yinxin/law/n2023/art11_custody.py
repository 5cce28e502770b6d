"""N11 — the issuer keeps paper in order, counts what arrives, and starts giving out within 10 working days.

依据：人社厅发〔2023〕16号 第十一条.
"""
# Reading: the ten days run from signing for the delivery, and end with the start of distribution, not with
# its end. A slip with missing or damaged copies may be signed when each of them stands on it. Correcting a
# stock figure takes two people: that is our form of the risk control that the article asks for.

from collections.abc import Collection
from datetime import date

from yinxin.kernel.calendar import Calendar
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national
from yinxin.law.gaps import check_nothing_missing

ORDER = Clause("N11.1")
START = Clause("N11.2")

ARTICLE = national(
    "第十一条",
    title=Words("接收、保管与启动发放"),
    points={
        "N11.1": Words("发放机构要有制度、专门场所和专人管证，防控风险，并公开领取时间、方式和流程。"),
        "N11.2": Words("收到纸质证书先清点验收，签收后10个工作日内开始发放。"),
    },
)

START_WITHIN_WORKDAYS = Dated({NATIONAL_FIRST_DAY: 10}, source="人社厅发〔2023〕16号 第十一条第二款")


@enacts(ORDER)
def check_issuer_ready(
    *, own_room: bool, custodians: Collection[str], hours: str, ways: str, process: str
) -> None:
    """Let paper be sent only to an issuer that can keep it and has told the public how to collect.

    :param hours: the published time of collection; ``ways`` and ``process`` likewise.
    :raises Incomplete: something is missing; each is named.
    """
    present = {
        Words("专门的证书保管场所"): own_room,
        Words("专责的证书管理人员"): bool(custodians),
        Words("公开的领取时间"): bool(hours.strip()),
        Words("公开的领取方式"): bool(ways.strip()),
        Words("公开的办理流程"): bool(process.strip()),
    }
    check_nothing_missing([name for name, there in present.items() if not there], clause=ORDER)


@enacts(ORDER)
def check_stock_correction(*, proposed_by: str, approved_by: str) -> None:
    """Let a stock figure be corrected only by two different people.

    :raises NotPermitted: the same person proposes and approves.
    """
    if proposed_by == approved_by:
        raise NotPermitted(
            Words("库存更正不能由同一人提出并批准。"),
            do=Words("请另一位证书管理人员复核批准。"),
            clause=ORDER,
        )


@enacts(START)
def check_slip_adds_up(*, announced: int, accepted: int, missing: int, damaged: int) -> None:
    """Let a handover be signed only when every announced copy is accounted for.

    :raises Incomplete: accepted, missing and damaged copies together are not the announced number.
    """
    counted = accepted + missing + damaged
    if counted != announced:
        raise Incomplete(
            Words("交接单应有{announced}本，清点登记合计{counted}本。", announced=announced, counted=counted),
            do=Words("重新清点，把缺少和破损的逐本登记后再签收。"),
            clause=START,
            facts={"announced": announced, "counted": counted},
        )


@enacts(START)
def start_distribution_due(signed_on: date, calendar: Calendar) -> date:
    """Return the last day for starting to give out what was signed for."""
    return calendar.after(signed_on, START_WITHIN_WORKDAYS.on_or_first(signed_on))
