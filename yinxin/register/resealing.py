"""Seal anew what a compromised key sealed: the list, the run, how far it is (N5, N14).

What counts as sealed after the moment is what the ledger says was made after it: the moment that a file claims for
itself is in the hands of whoever holds the key. The list is written in the transaction that finds the key compromised;
workers take it in chunks, and one that is killed leaves its chunk as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, Max, Min

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Refusal
from yinxin.ledger.record import Line, record_many
from yinxin.lifecycle.move import move, move_all, move_each
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import ofd_copies
from yinxin.register.making import Intent, Made
from yinxin.register.reseal_models import Reseal
from yinxin.register.reseal_states import RESEAL, ResealState
from yinxin.register.states import CopyState
from yinxin.register.vault import FACE, vault
from yinxin.register.workshop import Workshop, make
from yinxin.signing import wire
from yinxin.signing.keys import COMPROMISED, RETIRED, Keyring

log = logging.getLogger(__name__)

N5 = Clause("N5")
CHUNK = 20
"""Copies that one worker makes in one transaction: a few seconds' work, all that a killed worker loses."""

# When a copy was last made, as the ledger proves: by its first making, or by the re-sealing that came after it.
_HIT = """from register_electronic_copy e
    join ledger_entry l on l.subject = 'electronic_copy' and l.subject_id = e.id and l.kind = 'electronic_copy.made'
    left join lateral (select max(r.done_at) as at from register_reseal r where r.copy_id = e.id) again on true
    where e.state in ('made', 'released') and split_part(e.seals, '|', 1) = %(key)s
      and coalesce(again.at, l.at) >= %(since)s
      and not exists (select 1 from register_reseal r where r.digest = e.digest)"""


def affected(key: str, *, since: datetime) -> int:
    """Return how many living copies a key has sealed since a moment, as the ledger proves, and are not listed yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) {_HIT}", {"key": key, "since": since})
        return int(cursor.fetchone()[0])


def enlist(key: str, *, since: datetime, by: Actor, at: datetime) -> int:
    """List the copies that a key has sealed since a moment, in the caller's transaction; return how many are new.

    OFD files are not listed: they end at once, and are made anew when their holders ask for them again.
    """
    ofd_copies.end(key, since=since, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into register_reseal (copy_id, certificate_id, key, digest, seals, signed_at, proved_at, state,
                                             trouble, listed_at)
                select e.id, e.certificate_id, %(key)s, e.digest, e.seals, e.signed_at, coalesce(again.at, l.at),
                       'waiting', '', %(at)s {_HIT} order by e.id
                returning id, copy_id, encode(digest, 'hex')""",
            {"key": key, "since": since, "at": at},
        )
        rows = cursor.fetchall()
    return record_many(
        Line(
            "reseal.listed", N5, by.account_id, by.organisation_id, RESEAL.subject, number, at,
            {"copy": copy, "file": file, "key": key},
        )
        for number, copy, file in rows
    )  # fmt: skip


