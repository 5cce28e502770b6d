"""The yearly summaries: a draft for each period, handing in, taking (A3.2, A3.3).

Anhui's cities hand in by 31 October, and the province applies to the ministry by 30 November: both are duties.
Other provinces' rhythms are their own word (see `annexes.rhythms`), and no duty of law. A draft is read afresh every
time; what is handed in is frozen, and printed again it is the very same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import orjson
from django.db import transaction

from yinxin.annexes import rhythms
from yinxin.annexes.models import Summary, SummaryLine
from yinxin.annexes.states import SUMMARY, Stage, SummaryState
from yinxin.changing import summing
from yinxin.changing.models import Application
from yinxin.changing.summing import Entry
from yinxin.desk import notices
from yinxin.duties.obligations import discharge, open_duty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import annexes, s3_2_october, s3_3_november
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import authority_of, body, names
from yinxin.register import changeable
from yinxin.register.closed_files import ClosedStore
from yinxin.register.vault import vault
from yinxin.rendering.forms import summary as forms

SEALED: Final = b"summary"
_PREFIX: Final = {Stage.CITY: "HZ", Stage.PROVINCE: "BB"}
_LONGEST: Final = 20


def step(*, at: datetime) -> int:
    """Open every draft that is owed; return how many. Doing it again opens none.

    Each application that goes on or was released is owed a summary of its period; where that was handed in already,
    the next one.
    """
    opened = 0
    with transaction.atomic():
        for row in summing.unsummed(Stage.CITY):
            rhythm = rhythms.rhythm_on(row.region, row.filed_on)
            if rhythm is None:
                continue
            annex = summing.annex_of(changeable.of(row.certificate_id))
            due = _open_due(row, annex, rhythm, day_of(at))
            over = authority_of(row.region)
            facts = {"due_on": due, "period": rhythm.period(due), "receiver_id": over.id if over else None}
            opened += _draft(row.issuer_id, annex, Stage.CITY, facts, since=row.filed_on, by=SYSTEM, at=at)
    return opened


def hand_in(*, summary_id: int, phone: str, store: ClosedStore, by: Actor, at: datetime) -> str:
    """Hand a draft in as it stands now, an empty one as a report of nothing; return its number.

    :raises NotPermitted: ``by`` does not sum up for this body; NotFound where it is out of reach.
    :raises WrongState: it was handed in already.
    :raises Incomplete: the telephone number is missing or too long, or an item that the law requires is empty.
    """
    found = _of_body(summary_id, Permission.SUMMARY_HAND_IN, by)
    with transaction.atomic():
        held = _hold(found.pk, SummaryState.DRAFT)
        said = " ".join(phone.split())
        if not 5 <= len(said) <= _LONGEST:
            raise Incomplete(
                Words("请填写联系电话。"),
                do=Words("填写报送单位的联系电话，5至20个字。"),
                clause=_clause(held),
            )
        entries = summing.entries(held)
        _check_lines(held, entries)
        held.reference = f"{_PREFIX[Stage(held.stage)]}{held.annex[-1]}-{held.due_on:%Y%m%d}-{held.pk}"
        lines = tuple(one.line for one in entries)
        filler = names([by.account_id])[by.account_id]
        form = summing.form_of(held, lines, on=day_of(at), filler=filler, phone=said)
        file = store.put(forms.render(form))
        SummaryLine.objects.bulk_create(
            SummaryLine(summary=held, application_id=one.id, stage=held.stage) for one in entries
        )
        move(
            SUMMARY, held.pk, frm=SummaryState.DRAFT, to=SummaryState.HANDED_IN, kind="summary.handed_in", by=by,
            at=at, facts={"number": held.reference, "lines": len(lines), "digest": form.digest, "file": file},
            reference=held.reference, sealed=_closed(form), digest=form.digest, file=file, handed_at=at,
            handed_by=by.account_id,
        )  # fmt: skip
        clause = _clause(held)
        discharge(clause, subject=SUMMARY.subject, subject_id=held.pk, act="summary.handed_in", by=by, at=at)
        _tell_receiver(held, len(lines), at)
    return held.reference


def take(*, summary_id: int, by: Actor, at: datetime) -> None:
    """Take a city's summary; what the province must pass on to the ministry comes into its own draft.

    :raises NotPermitted: ``by`` takes no summaries of this body, or handed it in; NotFound where it is out of reach.
    :raises WrongState: it is not handed in, or taken already, or goes to the ministry.
    """
    found = _of_body(summary_id, Permission.SUMMARY_TAKE, by)
    with transaction.atomic():
        held = _hold(found.pk, SummaryState.HANDED_IN)
        if held.receiver_id is None:
            raise WrongState(
                Words("全省报部的汇总由部里接收，不在本系统签收。"),
                do=Words("请打印盖章后报部。"),
                clause=s3_3_november.FORWARD,
            )
        access.require_other_person(
            by, held.handed_by, act=Words("接收汇总表"), clause=s3_3_november.FORWARD, when=held.handed_at
        )
        move(
            SUMMARY, held.pk, frm=SummaryState.HANDED_IN, to=SummaryState.TAKEN, kind="summary.taken", by=by, at=at,
            facts={"number": held.reference}, taken_at=at, taken_by=by.account_id,
        )  # fmt: skip
        notices.tell(
            accounts=[held.handed_by],
            words=Words(
                "汇总表{number}已由{body}接收", number=held.reference, body=body(held.receiver_id).name
            ),
            address=f"/office/summaries/{held.pk}",
            at=at,
        )
        _open_for_ministry(held, by, at)


def _open_due(row: Application, annex: Clause, rhythm: rhythms.Rhythm, today: date) -> date:
    """Return the last day of the summary to which an application belongs.

    What comes after its summary was handed in follows in a further one: by the same last day while that has not
    passed, else with the next.
    """
    due = rhythm.due(row.filed_on)
    handed = Summary.objects.exclude(state=SummaryState.DRAFT.value).filter(
        organisation_id=row.issuer_id, annex=str(annex), stage=Stage.CITY.value, due_on=due
    )
    return rhythm.due(today) if today > due and handed.exists() else due


def _draft(
    organisation_id: int, annex: Clause, stage: Stage, facts: Mapping[str, Any], *, since: date, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Open a draft and, where the notice governs, its duty; return 0 where it is open already."""
    known = Summary.objects.filter(
        organisation_id=organisation_id, annex=str(annex), stage=stage.value, due_on=facts["due_on"],
        state=SummaryState.DRAFT.value,
    )  # fmt: skip
    if known.exists():
        return 0
    made = Summary.objects.create(
        organisation_id=organisation_id, annex=str(annex), stage=stage.value, opened_at=at,
        state=SummaryState.DRAFT.value, **facts,
    )  # fmt: skip
    said = {"annex": str(annex), "stage": stage.value, "due_on": facts["due_on"].isoformat(),
            "organisation": organisation_id}  # fmt: skip
    record(
        Line(
            "summary.opened",
            stage.clause,
            by.account_id,
            by.organisation_id,
            SUMMARY.subject,
            made.pk,
            at,
            said,
        )
    )
    if body(organisation_id).region.startswith(rhythms.ANHUI):
        start = since if stage is Stage.PROVINCE else max(since, _begins(since, facts["due_on"]))
        open_duty(
            stage.clause,
            subject=SUMMARY.subject,
            subject_id=made.pk,
            owed_by=organisation_id,
            since=start,
            by=by,
            at=at,
        )
    return 1


