"""End the predecessor when its successor is released, and follow the holder to a new document and name (N15, N16)."""

from __future__ import annotations

from datetime import datetime

from yinxin.kernel import identity, names
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.lifecycle.move import move
from yinxin.parties.actor import Actor
from yinxin.register import custody
from yinxin.register.custody import SlipNote
from yinxin.register.models import Certificate, ElectronicCopy, HolderDocument, HolderName, PaperCopy
from yinxin.register.pinyin import pinyin
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import CERTIFICATE, ELECTRONIC, CertificateState, CopyState, PaperState
from yinxin.register.vault import DOCUMENT, FACE, vault

N15 = Clause("N15")


def check_document(holder_id: int, face: Face) -> None:
    """Refuse a face whose identity document is registered with another holder.

    :raises WrongState: it is.
    """
    key = vault().document_key(face.id_kind, face.id_number)
    if HolderDocument.objects.filter(key=key).exclude(holder_id=holder_id).exists():
        raise WrongState(
            Words("变更后的证件号码已登记在另一位持证人名下。"),
            do=Words("请核对证件号码；确属同一人的，请先由发放机构核实两份登记。"),
            clause=N15,
        )


def end(old: Certificate, new: Certificate, by: Actor, at: datetime) -> None:
    """End the predecessor with its electronic copy; enter paper that its holder has lost."""
    facts = {"by": new.pk, "cause": new.cause}
    move(
        CERTIFICATE,
        old.pk,
        frm=CertificateState.VALID,
        to=CertificateState.SUPERSEDED,
        kind="certificate.superseded",
        by=by,
        at=at,
        facts=facts,
        settled_at=at,
    )
    copy = ElectronicCopy.objects.filter(certificate_id=old.pk, state=CopyState.RELEASED.value).first()
    if copy is not None:
        move(
            ELECTRONIC,
            copy.pk,
            frm=CopyState.RELEASED,
            to=CopyState.SUPERSEDED,
            kind="electronic_copy.superseded",
            by=by,
            at=at,
            facts={"by": new.pk},
        )
    if new.cause == Cause.LOST.value:
        _lose(old, by, at)


def _lose(old: Certificate, by: Actor, at: datetime) -> None:
    """Move the sheet that the holder has lost from the holder's account to what is lost."""
    sheet = PaperCopy.objects.filter(certificate_id=old.pk, state=PaperState.COLLECTED.value).first()
    if sheet is None:
        return
    lost = custody.standing_place(organisation_id=old.issuer_id, kind=PlaceKind.LOST, by=by, at=at)
    note = SlipNote(SlipKind.LOST_BY_HOLDER, str(sheet.pk), PaperState.COLLECTED, PaperState.LOST)
    custody.move_copies(copies=[sheet.pk], frm=sheet.place_id, to=lost, slip=note, by=by, at=at)


def follow_holder(new: Certificate, at: datetime) -> None:
    """Keep the identity document and the name that the holder has from now on, beside the earlier ones."""
    face = Face.from_json(vault().open(bytes(new.face), FACE))
    check_document(new.holder_id, face)
    safe = vault()
    HolderDocument.objects.get_or_create(
        key=safe.document_key(face.id_kind, face.id_number),
        defaults={
            "holder_id": new.holder_id,
            "kind": identity.code_of(face.id_kind),
            "sealed": safe.close(face.id_number.encode(), DOCUMENT),
            "since": at,
        },
    )
    newest = HolderName.objects.filter(holder_id=new.holder_id).order_by("-since", "-id").first()
    if newest is None or newest.name != face.name:
        HolderName.objects.create(
            holder_id=new.holder_id,
            name=face.name,
            key=names.key(face.name),
            pinyin=pinyin(face.name),
            since=at,
        )
