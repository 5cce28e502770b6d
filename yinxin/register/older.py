"""Older certificates: opened valid from what was collected, and electronic copies made for them (N19, N20, N21).

Their paper was given out long ago: they have no copy in the custody book. A face says what is known, with the names
in force now and the mark of a legacy record; what it does not record is the empty string.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import VersionView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import AlreadyDone, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art20_legacy_electronic, art21_new_names
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.register.models import Certificate, ElectronicCopy
from yinxin.register.opening import NewCertificate, Origin, enter, reserve, with_addresses
from yinxin.register.states import ELECTRONIC, CertificateState, CopyState
from yinxin.register.vault import FACE, vault
from yinxin.signing.keys import Keyring

N19, N20, N21_1 = Clause("N19"), Clause("N20"), Clause("N21.1")


@dataclass(frozen=True, slots=True)
class Older:
    """An older certificate to open.

    :ivar face: with the mark among its remarks and the names in force; ``verify_at`` is filled in here.
    :ivar record: the record that it was collected from.
    """

    face: Face
    region: str
    record: int


def open_many(new: Sequence[Older], *, group: int, agency_id: int, by: Actor, at: datetime) -> dict[int, int]:
    """Open older certificates, VALID at once and without copies; return their ids by the records they come from.

    :param group: the catalogue's group of the qualification and year, see ``catalogue.older_groups``.
    :param agency_id: who gave them out, and where their holders turn to when no issuer is known for the region.
    :raises Incomplete: a face lacks a key field (N21.2) or the mark; names them.
    :raises WrongState: a face has not the names in force (N21.1), or a management number is in the register already;
        nothing has been opened.
    """
    if not new:
        return {}
    exam = catalogue.exam_by_id(group)
    version = catalogue.version_for(exam.version.qualification_id, day_of(at))
    cases = [NewCertificate(one.face, one.region, record=one.record) for one in new]
    origin = Origin(
        batch_id=None,
        qualification_id=version.qualification_id,
        version_id=version.id,
        exam_id=group,
        agency_id=agency_id,
        seals="",
        electronic=False,
        year=exam.year,
    )
    with transaction.atomic(), connection.cursor() as cursor:
        ids = reserve(cursor, "register_certificate", len(cases))
        finished = with_addresses(cases, ids)
        for case in finished:
            _check(case.face, version)
        enter(cursor, finished, ids, origin, CertificateState.VALID, at)
        record_many(
            Line(
                "certificate.collected",
                N19,
                by.account_id,
                by.organisation_id,
                "certificate",
                number,
                at,
                {"face": case.face.digest, "group": group, "record": case.record},
            )
            for number, case in zip(ids, finished, strict=True)
        )
    return {one.record: number for one, number in zip(new, ids, strict=True)}


def known(keys: Collection[bytes]) -> dict[bytes, int]:
    """Return the certificates that have these match keys (number, name and identity number), the newest of each."""
    rows = Certificate.objects.filter(match_key__in=list(keys)).exclude(state=CertificateState.DROPPED.value)
    return {bytes(key): number for key, number in rows.order_by("id").values_list("match_key", "id")}


def numbers_taken(qualification_id: int, year: int, numbers: Collection[str]) -> dict[str, int]:
    """Return the certificates of a qualification and year of approval that have these management numbers."""
    rows = Certificate.objects.filter(
        qualification_id=qualification_id,
        year=year,
        management_number__in=list(numbers),
        predecessor__isnull=True,
    )
    return dict(rows.values_list("management_number", "id"))


def is_older(certificate_id: int) -> bool:
    """Say whether a certificate was opened from a legacy record."""
    return Certificate.objects.filter(id=certificate_id, legacy_id__isnull=False).exists()


def without_copy(*, after: int = 0, but: Collection[int] = (), count: int) -> list[tuple[int, int]]:
    """Return older certificates that are valid, have no electronic copy, and whose qualification may have one.

    Each comes with its qualification, the earliest collected first.

    :param after: only those of higher ids. :param but: qualifications that are left out.
    """
    rows = Certificate.objects.filter(
        legacy_id__isnull=False,
        id__gt=after,
        state=CertificateState.VALID.value,
        electronic__isnull=True,
        version__electronic_since__isnull=False,
    ).exclude(qualification_id__in=list(but))
    return list(rows.order_by("id").values_list("id", "qualification_id")[:count])


def copies_of(certificates: Collection[int]) -> tuple[int, dict[int, str]]:
    """Return how many of these certificates' copies are made, and why others could not be, by certificate."""
    rows = ElectronicCopy.objects.filter(certificate_id__in=list(certificates))
    made = rows.exclude(state=CopyState.ORDERED.value).count()
    stuck = rows.filter(state=CopyState.ORDERED.value).exclude(trouble="")
    return made, dict(stuck.values_list("certificate_id", "trouble"))


