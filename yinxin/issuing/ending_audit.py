"""Hold post, notes on copies, practices and volumes against the ledger, the custody book and the file store."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from yinxin.issuing.models import ArchivePackage, Parcel, PostRun, Volume, VolumeLine
from yinxin.issuing.states import ARCHIVE, MAIL, ArchiveState, MailState
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_5_register
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.register import file_audit
from yinxin.register.files import FileStore

_STATES = {
    "mail_application.applied": MailState.APPLIED.value,
    "mail_application.approved": MailState.APPROVED.value,
    "mail_application.refused": MailState.REFUSED.value,
    "mail_application.withdrawn": MailState.WITHDRAWN.value,
    "mail_application.posted": MailState.POSTED.value,
    "mail_application.delivered": MailState.DELIVERED.value,
    "mail_application.returned": MailState.RETURNED.value,
    "mail_application.lost": MailState.LOST.value,
}
_ON_THE_ROAD = """
    select a.id from issuing_mail_application a join register_paper_copy p on p.id = a.copy_id
    where (a.state = 'posted') <> (p.state = 'posted')
      and a.id = (select max(id) from issuing_mail_application b where b.copy_id = a.copy_id) order by 1"""
_NOTES = """
    select n.id from issuing_copy_note n where not exists (
        select 1 from register_slip s join register_movement m on m.slip_id = s.id and m.copy_id = n.copy_id
        where s.number = n.slip and s.kind = case n.kind when 'recalled' then 'recall'
            when 'damaged' then 'damaged_in_store' else 'found_again' end)
    order by 1"""


def audit(store: FileStore, *, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything of post, notes, practices and volumes that is not what it was when it was recorded."""
    yield from lives.states(MAIL, _STATES)
    for (number,) in _numbers(_ON_THE_ROAD):
        yield Difference(MAIL.table, number, Words("邮寄申请与纸质证书的状态不符"))
    yield from _runs()
    yield from _copy_notes()
    yield from _practices()
    yield from _volumes(store, whole_files)
    yield from _archives(store, whole_files)


def _runs() -> Iterator[Difference]:
    yield from lives.rows("issuing_post_run", "post_run.sent", "l.facts::jsonb")
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, facts::jsonb ->> 'list' from ledger_entry where kind = 'post_run.sent'"
        )
        said = dict(cursor.fetchall())
    parcels: dict[int, list[list[object]]] = {}
    rows = Parcel.objects.order_by("application_id").values_list("run_id", "application_id", "waybill")
    for run, application, waybill in rows:
        parcels.setdefault(run, []).append([application, waybill])
    for number, count in PostRun.objects.order_by("id").values_list("id", "parcels"):
        lines = parcels.get(number, [])
        if len(lines) != count or digest(canonical_json({"parcels": lines})) != said.get(number):
            yield Difference("issuing_post_run", number, Words("交寄清单与账目不符"))


def _copy_notes() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(n.id, l.subject_id), n.id is null from issuing_copy_note n
               full join (select * from ledger_entry where subject = 'copy_note') l on l.subject_id = n.id
               where n.id is null or l.subject_id is null or l.kind <> 'copy_note.' || n.kind or l.facts::jsonb <>
                   jsonb_build_object('copy', n.copy_id, 'cause', n.cause, 'slip', n.slip) order by 1"""
        )
        found = cursor.fetchall()
    for number, gone in found:
        words = Words("账目有记录，登记中却没有：被删除") if gone else Words("登记与账目不符")
        yield Difference("issuing_copy_note", number, words)
    for (number,) in _numbers(_NOTES):
        yield Difference("issuing_copy_note", number, Words("原因登记没有对应的出入库单据"))


def _practices() -> Iterator[Difference]:
    yield from lives.rows(
        "issuing_practice",
        "practice.published",
        """jsonb_build_object('since', t.since::text, 'offered', t.offered, 'issuer_pays', t.issuer_pays,
               'window', t.window, 'window_unit', t.window_unit, 'weekday', t.weekday,
               'monthly_cut', t.monthly_cut, 'promise', t.promise, 'second_delivery', t.second_delivery)""",
    )


def _volumes(store: FileStore, whole: bool) -> Iterator[Difference]:
    yield from lives.rows(
        "issuing_volume",
        "volume.closed",
        """jsonb_build_object('exam', t.exam_id, 'year', t.year, 'number', t.number, 'lines', t.lines,
               'digest', t.digest, 'closing', t.closing, 'file', t.file)""",
    )
    for volume in Volume.objects.order_by("id"):
        rows = VolumeLine.objects.filter(volume=volume).order_by("number")
        lines = [
            {"number": str(number), "slip": str(slip), "copy": str(copy)}
            for number, slip, copy in rows.values_list("number", "slip_id", "copy_id")
        ]
        if s2_1_5_register.closing_digest(lines) != volume.closing:
            yield Difference("issuing_volume", volume.pk, Words("登记册的内容与制册时不一致"))
    # The data of a volume lies in the store under the digest that is printed on its last page.
    wanted = (
        ("issuing_volume", volume.pk, key)
        for volume in Volume.objects.order_by("id")
        for key in (volume.file, volume.digest)
    )
    yield from file_audit.audit(
        store, wanted, whole=whole, gone=Words("登记册的文件不见了"), changed=Words("登记册的文件被改动")
    )


def _archives(store: FileStore, whole: bool) -> Iterator[Difference]:
    yield from lives.states(
        ARCHIVE,
        {"archive.packed": ArchiveState.PACKED.value, "archive.handed_over": ArchiveState.HANDED_OVER.value},
    )
    yield from lives.rows(
        "issuing_archive_package",
        "archive.packed",
        """jsonb_build_object('exam', t.exam_id, 'year', t.year, 'number', t.number, 'volumes', t.volumes,
               'retention', t.retention, 'file', t.file)""",
    )
    yield from lives.rows(
        "issuing_archive_package",
        "archive.handed_over",
        "jsonb_build_object('archive', t.archive, 'receipt', t.receipt, 'on', t.handed_on)",
        only="state = 'handed_over'",
    )
    wanted = (("issuing_archive_package", one.pk, one.file) for one in ArchivePackage.objects.order_by("id"))
    yield from file_audit.audit(
        store, wanted, whole=whole, gone=Words("档案包的文件不见了"), changed=Words("档案包的文件被改动")
    )


def _numbers(query: str) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[int]] = cursor.fetchall()
    return found
