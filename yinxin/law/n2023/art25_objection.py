"""N25 — who objects to a certificate or to an answer asks the issuer to check it.

依据：人社厅发〔2023〕16号 第二十五条.
"""
# Reading: no limit is set; the office's promise is its own. The finding is carried out by the path that the
# law has for it (N15 for wrong data, N18 for an invalid certificate), never by editing the register.

from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party

OBJECT = Clause("N25")

ARTICLE = national(
    "第二十五条",
    title=Words("异议核实"),
    points={"N25": Words("持证人或有关单位对证书、对查询结果有异议，可以申请发放机构核实。")},
)


class Finding(Enum):
    """What the check of an objection found."""

    CONFIRMED = "confirmed"
    DATA_WRONG = "data_wrong"
    INVALID = "invalid"
    EXPLAINED = "explained"

    @property
    def label(self) -> Words:
        """The finding in Chinese."""
        return _LABELS[self]


_LABELS = {
    Finding.CONFIRMED: Words("结果无误"),
    Finding.DATA_WRONG: Words("信息有误，需要更正"),
    Finding.INVALID: Words("证书无效"),
    Finding.EXPLAINED: Words("不属于登记有误，已作说明"),
}
_CARRIED_OUT_UNDER = {Finding.DATA_WRONG: Clause("N15"), Finding.INVALID: Clause("N18.1")}


@enacts(OBJECT)
def check_may_answer(party: Party) -> None:
    """Let only the issuer answer an objection.

    :raises NotPermitted: the party is not an issuer.
    """
    if party is not Party.ISSUER:
        raise NotPermitted(
            Words("异议由证书发放机构核实，{party}不能答复。", party=party.label),
            do=Words("请转交证书发放机构。"),
            clause=OBJECT,
        )


@enacts(OBJECT)
def check_objection(*, subject: str, reason: str, contact: str) -> None:
    """Take an objection that says what it is about, why, and where the answer goes.

    :raises Incomplete: a part is missing; each is named.
    """
    parts = {Words("异议对象"): subject, Words("异议理由"): reason, Words("联系方式"): contact}
    check_nothing_missing([name for name, value in parts.items() if not value.strip()], clause=OBJECT)


@enacts(OBJECT)
def carried_out_under(finding: Finding) -> Clause | None:
    """Return the clause by whose path a finding is carried out, or None where nothing changes."""
    return _CARRIED_OUT_UNDER.get(finding)
