"""Bring a list, have it checked piece by piece, end it before its time (N22.1).

The file is read in a confined process before anything is stored: a bad one is answered at once and leaves nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.closed_files import closed_files
from yinxin.register.vault import vault
from yinxin.vetting import columns, grounds, terms
from yinxin.vetting.book import SUFFIXES, Book, Reader
from yinxin.vetting.columns import Entry
from yinxin.vetting.grounds import Reason
from yinxin.vetting.looks import digest_of
from yinxin.vetting.models import List, Row
from yinxin.vetting.outcomes import Note
from yinxin.vetting.states import LIST, RUNNING, ListState

N22_1 = Clause("N22.1")
ROW, NAME = b"vetting-row", b"vetting-name"


def bring(
    *,
    organisation_id: int,
    file_name: str,
    data: bytes,
    reason: Reason,
    read: Reader,
    by: Actor,
    at: datetime,
) -> int:
    """Take a list in to be checked; return its number.

    :raises NotPermitted: ``by`` asks nothing for this employer; NotFound where it is out of reach.
    :raises Incomplete: the ground is not whole (names the fields), or the file cannot be read as a list; says where.
    :raises WrongState: another list of the employer still runs, or the month's quota does not suffice.
    """
    own = own_body(organisation_id, by)
    grounds.check(reason, day_of(at))
    book = _read(file_name, data, read)
    place = columns.place_in(book)
    rows = columns.entries(book, place)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('vetting'), %s)", [own.id % 2**31])
        _check_room(own.id, len(rows), at)
        row = List.objects.create(
            organisation_id=own.id, asked_by=by.account_id, asked_at=at, ground=reason.ground.value,
            sealed=reason.closed(), named=vault().close(Path(file_name).name[-120:].encode(), NAME),
            came=sha256(data).hexdigest(), book=book.put(), place=asdict(place), rows=len(rows),
            state=ListState.RECEIVED.value,
        )  # fmt: skip
        _keep(row.pk, rows)
        facts = {"file": row.came, "rows": len(rows), "ground": row.ground}
        record(Line("vetting_list.received", N22_1, by.account_id, own.id, LIST.subject, row.pk, at, facts))
    return row.pk


def end(*, list_id: int, by: Actor, at: datetime) -> None:
    """Stop a list that runs, or remove one that is done before its time; what holders are shown stays.

    :raises NotPermitted: ``by`` asks nothing for its employer; NotFound where it is out of reach.
    :raises WrongState: there is nothing left of it.
    """
    with transaction.atomic():
        row = own_list(list_id, by, lock=True)
        was = ListState(row.state)
        if was not in (*RUNNING, ListState.DONE):
            raise WrongState(Words("这份名单已经删除。"), do=Words("账目和回执仍可查看。"), clause=N22_1)
        close(row, frm=was, to=ListState.ENDED, kind="vetting_list.ended", by=by, at=at)


def close(
    row: List, *, frm: ListState, to: ListState, kind: str, by: Actor, at: datetime, **facts: Any
) -> None:
    """Remove a list's rows and files, and move it to where nothing is left but its line and its receipt."""
    said = {"done": row.done, "looks": digest_of(row.pk), **facts}
    Row.objects.filter(of=row).delete()
    move(
        LIST,
        row.pk,
        frm=frm,
        to=to,
        kind=kind,
        by=by,
        at=at,
        facts=said,
        gone_at=at,
        book="",
        out="",
        named=b"",
    )
    keys = [key for key in (row.book, row.out) if key]
    transaction.on_commit(lambda: _remove(keys))


def left(organisation_id: int, at: datetime) -> int:
    """Return how many rows an employer may still have checked in this calendar month."""
    since, until = terms.month_of(at)
    used = (
        List.objects.filter(organisation_id=organisation_id, asked_at__gte=since, asked_at__lt=until)
        .exclude(state=ListState.FAILED.value)
        .aggregate(rows=Sum("rows"))["rows"]
    )
    return max(0, settings.VETTING_ROWS - (used or 0))


