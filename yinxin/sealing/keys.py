"""What happens to a key, one verb each: entered by one person, and every step after that decided by another (N6).

A verb writes down what two people decided; the folder of keys is not touched. What was signed before stays signed:
only compromise reaches back, to the moment that it names (N5, N14).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import resealing
from yinxin.sealing.models import Key
from yinxin.sealing.states import KEY, KeyState
from yinxin.signing.decided import KeyAtHand
from yinxin.signing.standing import SEAL

N5, N6 = Clause("N5"), Clause("N6")
LIVING = (KeyState.ACTIVE, KeyState.SUSPENDED, KeyState.RETIRED)
"""The states in which a key can be found to be compromised."""


def enter(*, key: KeyAtHand, valid_from: date, valid_to: date, by: Actor, at: datetime) -> int:
    """Enter a key of the folder into the table; it signs nothing until another person has put it to use.

    :raises NotPermitted: ``by`` may not propose keys.
    :raises Incomplete: the period is none, or reaches beyond that of the certificate.
    :raises AlreadyDone: the key is entered already.
    """
    access.require(by, Permission.SEAL_KEY_PROPOSE, the_centre())
    first, last = key.valid_from or valid_from, key.valid_to or valid_to
    if not first <= valid_from <= valid_to <= last:
        raise Incomplete(
            Words("使用期限不对：须在证书有效期{first}至{last}之内。", first=first, last=last),
            do=Words("请核对起止日期。"),
            clause=N6,
        )
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Key.objects.create(
                    name=key.id,
                    purpose=key.purpose,
                    owner=key.owner,
                    algorithm=key.algorithm,
                    digest=key.digest,
                    place=key.place,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    state=KeyState.PROPOSED.value,
                    changed_at=at,
                )
        except IntegrityError:
            raise AlreadyDone(
                Words("密钥{key}已登记。", key=key.id), do=Words("请在“印章密钥”中查看。"), clause=N6
            ) from None
        facts = {"name": key.id, "digest": key.digest, "purpose": key.purpose, "place": key.place}
        period = {"from": valid_from.isoformat(), "to": valid_to.isoformat()}
        line = Line(
            "seal_key.entered",
            N6,
            by.account_id,
            by.organisation_id,
            KEY.subject,
            made.pk,
            at,
            facts | period,
        )
        record(line)
    return made.pk


def activate(*, key_id: int, replaces: int | None, proposed_by: int, by: Actor, at: datetime) -> None:
    """Put an entered key to use; one that it replaces signs until the eve of its first day.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: it is in use already, or the other one is not.
    :raises Incomplete: the other one is not the same department's, or is the newer one.
    """
    _second(by, proposed_by)
    with transaction.atomic():
        key = found(key_id, lock=True)
        check_activation(key, replaces)
        _move(key, KeyState.ACTIVE, "seal_key.activated", by, at, {"proposed_by": proposed_by})
        if replaces is not None:
            eve = key.valid_from - timedelta(days=1)
            old = found(replaces, lock=True)
            facts = {"by": key.pk, "to": eve.isoformat(), "proposed_by": proposed_by}
            Key.objects.filter(id=old.pk).update(valid_to=eve, successor=key, changed_at=at)
            record(
                Line(
                    "seal_key.replaced", N6, by.account_id, by.organisation_id, KEY.subject, old.pk, at, facts
                )
            )


def suspend(*, key_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Let a key sign nothing for now; what it would sign waits.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: it is not in use.
    """
    _decided(key_id, (KeyState.ACTIVE,), KeyState.SUSPENDED, "seal_key.suspended", proposed_by, by, at)


