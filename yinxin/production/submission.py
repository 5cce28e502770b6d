"""Submit certificate data to the centre, take a batch back, give one back, leave people out with a reason (N9).

A file with a single error is refused whole and nothing is stored, unless the agency says that its good rows shall
go ahead; the rest then stays owed. A corrected file may be submitted whole: rows that were taken before are
recognised and passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction

from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamPart, ExamView
from yinxin.desk import notices
from yinxin.duties import obligations
from yinxin.kernel import identity
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import makers
from yinxin.production.exam_facts import Register, claim_key, exam_facts, row_key
from yinxin.production.intake.examine import Examined, examine
from yinxin.production.intake.facts import Claim, Person
from yinxin.production.intake.prepare import Glyphs
from yinxin.production.models import Batch
from yinxin.production.states import BATCH, BatchState
from yinxin.qualifying import noticing
from yinxin.register.files import FileStore, digest_of
from yinxin.register.vault import vault

N9_1, N9_2, N10 = Clause("N9.1"), Clause("N9.2"), Clause("N10")
ROW = b"row"
_LIVING = ("received", "making", "made", "released")


class Faulty(Incomplete):
    """The file has errors; every one of them is in :attr:`examined`, and nothing has been stored."""

    def __init__(self, examined: Examined) -> None:
        self.examined = examined
        super().__init__(
            Words(
                "文件中有{bad}行存在问题，共{count}处；没有提交任何数据。",
                bad=examined.bad_rows,
                count=len(examined.errors),
            ),
            do=Words("请按检查结果改正后重新提交，或选择先提交没有问题的{good}行。", good=examined.good_rows),
            clause=N9_1,
        )


@dataclass(frozen=True)
class Submitted:
    """What a submission did: the batch, rows taken, rows still owed, rows that were taken before."""

    batch_id: int
    taken: int
    left_out: int
    repeated: int


def agency_of(by: Actor, exam: ExamView, permission: Permission) -> Body:
    """Return the agency in whose name a person acts for an exam.

    :raises NotPermitted: the person's seats do not carry the permission.
    :raises NotFound: no agency of the person takes part in the exam.
    """
    access.require(by, permission)
    for seat in by.seats:
        if permission in seat.permissions and exam.part_of(seat.body.id):
            return seat.body
    raise access.not_here()


def check(
    *, exam_code: str, data: Path, photos: Path | None, glyphs: Glyphs, by: Actor, at: datetime
) -> Examined:
    """Examine a file against an exam and the register, and store nothing.

    :raises Incomplete: the file cannot be read.
    """
    exam = catalogue.exam(exam_code)
    agency = agency_of(by, exam, Permission.BATCH_CHECK)
    return examine_for(agency, exam, data, photos, glyphs, at)


def submit(
    *,
    exam_code: str,
    data: Path,
    photos: Path | None,
    file_name: str,
    partial: bool,
    store: FileStore,
    glyphs: Glyphs,
    by: Actor,
    at: datetime,
) -> Submitted:
    """Check a file and submit it: the batch is received, N10 begins to run, N9.2 ends when nobody is owed any more.

    :raises Faulty: the file has errors and ``partial`` was not asked for, or has no good row.
    :raises AlreadyDone: the same file was submitted before; ``facts`` holds its batch.
    :raises Incomplete: the file cannot be read, or photos are missing.
    """
    exam = catalogue.exam(exam_code)
    agency = agency_of(by, exam, Permission.BATCH_SUBMIT)
    if photos is None:
        raise Incomplete(
            Words("没有照片压缩包。"), do=Words("请连同照片压缩包（ZIP）一起提交。"), clause=N9_1
        )
    _refuse_repetition(exam, agency, digest_of(data), digest_of(photos))
    examined = examine_for(agency, exam, data, photos, glyphs, at)
    try:
        if (examined.errors and not partial) or (not examined.good_rows and examined.errors):
            # Somebody may have submitted the same file while it was examined: then its rows are taken, not faulty.
            _refuse_repetition(exam, agency, digest_of(data), digest_of(photos))
            raise Faulty(examined)
        if not examined.good_rows:
            raise _nothing_new(exam, agency)
        # The files go first: a batch never points at a file that is not there, and a file alone is harmless.
        keys = (store.put_file(data), store.put_file(photos))
        for picture in sorted(examined.photos.glob("*.jpg")):
            store.put(picture.read_bytes())
        store.settle()
        return _enter(exam, agency, examined, keys, file_name, by=by, at=at)
    finally:
        examined.forget()


def withdraw(*, batch_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take back a batch that the centre has not accepted yet.

    :raises WrongState: the centre has accepted it already.
    """
    _end(batch_id, Permission.BATCH_WITHDRAW, BatchState.WITHDRAWN, "batch.withdrawn", reason, by, at)


