"""The waiting room: files that an agency has uploaded and not (yet) submitted.

Checking takes as long as it takes, so it leaves the page: the upload is put down, a worker examines it, the
report says what was found. Nothing of a waiting file is in a batch, in the register or in the file store; after
a few days it is removed.
"""

from __future__ import annotations

import logging
import shutil
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from yinxin.catalogue import queries as catalogue
from yinxin.desk import notices
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import actor_of, body
from yinxin.production import submission
from yinxin.production.intake.examine import Examined
from yinxin.production.intake.prepare import Glyphs
from yinxin.production.models import Report
from yinxin.production.states import REPORT, ReportState
from yinxin.register.files import FileStore

N9_1, N9_2 = Clause("N9.1"), Clause("N9.2")
KEPT = timedelta(days=7)
_SUFFIXES = (".xlsx", ".csv")

log = logging.getLogger(__name__)


def bring(
    *,
    exam_code: str,
    file_name: str,
    data: Iterable[bytes],
    photos: Iterable[bytes] | None,
    by: Actor,
    at: datetime,
) -> int:
    """Put an uploaded file and its photos into the waiting room; return the report's id.

    :raises Incomplete: the file is of a kind that is not taken.
    :raises NotPermitted: ``by`` may not check files for this exam.
    """
    exam = catalogue.exam(exam_code)
    agency = submission.agency_of(by, exam, Permission.BATCH_CHECK)
    suffix = Path(file_name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise Incomplete(
            Words("不支持这种文件：{name}。", name=file_name[-40:]),
            do=Words("请上传 XLSX 或 CSV 文件。"),
            clause=N9_1,
        )
    room = uuid.uuid4()
    folder = room_folder(room)
    _write(folder / f"data{suffix}", data)
    if photos is not None:
        _write(folder / "photos.zip", photos)
    with transaction.atomic():
        report = Report.objects.create(
            exam_id=exam.id,
            agency_id=agency.id,
            file_name=Path(file_name).name[-120:],
            room=room,
            has_photos=photos is not None,
            brought_by=by.account_id,
            brought_at=at,
            state=ReportState.WAITING.value,
        )
        record(
            Line(
                "report.brought", N9_1, by.account_id, agency.id, "report", report.pk, at, {"exam": exam.code}
            )
        )
    return report.pk


def ask_to_submit(*, report_id: int, partial: bool, by: Actor, at: datetime) -> None:
    """Ask for a checked file to be submitted, whole or its good rows only.

    :raises Incomplete: there is nothing that could be submitted this way.
    :raises WrongState: it is not checked, or is being submitted already.
    """
    report = _mine(report_id, Permission.BATCH_SUBMIT, by)
    errors = any(finding["level"] == "error" for finding in report.findings)
    if not report.good or (errors and not partial) or not report.has_photos:
        raise Incomplete(
            Words("这份文件还不能提交：没有可提交的数据，或仍有问题未改正，或缺少照片。"),
            do=Words("请改正后重新上传，或选择先提交没有问题的行。"),
            clause=N9_1,
        )
    move(
        REPORT,
        report_id,
        frm=ReportState.CHECKED,
        to=ReportState.SUBMITTING,
        kind="report.submission_asked",
        by=by,
        at=at,
        facts={"partial": partial},
        partial=partial,
        brought_by=by.account_id,
    )


def examine_again(*, report_id: int, glyphs: Glyphs, by: Actor, at: datetime) -> Examined:
    """Examine a checked file once more, as when it is handed back with its cells marked; nothing is kept of it.

    :raises WrongState: it has not been checked yet, or is no longer here to be handed back.
    """
    report = _mine(report_id, Permission.BATCH_CHECK, by)
    if report.state != ReportState.CHECKED.value:
        raise WrongState(
            Words("文件还没有检查完成，或已经提交。"),
            do=Words("请等待检查完成后再下载；已提交的请查看批次。"),
            clause=N9_1,
        )
    exam = catalogue.exam_by_id(report.exam_id)
    return submission.examine_for(
        body(report.agency_id), exam, data_file(report.room), _photos(report), glyphs, at
    )


def step(*, store: FileStore, glyphs: Glyphs, clock: Callable[[], datetime]) -> bool:
    """Work on one waiting file: check it, or submit it; say whether there was one.

    The row stays locked while its file is examined, so that no two workers take it; a killed worker lets go.
    """
    with transaction.atomic():
        report = (
            Report.objects.select_for_update(skip_locked=True)
            .filter(state__in=[ReportState.WAITING.value, ReportState.SUBMITTING.value])
            .order_by("id")
            .first()
        )
        if report is None:
            return False
        try:
            with transaction.atomic():
                if report.state == ReportState.WAITING.value:
                    _check(report, glyphs, clock)
                else:
                    _submit(report, store, glyphs, clock)
        except Refusal as refusal:
            _refused(report, refusal, clock())
        except (OperationalError, InterfaceError):
            raise  # the database is away: no fault of the file
        except Exception:
            # Whatever a stranger's file brings about, the next file must have its turn.
            log.exception("report %s could not be worked on", report.pk)
            _refused(report, _unforeseen(), clock())
    return True


def tidy(*, at: datetime) -> int:
    """Remove the files of reports that have waited long enough; return how many."""
    old = Report.objects.filter(brought_at__lt=at - KEPT).values_list("room", flat=True)
    removed = 0
    for room in old:
        folder = Path(settings.WAITING_ROOM) / str(room)
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def room_folder(room: uuid.UUID) -> Path:
    """Return the folder of one waiting file, made if need be."""
    folder = Path(settings.WAITING_ROOM) / str(room)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def data_file(room: uuid.UUID) -> Path:
    """Return the waiting table.

    :raises NotFound: it was removed, its days being over.
    """
    for suffix in _SUFFIXES:
        file = room_folder(room) / f"data{suffix}"
        if file.exists():
            return file
    raise access.not_here()


def _check(report: Report, glyphs: Glyphs, clock: Callable[[], datetime]) -> None:
    examined = submission.check(
        exam_code=catalogue.exam_by_id(report.exam_id).code,
        data=data_file(report.room),
        photos=_photos(report),
        glyphs=glyphs,
        by=actor_of(report.brought_by, clock()),
        at=clock(),
    )
    examined.forget()
    move(
        REPORT,
        report.pk,
        frm=ReportState.WAITING,
        to=ReportState.CHECKED,
        kind="report.checked",
        by=SYSTEM,
        at=clock(),
        facts={"good": examined.good_rows, "bad": examined.bad_rows},
    )
    _keep(report.pk, examined)
    _tell(
        report,
        Words(
            "“{name}”检查完成：{good}行没有问题，{bad}行须改正。",
            name=report.file_name,
            good=examined.good_rows,
            bad=examined.bad_rows,
        ),
        clock(),
    )


def _keep(report_id: int, examined: Examined) -> None:
    Report.objects.filter(id=report_id).update(
        rows=examined.good_rows + examined.bad_rows + examined.submitted_before,
        good=examined.good_rows,
        repeated=examined.submitted_before,
        findings=[finding.stored() for finding in examined.findings],
        trouble={},
    )


def _submit(report: Report, store: FileStore, glyphs: Glyphs, clock: Callable[[], datetime]) -> None:
    done = submission.submit(
        exam_code=catalogue.exam_by_id(report.exam_id).code,
        data=data_file(report.room),
        photos=_photos(report),
        file_name=report.file_name,
        partial=report.partial,
        store=store,
        glyphs=glyphs,
        by=actor_of(report.brought_by, clock()),
        at=clock(),
    )
    _submitted(report, done.batch_id, clock())


def _submitted(report: Report, batch_id: int, at: datetime) -> None:
    move(
        REPORT,
        report.pk,
        frm=ReportState.SUBMITTING,
        to=ReportState.SUBMITTED,
        kind="report.submitted",
        by=SYSTEM,
        at=at,
        facts={"batch": batch_id},
        batch_id=batch_id,
    )
    words = Words("“{name}”已提交，批次号为{batch}。", name=report.file_name, batch=batch_id)
    _tell(report, words, at, address=f"/office/batches/{batch_id}")


def _refused(report: Report, refusal: Refusal, at: datetime) -> None:
    """Keep what the worker was told, so that the page can show it."""
    if (
        report.state == ReportState.SUBMITTING.value
        and isinstance(refusal, AlreadyDone)
        and refusal.facts["batch"]
    ):
        _submitted(report, refusal.facts["batch"], at)
        return
    if isinstance(refusal, submission.Faulty):
        _keep(report.pk, refusal.examined)
    checking = report.state == ReportState.WAITING.value
    move(
        REPORT,
        report.pk,
        frm=ReportState.WAITING if checking else ReportState.SUBMITTING,
        to=ReportState.FAILED if checking else ReportState.CHECKED,
        kind="report.failed" if checking else "report.submission_refused",
        by=SYSTEM,
        at=at,
        facts={"kind": refusal.code},
    )
    Report.objects.filter(id=report.pk).update(
        trouble={
            "what": refusal.what.stored(),
            "do": refusal.do.stored(),
            "clause": str(refusal.clause or ""),
        }
    )
    name = report.file_name
    _tell(
        report,
        Words("“{name}”无法检查。", name=name) if checking else Words("“{name}”提交未成。", name=name),
        at,
    )


def _tell(report: Report, words: Words, at: datetime, *, address: str = "") -> None:
    """Tell whoever brought the file, or asked for it to be submitted."""
    there = address or f"/office/reports/{report.pk}"
    notices.tell(accounts=[report.brought_by], words=words, address=there, at=at)


def _unforeseen() -> Incomplete:
    return Incomplete(
        Words("系统未能处理这份文件，已记录供系统管理员查看。"),
        do=Words("请稍后重新上传；仍不能处理的，请联系系统管理员。"),
        clause=N9_1,
    )


def _photos(report: Report) -> Path | None:
    return room_folder(report.room) / "photos.zip" if report.has_photos else None


def _mine(report_id: int, permission: Permission, by: Actor) -> Report:
    report = Report.objects.filter(id=report_id).first()
    if report is None:
        raise access.not_here()
    access.require(by, permission, body(report.agency_id))
    return report


def _write(path: Path, parts: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
