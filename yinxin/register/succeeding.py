"""Certificates made for one person: the successor of another, or a proof beside it (N15, N16, N24.1).

A successor is opened PREPARED, made like any other, and released in one step with the end of its predecessor: at no
moment are two of a lineage valid, and at no moment none. Who may do so is the caller's to ask; here stands what must
be true of the certificates themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause, Way
from yinxin.law.n2023 import (
    art07_content,
    art15_replacement,
    art16_reissue,
    art20_legacy_electronic,
    art21_new_names,
)
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.queries import body
from yinxin.register import refacing, superseding
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy
from yinxin.register.opening import reserve
from yinxin.register.states import CERTIFICATE, ELECTRONIC, CertificateState, CopyState, PaperState
from yinxin.register.vault import FACE, token_key, vault
from yinxin.signing.keys import Keyring

N15, N16, N24_1 = Clause("N15"), Clause("N16"), Clause("N24.1")


@dataclass(frozen=True)
class Succession:
    """What takes a certificate's place: its face (see :func:`refacing.new_face`), why, and by which way."""

    predecessor_id: int
    face: Face
    cause: Cause
    way: Way

    @property
    def mark(self) -> str:
        """What is printed on the reissued paper."""
        return art16_reissue.MARK if self.way is Way.REISSUE else ""

    @property
    def clause(self) -> Clause:
        """The clause by which it is made."""
        return N16 if self.way is Way.REISSUE else N15


@dataclass(frozen=True)
class _Making:
    """What is to be entered; ``seal_for`` is the qualification for which the seals must be good, or nothing."""

    face: Face
    qualification_id: int
    version_id: int
    electronic: bool
    seal_for: str


@dataclass(frozen=True)
class Link:
    """One certificate of a lineage."""

    id: int
    state: CertificateState
    cause: str
    opened_at: datetime
    settled_at: datetime | None

    @property
    def cause_words(self) -> Words | None:
        """Why it was made, for people; None for the first of the lineage."""
        return Cause(self.cause).label if self.cause else None


def open_successor(new: Succession, *, keyring: Keyring, by: Actor, at: datetime) -> int:
    """Open the successor of a valid certificate, PREPARED, with its copies ORDERED; return its id.

    :raises WrongState: the predecessor is not valid, a successor of it is being made already, the changed identity
        document is registered with another holder, or a department has no seal.
    :raises Incomplete: the face does not state every change, lacks its mark, or changes what cannot change.
    :raises NotApplicable: paper is not reissued where an electronic certificate exists (N16).
    """
    with transaction.atomic():
        old = _valid(new.predecessor_id, new.clause)
        _check_face(old, new)
        version = refacing.version_of(old.pk, day_of(at))
        making = _Making(
            new.face, version.qualification_id, version.id, version.has_electronic(day_of(at)), version.name
        )
        number = _insert(
            old, making, new.clause, keyring, by, at, predecessor_id=old.pk, cause=new.cause.value
        )
        PaperCopy.objects.create(certificate_id=number, mark=new.mark, state=PaperState.ORDERED.value)
    return number


def open_proof(certificate_id: int, *, number: str, keyring: Keyring, by: Actor, at: datetime) -> int:
    """Open a qualification proof beside a valid certificate, electronic only; return its id (N24.1).

    :param number: the proof's own number.
    :raises WrongState: the certificate is not valid, or its issuer has no seal.
    """
    with transaction.atomic():
        old = _valid(certificate_id, N24_1)
        issuer = body(old.issuer_id).name
        face = refacing.proof_face(old.pk, number=number, issuer=issuer, on=day_of(at))
        making = _Making(face, old.qualification_id, old.version_id, electronic=True, seal_for="")
        return _insert(old, making, N24_1, keyring, by, at, basis_id=old.pk, cause="")