def give_back(*, batch_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Give a batch back to its agency, with the reason.

    :raises WrongState: it has been accepted already.
    """
    _end(batch_id, Permission.BATCH_RETURN, BatchState.RETURNED, "batch.returned", reason, by, at)


def exclude(*, exam_code: str, count: int, reason: str, by: Actor, at: datetime) -> None:
    """Leave people of the pass list out of submission, with the reason: they are owed no longer (N9.2).

    :raises Incomplete: there is no reason, or more people than are owed.
    """
    exam = catalogue.exam(exam_code)
    agency = agency_of(by, exam, Permission.BATCH_SUBMIT)
    with transaction.atomic(), connection.cursor() as cursor:
        _one_at_a_time(exam, agency)
        part = catalogue.exam(exam_code).part_of(agency.id)
        owed = owed_people(part) if part else None
        if part is None or owed is None or not 1 <= count <= owed or not reason.strip():
            raise Incomplete(
                Words("不提交的人数须在1至{owed}之间，并写明原因。", owed=owed if owed is not None else "—"),
                do=Words("请核对合格人员名单，逐项说明原因。"),
                clause=N9_2,
            )
        cursor.execute(
            "update catalogue_exam_agency set excluded = excluded + %s where id = %s", [count, part.id]
        )
        facts = {"count": count, "reason": reason.strip()[:400]}
        record(
            Line("exam.people_excluded", N9_2, by.account_id, agency.id, exams.SUBJECT, part.id, at, facts)
        )
        _settle_owed(exam.code, agency, "exam.people_excluded", by, at)


def owed_people(part: ExamPart) -> int | None:
    """Return how many people of an agency's pass list are neither submitted nor excluded; None where it is unknown."""
    if part.passed is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(sum(rows), 0) from production_batch
               where exam_id = %s and agency_id = %s and state = any(%s)""",
            [part.exam_id, part.agency_id, list(_LIVING)],
        )
        submitted: int = cursor.fetchone()[0]
    return max(part.passed - part.excluded - submitted, 0)


def examine_for(
    agency: Body, exam: ExamView, data: Path, photos: Path | None, glyphs: Glyphs, at: datetime
) -> Examined:
    """Examine a file as an agency's; who may ask for it is the caller's question."""
    known = Register(exam, day_of(at))
    return examine(data, photos, exam=exam_facts(exam, agency), known=known, glyphs=glyphs)


def _refuse_repetition(exam: ExamView, agency: Body, file: str, photos: str) -> None:
    batch = Batch.objects.filter(
        exam_id=exam.id, agency_id=agency.id, file=file, photos=photos, state__in=_LIVING
    ).first()
    if batch:
        raise _already(batch.pk)


def _refuse_overtaken(exam: ExamView, examined: Examined, today: date) -> None:
    """Refuse rows that another file has brought since they were examined.

    :raises WrongState: there are some; a new examination will recognise them.
    """
    taken = Register(exam, today).submitted(examined.rows["row_digest"].to_list())
    if taken:
        raise WrongState(
            Words("检查之后，其中{count}行已随另一份文件提交。", count=len(taken)),
            do=Words("请重新检查并提交，已提交的行会自动跳过。"),
            clause=N9_2,
        )


def _one_at_a_time(exam: ExamView, agency: Body) -> None:
    """Let one act after the other change what an agency owes for an exam: each must see what came before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from catalogue_exam_agency where exam_id = %s and agency_id = %s for update",
            [exam.id, agency.id],
        )


def _already(batch_id: int) -> AlreadyDone:
    return AlreadyDone(
        Words("这份文件已经提交过，批次号为{batch}。", batch=batch_id),
        do=Words("请查看该批次；如需更正，请先撤回再重新提交。"),
        clause=N9_2,
        facts={"batch": batch_id, "link": f"/office/batches/{batch_id}"},
    )


def _nothing_new(exam: ExamView, agency: Body) -> AlreadyDone:
    latest = (
        Batch.objects.filter(exam_id=exam.id, agency_id=agency.id, state__in=_LIVING).order_by("-id").first()
    )
    return _already(latest.pk if latest else 0)