def order_electronic(certificate_id: int, *, keyring: Keyring, by: Actor, at: datetime) -> None:
    """Order the electronic copy of an older certificate; names adjusted since it was collected are taken up first.

    The copy is made by whoever makes single certificates, and waits for :func:`release_electronic`.

    :raises WrongState: it is not a valid older certificate, or a department has no seal.
    :raises AlreadyDone: it has an electronic copy.
    :raises NotApplicable: its qualification has no electronic certificates.
    :raises Incomplete: key data is missing (N21.2).
    """
    with transaction.atomic():
        row = _older(certificate_id)
        if ElectronicCopy.objects.filter(certificate_id=row.pk).exists():
            raise AlreadyDone(
                Words("这本证书已有电子证书，或正在制作。"), do=Words("不需要再办理。"), clause=N20
            )
        version = catalogue.version_for(row.qualification_id, day_of(at))
        if not version.has_electronic(day_of(at)):
            raise NotApplicable(
                Words("“{name}”还没有实行电子证书。", name=version.name),
                do=Words("实行以后再制作；请见公布的电子证书实行范围。"),
                clause=N20,
            )
        face = _renamed(row, version, by, at)
        art20_legacy_electronic.check_may_make_electronic(face, received_by_center=True)
        seals = "|".join(keyring.seal(owner, day_of(at), version.name).id for owner in face.sealed_by)
        copy = ElectronicCopy.objects.create(
            certificate_id=row.pk, seals=seals, signed_at=at, state=CopyState.ORDERED.value
        )
        facts = {"certificate": row.pk, "face": face.digest}
        record(
            Line(
                "electronic_copy.ordered",
                N20,
                by.account_id,
                by.organisation_id,
                "electronic_copy",
                copy.pk,
                at,
                facts,
            )
        )


def release_electronic(certificate_id: int, *, by: Actor, at: datetime) -> None:
    """Release the electronic copy of an older certificate.

    :raises WrongState: the certificate is not valid any more, or its copy is not made; nothing has changed.
    """
    with transaction.atomic():
        row = _older(certificate_id)
        copy = ElectronicCopy.objects.filter(certificate_id=row.pk).first()
        if copy is None:
            raise access.not_here()
        move(
            ELECTRONIC,
            copy.pk,
            frm=CopyState.MADE,
            to=CopyState.RELEASED,
            kind="electronic_copy.released",
            by=by,
            at=at,
        )


def _check(face: Face, version: VersionView) -> None:
    art21_new_names.check_legacy_complete(face)
    art20_legacy_electronic.check_marked(face.remarks)
    if (face.qualification, face.sealed_by) != (version.name, version.sealed_by):
        raise WrongState(
            Words("证书上的资格或部门名称不是现行名称：{said}。", said=face.qualification),
            do=Words("请按目录的现行名称重新整理；原名称留在归集记录里。"),
            clause=N21_1,
        )


def _older(certificate_id: int) -> Certificate:
    """Return a valid older certificate, held until the transaction ends."""
    row = Certificate.objects.select_for_update().filter(id=certificate_id, legacy_id__isnull=False).first()
    if row is None:
        raise access.not_here()
    if row.state != CertificateState.VALID.value:
        raise WrongState(
            Words("证书不是有效状态，不能制作或发布它的电子证书。"),
            do=Words("请在证书页查看它的经过。"),
            clause=N20,
        )
    return row


def _renamed(row: Certificate, version: VersionView, by: Actor, at: datetime) -> Face:
    """Return the certificate's face under the names in force, which it takes on where they were adjusted (N21.1)."""
    safe = vault()
    old = Face.from_json(safe.open(bytes(row.face), FACE))
    face = replace(old, qualification=version.name, sealed_by=version.sealed_by)
    if face == old:
        return face
    Certificate.objects.filter(id=row.pk).update(
        face=safe.close(face.canonical(), FACE),
        face_digest=bytes.fromhex(face.digest),
        version_id=version.id,
        qualification_id=version.qualification_id,
    )
    facts = {"before": old.digest, "face": face.digest}
    line = Line(
        "certificate.renamed", N21_1, by.account_id, by.organisation_id, "certificate", row.pk, at, facts
    )
    record(line)
    return face


OPENING: Final = ("certificate.opened", "certificate.collected")
"""The kinds of lines that open a certificate."""
