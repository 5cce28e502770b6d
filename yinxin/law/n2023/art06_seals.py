"""N6 — a certificate is sealed as the laws and the qualification's own rules say.

依据：人社厅发〔2023〕16号 第六条.
"""
# Reading: the seals and their order belong to the qualification's version. A seal is good on the day of
# sealing, and stays good on the certificate after its own period has ended.

from collections.abc import Sequence
from datetime import date

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing

SEALS = Clause("N6")

ARTICLE = national(
    "第六条",
    title=Words("用印"),
    points={"N6": Words("盖谁的章、盖几枚章，按法律法规和该职业资格自己的制度办。")},
)


@enacts(SEALS)
def check_seals(sealed_by: Sequence[str], required: Sequence[str]) -> None:
    """Hold the seals on a certificate against those that its qualification asks for.

    :raises Incomplete: a seal is missing; each is named.
    :raises NotApplicable: a seal is there that the qualification does not know.
    """
    missing = [Words("{department}的印章", department=name) for name in required if name not in sealed_by]
    check_nothing_missing(missing, clause=SEALS, do=Words("补盖后再放行。"))
    strangers = [name for name in sealed_by if name not in required]
    if strangers:
        raise NotApplicable(
            Words("该职业资格不用{departments}的印章。", departments="、".join(strangers)),
            do=Words("核对该职业资格的用印规定，去掉多余的印章。"),
            clause=SEALS,
        )


@enacts(SEALS)
def check_seal_in_period(*, first_day: date, last_day: date | None, sealed_on: date) -> None:
    """Let a seal be used only inside its period; both ends count, ``last_day`` None is open.

    :raises WrongState: the seal was not yet, or no longer, in use on ``sealed_on``.
    """
    if sealed_on < first_day or (last_day is not None and sealed_on > last_day):
        raise WrongState(
            Words("印章在{day}不在启用期内。", day=sealed_on),
            do=Words("选用当日有效的印章。"),
            clause=SEALS,
        )
