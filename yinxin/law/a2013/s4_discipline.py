"""A4 — strict discipline: clear rules, a strict procedure, people who answer for what they do.

依据：皖人社秘〔2013〕176号 结尾.
"""
# Reading: concretely, no act without actor, time and clause.

from datetime import datetime

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.gaps import check_nothing_missing

DISCIPLINE = Clause("A4")

ARTICLE = anhui(
    "结尾",
    title=Words("纪律要求"),
    points={"A4": Words("各级要加强领导、订好制度、明确纪律、严格程序，每件事有人负责。")},
)


@enacts(DISCIPLINE)
def check_act(*, actor: str, at: datetime | None, clause: Clause | None) -> None:
    """Put an act on record only with who did it, when, and under which clause.

    :raises Incomplete: a part is missing; each is named.
    """
    parts = {Words("经办人"): actor, Words("办理时间"): at, Words("依据条款"): clause}
    check_nothing_missing([name for name, value in parts.items() if not value], clause=DISCIPLINE)
