"""N7 — what a certificate says: qualification, holder, management data, remarks; the electronic one the same.

依据：人社厅发〔2023〕16号 第七条.
"""
# Reading: level, specialty, scope and term stand on the page only where the qualification has them; all
# other items must be there. Old certificates may lack what N21.2 tolerates. That the electronic
# certificate must carry the face's data, digest for digest, is how we read its duty to follow the
# electronic licence standards.

import re
from collections.abc import Set
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.regimes import Kind, Regime

CONTENT = Clause("N7")

ARTICLE = national(
    "第七条",
    title=Words("证书内容"),
    points={"N7": Words("证书写明职业资格、持证人、管理信息和备注；电子证书的内容合乎电子证照标准。")},
)

ITEMS: Final = {
    "kind": Words("证书种类"),
    "regime": Words("管理类别"),
    "qualification": Words("职业资格名称"),
    "level": Words("级别"),
    "specialty": Words("专业"),
    "name": Words("姓名"),
    "sex": Words("性别"),
    "born": Words("出生年月"),
    "id_kind": Words("证件类型"),
    "id_number": Words("证件号码"),
    "photo": Words("本人照片"),
    "management_number": Words("管理号"),
    "approved_on": Words("批准日期"),
    "verify_at": Words("查验二维码"),
    "scope": Words("有效范围"),
    "valid_until": Words("有效期限"),
    "remarks": Words("备注"),
    "sealed_by": Words("用印部门"),
}
"""Every item of the face by its field, as the page calls it."""

IF_ANY: Final = frozenset({"level", "specialty", "scope", "valid_until", "remarks"})
"""The items that a certificate may do without."""

_FORMS: Final = {
    "kind": re.compile("|".join(kind.value for kind in Kind)),
    "regime": re.compile("|".join(regime.value for regime in Regime)),
    "born": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])"),
    "approved_on": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
    "photo": re.compile(r"[0-9a-f]{64}"),
    "verify_at": re.compile(r"https?://\S+"),
}


def face_gaps(face: Face) -> tuple[str, ...]:
    """Return the fields that are required and empty, or not in their form, in the order of the page."""
    return tuple(field for field in ITEMS if field not in IF_ANY and not _stands(face, field))


@enacts(CONTENT)
def check_face_complete(face: Face, *, tolerated: Set[str] = frozenset()) -> None:
    """Let a face become a certificate only when it says everything that a certificate must say.

    :param tolerated: fields that may be missing all the same (N21.2).
    :raises Incomplete: something is missing or malformed; every item is named.
    """
    gaps = [ITEMS[field] for field in face_gaps(face) if field not in tolerated]
    check_nothing_missing(gaps, clause=CONTENT, do=Words("补全这些内容后再制证。"))


@enacts(CONTENT)
def check_same_face(paper_digest: str, electronic_digest: str) -> None:
    """Let paper and electronic copy go out only when both were made from the same face.

    :raises WrongState: the digests differ.
    """
    if paper_digest != electronic_digest:
        raise WrongState(
            Words("纸质证书与电子证书的内容不一致。"),
            do=Words("用同一份证书内容重新制作后再放行。"),
            clause=CONTENT,
        )


def _stands(face: Face, field: str) -> bool:
    value = getattr(face, field)
    if not isinstance(value, str):
        return bool(value) and all(item.strip() for item in value)
    form = _FORMS.get(field)
    return bool(form.fullmatch(value)) if form else bool(value.strip())
