"""What a report of supervision counts: its tables, and for each column in words how it is counted (N4).

A report keeps numbers by the keys that stand here; the words are those of the program that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yinxin.kernel.words import Words


@dataclass(frozen=True)
class Column:
    """One figure of every row; ``how`` says which things it counts."""

    key: str
    name: Words
    how: Words


@dataclass(frozen=True)
class Sheet:
    """A table.

    :ivar rows: what a row is.
    :ivar drawn: the columns that its chart shows, the grave ones first; none where it has no chart.
    :ivar stacked: the chart shows them as parts of one bar, else as bars beside each other.
    """

    key: str
    title: Words
    rows: Words
    columns: tuple[Column, ...]
    drawn: tuple[str, ...] = ()
    stacked: bool = True


_DUE = Column("due", Words("到期"), Words("最后一天在期内的时限事项。"))
_IN_TIME = Column("in_time", Words("按期办结"), Words("到期事项中，在最后一天或以前办结的。"))
_DONE_LATE = Column("done_late", Words("逾期办结"), Words("到期事项中，最后一天以后、期末或以前办结的。"))
_OPEN_LATE = Column("open_late", Words("逾期未办"), Words("到期事项中，到期末还没有办结的。"))
_DUTIES = (
    _DUE,
    _IN_TIME,
    _DONE_LATE,
    _OPEN_LATE,
    Column(
        "explained",
        Words("已说明原因"),
        Words("逾期办结和逾期未办的事项中，到期末责任机构已经登记原因的。"),
    ),
    Column("left", Words("前期遗留"), Words("期初以前到期、到期末仍未办结的事项，不计入“到期”。")),
)
_LATE = ("open_late", "done_late", "in_time")
_CERTIFICATES = (
    Column("made", Words("制发"), Words("期内发布生效的证书，不含换发补发的。按证书发放机构归属。")),
    Column("given", Words("发出"), Words("期内由窗口发出或邮寄妥投的纸质证书，减去期内更正的误登记。")),
    Column("replaced", Words("换发补发"), Words("期内发布生效、取代前一本的证书。")),
    Column("invalidated", Words("作无效处理"), Words("期内无效处理生效的证书。")),
    Column("restored", Words("恢复有效"), Words("期内因决定被撤销而恢复有效的证书。")),
)

SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(
        "trend", Words("各月到期的时限事项"), Words("月份"), (_DUE, _IN_TIME, _DONE_LATE, _OPEN_LATE), _LATE
    ),
    Sheet("bodies", Words("时限事项：按机构"), Words("责任机构"), _DUTIES, _LATE),
    Sheet("clauses", Words("时限事项：按条款"), Words("条款"), _DUTIES),
    Sheet("months", Words("各月证书"), Words("月份"), _CERTIFICATES, ("made", "given"), stacked=False),
    Sheet("certificates", Words("证书：按发放机构"), Words("证书发放机构"), _CERTIFICATES),
    Sheet(
        "checks",
        Words("随机抽查"),
        Words("抽查"),
        (
            Column(
                "listed",
                Words("名单"),
                Words("封存名单的条数；列出期末以前封存、期初以前没有公布结果的抽查。"),
            ),
            Column("drawn", Words("抽取"), Words("到期末已经抽出的件数。")),
            Column("looked", Words("已检查"), Words("到期末已经登记结论的件数。")),
            Column("conforms", Words("符合"), Words("已检查的件数中，结论为符合的。")),
            Column("faulty", Words("不符合"), Words("已检查的件数中，结论为不符合的，不论是否已经整改。")),
            Column("settled", Words("整改完成"), Words("不符合的件数中，到期末复查通过的。")),
            Column("published", Words("结果公布"), Words("到期末结果已经公布的抽查。")),
        ),
    ),
    Sheet(
        "criticisms",
        Words("通报批评"),
        Words("被通报的机构"),
        (
            Column("issued", Words("通报"), Words("期内签发的通报批评。")),
            Column("grave", Words("移送追责"), Words("期内签发的通报中，同时移送追究责任的。")),
            Column("ended", Words("办结"), Words("期内办结的通报批评，不论何时签发。")),
            Column("waiting", Words("待整改"), Words("到期末还没有报告整改，或者报告后被退回的通报批评。")),
            Column("overdue", Words("整改逾期"), Words("待整改的通报中，整改期限在期末或以前的。")),
        ),
    ),
    Sheet(
        "objections",
        Words("异议"),
        Words("证书发放机构"),
        (
            Column("received", Words("收到"), Words("期内提出的异议。转交他处的，计入现在核实的机构。")),
            Column("answered", Words("答复"), Words("期内书面答复的异议，不论何时提出。")),
            Column(
                "in_time", Words("承诺期内答复"), Words("期内答复的异议中，不晚于该机构自己承诺的日期的。")
            ),
            Column(
                "late", Words("超期答复"), Words("期内答复的异议中，晚于承诺日期的；没有承诺的两项都不计。")
            ),
            Column("waiting", Words("待答复"), Words("到期末还没有答复、也没有撤回的异议。")),
            Column("overdue", Words("超期未答复"), Words("待答复的异议中，承诺日期在期末或以前的。")),
        ),
    ),
)
"""In the order of the report."""

BY_KEY: Final[Mapping[str, Sheet]] = {one.key: one for one in SHEETS}
LATE_LISTED: Final = 200
"""How many late duties a report lists one by one."""
