"""Accept a batch at the centre: its certificates are opened and their making is ordered, in one act (N10).

Step 1 takes the batch, step 2 gives out numbers where the data bring none, step 3 opens the certificates with the
intent of every signature written down and keeps the phones that came with the data, step 4 lays out the chunks that
workers will claim.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import orjson
from django.db import transaction

from yinxin.catalogue import numbering
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.kernel.calendar import day_of, months_after
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.parties import Party
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import gates, makers
from yinxin.production.models import Batch, BatchRow, Chunk
from yinxin.production.states import BATCH, BatchState, ChunkState
from yinxin.production.submission import ROW
from yinxin.register import contacts
from yinxin.register.opening import NewCertificate, Origin, open_many
from yinxin.register.vault import vault
from yinxin.signing.keys import Keyring

N10 = Clause("N10")
CHUNK_SIZE = 50


def accept(*, batch_id: int, keyring: Keyring, by: Actor, at: datetime) -> range:
    """Accept a received batch; return the ids of its certificates, now PREPARED.

    :raises NotPermitted: ``by`` may not accept, or submitted the batch.
    :raises WrongState: the batch is not waiting to be accepted, one of its numbers was taken meanwhile, or the
        centre has no valid seal for a department of this qualification; or its notice or checks are not over.
    :raises Incomplete: rows have no number, and the exam has no template to give them one.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise access.not_here()
    agency = body(batch.agency_id)
    access.require(by, Permission.BATCH_ACCEPT, agency)
    access.require_other_person(
        by, batch.submitted_by, act=Words("接收批次"), clause=N10, when=batch.received_at
    )
    exam = catalogue.exam_by_id(batch.exam_id)
    makers.require_maker(by, Permission.BATCH_ACCEPT, exam)
    today = day_of(at)
    seals = "|".join(keyring.seal(owner, today, exam.version.name).id for owner in exam.version.sealed_by)
    with transaction.atomic():
        # Step 1: take the batch, when nothing stands in its way; whoever comes second is told so.
        gates.check_may_make(batch, exam, at=at)
        columns = {"accepted_by": by.account_id, "accepted_at": at}
        facts = {"rows": batch.rows, **access.on_behalf(by, Permission.BATCH_ACCEPT, agency)}
        move(
            BATCH, batch_id, frm=BatchState.RECEIVED, to=BatchState.MAKING, kind="batch.accepted", by=by, at=at,
            facts=facts, **columns,
        )  # fmt: skip
        rows = _rows(batch_id)
        # Step 2: give out numbers where the data bring none.
        _number(rows, exam, agency.region)
        # Step 3: open the certificates.
        origin = _origin(batch, exam, seals, today)
        ids = open_many([_certificate(row, exam) for row in rows], origin, by=by, at=at)
        _keep_phones(ids, rows, at)
        # Step 4: lay out the work.
        _lay_out(batch_id, ids)
    return ids


def _origin(batch: Batch, exam: ExamView, seals: str, today: date) -> Origin:
    """Return what a batch's certificates have in common."""
    return Origin(
        batch_id=batch.pk,
        qualification_id=exam.version.qualification_id,
        version_id=exam.version.id,
        exam_id=exam.id,
        agency_id=batch.agency_id,
        seals=seals,
        electronic=exam.version.has_electronic(today),
        issuer_id=_giver(exam, batch.agency_id),
    )


def _giver(exam: ExamView, agency_id: int) -> int | None:
    """Return who gives everything of a batch out: the founding body what was reviewed; None where regions say it."""
    giver = s1_3_bar.giver_of(exam.document.regime, region="", provincial_unit=False)
    return agency_id if giver.party is Party.COMMITTEE else None


def _lay_out(batch_id: int, ids: range) -> None:
    Chunk.objects.bulk_create(
        Chunk(
            batch_id=batch_id,
            first=first,
            last=min(first + CHUNK_SIZE, ids.stop) - 1,
            state=ChunkState.WAITING.value,
        )
        for first in ids[::CHUNK_SIZE]
    )


def _rows(batch_id: int) -> list[dict[str, Any]]:
    safe = vault()
    sealed = BatchRow.objects.filter(batch_id=batch_id).order_by("row").values_list("row", "sealed")
    return [
        {**orjson.loads(safe.open(bytes(closed), ROW)), "row": row} for row, closed in sealed.iterator(5000)
    ]


def _keep_phones(ids: range, rows: list[dict[str, Any]], at: datetime) -> None:
    """Keep how holders can be told that their paper has arrived, where the data say it."""
    phones = {number: row.get("phone") or "" for number, row in zip(ids, rows, strict=True)}
    contacts.from_registration(phones, at=at)


def _number(rows: list[dict[str, Any]], exam: ExamView, region: str) -> None:
    missing = [row for row in rows if not row["management_number"]]
    if not missing:
        return
    if not exam.number_template:
        raise Incomplete(
            Words("有{count}行没有管理号，而这场考试未设置编号规则。", count=len(missing)),
            do=Words("请为该考试设置编号规则，或退回批次补齐管理号。"),
            clause=Clause("N7"),
        )
    numbers = numbering.allocate(
        exam.number_template, len(missing), year=exam.year, exam=exam.code, province=region[:2]
    )
    for row, number in zip(missing, numbers, strict=True):
        row["management_number"] = number


def _certificate(row: dict[str, Any], exam: ExamView) -> NewCertificate:
    terms, approved_on = exam.document, date.fromisoformat(row["approved_on"])
    valid_until = months_after(approved_on, terms.months_valid).isoformat() if terms.months_valid else ""
    face = Face(
        kind=terms.kind.value,
        regime=exam.regime,
        qualification=exam.version.name,
        level=row["level"],
        specialty=row["specialty"],
        name=row["name"],
        sex=row["sex"],
        born=row["born"][:7],
        id_kind=row["id_kind"],
        id_number=row["id_number"],
        photo=row["photo"],
        management_number=row["management_number"],
        approved_on=row["approved_on"],
        verify_at="",
        scope=row["scope"] or terms.scope,
        valid_until=valid_until,
        remarks=(),
        sealed_by=exam.version.sealed_by,
    )
    return NewCertificate(face, row["region"], row["row"])
