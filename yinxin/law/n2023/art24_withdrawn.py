"""N24 — a withdrawn qualification ends in a proof on request; where the ministry left, nothing is accepted.

依据：人社厅发〔2023〕16号 第二十四条.
"""
# Reading: two different cases. Withdrawn from the catalogue, the ministry still among its departments: the
# issuer gives a proof, if the holder wants one. The ministry no longer among them: no application is
# accepted, in the catalogue or not; the refusal names the department in charge. The text names no papers
# for the proof: ours are the least that says who asks, and for what.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.changes import Way
from yinxin.law.evidence import Evidence

PROOF = Clause("N24.1")
REFUSE = Clause("N24.2")

ARTICLE = national(
    "第二十四条",
    title=Words("退出目录与不再受理"),
    points={
        "N24.1": Words("已退出目录的资格，持证人自愿申请的，由发放机构审核后开具职业资格证明。"),
        "N24.2": Words("部里不再是实施部门的，人社部门不再受理换发和补发。"),
    },
)


@enacts(REFUSE)
def check_accepted(*, ministry_implements: bool, department_in_charge: str) -> None:
    """Accept replacement and reissue only while the ministry is an implementing department.

    :raises NotApplicable: it no longer is; the refusal names the department in charge.
    """
    if not ministry_implements:
        raise NotApplicable(
            Words("人力资源社会保障部已不是该职业资格的实施部门，人社部门不再受理换发和补发。"),
            do=Words("请向{department}咨询办理。", department=department_in_charge or Words("现实施部门")),
            clause=REFUSE,
        )


@enacts(PROOF)
def way_of(way: Way, *, in_catalogue: bool, holder_agrees: bool) -> Way:
    """Return what an application leads to: the way asked for, or a proof for a withdrawn qualification.

    :raises NotApplicable: withdrawn, and the holder does not want a proof.
    """
    if in_catalogue:
        return way
    if not holder_agrees:
        raise NotApplicable(
            Words("该职业资格已退出国家目录，不再换发、补发证书。"),
            do=Words("如您愿意，可以申请开具职业资格证明；原证书仍可查询验证。"),
            clause=PROOF,
        )
    return Way.PROOF


@enacts(PROOF)
def evidence_needed() -> tuple[Evidence, ...]:
    """Return the papers that an application for a proof needs."""
    return (Evidence.APPLICATION, Evidence.HOLDER_ID)
