"""Tell employers what has changed, each change once; end what is over; forget what was typed (N22.1).

One statement compares every running watch with what public verification says of its certificate now, and takes
down what it tells: a second worker finds nothing left, and a watch that has ended is not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from yinxin.desk import notices
from yinxin.kernel.calendar import beginning, day_of
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.move import move_all
from yinxin.parties.actor import SYSTEM
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.watching import terms
from yinxin.watching.models import Telling, Watch
from yinxin.watching.states import WATCH, Told, WatchState, Why
from yinxin.watching.terms import N22_1

A_STEP: Final = 1_000
"""How many changes are told, or watches ended, in one transaction."""

_PRESENT: Final = """case c.state when 'superseded' then 'replaced' when 'invalid' then 'revoked'
    when 'valid' then case when c.valid_until < %(today)s then 'expired' else 'valid' end
    else 'not_found' end"""
"""What :func:`yinxin.verification.verdicts.verdict_of` says, for many at once; a test holds the two together."""

_TELL: Final = f"""
    with changed as (
        select w.id, w.told, {_PRESENT} as verdict
        from watching_watch w join register_certificate c on c.id = w.certificate_id
        where w.state = 'running' and w.until >= %(today)s and w.told <> {_PRESENT} order by w.id limit %(most)s),
    taken as (
        update watching_watch w set told = n.verdict, told_at = %(at)s, tellings = w.tellings + 1 from changed n
        where w.id = n.id and w.told = n.told and w.state = 'running'
        returning w.id, w.organisation_id, w.tellings, w.told),
    kept as (
        insert into watching_telling (watch_id, number, verdict, at)
        select id, tellings, told, %(at)s from taken)
    select id, organisation_id, tellings, told from taken order by id"""  # noqa: S608

_Row = tuple[int, int, int, str]


def step(*, at: datetime) -> int:
    """Do what there is to do; return how many changes were told."""
    count = told = tell(at=at)
    while told == A_STEP:
        told = tell(at=at)
        count += told
    while close(at=at):
        pass
    forget(at=at)
    return count


def tell(*, at: datetime) -> int:
    """Tell up to a thousand changes; return how many. Two who come at once tell each once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('tell watchers'))")
            cursor.execute(_TELL, {"today": day_of(at), "at": at, "most": A_STEP})
            rows: list[_Row] = cursor.fetchall()
        record_many(_line(number, count, verdict, at) for number, _, count, verdict in rows)
        _notify(rows, at)
        _end_replaced([number for number, _, _, verdict in rows if verdict == Told.REPLACED.value], at)
    return len(rows)


def close(*, at: datetime, organisation_id: int = 0) -> int:
    """End watches past their last day and let unanswered asks lapse, up to a thousand of each; return how many.

    :param organisation_id: only those of one employer; 0 for all.
    """
    today = day_of(at)
    whose = Q(organisation_id=organisation_id) if organisation_id else Q()
    with transaction.atomic():
        over = _some(whose & Q(state=WatchState.RUNNING.value, until__lt=today))
        move_all(
            WATCH, over, frm=WatchState.RUNNING, to=WatchState.ENDED, kind="watch.ended", by=SYSTEM, at=at,
            facts={number: {"why": Why.DATE.value} for number in over}, why=Why.DATE.value, ended_at=at,
        )  # fmt: skip
        lapsed = _some(whose & Q(state=WatchState.ASKED.value, answer_by__lt=today))
        move_all(
            WATCH, lapsed, frm=WatchState.ASKED, to=WatchState.LAPSED, kind="watch.lapsed", by=SYSTEM, at=at
        )
    return len(over) + len(lapsed)


def forget(*, at: datetime) -> int:
    """Take away what was typed for watches that ended long enough ago; return how many. Lines and tellings remain."""
    since = terms.kept_since(day_of(at))
    unanswered = [WatchState.LAPSED.value, WatchState.REFUSED.value]
    over = Q(state=WatchState.ENDED.value, ended_at__lt=beginning(since))
    # What nobody answered and what was refused go on the same day: the employer cannot tell the two apart.
    rows = Watch.objects.filter(over | Q(state__in=unanswered, answer_by__lt=since)).exclude(sealed=b"")
    return rows.update(sealed=b"", match_key=b"")


def present(certificate_id: int, today: date) -> Told:
    """Return what public verification says of a certificate now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_PRESENT} from register_certificate c where c.id = %(id)s",  # noqa: S608
            {"id": certificate_id, "today": today},
        )
        row = cursor.fetchone()
    return Told(row[0]) if row else Told.NOT_FOUND


def tell_first(watch: Watch, verdict: Told, at: datetime) -> None:
    """Tell how a certificate stands at the moment of consent, in the caller's transaction."""
    Telling.objects.create(watch=watch, number=1, verdict=verdict.value, at=at)
    record(_line(watch.pk, 1, verdict.value, at))
    _notify([(watch.pk, watch.organisation_id, 1, verdict.value)], at)
    if verdict is Told.REPLACED:
        _end_replaced([watch.pk], at)


def _line(number: int, count: int, verdict: str, at: datetime) -> Line:
    return Line("watch.told", N22_1, 0, 0, WATCH.subject, number, at, {"number": count, "verdict": verdict})


def _notify(rows: Sequence[_Row], at: datetime) -> None:
    """Leave a notice with everybody in the organisation who asks for watches; no person is named in it."""
    people = {
        organisation: members_of(organisation, Permission.VETTING_ASK, at)
        for organisation in {organisation for _, organisation, _, _ in rows}
    }
    for number, organisation, count, verdict in rows:
        said = Told(verdict).words
        words = (
            Words("持证人同意了关注{number}：{said}", number=number, said=said)
            if count == 1
            else Words("关注{number}的证书状态有变化：{said}", number=number, said=said)
        )
        notices.tell(
            accounts=people[organisation],
            words=words,
            address=f"/office/watching/{number}",
            at=at,
            key=f"watch:{number}:{count}",
        )


def _end_replaced(numbers: Sequence[int], at: datetime) -> None:
    move_all(
        WATCH, numbers, frm=WatchState.RUNNING, to=WatchState.ENDED, kind="watch.ended", by=SYSTEM, at=at,
        facts={number: {"why": Why.REPLACED.value} for number in numbers}, why=Why.REPLACED.value, ended_at=at,
    )  # fmt: skip


def _some(which: Q) -> list[int]:
    rows = Watch.objects.select_for_update(skip_locked=True).filter(which).order_by("id")
    return list(rows.values_list("pk", flat=True)[:A_STEP])