def _enter(
    exam: ExamView,
    agency: Body,
    examined: Examined,
    keys: tuple[str, str],
    file_name: str,
    *,
    by: Actor,
    at: datetime,
) -> Submitted:
    with transaction.atomic():
        _one_at_a_time(exam, agency)
        _refuse_repetition(exam, agency, *keys)
        _refuse_overtaken(exam, examined, day_of(at))
        batch = Batch.objects.create(
            exam_id=exam.id,
            agency_id=agency.id,
            file=keys[0],
            photos=keys[1],
            file_name=file_name[:120],
            rows=examined.good_rows,
            left_out=examined.bad_rows,
            flags=[flag.stored() for flag in examined.flags],
            submitted_by=by.account_id,
            received_at=at,
            state=BatchState.RECEIVED.value,
        )
        _copy_rows(batch.pk, examined)
        facts = {
            "exam": exam.code,
            "file": keys[0],
            "photos": keys[1],
            "rows": batch.rows,
            "left_out": batch.left_out,
        }
        record(Line("batch.received", N9_2, by.account_id, agency.id, "batch", batch.pk, at, facts))
        today = day_of(at)
        if makers.follows_national(exam, agency.region, today):
            owed_by = makers.maker_of(exam).id
            obligations.open_duty(
                N10, subject="batch", subject_id=batch.pk, owed_by=owed_by, since=today, by=by, at=at
            )
        _settle_owed(exam.code, agency, "batch.received", by, at)
    return Submitted(batch.pk, examined.good_rows, examined.bad_rows, examined.submitted_before)


def _copy_rows(batch_id: int, examined: Examined) -> None:
    safe = vault()
    with connection.cursor() as cursor:
        target = "production_batch_row (batch_id, row, key, claim, management_number, sealed)"
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in examined.rows.iter_rows(named=True):
                person = Person(row["id_code"], row["id_key"])
                claim = Claim(person, row["qualification"], row["level"], row["specialty"])
                sealed = safe.close(orjson.dumps(_kept(row)), ROW)
                number = row["management_number"].strip()
                copy.write_row(
                    (batch_id, row["row"], row_key(row["row_digest"]), claim_key(claim), number, sealed)
                )


_KEPT = (
    "name",
    "sex",
    "id_kind",
    "management_number",
    "file_number",
    "level",
    "specialty",
    "scope",
    "region",
    "employer",
    "phone",
    "commitment",
    "photo",
    "note",
)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a row until it becomes a certificate."""
    born: date = row["born"]
    approved: date = row["approved_on"]
    return {
        **{key: row[key] for key in _KEPT},
        "id_number": identity.normalise(row["id_number"]),
        "born": born.isoformat(),
        "approved_on": approved.isoformat(),
    }


def _settle_owed(exam_code: str, agency: Body, act: str, by: Actor, at: datetime) -> None:
    """Discharge N9.2 where nobody of the pass list is owed any more; open it again where somebody is."""
    part = catalogue.exam(exam_code).part_of(agency.id)
    if part is None or part.passed is None:
        return
    settle = obligations.reopen if owed_people(part) else obligations.discharge
    settle(N9_2, subject=exams.SUBJECT, subject_id=part.id, act=act, by=by, at=at)


def _end(
    batch_id: int, permission: Permission, to: BatchState, kind: str, reason: str, by: Actor, at: datetime
) -> None:
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise access.not_here()
    agency = body(batch.agency_id)
    access.require(by, permission, agency)
    if permission is Permission.BATCH_RETURN:
        makers.require_maker(by, permission, catalogue.exam_by_id(batch.exam_id))
    if len(reason.strip()) < 4:
        raise Incomplete(Words("请写明原因。"), do=Words("用一两句话说明原因后再提交。"), clause=N9_1)
    exam = catalogue.exam_by_id(batch.exam_id)
    with transaction.atomic():
        _one_at_a_time(exam, agency)
        move(
            BATCH,
            batch_id,
            frm=BatchState.RECEIVED,
            to=to,
            kind=kind,
            by=by,
            at=at,
            facts=access.on_behalf(by, permission, agency),
            ended_at=at,
            ended_reason=reason.strip()[:400],
        )
        obligations.discharge(N10, subject="batch", subject_id=batch_id, act=kind, by=by, at=at)
        noticing.stop_with_batch(batch_id=batch_id, reason=reason, by=by, at=at)
        _settle_owed(exam.code, agency, kind, by, at)
        if by.account_id != batch.submitted_by:
            words = Words("批次{batch}{state}。", batch=batch_id, state=BATCH.names[to])
            notices.tell(
                accounts=[batch.submitted_by], words=words, address=f"/office/batches/{batch_id}", at=at
            )
