"""N5 — a certificate is paper and electronic, of equal force, made and released together.

依据：人社厅发〔2023〕16号 第五条.
"""
# Reading: 原则上 allows a qualification that has no electronic certificates yet; it does not allow one of two
# ordered copies to be seen before the other. So the release asks for every copy that was ordered.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words, listed
from yinxin.law.article import national

TOGETHER = Clause("N5")

ARTICLE = national(
    "第五条",
    title=Words("两种形式，同等效力"),
    points={"N5": Words("证书有纸质和电子两种，效力一样，原则上一起制作、一起发放。")},
)

PAPER = Words("纸质证书")
ELECTRONIC = Words("电子证书")


@enacts(TOGETHER)
def check_released_together(
    *, paper_ready: bool, electronic_ready: bool, electronic_ordered: bool = True
) -> None:
    """Let a certificate be released only when every copy that was ordered is ready.

    :param electronic_ordered: False where the qualification has no electronic certificates yet.
    :raises WrongState: a copy is not ready; the refusal names it.
    """
    waiting = [PAPER] if not paper_ready else []
    if electronic_ordered and not electronic_ready:
        waiting.append(ELECTRONIC)
    if waiting:
        raise WrongState(
            Words("{copies}尚未制作完成，不能单独放行。", copies=listed(waiting)),
            do=Words("等全部制作完成后一并放行。"),
            clause=TOGETHER,
        )