def _begins(since: date, due: date) -> date:
    """Return the first day whose limit by the notice is this last day, or the day itself where it is earlier."""
    last_year = date(due.year - 1, *s3_2_october.HANDED_IN_BY)
    return max(since, date.fromordinal(last_year.toordinal() + 1))


def _open_for_ministry(taken: Summary, by: Actor, at: datetime) -> None:
    """Open the province's draft for the ministry where what was taken must go there."""
    over = body(taken.receiver_id or 0)
    if not over.region.startswith(rhythms.ANHUI):
        return
    rows = Application.objects.filter(id__in=taken.lines.values("application_id"))
    if not any(
        summing.route_of(row, changeable.of(row.certificate_id)) in summing.TO_MINISTRY for row in rows
    ):
        return
    today, annex = day_of(at), Clause(taken.annex)
    due = s3_3_november.november_due(today)
    facts = {"due_on": due, "period": f"{due.year}年度", "receiver_id": None}
    _draft(over.id, annex, Stage.PROVINCE, facts, since=today, by=by, at=at)


def _of_body(summary_id: int, permission: Permission, by: Actor) -> Summary:
    found = Summary.objects.filter(id=summary_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.organisation_id))
    return found


def _hold(number: int, state: SummaryState) -> Summary:
    """Return a summary, held until the act stands."""
    held = Summary.objects.select_for_update().get(pk=number)
    if held.state != state.value:
        raise came_too_late(SUMMARY, state)
    return held


def _check_lines(held: Summary, entries: list[Entry]) -> None:
    form = annexes.form_of(Clause(held.annex))
    for place, one in enumerate(entries, 1):
        annexes.check_filled(form, {"row": str(place), **one.line.values})


def _closed(form: forms.Summary) -> bytes:
    """Return what a summary says, encrypted: its lines, who filled it in, its day."""
    said = {
        "lines": [dict(one.values) for one in form.lines],
        "filler": form.filler,
        "phone": form.phone,
        "on": form.heading.on.isoformat(),
        "title": form.title,
        "copies": form.copies,
        "shown": sorted(form.shown),
        "to": form.to,
        "body": form.heading.body,
    }
    return vault().close(canonical_json(said), SEALED)


def opened(closed: bytes | memoryview) -> dict[str, Any]:
    """Return what a summary that was handed in says."""
    said: dict[str, Any] = orjson.loads(vault().open(bytes(closed), SEALED))
    return said


def _clause(held: Summary) -> Clause:
    return Stage(held.stage).clause


def _tell_receiver(held: Summary, count: int, at: datetime) -> None:
    if held.receiver_id is None:
        return
    notices.tell(
        accounts=members_of(held.receiver_id, Permission.SUMMARY_TAKE, at),
        words=Words(
            "{body}报送了{period}汇总表，共{count}件，请接收",
            body=body(held.organisation_id).name, period=held.period, count=count,
        ),
        address=f"/office/summaries/{held.pk}",
        at=at,
    )  # fmt: skip
