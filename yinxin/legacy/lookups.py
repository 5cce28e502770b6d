"""Read what was collected, for pages and commands: batches, records with every field's story, hand-overs (N19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yinxin.kernel import identity
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art21_new_names as art21
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.legacy import handing, safe
from yinxin.legacy.audit import balance
from yinxin.legacy.collecting import own_batch
from yinxin.legacy.fields import BY_KEY, FIELDS
from yinxin.legacy.handing import own_hand_over
from yinxin.legacy.mending import MENDABLE, own_record
from yinxin.legacy.models import Batch, HandOver, Mend, Pair, Record
from yinxin.legacy.rules import RULES, Cleaned, Confidence
from yinxin.legacy.states import (
    COLLECTION,
    HAND_OVER,
    RECORD,
    SETTLING,
    CollectionState,
    HandOverState,
    PairState,
    RecordState,
)
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory

SEE = Permission.LEGACY_SEE
WAITING = Q(state__in=[PairState.OPEN.value, PairState.LATER.value])


@dataclass(frozen=True)
class BatchView:
    """A batch with its counts; ``percent`` is how far the worker is, 100 when it is examined."""

    id: int
    over: Body
    source: str
    file_name: str
    archive: str
    volume: str
    taken_by: str
    brought_by: int
    brought_name: str
    brought_at: datetime
    state: CollectionState
    rows: int
    done: int
    trouble: tuple[Words, ...]
    reason: str
    counts: dict[str, int]
    pairs: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return COLLECTION.names[self.state]

    @property
    def running(self) -> bool:
        """Whether a worker is still at it."""
        return self.state in (CollectionState.WAITING, CollectionState.CLEANING, CollectionState.COMPARING)

    @property
    def percent(self) -> int:
        """How far it is: reading is the first tenth, cleaning and comparing share the rest."""
        if not self.running:
            return 100
        share = self.done * 100 // self.rows if self.rows else 0
        return {CollectionState.WAITING: 0, CollectionState.CLEANING: 10 + share * 6 // 10}.get(
            self.state, 70 + share * 3 // 10
        )


@dataclass(frozen=True)
class RecordLine:
    """A record in a list: what tells it apart, and what is asked of it."""

    id: int
    row: int
    name: str
    number: str
    title: str
    state: RecordState
    asked: tuple[Words, ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return RECORD.names[self.state]


@dataclass(frozen=True)
class Mended:
    """One mend of a field: from what, to what, who, when, why."""

    before: str
    after: str
    confirmed: bool
    who: str
    at: datetime
    why: str


@dataclass(frozen=True)
class FieldView:
    """A field's story.

    :ivar gap: ``key`` or ``tolerated`` where it is missing and the certificate should have it, else empty.
    :ivar chosen: the record whose value it is, where a merge chose another's; 0 for the record's own.
    """

    key: str
    name: Words
    original: str
    value: str
    hint: str
    confidence: Confidence
    rules: tuple[Words, ...]
    gap: str
    chosen: int
    mends: tuple[Mended, ...]
    mendable: bool


@dataclass(frozen=True)
class RecordView:
    """A record with the story of each field; ``where`` says from where it was taken."""

    id: int
    batch_id: int
    over: Body
    row: int
    where: tuple[tuple[Words, str], ...]
    state: RecordState
    fields: tuple[FieldView, ...]
    cells: tuple[tuple[str, str], ...]
    pairs: tuple[tuple[int, PairState, int], ...]
    merged_into: int
    certificate_id: int
    hand_over_id: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return RECORD.names[self.state]

    @property
    def open_to_mends(self) -> bool:
        """Whether its source may still mend it."""
        return self.state in SETTLING


@dataclass(frozen=True)
class HandOverView:
    """A hand-over with who did which step."""

    id: int
    over: Body
    records: int
    digest: str
    handed_by: int
    handed_name: str
    handed_at: datetime
    received_by: int
    received_name: str
    received_at: datetime | None
    opened_name: str
    opened_at: datetime | None
    reason: str
    state: HandOverState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return HAND_OVER.names[self.state]


def batches_for(by: Actor) -> tuple[BatchView, ...]:
    """Return the batches that the person may see, the latest first."""
    rows = Batch.objects.filter(organisation_id__in=territory(by, SEE)).order_by("-id")[:200]
    return tuple(_batches(list(rows)))


def batch(batch_id: int, by: Actor) -> BatchView:
    """Return one batch.

    :raises NotFound: there is none, or it is out of reach.
    """
    return next(_batches([own_batch(batch_id, by, SEE)]))


def records_of(
    batch_id: int, by: Actor, *, state: RecordState | None, start: int, count: int
) -> tuple[RecordLine, ...]:
    """Return records of a batch in the file's order."""
    own_batch(batch_id, by, SEE)
    rows = list(_of(batch_id, state).order_by("row")[start : start + count])
    entries = safe.current_many(rows)
    return tuple(
        RecordLine(
            row.pk, row.row, entries[row.pk].value("name"), entries[row.pk].value("management_number"),
            entries[row.pk].value("qualification"), RecordState(row.state),
            tuple(
                Words("{item}：{what}", item=named(field), what=said_of(code))
                for field, code, weight in row.findings
                if weight != "notice"
            ),
        )
        for row in rows
    )  # fmt: skip