def release(certificate_id: int, *, by: Actor, at: datetime) -> None:
    """Release a successor and end its predecessor, or release a proof, in one step (N5).

    The old paper stays where it lies until it is recalled (N26); what its holder has lost is lost from now on. The new
    paper waits for its print order.

    :raises WrongState: it is not ready, or the predecessor is not valid any more; nothing has changed.
    """
    with transaction.atomic():
        new = _prepared(certificate_id)
        old = _valid(new.predecessor_id, N15) if new.predecessor_id else None
        if new.basis_id:
            _valid(new.basis_id, N24_1)  # a proof of what was declared invalid meanwhile is none
        _check_ready(new)
        if old is not None:
            superseding.end(old, new, by, at)
            superseding.follow_holder(new, at)
        move(
            CERTIFICATE,
            new.pk,
            frm=CertificateState.PREPARED,
            to=CertificateState.VALID,
            kind="certificate.released",
            by=by,
            at=at,
            settled_at=at,
        )
        copy = ElectronicCopy.objects.filter(certificate_id=new.pk).first()
        if copy is not None:
            move(
                ELECTRONIC,
                copy.pk,
                frm=CopyState.MADE,
                to=CopyState.RELEASED,
                kind="electronic_copy.released",
                by=by,
                at=at,
            )


def drop(certificate_id: int, *, by: Actor, at: datetime) -> None:
    """Give up a certificate that has not been released; its number in the register is never used again.

    :raises WrongState: it has been released, or given up before.
    """
    with transaction.atomic():
        new = _prepared(certificate_id)
        move(
            CERTIFICATE,
            new.pk,
            frm=CertificateState.PREPARED,
            to=CertificateState.DROPPED,
            kind="certificate.dropped",
            by=by,
            at=at,
            settled_at=at,
        )


def is_made(certificate_id: int) -> bool:
    """Say whether nothing of a certificate is left to make: its electronic copy, where it has one, is made."""
    return not ElectronicCopy.objects.filter(
        certificate_id=certificate_id, state=CopyState.ORDERED.value
    ).exists()


def trouble_of(certificate_id: int) -> str:
    """Return why its electronic copy could not be made; empty where nothing stands in the way."""
    found = ElectronicCopy.objects.filter(certificate_id=certificate_id).values_list("trouble", flat=True)
    return found.first() or ""


def try_again(certificate_id: int) -> None:
    """Let making try again, after a person has seen to the trouble."""
    ElectronicCopy.objects.filter(certificate_id=certificate_id, state=CopyState.ORDERED.value).update(
        trouble=""
    )


def successor_of(certificate_id: int) -> int | None:
    """Return the successor that is being made or has taken its place; None where there is none."""
    rows = Certificate.objects.filter(predecessor_id=certificate_id).exclude(
        state=CertificateState.DROPPED.value
    )
    return rows.values_list("id", flat=True).first()


_LINEAGE = """
    with recursive back as (
        select id, predecessor_id from register_certificate where id = %s
        union select c.id, c.predecessor_id from register_certificate c join back b on c.id = b.predecessor_id
    ), forth as (
        select id from back where predecessor_id is null
        union select c.id from register_certificate c join forth f on c.predecessor_id = f.id
    )
    select c.id, c.state, c.cause, c.opened_at, c.settled_at
    from register_certificate c join forth using (id) where c.state <> 'dropped' order by c.id"""


