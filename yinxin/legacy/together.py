"""Confirm together what one rule has found in many records of a batch (N21.2).

A person still sees every value beside what came, and leaves out what is not right: nothing is confirmed unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.legacy import lookups, mending, safe
from yinxin.legacy.collecting import own_batch
from yinxin.legacy.fields import BY_KEY
from yinxin.legacy.mending import MENDABLE, N21_2
from yinxin.legacy.models import Record
from yinxin.legacy.rules import RULES, Confidence
from yinxin.legacy.states import SETTLING
from yinxin.parties import access
from yinxin.parties.actor import Actor

MOST: Final = 100
"""How many records are looked at on one page, and confirmed in one go."""
ASK: Final = "ask"
"""The weight of what a person must look at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One record's field as a person looks at it.

    :ivar id: the record; ``row`` its row in the batch.
    """

    id: int
    row: int
    original: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """The records of a batch in which one rule asks for a look at one field.

    :ivar count: how many there are; ``seen`` the first of them, at most a hundred, in the file's order.
    """

    field: Words
    rule: Words
    count: int
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found in a batch, and how often.

    :ivar weight: ``error``, ``ask`` or ``notice``. :ivar key: field and rule; empty where nothing can be confirmed.
    """

    field: Words
    what: Words
    weight: str
    count: int
    key: str


def tallies(batch_id: int, by: Actor) -> tuple[Tally, ...]:
    """Return what was found in a batch: the gravest first, of these the most frequent.

    :raises NotFound: there is no such batch, or it is out of reach.
    """
    own_batch(batch_id, by, lookups.SEE)
    rows = Record.objects.filter(batch_id=batch_id, state__in=[state.value for state in SETTLING])
    counted = Counter(tuple(one) for found in rows.values_list("findings", flat=True) for one in found)
    order = sorted(counted.items(), key=lambda one: (("error", ASK, "notice").index(one[0][2]), -one[1]))
    return tuple(
        Tally(
            lookups.named(field), lookups.said_of(code), weight, count,
            f"{field}/{code}" if is_confirmable(field, code, weight) else "",
        )
        for (field, code, weight), count in order
    )  # fmt: skip


def is_confirmable(field: str, code: str, weight: str) -> bool:
    """Say whether what was found can be confirmed together: a likely value. Doubtful ones are looked at one by one."""
    likely = code in RULES and RULES[code][0] is Confidence.LIKELY
    return weight == ASK and field in MENDABLE and likely


def group(batch_id: int, by: Actor, *, field: str, code: str) -> Group:
    """Return the records in which a rule asks for a look at a field.

    :raises NotPermitted: ``by`` collects nothing for the batch's source.
    :raises NotFound: it is out of reach, or the rule asks for nothing that could be confirmed.
    """
    own_batch(batch_id, by)
    if not is_confirmable(field, code, ASK):
        raise access.not_here()
    asked = _asked(batch_id, field, code)
    rows = list(asked[:MOST])
    entries = safe.current_many(rows)
    seen = tuple(
        Seen(row.pk, row.row, entries[row.pk].fields[field].original, entries[row.pk].value(field))
        for row in rows
    )
    return Group(BY_KEY[field].name, RULES[code][1], asked.count(), seen)


def confirm(
    *, batch_id: int, field: str, code: str, records: Collection[int], why: str, by: Actor, at: datetime
) -> mending.Corrected:
    """Confirm a field of several records, each as if alone; what is refused or was settled meanwhile stays as it is.

    :param records: the numbers of those that are right.
    :raises NotPermitted: ``by`` collects nothing for the batch's source; NotFound where it is out of reach.
    :raises Incomplete: none is named, more than a hundred are, or there is no reason.
    """
    own_batch(batch_id, by)
    if not is_confirmable(field, code, ASK):
        raise access.not_here()
    if not 1 <= len(records) <= MOST:
        raise Incomplete(
            Words("一次确认1至{most}条。", most=MOST),
            do=Words("请勾选看过、没有问题的记录。"),
            clause=N21_2,
            facts={"field": "records"},
        )
    said = mending.reason(why)
    count, refused = 0, list[tuple[int, Words]]()
    for row in _asked(batch_id, field, code).filter(pk__in=records):
        try:
            mending.confirm(record_id=row.pk, field=field, why=said, by=by, at=at)
            count += 1
        except Refusal as refusal:
            refused.append((row.row, refusal.what))
    return mending.Corrected(count, tuple(refused))


def _asked(batch_id: int, field: str, code: str) -> QuerySet[Record]:
    return Record.objects.filter(
        batch_id=batch_id,
        state__in=[state.value for state in SETTLING],
        findings__contains=[[field, code, ASK]],
    ).order_by("row")