def count_of(batch_id: int, state: RecordState | None) -> int:
    """Return how many records of a batch are in a state; whoever asks has seen the batch."""
    return _of(batch_id, state).count()


def ready_count(batch_id: int, by: Actor) -> int:
    """Return how many records of a batch could be handed over now."""
    own_batch(batch_id, by, SEE)
    return len(handing.ready(batch_id))


def to_correct(batch_id: int, by: Actor) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table on which a source corrects: row, the mendable fields, what is asked."""
    own_batch(batch_id, by, SEE)
    rows = list(Record.objects.filter(batch_id=batch_id, state__in=["blocked", "look"]).order_by("row"))
    entries = safe.current_many(rows)
    for row in rows:
        entry = entries[row.pk]
        asked = "；".join(
            f"{named(field)}：{said_of(code)}" for field, code, weight in row.findings if weight != "notice"
        )
        yield (str(row.row), *(entry.value(key) for key in MENDABLE), asked)


def record(record_id: int, by: Actor) -> RecordView:
    """Return one record with the story of each field.

    :raises NotFound: there is none, or it is out of reach.
    """
    row = own_record(record_id, by, SEE)
    source = row.batch
    entry, mended, stands = safe.original(row), safe.mended(row), safe.current(row)
    mends, chosen = _mends(row), _chosen(row)
    missing = {
        field: "key" if field in art21.KEY else "tolerated"
        for field, code, _ in row.findings
        if code.endswith("_gap")
    }
    fields = tuple(
        _field(one.key, stands.fields[one.key], entry.fields[one.key].original, missing, mends, chosen)
        for one in FIELDS
    )
    where = [
        (BY_KEY[key].name, mended.value(key) or given)
        for key, given in (
            ("archive", source.archive),
            ("volume", source.volume),
            ("taken_by", source.taken_by),
        )
    ]
    pairs = Pair.objects.filter(Q(one=row) | Q(other=row)).order_by("-score")
    merge = Pair.objects.filter(absorbed=row).first()
    return RecordView(
        row.pk, source.pk, bodies([source.organisation_id])[source.organisation_id], row.row, tuple(where),
        RecordState(row.state), fields, tuple(entry.cells.items()),
        tuple((pair.pk, PairState(pair.state), pair.score) for pair in pairs),
        merge.kept_id or 0 if merge else 0, row.certificate_id or 0, row.hand_over_id or 0,
    )  # fmt: skip


def hand_overs_for(by: Actor) -> tuple[HandOverView, ...]:
    """Return the hand-overs that the person may see, the latest first."""
    rows = HandOver.objects.filter(organisation_id__in=territory(by, SEE)).order_by("-id")[:200]
    return tuple(_hand_overs(list(rows)))


def hand_over(hand_over_id: int, by: Actor) -> HandOverView:
    """Return one hand-over.

    :raises NotFound: there is none, or it is out of reach.
    """
    return next(_hand_overs([own_hand_over(hand_over_id, SEE, by)]))


def handed(
    hand_over_id: int, by: Actor, *, count: int = 200
) -> tuple[tuple[int, int, str, str, str, int], ...]:
    """Return lines of a hand-over's list: record, row, name, masked number of the person, title, certificate or 0."""
    one = own_hand_over(hand_over_id, SEE, by)
    rows = list(one.list.order_by("id")[:count])
    entries = safe.current_many(rows)
    return tuple(
        (
            row.pk, row.row, entries[row.pk].value("name"), identity.masked(entries[row.pk].value("id_number")),
            entries[row.pk].value("qualification"), row.certificate_id or 0,
        )
        for row in rows
    )  # fmt: skip


