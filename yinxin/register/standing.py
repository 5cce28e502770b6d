"""What stands on record against a person: provincial bars, and entries in the file of exam integrity.

The two have different bases and are never merged: a bar stops (A1.3b), a record is a reference for a human.
Each ends by itself on its last day. What stands against a document stands against every document of its holder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties.actor import Actor
from yinxin.register import bulk
from yinxin.register.models import HolderDocument, Standing
from yinxin.register.vault import vault

P = TypeVar("P", bound=tuple[str, str])


class StandingKind(Enum):
    """A bar that stops, or a record that a human must weigh."""

    BARRED = "barred"
    RECORDED = "recorded"

    @property
    def words(self) -> Words:
        """The kind for people."""
        return _KINDS[self]


_KINDS = {StandingKind.BARRED: Words("限制参加考试和评审"), StandingKind.RECORDED: Words("诚信档案记录")}


@dataclass(frozen=True)
class StandingView:
    """A bar or a record as staff see it, with its own basis.

    :ivar qualification: the qualification's code, empty where it is for all.
    :ivar stands: it stands on the day that was asked for.
    """

    id: int
    kind: StandingKind
    qualification: str
    since: date
    until: date | None
    basis: str
    ended_on: date | None
    ended_why: str
    stands: bool


def enter(
    *,
    kind: StandingKind,
    id_kind: str,
    id_number: str,
    qualification_id: int | None,
    since: date,
    until: date | None,
    basis: str,
    clause: Clause,
    by: Actor,
    at: datetime,
) -> int:
    """Enter a bar or a record against whoever has this identity document; return its id.

    :param qualification_id: the qualification concerned; None for all of them.
    :param until: its last day; None for a long-term record.
    """
    with transaction.atomic():
        made = Standing.objects.create(
            kind=kind.value,
            person=vault().document_key(id_kind, id_number),
            qualification_id=qualification_id,
            since=since,
            until=until,
            basis=basis,
        )
        facts = {
            "kind": kind.value,
            "since": since.isoformat(),
            "until": until.isoformat() if until else None,
        }
        record(
            Line(
                "standing.entered", clause, by.account_id, by.organisation_id, "standing", made.pk, at, facts
            )
        )
    return made.pk


def end(*, standing_id: int, why: str, clause: Clause, on: date, by: Actor, at: datetime) -> bool:
    """End what was entered wrongly, as when its decision was annulled; say whether it was still open.

    :param on: the first day on which it stands no more.
    """
    with transaction.atomic():
        rows = Standing.objects.filter(id=standing_id, ended_on__isnull=True)
        if not rows.update(ended_on=on, ended_why=why[:400]):
            return False
        facts = {"on": on.isoformat()}
        line = Line(
            "standing.ended", clause, by.account_id, by.organisation_id, "standing", standing_id, at, facts
        )
        record(line)
    return True


def of_holder(holder_id: int, on: date) -> tuple[StandingView, ...]:
    """Return every bar and every record against a holder, the newest first, past ones too."""
    keys = [
        bytes(key) for key in HolderDocument.objects.filter(holder_id=holder_id).values_list("key", flat=True)
    ]
    rows = Standing.objects.filter(person__in=keys).select_related("qualification").order_by("-since", "-id")
    return tuple(
        StandingView(
            row.pk,
            StandingKind(row.kind),
            row.qualification.code if row.qualification else "",
            row.since,
            row.until,
            row.basis,
            row.ended_on,
            row.ended_why,
            _stands(row, on),
        )
        for row in rows
    )


def _stands(row: Standing, on: date) -> bool:
    begun = row.since <= on and (row.until is None or on <= row.until)
    return begun and (row.ended_on is None or on < row.ended_on)


def against(
    people: Sequence[tuple[str, str]], *, qualification_id: int, on: date
) -> Mapping[tuple[str, str], str]:
    """Return what stands against people on a day, by kind and number of their document; a bar before a record."""
    safe = vault()
    return against_keys(
        {person: safe.document_key(*person) for person in people}, qualification_id=qualification_id, on=on
    )


def against_keys(keys: Mapping[P, bytes], *, qualification_id: int, on: date) -> Mapping[P, str]:
    """Return what stands against people of whom the digests of their documents are at hand already."""
    rows = bulk.ask(
        """with asked as (
               select p.key as asked, p.key from unnest(%(people)b::bytea[]) as p(key)
               union select d.key, o.key from register_holder_document d
               join register_holder_document o using (holder_id) where d.key = any(%(people)b))
           select a.asked, min(s.kind) from asked a join register_standing s on s.person = a.key
           where s.since <= %(on)s and (s.until is null or s.until >= %(on)s)
             and (s.ended_on is null or s.ended_on > %(on)s)
             and (s.qualification_id is null or s.qualification_id = %(qualification)s) group by a.asked""",
        {"people": list(keys.values()), "on": on, "qualification": qualification_id},
    )
    found = {bytes(key): kind for key, kind in rows}
    # One person may be asked for under two forms of one number: each gets the answer.
    return {person: found[key] for person, key in keys.items() if key in found}
