"""Applications come in: from holders online, and at the window for whoever comes there (N12, N15, N16, A3.1).

Order of a filing: the gate, the changes, the papers, then one transaction that writes all of it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import orjson
from django.db import IntegrityError, transaction

from yinxin.catalogue import numbering
from yinxin.changing import altering, evidence, gate, moving, papers, wants
from yinxin.changing.gate import Answer
from yinxin.changing.models import Application
from yinxin.changing.papers import HandedIn
from yinxin.changing.states import APPLICATION, DESK_OF, ApplicationState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause, Way
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023.art15_replacement import Change, Desk
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import authority_of, body
from yinxin.register import changeable, holders, status
from yinxin.register.vault import vault

N15: Final = Clause("N15")
STATEMENT: Final = b"application statement"
FAULTS: Final = {"office": Words("办理机构的差错"), "holder": Words("报名时本人填错")}
"""Whose fault a wrong certificate is, as the applicant says."""

TRUTH: Final = Words("我声明所填内容和所交材料真实有效，如有不实，愿承担相应责任。")
_PREFIX: Final = {Way.REPLACEMENT: "HF", Way.REISSUE: "BF", Way.PROOF: "ZM"}
_LONGEST: Final = {"statement": 400, "phone": 20, "employer": 80}


@dataclass(frozen=True)
class Filing:
    """An application as it was filled in.

    :ivar changes: new values by the face's field; only where data changes or is wrong.
    :ivar fault: whose fault a wrong certificate is; empty for the other causes.
    :ivar proof: the holder wants a proof where the qualification has left the catalogue.
    :ivar agreed: the statement of truth is agreed to.
    :ivar applied_on: the day on a paper application that came to the window; None for today.
    """

    certificate_id: int
    cause: Cause
    statement: str
    phone: str
    employer: str = ""
    fault: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[HandedIn, ...] = ()
    proof: bool = False
    agreed: bool = False
    applied_on: date | None = None


@dataclass(frozen=True)
class Ready:
    """An application that could be filed: the gate's answer, what would change, what is written down."""

    answer: Answer
    changes: tuple[Change, ...]
    wanted: tuple[evidence.Needed, ...]
    said: Mapping[str, str]


def file_own(*, holder_id: int, filing: Filing, at: datetime) -> int:
    """Apply for one's own certificate to be made again; return the application.

    :raises NotFound: the certificate is not the holder's.
    :raises Refusal: the gate is shut; see :mod:`yinxin.changing.gate`.
    :raises Incomplete: something is missing or wrong; papers that are missing are named.
    :raises AlreadyDone: an application for it is going on.
    """
    holders.certificate_of(holder_id, filing.certificate_id)
    return _file(filing, SYSTEM, at)


def file_at_window(*, filing: Filing, by: Actor, at: datetime) -> int:
    """Apply for somebody who came to the window; return the application.

    :raises NotPermitted: ``by`` takes in no applications at the issuer; NotFound where it is out of reach.
    :raises Refusal, Incomplete, AlreadyDone: as in :func:`file_own`.
    """
    access.require(by, Permission.APPLICATION_FILE, body(changeable.of(filing.certificate_id).issuer_id))
    return _file(filing, by, at)


def examine(filing: Filing, today: date, *, with_papers: bool = True) -> Ready:
    """Look at an application before it is filed; nothing is written.

    :param with_papers: the papers have been handed in, and a gap among them counts.
    :raises Refusal: the gate is shut.
    :raises Incomplete: something is missing or wrong.
    """
    applied_on = filing.applied_on or today
    answer = gate.ask(
        filing.certificate_id, filing.cause, applied_on=applied_on, today_=today, proof=filing.proof
    )
    gate.check(answer)
    _check_day(applied_on, answer, today)
    said = _said(filing)
    changes = altering.wanted(answer.certificate.face, filing.changes, filing.cause)
    photo = any(change.field == altering.PHOTO for change in changes)
    wanted = evidence.with_photo(answer.needed) if photo else answer.needed
    if with_papers:
        gaps = evidence.missing(wanted, [one.paper for one in filing.papers])
        check_nothing_missing(
            gaps, clause=answer.governing.clause or N15, do=Words("请补充上传后再提交，已上传的不用重传。")
        )
        if not filing.agreed:
            raise Incomplete(
                Words("还没有同意声明。"), do=Words("请阅读声明并勾选同意，再提交。"), clause=N15
            )
    return Ready(answer, changes, wanted, said)


def resubmit(*, holder_id: int, application_id: int, at: datetime) -> None:
    """Submit one's application again after it was given back; it begins at the first desk.

    :raises NotFound: it is not the holder's.
    :raises WrongState: it was not given back.
    :raises Incomplete: a paper that was asked for is still missing, or the one that was refused still lies there.
    """
    _resubmit(papers.own(holder_id, application_id), SYSTEM, at)


def resubmit_at_window(*, application_id: int, by: Actor, at: datetime) -> None:
    """Submit an application again for whoever came to the window.

    :raises NotPermitted: ``by`` takes in no applications at this issuer; NotFound where it is out of reach.
    :raises WrongState, Incomplete: as in :func:`resubmit`.
    """
    _resubmit(moving.for_desk(application_id, Permission.APPLICATION_FILE, Desk.REVIEW, by), by, at)


