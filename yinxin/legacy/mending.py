"""Mend a field by hand or by a corrected file: who, when, why; what stood there stays (N21.2).

A person may also confirm what cleaning found likely or odd, after a look at the original. What could not stand on a
certificate cannot be confirmed either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.kernel import identity, names
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.identity import FORMS, IdKind, IdProblem
from yinxin.kernel.numbers import is_management_number
from yinxin.kernel.refusal import Incomplete, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.ledger.record import Line, record
from yinxin.legacy import safe, settling
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.collecting import own_batch
from yinxin.legacy.days import read_day
from yinxin.legacy.fields import BY_KEY, FIELDS, match
from yinxin.legacy.models import Mend, Record
from yinxin.legacy.reading import Sheet
from yinxin.legacy.rules import Cleaned, is_empty
from yinxin.legacy.states import RECORD, SETTLING, RecordState
from yinxin.legacy.titles import Titles
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body

N21_2: Final = Clause("N21.2")
MENDABLE: Final = tuple(
    field.key
    for field in FIELDS
    if field.key not in ("certificate_number", "file_number", "employer", "approved_year")
)
"""The fields that a person may mend; the others are kept as they came, or follow from these."""
ROW: Final = "行"
"""The column of a corrected file that says which row of the batch a line is about."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected file did: how many fields were mended, and for each refused row why."""

    mended: int
    refused: tuple[tuple[int, Words], ...]


def mend(*, record_id: int, field: str, value: str, why: str, by: Actor, at: datetime) -> None:
    """Put another value in a field's place; the empty one says that it is not recorded.

    An identity number without a kind is taken for that of an identity card.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: the value could not stand on a certificate, or there is no reason.
    :raises WrongState: the record was merged, handed over or dropped.
    """
    row = own_record(record_id, by)
    said = reason(why)
    titles = safe.titles_on(day_of(at))
    with transaction.atomic():
        row = _held(row.pk)
        after = _checked(field, value, safe.mended(row), "by_hand", titles, day_of(at))
        if field == "id_number" and after.value and not safe.mended(row).value("id_kind"):
            kind = Cleaned("", FORMS[IdKind.RESIDENT].name, ("by_hand",))
            _keep(row, "id_kind", kind, said, titles, by=by, at=at)
        _keep(row, field, after, said, titles, by=by, at=at)


def confirm(*, record_id: int, field: str, why: str, by: Actor, at: datetime) -> None:
    """Say that a field's value is right as it is, after a look at the original.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: the value could not stand on a certificate, or there is no reason.
    :raises WrongState: the record was merged, handed over or dropped.
    """
    row = own_record(record_id, by)
    said = reason(why)
    titles = safe.titles_on(day_of(at))
    with transaction.atomic():
        row = _held(row.pk)
        entry = safe.mended(row)
        value = entry.fields[field].value if field in entry.fields else ""
        after = _checked(field, value, entry, "confirmed", titles, day_of(at))
        _keep(row, field, after, said, titles, by=by, at=at)


def correct(*, batch_id: int, sheet: Sheet, why: str, by: Actor, at: datetime) -> Corrected:
    """Mend the fields that a corrected file has otherwise; a row that is refused leaves the others alone.

    :param sheet: a column “行” with the row's number in the batch, and columns of fields; empty cells change nothing.
    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: there is no column of row numbers, or no reason.
    """
    batch = own_batch(batch_id, by)
    said = reason(why)
    if ROW not in sheet.header:
        raise Incomplete(
            Words("补正文件里没有“{column}”一列。", column=ROW),
            do=Words("请下载本批的补正表，在表上填写后上传。"),
            clause=N21_2,
        )
    place, places = sheet.header.index(ROW), match(sheet.header).places
    count, refused = 0, list[tuple[int, Words]]()
    for number, cells in sheet.rows:
        try:
            given = {
                key: cells[own[0]] for key, own in places.items() if key in MENDABLE and own[0] < len(cells)
            }
            count += _correct_row(batch.pk, cells[place], given, said, by, at)
        except Refusal as refusal:
            refused.append((number, refusal.what))
    return Corrected(count, tuple(refused))


def _correct_row(
    batch_id: int, said_row: str, given: Mapping[str, str], why: str, by: Actor, at: datetime
) -> int:
    row = said_row.strip()
    found = Record.objects.filter(batch_id=batch_id, row=int(row)).first() if row.isdecimal() else None
    if found is None:
        raise access.not_here()
    entry, count = safe.current(found), 0
    with transaction.atomic():
        for key, text in given.items():
            if not is_empty(text) and text.strip() not in (
                entry.value(key),
                entry.fields[key].original.strip(),
            ):
                mend(record_id=found.pk, field=key, value=text, why=why, by=by, at=at)
                count += 1
    return count


