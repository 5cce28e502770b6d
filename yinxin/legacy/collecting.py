"""Hand in a file of older certificates, and have it cleaned and compared piece by piece (N19).

The upload is put down encrypted; workers read it in a confined process, clean its rows, compare them with everything
that was collected before and with the register. A killed worker loses the piece in hand and nothing else.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.law.n2023 import art19_legacy_data as art19
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record, record_many
from yinxin.legacy import safe, settling
from yinxin.legacy.cleaning import Entry, clean
from yinxin.legacy.comparing import likeness
from yinxin.legacy.fields import match
from yinxin.legacy.models import Batch, Pair, RawRow, Record
from yinxin.legacy.reading import SUFFIXES, Reader, Sheet, check_header
from yinxin.legacy.states import COLLECTION, RECORD, SETTLING, CollectionState, RecordState
from yinxin.lifecycle.move import move, move_all
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.closed_files import closed_files
from yinxin.register.opening import reserve

N19: Final = Clause("N19")
PIECE: Final = 1_000
"""Rows that a worker takes at a time."""
MOST: Final = 64 * 1024 * 1024
_PARTIES: Final = {
    "authority": Party.AUTHORITY,
    "agency": Party.AGENCY,
    "association": Party.AGENCY,
    "committee": Party.COMMITTEE,
}
"""As what a body hands in; an association gives its own exams."""

log = logging.getLogger(__name__)


def bring(
    *,
    organisation_id: int,
    file_name: str,
    data: bytes,
    archive: str,
    volume: str,
    taken_by: str,
    by: Actor,
    at: datetime,
) -> int:
    """Put a file of older certificates down to be examined; return its batch.

    :param archive: where the certificates' records lie, with ``volume`` and who took them down.
    :raises NotPermitted: ``by`` collects nothing for this body, or it is none that hands in (N19).
    :raises Incomplete: the file is of a kind that is not taken or too large, or nobody says where it was taken from.
    :raises AlreadyDone: the same file was handed in before.
    """
    own = own_source(organisation_id, by)
    provenance = provenance_of(archive, volume, taken_by)
    art19.check_provenance(provenance)
    if Path(file_name).suffix.lower() not in SUFFIXES or not data or len(data) > MOST:
        raise Incomplete(
            Words("不支持这种文件，或文件是空的，或超过{limit}MB。", limit=MOST // 1024 // 1024),
            do=Words("请上传 XLSX、CSV 或 DBF 文件；太大的分成几个。"),
            clause=N19,
        )
    return _put_down(own, "file", data, file_name, provenance, by, at).pk


def bring_rows(
    *, organisation_id: int, source: str, data: bytes, file_name: str, sheet: Sheet, provenance: art19.Provenance,
    by: Actor, at: datetime,
) -> int:  # fmt: skip
    """Put rows down that were read in another way than from a table, as from scans; return their batch.

    :param source: ``scan`` or ``file``. :param data: what the rows were read from, kept encrypted beside them.
    :param sheet: headings and rows as they were read; from here on they are cleaned like those of any table.
    :raises NotPermitted: ``by`` collects nothing for this body, or it is none that hands in (N19).
    :raises Incomplete: nobody says where it was taken from, or the headings are not those of certificates.
    :raises AlreadyDone: the same was handed in before.
    """
    own = own_source(organisation_id, by)
    art19.check_provenance(provenance)
    with transaction.atomic():
        batch = _put_down(own, source, data, file_name, provenance, by, at)
        _take_in(batch, sheet, by, at)
    return batch.pk


def own_source(organisation_id: int, by: Actor) -> Body:
    """Return the body for which somebody hands older certificates in.

    :raises NotPermitted: ``by`` collects nothing for it, or it is none that hands in (N19).
    """
    own = body(organisation_id)
    access.require(by, Permission.LEGACY_COLLECT, own)
    art19.check_may_hand_in(_PARTIES.get(own.kind, Party.HOLDER))
    return own


def provenance_of(archive: str, volume: str, taken_by: str) -> art19.Provenance:
    """Return where something was taken from, each part on one line and not too long."""
    return art19.Provenance(_one_line(archive, 80), _one_line(volume, 40), _one_line(taken_by, 40))


def _put_down(
    own: Body, source: str, data: bytes, file_name: str, provenance: art19.Provenance, by: Actor, at: datetime
) -> Batch:
    digest = sha256(data).hexdigest()
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                organisation_id=own.id, source=source, file=closed_files().put(data),
                file_name=Path(file_name).name[-120:], digest=digest, archive=provenance.archive,
                volume=provenance.volume, taken_by=provenance.taken_by, brought_by=by.account_id, brought_at=at,
                state=CollectionState.WAITING.value,
            )  # fmt: skip
            facts = {"file": digest, "source": source}
            record(
                Line("legacy_batch.brought", N19, by.account_id, own.id, "legacy_batch", batch.pk, at, facts)
            )
    except IntegrityError as error:
        if "legacy_batch_file_once" not in str(error):
            raise
        raise AlreadyDone(
            Words("这份文件已经提交过。"),
            do=Words("请在存量数据批次里查看；要重新处理的，先撤回原批次。"),
            clause=N19,
        ) from None
    return batch


def withdraw(*, batch_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a batch back while nothing of it was handed over or merged.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it is not examined, or something of it went on.
    """
    batch = own_batch(batch_id, by)
    said = said_in(reason, Words("请写明撤回的原因。"), N19)
    with transaction.atomic():
        records = dict(Record.objects.select_for_update().filter(batch=batch).values_list("id", "state"))
        merged = Pair.objects.exclude(absorbed=None).filter(kept__batch=batch).exists()
        if merged or set(records.values()) - {state.value for state in SETTLING}:
            raise WrongState(
                Words("这一批已有记录移交、开通或合并，不能整批撤回。"),
                do=Words("请先撤销合并；已移交的，请中心退回。"),
                clause=N19,
            )
        move(
            COLLECTION, batch_id, frm=CollectionState.EXAMINED, to=CollectionState.WITHDRAWN,
            kind="legacy_batch.withdrawn", by=by, at=at, reason=said,
        )  # fmt: skip
        for state in SETTLING:
            numbers = [number for number, said_state in records.items() if said_state == state.value]
            move_all(
                RECORD, numbers, frm=state, to=RecordState.DROPPED, kind="legacy_record.dropped", by=by, at=at
            )