def resume(*, key_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Let a suspended key sign again.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: it is not suspended.
    """
    _decided(key_id, (KeyState.SUSPENDED,), KeyState.ACTIVE, "seal_key.resumed", proposed_by, by, at)


def retire(*, key_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Let a key never sign again; what it signed stays signed, what it would sign goes to the newer key.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: it is not in use.
    """
    before = (KeyState.ACTIVE, KeyState.SUSPENDED)
    _decided(key_id, before, KeyState.RETIRED, "seal_key.retired", proposed_by, by, at)


def compromise(*, key_id: int, moment: datetime, proposed_by: int, by: Actor, at: datetime) -> int:
    """Say that a private key may have been in other hands since a moment; return how many copies must be made anew.

    From now on nothing that the key signed verifies but what the ledger, or a time stamp of others, proves to be
    older than ``moment``. A moment that turns out to lie further back can be named again.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: the key was never in use.
    :raises Incomplete: the moment lies ahead, or not before the one that was named.
    """
    _second(by, proposed_by)
    with transaction.atomic():
        key = found(key_id, lock=True)
        check_compromise(key, moment, at)
        facts = {"since": moment.isoformat(), "proposed_by": proposed_by}
        if key.state == KeyState.COMPROMISED.value:
            Key.objects.filter(id=key.pk).update(compromised_at=moment, changed_at=at)
            record(
                Line(
                    "seal_key.compromised",
                    N5,
                    by.account_id,
                    by.organisation_id,
                    KEY.subject,
                    key.pk,
                    at,
                    facts,
                )
            )
        else:
            _move(key, KeyState.COMPROMISED, "seal_key.compromised", by, at, facts, compromised_at=moment)
        return resealing.enlist(key.name, since=moment, by=by, at=at) if key.purpose == SEAL else 0


def retire_due(*, at: datetime) -> int:
    """Retire the keys whose successors have taken over, as was decided with these; return how many."""
    over = Key.objects.filter(
        state=KeyState.ACTIVE.value, successor__isnull=False, valid_to__lt=day_of(at)
    ).order_by("id")
    keys = list(over)
    for key in keys:
        with transaction.atomic():
            _move(key, KeyState.RETIRED, "seal_key.retired", SYSTEM, at, {"by": key.successor_id})
    return len(keys)


def sweep(*, at: datetime) -> int:
    """List what was being made with a key in the moment in which it was found compromised; return how many."""
    hour = timedelta(hours=1)
    fresh = Key.objects.filter(
        state=KeyState.COMPROMISED.value, purpose=SEAL, changed_at__gt=at - hour, changed_at__lte=at
    )
    count = 0
    for key in fresh:
        since = max(key.compromised_at or at, at - hour)
        with transaction.atomic():
            count += resealing.enlist(key.name, since=since, by=SYSTEM, at=at)
    return count


def found(key_id: int, *, lock: bool = False) -> Key:
    """Return a key's row.

    :raises NotFound: there is none.
    """
    row = (Key.objects.select_for_update() if lock else Key.objects).filter(id=key_id).first()
    if row is None:
        raise access.not_here()
    return row


def check_state(key: Key, states: tuple[KeyState, ...]) -> None:
    """Refuse what cannot be done in the key's state.

    :raises WrongState: it is in none of the states.
    """
    if KeyState(key.state) not in states:
        raise came_too_late(KEY, states[0])


def check_activation(key: Key, replaces: int | None) -> None:
    """Refuse to put a key to use, or to another's place, where that does not fit; see :func:`activate`."""
    check_state(key, (KeyState.PROPOSED,))
    if replaces is None:
        return
    old = found(replaces)
    check_state(old, (KeyState.ACTIVE, KeyState.SUSPENDED))
    if (old.purpose, old.owner) != (key.purpose, key.owner) or old.valid_from >= key.valid_from:
        raise Incomplete(
            Words("新密钥须属于同一部门、同一用途，启用日须晚于被替换的密钥。"),
            do=Words("请核对要替换的密钥和启用日期。"),
            clause=N6,
        )


def check_compromise(key: Key, moment: datetime, at: datetime) -> None:
    """Refuse a moment from which a key cannot be compromised; see :func:`compromise`."""
    if key.state == KeyState.PROPOSED.value:
        raise WrongState(
            Words("密钥{key}从未启用，没有签过章。", key=key.name),
            do=Words("不启用即可；请另行生成密钥。"),
            clause=N5,
        )
    if moment > at or (key.compromised_at is not None and moment >= key.compromised_at):
        raise Incomplete(
            Words("失密时刻不对：不能晚于现在；已认定失密的，只能改为更早的时刻。"),
            do=Words("请填写最后一次能确认密钥未外泄的时刻。"),
            clause=N5,
        )


def _decided(
    key_id: int,
    before: tuple[KeyState, ...],
    to: KeyState,
    kind: str,
    proposed_by: int,
    by: Actor,
    at: datetime,
) -> None:
    _second(by, proposed_by)
    with transaction.atomic():
        key = found(key_id, lock=True)
        check_state(key, before)
        _move(key, to, kind, by, at, {"proposed_by": proposed_by})


def _second(by: Actor, proposed_by: int) -> None:
    access.require(by, Permission.SEAL_KEY_APPROVE, the_centre())
    access.require_other_person(by, proposed_by, act=Words("批准印章密钥变更"), clause=N6)


def _move(
    key: Key, to: KeyState, kind: str, by: Actor, at: datetime, facts: dict[str, object], **columns: object
) -> None:
    frm = KeyState(key.state)
    move(KEY, key.pk, frm=frm, to=to, kind=kind, by=by, at=at, facts=facts, changed_at=at, **columns)
