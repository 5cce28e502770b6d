"""The catalogue of problems: every code that an answer of the API may carry, what it means, what a program does then.

A code is the end of a problem document's ``type`` (``urn:yinxin:problem:…``, RFC 9457). Codes stay; texts may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yinxin.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem.

    :ivar code: the end of its type; ``status`` its HTTP statuses.
    :ivar then: what a program does: never a text to show.
    :ivar again: sending the same again, later, may succeed.
    """

    code: str
    status: tuple[int, ...]
    means: Words
    then: Words
    again: bool = False


PROBLEMS: Final = (
    Problem(
        "bad_request",
        (400, 413),
        Words("请求体不是JSON对象，或者太大。"),
        Words("修改程序；每个问题不超过4KB，文件用verifications/file。"),
    ),
    Problem(
        "incomplete",
        (422,),
        Words("缺少内容，或内容不合要求；fields列出是哪几项。"),
        Words("按fields改正后重新发送。"),
    ),
    Problem(
        "not_permitted",
        (401, 403),
        Words("密钥无效，或无权做这件事。"),
        Words("401时检查Authorization头和密钥期限；403时向密钥的负责人申请所需的权限。"),
    ),
    Problem(
        "not_found",
        (404,),
        Words("没有这个地址或事项，或者您无权知道它存在：两者的回答相同。"),
        Words("检查地址和编号；不要反复尝试。"),
    ),
    Problem(
        "wrong_state",
        (409,),
        Words("事项现在的状态不允许这样办理，可能别人先办了。"),
        Words("重新读取现状，再决定是否办理。"),
    ),
    Problem("already_done", (409,), Words("同样的事已经办过。"), Words("当作成功处理；读取它的结果。")),
    Problem(
        "not_applicable",
        (422,),
        Words("规定不适用于这件事；clause是哪一条。"),
        Words("不要重试；按detail的指引走别的办法。"),
    ),
    Problem(
        "too_many_requests",
        (429,),
        Words("问得太快。"),
        Words("等Retry-After所说的秒数后再发；看RateLimit-Remaining提前放慢。"),
        again=True,
    ),
    Problem(
        "unavailable",
        (503,),
        Words("暂时不能回答；对证书没有任何说明。"),
        Words("隔一会儿重试，间隔逐次加倍；不要当作“未查询到”。"),
        again=True,
    ),
    Problem("refused", (422,), Words("请求被拒绝；title说明原因。"), Words("按detail的指引办理。")),
)
"""In the order in which a program meets them."""

FINER: Final = (
    Problem(
        "key_missing",
        (401,),
        Words("没有出示共享密钥。"),
        Words("在Authorization头中写“Bearer 密钥”；不要把密钥写在地址里。"),
    ),
    Problem(
        "key_invalid",
        (401,),
        Words("密钥写错、已吊销、已过期，或协议没有在执行：回答都相同。"),
        Words("停止调用，换用新的密钥或联系人事考试中心；不要重试。"),
    ),
    Problem(
        "question_incomplete",
        (422,),
        Words("查询缺少内容或不合要求；fields列出是哪几项。"),
        Words("按fields改正：每次都要ground，证照标识和三项内容二选一。"),
    ),
    Problem(
        "cursor_invalid",
        (422,),
        Words("cursor不是本协议收到过的。"),
        Words("照抄上一页的next；丢失了就从快照或者空cursor重新开始。"),
    ),
    Problem("limit_invalid", (422,), Words("limit不在允许的范围内。"), Words("改为1至500。")),
    Problem(
        "idempotency_key_reused",
        (409,),
        Words("这个Idempotency-Key已经用于另一次查询。"),
        Words("每次新的查询换一个；重发同一查询时用原来的。"),
    ),
    Problem(
        "snapshot_exists",
        (409,),
        Words("已经有一份快照在制作或可以下载；snapshot是它的编号。"),
        Words("当作成功处理，读取那一份。"),
    ),
    Problem(
        "quota_exceeded",
        (429,),
        Words("超过协议约定的每分钟或每天上限。"),
        Words("等retry_after秒后再发。"),
        again=True,
    ),
)
"""What the sharing interface adds to a problem in ``code``, where its type alone would not tell a program enough."""