def opened(closed: bytes | memoryview) -> dict[str, str]:
    """Return statement, telephone and employer from what was closed away."""
    found: dict[str, str] = orjson.loads(vault().open(bytes(closed), STATEMENT))
    return found


def _file(filing: Filing, by: Actor, at: datetime) -> int:
    ready = examine(filing, day_of(at))
    one = ready.answer.certificate
    way = gate.check(ready.answer)
    issuer, confirmer = body(one.issuer_id), _confirmer(ready.answer)
    with transaction.atomic():
        status.hold_valid([one.id])
        row = _enter(
            number=_number(way, at),
            certificate_id=one.id,
            holder_id=one.holder_id,
            issuer_id=issuer.id,
            confirmer_id=confirmer.id,
            region=issuer.region,
            regime=one.regime.value,
            cause=filing.cause.value,
            way=way.value,
            fault=filing.fault if filing.cause is Cause.WRONG else "",
            filed_on=ready.answer.on,
            entered_at=at,
            governing=str(ready.answer.governing.clause or ""),
            sealed=vault().close(orjson.dumps(dict(ready.said)), STATEMENT),
            filed_by=by.account_id,
            state=ApplicationState.FILED.value,
        )
        altering.keep(row, ready.changes)
        papers.enter(row, filing.papers, ready.wanted, by, at)
        moving.arrive(row, DESK_OF[ApplicationState.FILED], at)
        Application.objects.filter(pk=row.pk).update(
            promised_on=row.steps.values_list("promised_on", flat=True).get()
        )
        record(_filed(row, by, at))
    return row.pk


def _filed(row: Application, by: Actor, at: datetime) -> Line:
    facts = {
        "number": row.number,
        "certificate": row.certificate_id,
        "cause": row.cause,
        "way": row.way,
        "filed_on": row.filed_on.isoformat(),
        "governing": row.governing,
    }
    clause = Clause(row.governing) if row.governing else None
    return Line(
        "application.filed",
        clause,
        by.account_id,
        by.organisation_id,
        APPLICATION.subject,
        row.pk,
        at,
        facts,
    )


def _enter(**columns: Any) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(**columns)
    except IntegrityError as error:
        if "application_one_goes_on" not in str(error):
            raise
        raise AlreadyDone(
            Words("这本证书已有一份申请在办理。"), do=Words("请查看这份申请的进度。"), clause=N15
        ) from None


def _confirmer(answer: Answer) -> Body:
    """Return who confirms: the exam's agency, or the province's authority for what is the province's own."""
    one, clause = answer.certificate, answer.governing.clause
    authority = authority_of(body(one.issuer_id).region) if clause and clause.id.startswith("A") else None
    return authority or body(one.agency_id)


def _number(way: Way, at: datetime) -> str:
    template = _PREFIX[way] + "{year}{serial:06}"
    return numbering.allocate(template, 1, year=day_of(at).year, exam="", province="")[0]


def _check_day(applied_on: date, answer: Answer, today: date) -> None:
    if not (answer.certificate.approved_on or date.min) <= applied_on <= today:
        raise Incomplete(
            Words("申请日期不对：不能早于证书的批准日期，也不能晚于今天。"),
            do=Words("请填写纸质申请上的日期。"),
            clause=Clause("N29"),
        )


def _said(filing: Filing) -> dict[str, str]:
    """Return what is written down of the applicant's words.

    :raises Incomplete: something is missing or too long.
    """
    said = {name: " ".join(getattr(filing, name).replace("\0", "").split()) for name in _LONGEST}
    names = {"statement": Words("申请的原因"), "phone": Words("联系电话"), "employer": Words("工作单位")}
    check_nothing_missing(
        [names[name] for name in ("statement", "phone") if not said[name]],
        clause=N15,
        do=Words("请填写后再继续。"),
    )
    long = [name for name, longest in _LONGEST.items() if len(said[name]) > longest]
    if long:
        raise Incomplete(
            Words("“{item}”太长。", item=names[long[0]]),
            do=Words("不超过{count}字。", count=_LONGEST[long[0]]),
        )
    digits = said["phone"].replace("-", "").removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        raise Incomplete(Words("联系电话不对。"), do=Words("请填写7至15位数字的电话。"))
    if filing.cause is Cause.WRONG and filing.fault not in FAULTS:
        raise Incomplete(
            Words("没有说明填错是谁的原因。"), do=Words("请选择办理机构的差错或本人填错。"), clause=N15
        )
    return said


def _resubmit(found: Application, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=found.pk)
        gate.check(gate.again(row, day_of(at)))
        there = papers.of_application(row.pk)
        good = [kind for kind, paper in there.items() if paper.check_result != "refused"]
        check_nothing_missing(
            evidence.missing(wants.of(row), good),
            clause=N15,
            do=Words("请先补交这些材料，再重新提交。"),
        )
        moving.go(row, ApplicationState.FILED, by=by, at=at, round=row.round + 1)
