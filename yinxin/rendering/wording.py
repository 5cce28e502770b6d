"""What a page says besides its data, by kind of document and regime (N2, N24.1, N27, A1.1). Data only."""

from __future__ import annotations

from dataclasses import dataclass

from yinxin.kernel.face import Face


@dataclass(frozen=True, slots=True)
class Wording:
    """The constant texts of one kind of page.

    :ivar title: printed large; ``english`` stands below it.
    :ivar lead: the sentence that says what the document proves.
    :ivar seal: what the seal is for, along its lower edge.
    :ivar subject: the label of what was obtained: a qualification, or the name of an examination.
    """

    title: str
    english: str
    lead: str
    seal: str
    subject: str = "资格名称"


LABELS = {
    "level": "级别",
    "specialty": "专业",
    "name": "姓名",
    "sex": "性别",
    "born": "出生年月",
    "id_kind": "证件类型",
    "id_number": "证件号码",
    "management_number": "管理号",
    "approved_on": "批准日期",
    "remarks": "备注",
}
"""The items' labels; that of ``qualification`` differs between kinds and is ``Wording.subject``."""
SCAN = "扫码查验 · Scan to verify"
CHECK_ADDRESS = "查验前请核对网址"
STATEMENT = "本证书由电子数据生成，以登记信息为准；请扫码或登录查验网站核对。"
DEMONSTRATION = "演示印章，非部门用印。"
SCOPE = "有效范围："
VALID_UNTIL = "有效期至："

CERTIFICATE = Wording(
    "专业技术人员职业资格证书",
    "Professional Qualification Certificate",
    "持证人通过全国统一组织的考试，取得下列专业技术人员职业资格。",
    "专业技术人员职业资格证书专用章",
)
_BY_REGIME = {
    ("certificate", "provincial_exam"): Wording(
        CERTIFICATE.title,
        CERTIFICATE.english,
        "持证人通过全省统一组织的考试，取得下列专业技术人员职业资格。",
        CERTIFICATE.seal,
    ),
    ("certificate", "review"): Wording(
        "专业技术资格证书",
        "Certificate of Professional Title",
        "持证人经评审委员会评审通过，取得下列专业技术资格。",
        "专业技术资格证书专用章",
    ),
}
_BY_KIND = {
    "certificate": CERTIFICATE,
    "pass_certificate": Wording(
        "专业技术人员考试合格证书",
        "Certificate of Examination Passed",
        "持证人参加下列考试，成绩合格。",
        "专业技术人员考试合格证书专用章",
        "考试名称",
    ),
    "pass_proof": Wording(
        "专业技术人员考试合格证明",
        "Proof of Examination Passed",
        "持有人参加下列考试，成绩合格，特此证明。",
        "专业技术人员考试合格证明专用章",
        "考试名称",
    ),
    "qualification_proof": Wording(
        "专业技术人员职业资格证明",
        "Proof of Professional Qualification",
        "经核查，持有人已取得下列职业资格，特此证明。",
        "专业技术人员职业资格证明专用章",
    ),
}


def of(face: Face) -> Wording:
    """Return the texts for a face.

    :raises ValueError: the kind of document is not known.
    """
    try:
        return _BY_REGIME.get((face.kind, face.regime)) or _BY_KIND[face.kind]
    except KeyError:
        raise ValueError(f"no page for documents of the kind {face.kind!r}") from None
