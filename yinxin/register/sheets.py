"""Sheets: numbered blanks, which certificate each one becomes, and the sheets that are printed again (N10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre
from yinxin.register.blanks import serial
from yinxin.register.models import BlankRange, PaperCopy
from yinxin.register.states import CertificateState, PaperState
from yinxin.register.vault import FACE, vault

N10 = Clause("N10")
_LOCK_BLANKS = 0x424C4E4B


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to print: everything that stands on it."""

    copy_id: int
    face: Face
    blank_serial: str
    certificate_id: int


def register_blanks(
    *, prefix: str, first: str, last: str, maker: int | None = None, by: Actor, at: datetime
) -> int:
    """Enter a delivery of numbered blanks into a maker's store; return how many there are.

    :param first: the first number with its leading zeros, ``last`` as long.
    :param maker: whose blanks they are; None for the national centre's.
    :raises NotPermitted: ``by`` does not see to printing.
    :raises Incomplete: the numbers are no range.
    :raises AlreadyDone: one of the numbers has been entered before.
    """
    over = body(maker) if maker else the_centre()
    access.require_unless_system(by, Permission.PRINT_REPORT, over)
    digits = first.isascii() and first.isdigit() and last.isascii() and last.isdigit()
    if not digits or len(first) != len(last) or len(first) > 12 or int(first) > int(last) or len(prefix) > 12:
        raise Incomplete(
            Words("空白证书的起止编号不对。"),
            do=Words("起号和止号须是位数相同的数字，起号不大于止号。"),
            clause=N10,
        )
    start, end = int(first), int(last)
    with transaction.atomic():
        _one_at_a_time()
        same = BlankRange.objects.filter(prefix=prefix, width=len(first), first__lte=end, last__gte=start)
        if same.exists():
            raise AlreadyDone(
                Words("这些编号中有的已经登记过。"), do=Words("请核对送货单上的起止编号。"), clause=N10
            )
        made = BlankRange.objects.create(
            organisation_id=over.id, prefix=prefix, width=len(first), first=start, last=end, next=start
        )
        facts = {"prefix": prefix, "first": first, "last": last}
        record(Line("blanks.entered", N10, by.account_id, by.organisation_id, "blanks", made.pk, at, facts))
    return end - start + 1


def allot(copies: Sequence[int], maker: int | None = None) -> bool:
    """Give each copy the maker's next numbered blank; say whether there were enough, for where not none gets one.

    :param maker: whose blanks are used; None for the national centre's.
    """
    with transaction.atomic():
        _one_at_a_time()
        own = BlankRange.objects.filter(organisation_id=maker or the_centre().id)
        ranges = list(own.filter(next__lte=F("last")).order_by("id"))
        if sum(one.last - one.next + 1 for one in ranges) < len(copies):
            return False
        serials = list(_take(ranges, len(copies)))
        with connection.cursor() as cursor:
            cursor.execute(
                """update register_paper_copy p set blank_serial = v.serial
                   from unnest(%s::bigint[], %s::text[]) as v(id, serial)
                   where p.id = v.id and p.blank_serial = ''""",
                [list(copies), serials],
            )
            if cursor.rowcount != len(copies):
                raise ValueError("a copy has a blank already")
    return True


def order_again(copies: Sequence[int]) -> list[int]:
    """Order another sheet for each copy that was spoiled or lost and has no successor; return the new copies."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into register_paper_copy (certificate_id, number, blank_serial, mark, state)
               select p.certificate_id, p.number + 1, '', p.mark, %s from register_paper_copy p
               where p.id = any(%s) order by p.id returning id""",
            [PaperState.ORDERED.value, to_print_again(copies)],
        )
        return [number for (number,) in cursor.fetchall()]


def to_print_again(copies: Sequence[int]) -> list[int]:
    """Return those of the copies that are spoiled or lost and have no successor yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select p.id from register_paper_copy p
               where p.id = any(%s) and p.state in (%s, %s) and not exists
                   (select 1 from register_paper_copy n where n.certificate_id = p.certificate_id
                    and n.number > p.number)
               order by p.id""",
            [list(copies), PaperState.SPOILED.value, PaperState.LOST.value],
        )
        return [number for (number,) in cursor.fetchall()]


def waiting_singly(maker: int | None) -> dict[int, list[int]]:
    """Return by issuer the sheets of valid certificates that were made for one person and wait to be printed.

    :param maker: who makes them; None for the national centre.
    """
    rows = PaperCopy.objects.filter(
        state=PaperState.ORDERED.value,
        certificate__batch_id=None,
        certificate__state=CertificateState.VALID.value,
        certificate__exam__maker_id=maker,
    )
    shares: dict[int, list[int]] = {}
    for issuer, number in rows.order_by("id").values_list("certificate__issuer_id", "id"):
        shares.setdefault(issuer, []).append(number)
    return shares


def serials(copies: Sequence[int]) -> list[str]:
    """Return the numbers of the blanks that these copies are printed on, in the copies' order; empty for none."""
    rows = PaperCopy.objects.filter(id__in=copies).order_by("id")
    return list(rows.values_list("blank_serial", flat=True))


def sheets(copies: Sequence[int]) -> list[Sheet]:
    """Return what is to be printed on these copies, in their order by number."""
    rows = (
        PaperCopy.objects.filter(id__in=copies)
        .order_by("id")
        .values_list("id", "certificate__face", "blank_serial", "certificate_id")
    )
    safe = vault()
    return [
        Sheet(number, Face.from_json(safe.open(bytes(face), FACE)), serial, certificate)
        for number, face, serial, certificate in rows
    ]


def _take(ranges: Sequence[BlankRange], count: int) -> Iterator[str]:
    """Yield the next numbers, and keep how far each range has been used."""
    for one in ranges:
        used = min(count, one.last - one.next + 1)
        for number in range(one.next, one.next + used):
            yield serial(one, number)
        BlankRange.objects.filter(pk=one.pk).update(next=one.next + used)
        count -= used


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_BLANKS])