def lineage(certificate_id: int) -> tuple[Link, ...]:
    """Return every certificate of a lineage, the oldest first; those that were given up are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LINEAGE, [certificate_id])
        return tuple(
            Link(number, CertificateState(state), cause, opened, settled)
            for number, state, cause, opened, settled in cursor.fetchall()
        )


def _valid(certificate_id: int, clause: Clause) -> Certificate:
    """Return a valid certificate, held until the transaction ends."""
    found = Certificate.objects.select_for_update().filter(id=certificate_id).first()
    if found is None:
        raise access.not_here()
    if found.state != CertificateState.VALID.value:
        raise WrongState(
            Words(
                "证书状态是“{state}”，不能换发、补发或开具证明。",
                state=CERTIFICATE.names[CertificateState(found.state)],
            ),
            do=Words("请在证书页查看它的经过；对无效处理有异议的，可以提出异议。"),
            clause=clause,
        )
    return found


def _prepared(certificate_id: int) -> Certificate:
    """Return a certificate that was made for one person and waits, held until the transaction ends."""
    found = Certificate.objects.select_for_update().filter(id=certificate_id, batch_id=None).first()
    if found is None:
        raise access.not_here()
    if found.state != CertificateState.PREPARED.value:
        raise WrongState(
            Words(
                "证书状态是“{state}”，不是待发布。", state=CERTIFICATE.names[CertificateState(found.state)]
            ),
            do=Words("请刷新页面，查看最新状态。"),
            clause=N15,
        )
    return found


def _check_face(old: Certificate, new: Succession) -> None:
    """Ask the law whether this face may take the old one's place."""
    if successor_of(old.pk) is not None:
        raise AlreadyDone(
            Words("这本证书已有一本新证书在制作。"),
            do=Words("请等待制作完成，或先取消那一本。"),
            clause=new.clause,
        )
    before = Face.from_json(vault().open(bytes(old.face), FACE))
    changes = refacing.changes_between(before, new.face)
    same = ("kind", "regime", "management_number")
    if any(getattr(before, field) != getattr(new.face, field) for field in same):
        raise ValueError("a successor keeps kind, regime and management number")
    if new.way is Way.REISSUE:
        exists = ElectronicCopy.objects.filter(certificate_id=old.pk, state=CopyState.RELEASED.value).exists()
        art16_reissue.check_may_reissue_paper(electronic_copy_exists=exists, cause=new.cause)
        art16_reissue.check_marked(new.face.remarks)
    fresh = new.face.remarks[len(before.remarks) :]
    art15_replacement.check_remark_states_change(fresh, changes)
    superseding.check_document(old.holder_id, new.face)


def _insert(
    old: Certificate,
    making: _Making,
    clause: Clause,
    keyring: Keyring,
    by: Actor,
    at: datetime,
    **link: Any,
) -> int:
    """Enter a certificate and the intent of its electronic copy; return its id."""
    with connection.cursor() as cursor:
        number = reserve(cursor, "register_certificate", 1)[0]
    safe, face = vault(), making.face
    face = replace(face, verify_at=f"{settings.PUBLIC_ADDRESS}/c/{safe.token(number)}")
    older = art20_legacy_electronic.is_marked(face.remarks)
    art07_content.check_face_complete(face, tolerated=art21_new_names.TOLERATED if older else frozenset())
    approved = date.fromisoformat(face.approved_on) if face.approved_on else None
    Certificate.objects.create(
        id=number,
        regime=face.regime,
        kind=face.kind,
        qualification_id=making.qualification_id,
        version_id=making.version_id,
        exam_id=old.exam_id,
        agency_id=old.agency_id,
        issuer_id=old.issuer_id,
        holder_id=old.holder_id,
        level=face.level,
        specialty=face.specialty,
        region=old.region,
        management_number=face.management_number,
        year=approved.year if approved else old.year,
        approved_on=approved,
        valid_until=old.valid_until,
        face=safe.close(face.canonical(), FACE),
        face_digest=bytes.fromhex(face.digest),
        match_key=safe.match_key(face.management_number, face.name, face.id_number),
        token_key=token_key(safe.token(number)),
        state=CertificateState.PREPARED.value,
        opened_at=at,
        **link,
    )
    if making.electronic:
        seals = "|".join(keyring.seal(owner, day_of(at), making.seal_for).id for owner in face.sealed_by)
        ElectronicCopy.objects.create(
            certificate_id=number, seals=seals, signed_at=at, state=CopyState.ORDERED.value
        )
    facts = {"batch": None, "row": None, "face": face.digest, "electronic": making.electronic, "of": old.pk}
    if link["cause"]:
        facts["cause"] = link["cause"]
    record(
        Line(
            "certificate.opened", clause, by.account_id, by.organisation_id, "certificate", number, at, facts
        )
    )
    return number


def _check_ready(new: Certificate) -> None:
    if not is_made(new.pk):
        raise Incomplete(
            Words("电子证书还没有制成，不能发布。"),
            do=Words("请等待制作完成；制作停下的，请先处理原因。"),
            clause=Clause("N5"),
        )
