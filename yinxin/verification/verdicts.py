"""The answers of verification, in the words that the public already knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words


class Verdict(Enum):
    """What is told; the value is the API's word for it."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"

    @property
    def title(self) -> Words:
        """The answer in a few words."""
        return _TITLES[self]

    @property
    def words(self) -> Words:
        """The answer in full, with what to do."""
        return _WORDS[self]


_TITLES = {
    Verdict.VALID: Words("证书真实有效"),
    Verdict.REPLACED: Words("证书已换发，此为旧版本"),
    Verdict.REVOKED: Words("证书已撤销"),
    Verdict.EXPIRED: Words("证书已过有效期限"),
    Verdict.NOT_FOUND: Words("未查询到证书信息"),
    Verdict.UNAVAILABLE: Words("暂时无法核验"),
}

_WORDS = {
    Verdict.VALID: Words("证书真实有效，所核对的信息与证书登记信息一致。执业注册情况请向注册管理机构查询。"),
    Verdict.REPLACED: Words(
        "该证书曾经有效，后因信息变更等原因换发了新证书，本版本不再使用。请向持证人索取新证书核验。"
    ),
    Verdict.REVOKED: Words("该证书曾经发放，现已撤销，处于无效状态。如有疑问，可联系证书发放机构。"),
    Verdict.EXPIRED: Words("该证书真实，但已超过证书载明的有效期限。"),
    Verdict.NOT_FOUND: Words(
        "可能的原因：①填写的姓名、证件号码或管理号有误；②没有这样的证书；③该证书尚未纳入查询验证范围。"
        "请对照证书逐项核对；仍查不到的，请联系证书发放机构。"
    ),
    Verdict.UNAVAILABLE: Words("系统暂时无法给出结论，这不说明证书有问题。请稍后再试。"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    :ivar face: what the certificate says; only where the asker proved to hold it (the token of its QR code).
    :ivar about: the certificate's id in the register, for its holder's list of looks; never told to the asker.
    """

    verdict: Verdict
    checked_at: datetime
    face: Face | None = None
    about: int | None = None


def verdict_of(state: str | None, valid_until: date | None, today: date) -> Verdict:
    """Return the verdict for a certificate's state; ``None`` and a state not yet public are both “not found”."""
    if state == "valid":
        return Verdict.EXPIRED if valid_until and valid_until < today else Verdict.VALID
    return {"superseded": Verdict.REPLACED, "invalid": Verdict.REVOKED}.get(state or "", Verdict.NOT_FOUND)