def own_body(organisation_id: int, by: Actor) -> Body:
    """Return the employer for which somebody asks.

    :raises NotFound: it is not one at which ``by`` sits: employers see nothing of each other, above or below.
    :raises NotPermitted: ``by`` sits there, and asks nothing.
    """
    own = body(organisation_id)
    access.require(by, Permission.VETTING_ASK, own)
    if not access.sits(by, Permission.VETTING_ASK, own.id):
        raise access.not_here()
    return own


def own_list(list_id: int, by: Actor, *, lock: bool = False) -> List:
    """Return a list of an employer for which somebody asks.

    :raises NotPermitted: ``by`` asks nothing for its employer; NotFound where it is out of reach.
    """
    rows = List.objects.select_for_update() if lock else List.objects.all()
    row = rows.filter(pk=list_id).first()
    if row is None:
        raise access.not_here()
    own_body(row.organisation_id, by)
    return row


def _remove(keys: Sequence[str]) -> None:
    for key in keys:
        closed_files().remove(key)


def _read(file_name: str, data: bytes, read: Reader) -> Book:
    suffix = Path(file_name).suffix.lower()
    if suffix not in SUFFIXES or not data or len(data) > terms.MOST_BYTES:
        raise Incomplete(
            Words("不支持这种文件，或文件是空的，或超过{limit}MB。", limit=terms.MOST_BYTES // 1024 // 1024),
            do=Words("请上传XLSX或CSV文件；太大的分成几份。"),
            clause=N22_1,
        )
    with tempfile.TemporaryDirectory(prefix="yinxin-list-") as folder:
        file = Path(folder) / f"data{suffix}"
        file.write_bytes(data)
        try:
            book = read(file)
        except Refusal as no:
            # The reader speaks as to an agency that files its data: here the rule is another.
            do = _EMPTY if no.facts.get("reason") == "empty" else no.do
            raise Incomplete(no.what, do=do, clause=N22_1, facts=no.facts) from None
    if book.kind != suffix[1:]:
        raise Incomplete(
            Words("文件的内容与扩展名{suffix}不符。", suffix=suffix),
            do=Words("请用表格软件打开，另存为XLSX或CSV后重新上传。"),
            clause=N22_1,
        )
    return book


_EMPTY = Words("请在第一行写上列名“姓名”“证件号码”“管理号”，下面每行一本证书。")


def _check_room(organisation_id: int, rows: int, at: datetime) -> None:
    running = List.objects.filter(organisation_id=organisation_id, state__in=[one.value for one in RUNNING])
    if running.exists():
        raise WrongState(
            Words("本单位还有一份名单正在核验。"),
            do=Words("请等它完成，或先停止那一份，再上传。"),
            clause=N22_1,
        )
    rest = left(organisation_id, at)
    if rows > rest:
        raise WrongState(
            Words("名单有{rows}行，本单位本月还可以核验{rest}行。", rows=rows, rest=rest),
            do=Words("请减少行数，或下月1日以后再上传；经常需要更多的，请联系中心。"),
            clause=N22_1,
        )


def _keep(list_id: int, rows: Sequence[Entry]) -> None:
    """Keep the rows encrypted; each with why it cannot be asked, and which row above says the same."""
    seen: dict[tuple[str, str, str], int] = {}
    safe = vault()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY vetting_row (of_id, number, sealed, first, note, outcome) FROM STDIN") as copy,
    ):
        for one in rows:
            three = (one.name, one.id_number, one.management_number)
            first = 0
            if all(three):
                known = safe.asked_of(one.management_number, one.name, one.id_number)
                first = seen.setdefault(known, one.number)
            same = first if first != one.number else 0
            copy.write_row(
                (list_id, one.number, safe.close(orjson.dumps(three), ROW), same, one.note.value, "")
            )


def opened(sealed: bytes | memoryview) -> tuple[str, str, str]:
    """Return name, document number and management number of a row as they came."""
    name, document, number = orjson.loads(vault().open(bytes(sealed), ROW))
    return name, document, number


def is_gap(note: Note) -> bool:
    """Say whether a row cannot be asked because something is missing."""
    return note in (Note.NO_NAME, Note.NO_ID, Note.NO_NUMBER, Note.GAPS)