def step(*, read: Reader, clock: Callable[[], datetime]) -> bool:
    """Work on a piece of a waiting batch; say whether there was one."""
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(skip_locked=True)
            .filter(state__in=["waiting", "cleaning", "comparing"])
            .order_by("id")
            .first()
        )
        if batch is None:
            return False
        try:
            with transaction.atomic():
                _WORK[CollectionState(batch.state)](batch, read, clock)
        except Refusal as refusal:
            _failed(batch, refusal, clock())
        except (OperationalError, InterfaceError):
            raise  # the database is away: no fault of the file
        except Exception:
            log.exception("batch %s of older certificates could not be worked on", batch.pk)
            if batch.state != CollectionState.WAITING.value:
                raise
            _failed(batch, _unforeseen(), clock())
    return True


def _read(batch: Batch, read: Reader, clock: Callable[[], datetime]) -> None:
    with tempfile.TemporaryDirectory(prefix="yinxin-older-") as folder:
        file = Path(folder) / f"data{Path(batch.file_name).suffix.lower()}"
        file.write_bytes(closed_files().get(batch.file))
        sheet = read(file)
    _take_in(batch, sheet, SYSTEM, clock())


def _take_in(batch: Batch, sheet: Sheet, by: Actor, at: datetime) -> None:
    """Keep a table's rows, encrypted, until they are cleaned."""
    check_header(sheet.header)
    if not sheet.rows:
        raise Incomplete(Words("表格里没有数据行。"), do=Words("请检查文件后重新提交。"), clause=N19)
    _copy(
        "legacy_raw_row (batch_id, row, sealed)",
        ((batch.pk, number, safe.closed_row(cells)) for number, cells in sheet.rows),
    )
    move(
        COLLECTION, batch.pk, frm=CollectionState.WAITING, to=CollectionState.CLEANING, kind="legacy_batch.read",
        by=by, at=at, facts={"rows": len(sheet.rows)}, rows=len(sheet.rows),
    )  # fmt: skip
    Batch.objects.filter(pk=batch.pk).update(header=list(sheet.header))


