"""What a later certificate of the same lineage says: the old face with what has changed (N15, N16, N21.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import VersionView
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.changes import Way
from yinxin.law.n2023 import art15_replacement, art16_reissue
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.law.n2023.art15_replacement import Change
from yinxin.law.regimes import Kind
from yinxin.parties import access
from yinxin.register.models import Certificate
from yinxin.register.vault import FACE, vault

CHANGEABLE = (
    "name",
    "sex",
    "born",
    "id_kind",
    "id_number",
    "photo",
    "level",
    "specialty",
    "scope",
    "approved_on",
)
"""The fields that may differ from the predecessor's: the holder's, and those that can have been filled in wrongly."""


def face_of(certificate_id: int) -> Face:
    """Return what a certificate says.

    :raises NotFound: there is none of that number.
    """
    closed = Certificate.objects.filter(id=certificate_id).values_list("face", flat=True).first()
    if closed is None:
        raise access.not_here()
    return Face.from_json(vault().open(bytes(closed), FACE))


def version_of(certificate_id: int, on: date) -> VersionView:
    """Return the version of the catalogue under which a certificate would be made anew on a day (N21.1)."""
    found = Certificate.objects.filter(id=certificate_id).values_list("qualification_id", flat=True).first()
    if found is None:
        raise access.not_here()
    return catalogue.version_for(found, on)


def new_face(certificate_id: int, changes: Sequence[Change], way: Way, *, on: date) -> Face:
    """Return the face of a replacement or a reissue: changed items, remarks, and the names in force on the day.

    An adjusted name of qualification or department is printed without a remark (N21.1); the address in the QR code
    comes with the certificate.

    :param changes: the changed items; that of a photo names the keys of the two files.
    :raises Incomplete: an item cannot be changed, or its old value is not what the certificate says.
    """
    old = face_of(certificate_id)
    wrong = [one for one in changes if one.field not in CHANGEABLE or getattr(old, one.field) != one.old]
    if wrong:
        raise Incomplete(
            Words("“{item}”不能这样变更。", item=ITEMS[wrong[0].field]),
            do=Words("请按证书上现有的内容重新填写变更前后的值。"),
            clause=Clause("N15"),
            facts={"fields": [one.field for one in wrong]},
        )
    version = version_of(certificate_id, on)
    remarks = [art15_replacement.remark_of(one, on) for one in changes]
    if way is Way.REISSUE:
        day = f"{on.year}年{on.month}月{on.day}日"
        remarks.append(f"{art16_reissue.MARK}（{day}）。")
    return replace(
        old,
        **{one.field: one.new for one in changes},
        qualification=version.name,
        sealed_by=version.sealed_by,
        remarks=(*old.remarks, *remarks),
        verify_at="",
    )


def proof_face(certificate_id: int, *, number: str, issuer: str, on: date) -> Face:
    """Return the face of a qualification proof: what the certificate says, sealed by its issuer (N24.1).

    :param number: the proof's own number.
    """
    old = face_of(certificate_id)
    attested = f"证明依据：{old.qualification}，管理号{old.management_number}，批准日期{old.approved_on}。"
    return replace(
        old,
        kind=Kind.QUALIFICATION_PROOF.value,
        management_number=number,
        approved_on=on.isoformat(),
        remarks=(*old.remarks, attested),
        sealed_by=(issuer,),
        verify_at="",
    )


def changes_between(old: Face, new: Face) -> list[Change]:
    """Return the items of the holder or of the result in which two faces of one lineage differ."""
    pairs = [(field, getattr(old, field), getattr(new, field)) for field in CHANGEABLE]
    return [Change(field, before, after) for field, before, after in pairs if before != after]