def own_record(record_id: int, by: Actor, permission: Permission = Permission.LEGACY_COLLECT) -> Record:
    """Return a record of somebody who may work on it.

    :raises NotPermitted: ``by`` may not; NotFound where it is out of reach.
    """
    row = Record.objects.select_related("batch").filter(pk=record_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, permission, body(row.batch.organisation_id))
    return row


def _held(record_id: int) -> Record:
    row = Record.objects.select_for_update(of=("self",)).select_related("batch").get(pk=record_id)
    if RecordState(row.state) not in SETTLING:
        raise WrongState(
            Words("这条记录{state}，不能补正。", state=RECORD.names[RecordState(row.state)]),
            do=Words("已合并的先撤销合并；已移交的请中心退回；已开通的走换发或更正。"),
            clause=N21_2,
        )
    return row


def _keep(
    row: Record, field: str, after: Cleaned, why: str, titles: Titles, *, by: Actor, at: datetime
) -> None:
    before = safe.mended(row)
    title = titles.named(after.value) if field == "qualification" else None
    sealed = safe.closed_mend(before.fields[field], after, title.id if title else 0)
    made = Mend.objects.create(record=row, field=field, sealed=sealed, why=why, by=by.account_id, at=at)
    facts = {"record": row.pk, "field": field, "sealed": digest(sealed)}
    own = row.batch.organisation_id
    line = Line("legacy_mend.entered", N21_2, by.account_id, own, "legacy_mend", made.pk, at, facts)
    record(line)
    settling.settle(row, titles, facts={"mend": made.pk}, by=by, at=at)
    settling.compare_again(row, at=at)


def _checked(field: str, text: str, entry: Entry, rule: str, titles: Titles, today: date) -> Cleaned:
    """Return what a person said, where it could stand on a certificate.

    :raises Incomplete: it could not, or there is no such field.
    """
    if field not in MENDABLE:
        raise access.not_here()
    value = "" if is_empty(text) else " ".join(text.replace("\0", "").split())
    original = entry.fields[field].original
    if value:
        value = _CHECKS.get(field, _any)(value, entry, titles, today, rule)
    if not value and rule == "confirmed":
        raise _cannot(field)
    if len(value) > 100:
        raise _cannot(field)
    return Cleaned(original, value, (rule,))


def _any(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    return value


def _name(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    if names.problems(value, latin=True):
        raise _cannot("name")
    return value


def _kind(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    if identity.kind_named(value) is None:
        raise _cannot("id_kind")
    return value


def _document(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    number = identity.normalise(value)
    kind = identity.kind_named(entry.value("id_kind") or FORMS[IdKind.RESIDENT].name)
    problem = identity.problem(kind, number, legacy=True) if kind else None
    # A number whose check character is wrong was given to people all the same: a person may say that it is so.
    if problem is IdProblem.FORMAT or (problem is IdProblem.CHECKSUM and rule != "confirmed"):
        raise _cannot("id_number")
    return number


def _sex(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    if value not in ("男", "女"):
        raise _cannot("sex")
    return value


def _born(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    field = read_day(value, birth=True, today=today)
    if field.doubtful or len(field.value) < 7:
        raise _cannot("born")
    return field.value[:7]


def _approved(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    field = read_day(value, birth=False, today=today)
    if field.doubtful:
        raise _cannot("approved_on")
    return field.value


def _number(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    if not is_management_number(value):
        raise _cannot("management_number")
    return value


def _title(value: str, entry: Entry, titles: Titles, today: date, rule: str) -> str:
    title = titles.named(value)
    if title is None:
        raise _cannot("qualification")
    return title.name


_CHECKS: Final = {
    "name": _name,
    "id_kind": _kind,
    "id_number": _document,
    "sex": _sex,
    "born": _born,
    "approved_on": _approved,
    "management_number": _number,
    "qualification": _title,
}


def _cannot(field: str) -> Incomplete:
    return Incomplete(
        Words("“{item}”不能这样写在证书上。", item=BY_KEY[field].name),
        do=Words("请对照原件填写；查不到的，容缺的项目可以写“无”。"),
        clause=N21_2,
        facts={"field": field},
    )


def reason(why: str) -> str:
    """Return on what somebody rests, tidied.

    :raises Incomplete: it is missing or too long.
    """
    return said_in(why, Words("请写明依据，例如查了哪一份档案。"), N21_2, longest=200)
