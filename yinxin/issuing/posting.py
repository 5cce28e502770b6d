"""Posting runs: approved applications go out together, each under its courier's number (N12)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from yinxin.issuing import practice, receiving, seal_checks
from yinxin.issuing.models import MailApplication, Parcel, PostRun
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words, listed
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move_all
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.qualifying import audits
from yinxin.register import custody, endings, status, stock
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N12 = Clause("N12")
MOST: Final = 500
"""Parcels of one run: what a courier takes at once, and one file of labels."""

_WAYBILL: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{5,39}")
_SEPARATORS: Final = re.compile(r"[\t,;，；]+")
GOING: Final = (MailState.APPROVED, MailState.RETURNED)
"""The states from which an application can go out."""


def send(*, issuer_id: int, carrier: str, waybills: Mapping[int, str], by: Actor, at: datetime) -> int:
    """Hand parcels to a courier: their copies are on the road from here on. Return the run.

    :param waybills: the courier's number for each application that goes.
    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where something is out of reach.
    :raises Incomplete: nothing goes, too much goes, the carrier is not named, a number is missing or twice, or an
        audit has not passed (A2.1.2).
    :raises AlreadyDone: a number was used before.
    :raises NotApplicable: an application came back twice, or the issuer tries only once.
    :raises WrongState: a certificate is not valid, or its copy is no longer kept; nothing has changed.
    """
    access.require(by, Permission.POST_SEND, body(issuer_id))
    numbers = _checked(carrier, waybills)
    with transaction.atomic():
        rows = _going(issuer_id, numbers, at)
        copies = [row.copy_id for row in rows]
        papers = {paper.copy_id: paper for paper in endings.endings(copies)}
        # Held until the slip is in the book: a decision that takes effect meanwhile waits, or stops the run.
        status.hold_valid([paper.certificate_id for paper in papers.values()])
        sheets = stock.sheets(copies)
        audits.check_passed({sheet.certificate_id: sheet.exam_id for sheet in sheets})
        seal_checks.check_sealed({sheet.id: Regime(sheet.regime) for sheet in sheets})
        run = PostRun.objects.create(
            issuer_id=issuer_id, carrier=carrier.strip(), parcels=len(rows), at=at, by=by.account_id
        )
        tries = _enter_parcels(run, rows, numbers)
        _set_out(run, papers.values(), by, at)
        _move(run, rows, tries, by, at)
        lines = [[row.pk, numbers[row.pk]] for row in rows]
        facts = {"parcels": len(rows), "list": digest(canonical_json({"parcels": lines}))}
        record(Line("post_run.sent", N12, by.account_id, by.organisation_id, "post_run", run.pk, at, facts))
        receiving.started(copies, act="slip.posting", by=by, at=at)
    return run.pk


def read_waybills(text: str, known: Mapping[str, int]) -> dict[int, str]:
    """Read pasted lines, a management number and a waybill number each, as a spreadsheet gives them.

    :param known: the applications that can go, by management number.
    :raises Incomplete: a line is not two numbers, or names no application that can go; the first few are named.
    """
    found: dict[int, str] = {}
    wrong: list[Words] = []
    for place, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in _SEPARATORS.split(line.strip()) if part.strip()]
        if not parts or (place == 1 and parts[0] == "管理号"):
            continue
        application = known.get(parts[0].upper()) if len(parts) == 2 else None
        if application is None or application in found:
            wrong.append(Words("第{row}行", row=place))
        else:
            found[application] = parts[1]
    if wrong:
        raise Incomplete(
            Words("读不懂{lines}，共{count}行。", lines=listed(wrong[:5]), count=len(wrong)),
            do=Words(
                "每行一个管理号和一个运单号，用逗号或制表符分开；管理号须在待寄出的申请中，且只出现一次。"
            ),
            clause=N12,
        )
    return found


def _checked(carrier: str, waybills: Mapping[int, str]) -> dict[int, str]:
    """Return the numbers as couriers write them.

    :raises Incomplete: one is missing, wrong or twice, or nothing or too much goes.
    """
    numbers = {one: "".join(number.split()).upper() for one, number in waybills.items()}
    if not 0 < len(numbers) <= MOST or not 0 < len(carrier.strip()) <= 40:
        raise Incomplete(
            Words("没有选择要寄出的证书，或没有填写寄递企业，或超过{most}件。", most=MOST),
            do=Words("请填写寄递企业，并为要寄出的每件填写运单号；件数多的请分几次交寄。"),
            clause=N12,
        )
    wrong = [number or "—" for number in numbers.values() if not _WAYBILL.fullmatch(number)]
    wrong += [number for number, count in Counter(numbers.values()).items() if count > 1 and number]
    if wrong:
        raise Incomplete(
            Words("运单号缺少、重复或写法不对：{numbers}", numbers="、".join(wrong[:5])),
            do=Words("运单号由6至40位字母和数字组成，每件一个；请核对后重新填写或扫描。"),
            clause=N12,
        )
    return numbers


def _going(issuer_id: int, numbers: Mapping[int, str], at: datetime) -> list[MailApplication]:
    """Return the applications, locked, each one allowed to go (again)."""
    rows = list(
        MailApplication.objects.select_for_update().filter(id__in=numbers, issuer_id=issuer_id).order_by("id")
    )
    if len(rows) < len(numbers):
        raise access.not_here()
    tries = _tries(rows)
    second = practice.terms_on(issuer_id, day_of(at)).second_delivery
    for row in rows:
        if MailState(row.state) not in GOING:
            raise came_too_late(MAIL, MailState.APPROVED)
        if tries[row.pk] >= 2 or (tries[row.pk] == 1 and not second):
            raise NotApplicable(
                Words("申请{number}的邮件已经退回过，不再投递。", number=row.pk),
                do=Words("请不再投递并说明原因，由持证人现场领取。"),
                clause=N12,
            )
    return rows


def _tries(rows: Sequence[MailApplication]) -> Counter[int]:
    found = Parcel.objects.filter(application_id__in=[row.pk for row in rows])
    return Counter(found.values_list("application_id", flat=True))


def _enter_parcels(
    run: PostRun, rows: Sequence[MailApplication], numbers: Mapping[int, str]
) -> Mapping[int, int]:
    before = _tries(rows)
    try:
        with transaction.atomic():
            Parcel.objects.bulk_create(
                Parcel(run=run, application=row, waybill=numbers[row.pk], delivery=before[row.pk] + 1)
                for row in rows
            )
    except IntegrityError as error:
        if "waybill" not in str(error):
            raise
        raise AlreadyDone(
            Words("有运单号已经用过。"), do=Words("请核对运单号；每个运单号只能用一次。"), clause=N12
        ) from None
    return {row.pk: before[row.pk] + 1 for row in rows}


def _set_out(run: PostRun, papers: Iterable[endings.Ending], by: Actor, at: datetime) -> None:
    """Enter a slip for each place from which copies come."""
    groups: dict[int, list[int]] = {}
    for paper in papers:
        if paper.state is not PaperState.HELD or paper.book_id != run.issuer_id:
            raise WrongState(
                Words(
                    "证书{number}现在是“{state}”，不能邮寄。",
                    number=paper.management_number,
                    state=paper.state_words,
                ),
                do=Words("请从这次交寄中去掉这一件，核对库存。"),
                clause=N12,
            )
        groups.setdefault(paper.place_id, []).append(paper.copy_id)
    road = custody.standing_place(organisation_id=run.issuer_id, kind=PlaceKind.COURIER, by=by, at=at)
    for number, (place, part) in enumerate(sorted(groups.items()), start=1):
        note = SlipNote(SlipKind.POSTING, f"{run.pk}-{number}", PaperState.HELD, PaperState.POSTED)
        custody.move_copies(copies=part, frm=place, to=road, slip=note, by=by, at=at)


def _move(
    run: PostRun, rows: Sequence[MailApplication], tries: Mapping[int, int], by: Actor, at: datetime
) -> None:
    for state in GOING:
        part = [row.pk for row in rows if row.state == state.value]
        if part:
            move_all(
                MAIL,
                part,
                frm=state,
                to=MailState.POSTED,
                kind="mail_application.posted",
                by=by,
                at=at,
                facts={number: {"run": run.pk, "delivery": tries[number]} for number in part},
            )