def _batches(rows: list[Batch]) -> Iterator[BatchView]:
    over, people = bodies(row.organisation_id for row in rows), names([row.brought_by for row in rows])
    waiting = dict(
        Pair.objects.filter(WAITING, other__batch__in=rows).exclude(other__state="dropped")
        .values_list("other__batch").annotate(count=Count("id")).values_list("other__batch", "count")
    )  # fmt: skip
    for row in rows:
        trouble = tuple(Words.restored(row.trouble[key]) for key in ("what", "do") if key in row.trouble)
        yield BatchView(
            row.pk, over[row.organisation_id], row.source, row.file_name, row.archive, row.volume, row.taken_by,
            row.brought_by, people.get(row.brought_by, ""), row.brought_at, CollectionState(row.state), row.rows,
            row.done, trouble, row.reason, balance(row.pk), waiting.get(row.pk, 0),
        )  # fmt: skip


def _of(batch_id: int, state: RecordState | None) -> QuerySet[Record]:
    rows = Record.objects.filter(batch_id=batch_id)
    return rows.filter(state=state.value) if state else rows


def _mends(row: Record) -> dict[str, tuple[Mended, ...]]:
    found: dict[str, tuple[Mended, ...]] = {}
    rows = list(Mend.objects.filter(record=row).order_by("id"))
    people = names([one.by for one in rows])
    for one in rows:
        before, after, _ = safe.opened_mend(one)
        said = Mended(
            before, after.value, "confirmed" in after.rules, people.get(one.by, ""), one.at, one.why
        )
        found[one.field] = (*found.get(one.field, ()), said)
    return found


def _chosen(row: Record) -> dict[str, int]:
    """Return of which other record a merge took each field."""
    merges = Pair.objects.filter(kept=row).exclude(absorbed=None).order_by("turn")
    return {field: pair.absorbed_id or 0 for pair in merges for field in pair.choices.get("absorbed", ())}


def _field(
    key: str, field: Cleaned, original: str, missing: dict[str, str], mends: dict[str, tuple[Mended, ...]],
    chosen: dict[str, int],
) -> FieldView:  # fmt: skip
    return FieldView(
        key, BY_KEY[key].name, original, field.value, field.hint, field.confidence,
        tuple(RULES[rule][1] for rule in field.rules), missing.get(key, ""), chosen.get(key, 0),
        mends.get(key, ()), key in MENDABLE,
    )  # fmt: skip


def _hand_overs(rows: list[HandOver]) -> Iterator[HandOverView]:
    over = bodies(row.organisation_id for row in rows)
    people = names(
        number for row in rows for number in (row.handed_by, row.received_by, row.opened_by) if number
    )
    for row in rows:
        yield HandOverView(
            row.pk, over[row.organisation_id], row.records, row.digest, row.handed_by,
            people.get(row.handed_by, ""), row.handed_at, row.received_by,
            people.get(row.received_by, "") if row.received_by else "", row.received_at,
            people.get(row.opened_by, "") if row.opened_by else "", row.opened_at, row.reason,
            HandOverState(row.state),
        )  # fmt: skip


def named(field: str) -> Words:
    """Return the name of what a finding is about."""
    return BY_KEY[field].name if field in BY_KEY else ITEMS[field]


_GAPS = {"key_gap": Words("缺少关键信息"), "tolerated_gap": Words("没有记载，可以容缺")}


def said_of(code: str) -> Words:
    """Return what a finding says."""
    return _GAPS.get(code) or RULES[code][1]