def readdress(ring: Keyring, *, at: datetime) -> int:
    """Give intents that wait for a key that will never sign again to the key in use; return how many.

    Where a department has no key in use they stay as they are: making says so.
    """
    over = [key.id for key in ring.seals if key.status in (RETIRED, COMPROMISED)]
    if not over:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct e.seals, v.name from register_electronic_copy e
               join register_certificate c on c.id = e.certificate_id
               join catalogue_version v on v.id = c.version_id
               where e.state = %s and string_to_array(e.seals, '|') && %s::text[]""",
            [CopyState.ORDERED.value, over],
        )
        groups = cursor.fetchall()
    return sum(_readdress(ring, seals, qualification, at) for seals, qualification in groups)


def _readdress(ring: Keyring, seals: str, qualification: str, at: datetime) -> int:
    owners = {key.id: key.owner for key in ring.seals}
    try:
        new = _seals(ring, [owners[one] for one in seals.split("|")], qualification, at)
    except Refusal as refusal:
        log.warning("no key takes over from %s: %s", seals, refusal)
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """update register_electronic_copy e set seals = %s, signed_at = %s, trouble = ''
               from register_certificate c, catalogue_version v
               where c.id = e.certificate_id and v.id = c.version_id and v.name = %s
                 and e.state = %s and e.seals = %s returning e.id""",
            [new, at, qualification, CopyState.ORDERED.value, seals],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        return record_many(
            Line(
                "electronic_copy.readdressed",
                N5,
                0,
                0,
                "electronic_copy",
                number,
                at,
                {"from": seals, "to": new},
            )
            for number in numbers
        )


def _seals(ring: Keyring, owners: Sequence[str], qualification: str, at: datetime) -> str:
    return "|".join(ring.seal(owner, day_of(at), qualification).id for owner in owners)


def step(workshop: Workshop, ring: Keyring, *, clock: Callable[[], datetime]) -> bool:
    """Make one chunk of the list anew; say whether any waited.

    The entries are held while their files are made. A worker that is killed lets go of them; files that it had stored
    and not recorded are orphans that nothing names.
    """
    with transaction.atomic():
        rows = list(
            Reseal.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=ResealState.WAITING.value)
            .select_related("certificate__version")
            .order_by("id")[:CHUNK]
        )
        done: dict[int, tuple[Intent, Made]] = {}
        for row in rows:
            try:
                done[row.pk] = _made(row, workshop, ring, clock())
            except (OperationalError, InterfaceError):
                raise  # the database is away: no fault of the copy
            except Exception as error:
                _set_aside(row, error, clock())
        workshop.store.settle()
        _record(rows, done, clock())
    return bool(rows)


def _made(row: Reseal, workshop: Workshop, ring: Keyring, at: datetime) -> tuple[Intent, Made]:
    face = Face.from_json(vault().open(bytes(row.certificate.face), FACE))
    seals = tuple(_seals(ring, face.sealed_by, row.certificate.version.name, at).split("|"))
    intent = Intent(row.copy_id, row.certificate_id, face, seals, at)
    with wire.about(f"reseal:{row.pk}"):
        return intent, make(intent, workshop)


def _set_aside(row: Reseal, error: Exception, at: datetime) -> None:
    """Keep one entry aside that could not be made: it must not stop the others, and a person is told why."""
    log.exception("electronic copy %s could not be sealed anew", row.copy_id, exc_info=error)
    trouble = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
    waiting, stuck = ResealState.WAITING, ResealState.STUCK
    move(RESEAL, row.pk, frm=waiting, to=stuck, kind="reseal.stuck", by=SYSTEM, at=at, trouble=trouble[:400])


def _record(rows: Sequence[Reseal], done: dict[int, tuple[Intent, Made]], at: datetime) -> None:
    """Put the new files in the place of the old ones."""
    made = [row for row in rows if row.pk in done]
    values = [
        (
            row.copy_id,
            bytes.fromhex(new.digest),
            new.size,
            "|".join(intent.seals),
            intent.signed_at,
            bytes(row.digest),
        )
        for row in made
        for intent, new in (done[row.pk],)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            """update register_electronic_copy set digest = v.digest, size = v.size, seals = v.seals,
                      signed_at = v.signed_at
               from (values (%s::bigint, %s::bytea, %s::int, %s::text, %s::timestamptz, %s::bytea))
                    as v(id, digest, size, seals, signed_at, was)
               where register_electronic_copy.id = v.id and register_electronic_copy.digest = v.was""",
            values,
        )
    facts = {
        row.pk: {
            "certificate": row.certificate_id,
            "copy": row.copy_id,
            "file": done[row.pk][1].digest,
            "was": bytes(row.digest).hex(),
        }
        for row in made
    }
    move_all(
        RESEAL, [*facts], frm=ResealState.WAITING, to=ResealState.DONE, kind="reseal.done", by=SYSTEM, at=at,
        facts=facts, done_at=at, trouble="",
    )  # fmt: skip


def restart(*, key: str, by: Actor, at: datetime) -> int:
    """Let what could not be sealed anew wait again; return how many.

    :raises NotPermitted: ``by`` may not propose changes of keys.
    """
    access.require(by, Permission.SEAL_KEY_PROPOSE, the_centre())
    with transaction.atomic():
        stuck = Reseal.objects.select_for_update().filter(key=key, state=ResealState.STUCK.value)
        numbers = list(stuck.values_list("id", flat=True))
        waiting = ResealState.WAITING
        move_each(
            RESEAL, dict.fromkeys(numbers, ()), columns={}, frm=ResealState.STUCK, to=waiting,
            kind="reseal.restarted", by=by, at=at, trouble="",
        )  # fmt: skip
    return len(numbers)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the re-sealing after one key is.

    :ivar troubles: what could not be made, and why: certificate's id and reason, a few.
    """

    key: str
    total: int
    done: int
    stuck: int
    since: datetime
    last: datetime | None
    troubles: tuple[tuple[int, str], ...] = ()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self.total - self.done - self.stuck

    @property
    def percent(self) -> int:
        """The whole percent that is done; 100 only when all is."""
        return self.done * 100 // self.total if self.total else 100


def progress(key: str) -> Progress | None:
    """Return how far the re-sealing after a key is, or None where nothing was listed."""
    rows = Reseal.objects.filter(key=key)
    counts = dict(rows.values_list("state").annotate(Count("id")))
    if not counts:
        return None
    ends = rows.aggregate(since=Min("listed_at"), last=Max("done_at"))
    stuck = (
        rows.filter(state=ResealState.STUCK.value)
        .order_by("id")
        .values_list("certificate_id", "trouble")[:20]
    )
    return Progress(
        key,
        sum(counts.values()),
        counts.get(ResealState.DONE.value, 0),
        counts.get(ResealState.STUCK.value, 0),
        ends["since"],
        ends["last"],
        tuple(stuck),
    )
