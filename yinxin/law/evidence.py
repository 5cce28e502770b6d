"""The papers that the two regulations ask of a person, by name."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class Evidence(Enum):
    """One paper that may have to be shown or handed in."""

    HOLDER_ID = "holder_id"
    PROXY_ID = "proxy_id"
    LETTER_OF_AUTHORITY = "letter_of_authority"
    INTRODUCTION_LETTER = "introduction_letter"
    CHANGE_PROOF = "change_proof"
    APPLICATION = "application"
    LOSS_NOTICE = "loss_notice"
    ORIGINAL = "original"
    REISSUE_FORM = "reissue_form"
    REGISTRATION_COPY = "registration_copy"
    ID_COPY = "id_copy"
    TWO_PHOTOS = "two_photos"

    @property
    def label(self) -> Words:
        """The paper's name as the counter knows it."""
        return _LABELS[self]


_LABELS = {
    Evidence.HOLDER_ID: Words("持证人身份证件"),
    Evidence.PROXY_ID: Words("代领人身份证件"),
    Evidence.LETTER_OF_AUTHORITY: Words("委托书"),
    Evidence.INTRODUCTION_LETTER: Words("单位介绍信"),
    Evidence.CHANGE_PROOF: Words("信息变更的证明材料"),
    Evidence.APPLICATION: Words("书面申请"),
    Evidence.LOSS_NOTICE: Words("市级以上报纸的遗失声明"),
    Evidence.ORIGINAL: Words("原证书"),
    Evidence.REISSUE_FORM: Words("补发登记表"),
    Evidence.REGISTRATION_COPY: Words("个人档案中合格人员登记表的复印件"),
    Evidence.ID_COPY: Words("身份证复印件"),
    Evidence.TWO_PHOTOS: Words("两张二寸近期彩色照片"),
}
