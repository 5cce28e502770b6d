"""Pack closed volumes for the archive, hand them over, read a package again (A2.1.5, A2.2.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.issuing import registers
from yinxin.issuing.archive_models import ArchivePackage
from yinxin.issuing.archive_package import Contents, PackedVolume, ReadAgain, Retention, compose, read_again
from yinxin.issuing.models import Volume
from yinxin.issuing.states import ARCHIVE, ArchiveState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger import proving
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, names, territory
from yinxin.register.files import FileStore

LONGEST: Final = (120, 60)
"""The longest name of an archive and number of a receipt, in characters."""


@dataclass(frozen=True)
class PackageView:
    """A package as pages show it."""

    id: int
    issuer_id: int
    exam_id: int
    year: int
    number: int
    volumes: tuple[int, ...]
    retention: Retention
    digest: str
    made_at: datetime
    made_by: str
    state: ArchiveState
    archive: str
    receipt: str
    handed_on: date | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return ARCHIVE.names[self.state]


def pack(
    *,
    issuer_id: int,
    exam_id: int,
    year: int,
    retention: Retention,
    store: FileStore,
    by: Actor,
    at: datetime,
) -> int:
    """Pack the volumes of a register that are in no package yet; return the package.

    :raises NotPermitted: ``by`` does not bind this issuer's registers; NotFound where it is out of reach.
    :raises NotApplicable: no closed volume waits for the archive.
    :raises WrongState: the closing of a volume is not in the public log yet, or a volume is not what was closed.
    """
    over = body(issuer_id)
    access.require(by, Permission.VOLUME_CLOSE, over)
    exam = catalogue.exam_by_id(exam_id)
    clause = registers.clause_of(exam)
    with transaction.atomic():
        registers.one_at_a_time()
        before = ArchivePackage.objects.filter(issuer_id=issuer_id, exam_id=exam_id, year=year)
        packed = {number for one in before for number in one.volumes}
        rows = Volume.objects.filter(issuer_id=issuer_id, exam_id=exam_id, year=year).order_by("number")
        todo = [row for row in rows if row.pk not in packed]
        if not todo:
            raise NotApplicable(
                Words("没有等待归档的登记册。"), do=Words("先制册封存，再打包归档。"), clause=clause
            )
        number = 1 + before.count()
        code = f"{over.id}-{exam.code}-{year}-{number}"
        key = store.put(compose(_contents(code, over, exam, retention, todo, store, by, at)))
        store.settle()
        made = ArchivePackage.objects.create(
            issuer_id=issuer_id,
            exam_id=exam_id,
            year=year,
            number=number,
            volumes=[row.pk for row in todo],
            retention=retention.value,
            file=key,
            made_at=at,
            made_by=by.account_id,
            state=ArchiveState.PACKED.value,
        )
        facts = {
            "exam": exam_id,
            "year": year,
            "number": number,
            "volumes": list(made.volumes),
            "retention": retention.value,
            "file": key,
        }
        record(
            Line("archive.packed", clause, by.account_id, by.organisation_id, "archive", made.pk, at, facts)
        )
    return made.pk


def hand_over(*, package_id: int, archive: str, receipt: str, on: date, by: Actor, at: datetime) -> None:
    """Record that an archive took a package: who, under which receipt, on which day.

    :raises NotPermitted: ``by`` does not bind this issuer's registers; NotFound where it is out of reach.
    :raises Incomplete: the archive is not named, a text is too long, or the day is not between packing and today.
    :raises WrongState: it has been handed over; nothing has changed.
    """
    row = _package(package_id, Permission.VOLUME_CLOSE, by)
    archive, receipt = archive.strip(), receipt.strip()
    clause = registers.clause_of(catalogue.exam_by_id(row.exam_id))
    fits = 2 <= len(archive) <= LONGEST[0] and len(receipt) <= LONGEST[1]
    if not fits or not day_of(row.made_at) <= on <= day_of(at):
        raise Incomplete(
            Words("移交的档案馆（室）或日期不对。"),
            do=Words("写明接收单位；日期从打包那天到今天。"),
            clause=clause,
        )
    with transaction.atomic():
        move(
            ARCHIVE,
            package_id,
            frm=ArchiveState.PACKED,
            to=ArchiveState.HANDED_OVER,
            kind="archive.handed_over",
            by=by,
            at=at,
            facts={"archive": archive, "receipt": receipt, "on": on.isoformat()},
            archive=archive,
            receipt=receipt,
            handed_on=on,
        )


def packages_for(by: Actor) -> Mapping[tuple[int, int, int], tuple[PackageView, ...]]:
    """Return the packages of the issuers whose paper the person may see, by issuer, exam and year."""
    rows = ArchivePackage.objects.filter(issuer_id__in=territory(by, Permission.CUSTODY_SEE)).order_by(
        "number"
    )
    people = names(row.made_by for row in rows)
    found: dict[tuple[int, int, int], list[PackageView]] = {}
    for row in rows:
        found.setdefault((row.issuer_id, row.exam_id, row.year), []).append(_view(row, people))
    return {key: tuple(views) for key, views in found.items()}


def package(package_id: int, by: Actor) -> PackageView:
    """Return a package.

    :raises NotFound: there is none in the person's territory.
    """
    row = _package(package_id, Permission.CUSTODY_SEE, by)
    return _view(row, names([row.made_by]))


def download(*, package_id: int, store: FileStore, by: Actor) -> tuple[str, bytes]:
    """Return a package's file name and its bytes.

    :raises NotFound: there is none in the person's territory, or its file is gone.
    """
    row = _package(package_id, Permission.CUSTODY_SEE, by)
    return f"archive-{row.issuer_id}-{row.exam_id}-{row.year}-{row.number}.zip", store.get(row.file)


def compare(data: bytes, by: Actor) -> ReadAgain:
    """Read a package again and hold its volumes against the register, as far as the person's territory goes.

    :raises NotPermitted: ``by`` binds no registers.
    :raises Incomplete: it is no such package.
    """
    access.require(by, Permission.VOLUME_CLOSE)
    found = read_again(data)
    seen = Volume.objects.filter(
        id__in=[number for number in found.volumes if 0 < number < 2**62],
        issuer_id__in=territory(by, Permission.CUSTODY_SEE),
    )
    ours = {row.pk: (row.file, row.digest) for row in seen}
    faults = list(found.faults)
    for number, said in found.volumes.items():
        if number not in ours:
            faults.append(Words("本系统没有包里的登记册{number}，或不在您的管辖范围", number=number))
        elif said != ours[number]:
            faults.append(Words("登记册{number}与本系统封存的不一致", number=number))
    return ReadAgain(found.code, found.title, found.owner, found.year, tuple(faults), found.volumes)


def _package(package_id: int, permission: Permission, by: Actor) -> ArchivePackage:
    row = ArchivePackage.objects.filter(id=package_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, permission, body(row.issuer_id))
    return row


def _contents(
    code: str,
    over: Body,
    exam: ExamView,
    retention: Retention,
    rows: Sequence[Volume],
    store: FileStore,
    by: Actor,
    at: datetime,
) -> Contents:
    year = rows[0].year
    return Contents(
        code=code,
        title=f"{over.name}{exam.name}{year}年证书发放登记册",
        owner=over.name,
        subject=exam.name,
        year=year,
        retention=retention,
        clause=str(registers.clause_of(exam)),
        made_on=day_of(at),
        volumes=_volumes(rows, store, by),
        log_proof=closings([row.pk for row in rows]),
    )


def _volumes(rows: Collection[Volume], store: FileStore, by: Actor) -> tuple[PackedVolume, ...]:
    people = names(row.closed_by for row in rows)
    return tuple(
        PackedVolume(
            row.pk,
            row.number,
            row.first,
            row.lines,
            row.closing,
            day_of(row.closed_at),
            people.get(row.closed_by, ""),
            registers.reprint(volume_id=row.pk, store=store, by=by)[1],
            store.get(row.digest),
        )
        for row in rows
    )


def closings(volumes: Collection[int]) -> dict[str, Any]:
    """Return the proof that the closing of each volume is in the public log.

    :raises WrongState: one of them is not yet.
    """
    proof = proving.of_subjects(*(("volume", number) for number in volumes))
    if proof is None or len(proof["entries"]) < len(volumes):
        raise WrongState(
            Words("封册的账目还没有封存到公开日志。"), do=Words("账目每半分钟封存一次，请稍后再打包。")
        )
    return proof


def _view(row: ArchivePackage, people: Mapping[int, str]) -> PackageView:
    return PackageView(
        row.pk,
        row.issuer_id,
        row.exam_id,
        row.year,
        row.number,
        tuple(row.volumes),
        Retention(row.retention),
        row.file,
        row.made_at,
        people.get(row.made_by, ""),
        ArchiveState(row.state),
        row.archive,
        row.receipt,
        row.handed_on,
    )