def _clean(batch: Batch, read: Reader, clock: Callable[[], datetime]) -> None:
    raw = list(RawRow.objects.filter(batch=batch).order_by("row")[:PIECE])
    at = clock()
    titles, today = safe.titles_on(day_of(at)), day_of(at)
    headings = match(batch.header)
    found = [
        clean(batch.header, headings, one.row, safe.opened_row(bytes(one.sealed)), titles=titles, today=today)
        for one in raw
    ]
    _enter(batch, found, [settling.columns_of(entry, titles) for entry in found], at)
    RawRow.objects.filter(id__in=[one.pk for one in raw]).delete()
    done = batch.done + len(raw)
    Batch.objects.filter(pk=batch.pk).update(done=done)
    if done == batch.rows:
        move(
            COLLECTION, batch.pk, frm=CollectionState.CLEANING, to=CollectionState.COMPARING,
            kind="legacy_batch.cleaned", by=SYSTEM, at=at, facts={"rows": done}, done=0,
        )  # fmt: skip


def _enter(batch: Batch, entries: Sequence[Entry], columns: Sequence[dict[str, Any]], at: datetime) -> None:
    """Enter records with their marks, each with its line."""
    sealed = [safe.closed(entry) for entry in entries]
    with connection.cursor() as cursor:
        ids = reserve(cursor, "legacy_record", len(entries))
    Record.objects.bulk_create(
        (
            Record(
                id=number, batch=batch, row=entry.row, sealed=box, content=content, certificate_id=None, **own
            )
            for number, entry, (box, content), own in zip(ids, entries, sealed, columns, strict=True)
        ),
        batch_size=500,
    )
    marks = [safe.marks_of(likeness(entry).marks) for entry in entries]
    _copy(
        "legacy_mark (record_id, key)",
        ((number, key) for number, own in zip(ids, marks, strict=True) for key in own),
    )
    record_many(
        Line(
            f"legacy_record.{own['state']}", N19, 0, batch.organisation_id, "legacy_record", number, at,
            {"batch": batch.pk, "row": entry.row, "content": content.hex()},
        )
        for number, entry, (_, content), own in zip(ids, entries, sealed, columns, strict=True)
    )  # fmt: skip


def _compare(batch: Batch, read: Reader, clock: Callable[[], datetime]) -> None:
    at = clock()
    records = Record.objects.filter(batch=batch).order_by("row").values_list("id", flat=True)
    piece = list(records[batch.done : batch.done + PIECE])
    settling.compare(piece, at=at)
    done = batch.done + len(piece)
    Batch.objects.filter(pk=batch.pk).update(done=done)
    if done == batch.rows:
        move(
            COLLECTION, batch.pk, frm=CollectionState.COMPARING, to=CollectionState.EXAMINED,
            kind="legacy_batch.examined", by=SYSTEM, at=at,
        )  # fmt: skip
        words = Words("存量数据“{name}”检查完成。", name=batch.file_name)
        notices.tell(accounts=[batch.brought_by], words=words, address=f"/office/legacy/{batch.pk}", at=at)


_WORK: Final = {
    CollectionState.WAITING: _read,
    CollectionState.CLEANING: _clean,
    CollectionState.COMPARING: _compare,
}


def _failed(batch: Batch, refusal: Refusal, at: datetime) -> None:
    """Keep what the worker was told, so that the page can show it."""
    move(
        COLLECTION, batch.pk, frm=CollectionState.WAITING, to=CollectionState.FAILED, kind="legacy_batch.failed",
        by=SYSTEM, at=at, facts={"kind": refusal.code},
    )  # fmt: skip
    trouble = {"what": refusal.what.stored(), "do": refusal.do.stored()}
    Batch.objects.filter(pk=batch.pk).update(trouble=trouble)
    words = Words("存量数据“{name}”无法读取。", name=batch.file_name)
    notices.tell(accounts=[batch.brought_by], words=words, address=f"/office/legacy/{batch.pk}", at=at)


def _unforeseen() -> Incomplete:
    return Incomplete(
        Words("系统未能读取这份文件，已记录供系统管理员查看。"),
        do=Words("请稍后重新上传；仍不能处理的，请联系系统管理员。"),
        clause=N19,
    )


def own_batch(batch_id: int, by: Actor, permission: Permission = Permission.LEGACY_COLLECT) -> Batch:
    """Return a batch of somebody who may work on it.

    :raises NotPermitted: ``by`` may not; NotFound where it is out of reach.
    """
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise access.not_here()
    access.require(by, permission, body(batch.organisation_id))
    return batch


def _one_line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most]


def _copy(target: str, rows: Any) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
