"""Read comparisons: which wait, and two records side by side with what differs (N19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yinxin.kernel import identity
from yinxin.kernel.words import Words
from yinxin.legacy import judging, safe
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.collecting import own_batch
from yinxin.legacy.comparing import REASONS
from yinxin.legacy.fields import FIELDS
from yinxin.legacy.lookups import SEE, WAITING
from yinxin.legacy.models import Pair, Record
from yinxin.legacy.states import PAIR, RECORD, SETTLING, PairState, RecordState
from yinxin.parties.actor import Actor, Body
from yinxin.parties.queries import bodies, names, territory
from yinxin.register.registered import passed


@dataclass(frozen=True)
class PairLine:
    """A proposal in a list: the rows, the score out of 120, its reasons; nobody's name."""

    id: int
    rows: tuple[tuple[int, int], ...]
    certificate_id: int
    score: int
    reasons: tuple[Words, ...]
    state: PairState
    over: Body

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PAIR.names[self.state]


@dataclass(frozen=True)
class Side:
    """One of the two: a record, or a certificate of the register (``id`` 0)."""

    id: int
    title: Words
    state: RecordState | None
    over: Body
    standing: bool

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return RECORD.names[self.state] if self.state else Words("证书库里的证书")


@dataclass(frozen=True)
class PairView:
    """Two side by side: for each field both values and whether they differ."""

    id: int
    sides: tuple[Side, Side]
    fields: tuple[tuple[str, Words, str, str, bool], ...]
    certificate_id: int
    score: int
    reasons: tuple[tuple[Words, int], ...]
    state: PairState
    kept: int
    taken: frozenset[str]
    why: str
    who: str
    at: datetime | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PAIR.names[self.state]

    @property
    def waiting(self) -> bool:
        """Whether a person's verdict is still to come."""
        return self.state in (PairState.OPEN, PairState.LATER)


def pairs_for(
    by: Actor, *, batch_id: int = 0, state: PairState | None = None, count: int = 200
) -> tuple[PairLine, ...]:
    """Return the comparisons of the person's reach, the strongest first.

    :param state: those of one state; those that wait with None.
    :raises NotFound: a batch is named that is out of reach.
    """
    reach = territory(by, SEE)
    rows = Pair.objects.filter(
        Q(other__batch__organisation_id__in=reach) | Q(one__batch__organisation_id__in=reach)
    )
    rows = rows.filter(WAITING if state is None else Q(state=state.value)).exclude(other__state="dropped")
    if batch_id:
        own_batch(batch_id, by, SEE)
        rows = rows.filter(Q(other__batch_id=batch_id) | Q(one__batch_id=batch_id))
    found = list(rows.select_related("one__batch", "other__batch").order_by("-score", "id")[:count])
    over = bodies(pair.other.batch.organisation_id for pair in found)
    return tuple(
        PairLine(
            pair.pk,
            tuple((row.batch_id, row.row) for row in (pair.one, pair.other) if row is not None),
            pair.certificate_id or 0, pair.score, tuple(REASONS[code] for code, _ in pair.reasons),
            PairState(pair.state), over[pair.other.batch.organisation_id],
        )
        for pair in found
    )  # fmt: skip


def waiting_of(by: Actor) -> dict[int, int]:
    """Return how many comparisons wait in each organisation of the person's reach."""
    rows = Pair.objects.filter(WAITING, other__batch__organisation_id__in=territory(by, SEE))
    numbers = rows.exclude(other__state="dropped").values_list("other__batch__organisation_id", flat=True)
    counted: dict[int, int] = {}
    for number in numbers:
        counted[number] = counted.get(number, 0) + 1
    return counted


def pair(pair_id: int, by: Actor) -> PairView:
    """Return two records side by side.

    :raises NotFound: there is no such pair, or both are out of reach.
    """
    row = judging.own_pair(pair_id, by, SEE)
    sources = {one.id: one for one in judging.sources_of(row)}
    second = _side(row.other, sources)
    right = _values(safe.mended(row.other))
    if row.one is not None:
        first, left = _side(row.one, sources), _values(safe.mended(row.one))
    else:
        first, left = _register(row, sources)
    kept = row.kept_id or 0
    return PairView(
        row.pk, (first, second),
        tuple(
            (one.key, one.name, left.get(one.key, ""), right[one.key], left.get(one.key, "") != right[one.key])
            for one in FIELDS
            if one.key in left and (left[one.key] or right[one.key])
        ),
        row.certificate_id or 0, row.score, tuple((REASONS[code], points) for code, points in row.reasons),
        PairState(row.state), kept, frozenset(row.choices.get("absorbed", ())), row.why,
        names([row.said_by]).get(row.said_by, "") if row.said_by else "", row.said_at,
    )  # fmt: skip


def _side(row: Record, sources: dict[int, Body]) -> Side:
    batch = row.batch
    words = Words("批次{batch}第{row}行", batch=batch.pk, row=row.row)
    state = RecordState(row.state)
    return Side(row.pk, words, state, sources[batch.organisation_id], state in SETTLING)


def _values(entry: Entry) -> dict[str, str]:
    return {key: field.value for key, field in entry.fields.items()}


def _register(pair: Pair, sources: dict[int, Body]) -> tuple[Side, dict[str, str]]:
    """Return the register's certificate as a side, with its holder's number masked."""
    found = passed(pair.certificate_id or 0)
    face = found.face
    values = {
        key: getattr(face, key)
        for key in (
            "name",
            "sex",
            "born",
            "id_kind",
            "management_number",
            "qualification",
            "level",
            "specialty",
            "approved_on",
        )
    }
    values["id_number"] = identity.masked(face.id_number)
    over = bodies([found.agency_id])[found.agency_id]
    return Side(0, Words("证书{number}", number=found.id), None, over, False), values
