"""Read samples of promises: for the agency, and what of them everybody may see (N9.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from django.db.models import QuerySet

from yinxin.attachments import store
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.identity import masked
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.qualifying.models import Promise, Sample
from yinxin.qualifying.sampling import SEALED
from yinxin.qualifying.states import PROMISE, SAMPLE, PromiseState, SampleState
from yinxin.register.closed_files import closed_files
from yinxin.register.vault import vault


@dataclass(frozen=True)
class SampleView:
    """A sample of promises; ``found`` counts the drawn ones by finding, ``entries`` are its public lines."""

    id: int
    batch_id: int
    exam: str
    over: Body
    people: int
    percent: int
    size: int
    digest: str
    seed_source: str
    seed_on: date
    frozen_by: int
    frozen_name: str
    frozen_at: datetime
    seed: str
    seen_at: str
    drawn_name: str
    drawn_at: datetime | None
    reason: str
    state: SampleState
    drawn: tuple[int, ...]
    found: Counter[PromiseState]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return SAMPLE.names[self.state]

    @property
    def waiting(self) -> int:
        """Drawn promises that nobody has checked."""
        return self.found[PromiseState.WAITING]

    @property
    def holds(self) -> int:
        """Promises that hold."""
        return self.found[PromiseState.HOLDS]

    @property
    def failed(self) -> int:
        """Promises that do not, with or without intent."""
        return self.found[PromiseState.UNTRUE] + self.found[PromiseState.FALSE]

    @property
    def is_frozen(self) -> bool:
        """Say whether it waits for its seed."""
        return self.state is SampleState.FROZEN


@dataclass(frozen=True)
class PromiseView:
    """A drawn promise with whose it is, for the agency."""

    id: int
    sample_id: int
    over: Body
    exam: str
    place: int
    number: int
    row: int
    name: str
    known_as: str
    id_number: str
    reasons: str
    pages: tuple[int, ...]
    found_name: str
    found_at: datetime | None
    state: PromiseState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PROMISE.names[self.state]

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has checked it."""
        return self.state is PromiseState.WAITING

    @property
    def is_false(self) -> bool:
        """Say whether it was false on purpose."""
        return self.state is PromiseState.FALSE


def samples_for(by: Actor) -> tuple[SampleView, ...]:
    """Return the samples of the person's territory, the latest first."""
    return _samples(
        Sample.objects.filter(agency_id__in=territory(by, Permission.BATCH_SEE)).order_by("-id")[:100]
    )


def public_sample(number: int) -> SampleView:
    """Return a sample for everybody: nothing in it names a person.

    :raises NotFound: there is none.
    """
    found = _samples(Sample.objects.filter(pk=number))
    if not found:
        raise access.not_here()
    return found[0]


def sample_for(number: int, by: Actor) -> SampleView:
    """Return a sample for the office.

    :raises NotFound: there is none in the person's territory.
    """
    found = public_sample(number)
    access.require(by, Permission.BATCH_SEE, found.over)
    return found


def samples_of_batch(batch_id: int) -> tuple[SampleView, ...]:
    """Return the samples of a batch, the latest first; who may see the batch is the caller's question."""
    return _samples(Sample.objects.filter(batch_id=batch_id).order_by("-id"))


def lines_of(sample: SampleView) -> tuple[str, ...]:
    """Return the lines of the frozen list: each hides whom it stands for, so that anybody can draw again."""
    rows = Sample.objects.get(pk=sample.id).entries.order_by("number")
    return tuple(rows.values_list("entry", flat=True))


def promises_of(sample_id: int, by: Actor) -> tuple[PromiseView, ...]:
    """Return the drawn promises of a sample, in the order of the draw.

    :raises NotFound: the sample is out of reach. :raises NotPermitted: the person checks none.
    """
    access.require(by, Permission.PROMISE_CHECK, sample_for(sample_id, by).over)
    return _promises(Promise.objects.filter(sample_id=sample_id).order_by("place"))


def promise(number: int, by: Actor) -> PromiseView:
    """Return one drawn promise.

    :raises NotFound: there is none in the person's territory. :raises NotPermitted: the person checks none.
    """
    found = _promises(Promise.objects.filter(pk=number))
    if not found:
        raise access.not_here()
    access.require(by, Permission.PROMISE_CHECK, found[0].over)
    return found[0]


def promise_page(number: int, page: int, by: Actor) -> bytes:
    """Return a page of a promise's evidence as JPEG.

    :raises NotFound: there is no such page, or the promise is out of reach.
    """
    promise(number, by)
    row = Promise.objects.get(pk=number)
    if not row.evidence:
        raise access.not_here()
    return store.page(row.evidence, page, store=closed_files())


def _samples(rows: QuerySet[Sample]) -> tuple[SampleView, ...]:
    found = list(rows)
    over, exams = bodies(row.agency_id for row in found), catalogue.names_of(row.exam_id for row in found)
    people = names(who for row in found for who in (row.frozen_by, row.drawn_by))
    people.pop(0, None)  # who has not drawn yet is nobody, and not the system
    drawn: dict[int, list[tuple[int, str]]] = {row.pk: [] for row in found}
    promises = Promise.objects.filter(sample_id__in=drawn).order_by("sample_id", "place")
    for number, line, state in promises.values_list("sample_id", "entry__number", "state"):
        drawn[number].append((line, state))
    return tuple(
        SampleView(
            row.pk, row.batch_id, exams[row.exam_id], over[row.agency_id], row.people, row.percent, row.size,
            row.digest, row.seed_source, row.seed_on, row.frozen_by, people.get(row.frozen_by, ""), row.frozen_at,
            row.seed, row.seen_at, people.get(row.drawn_by, ""), row.drawn_at, row.reason, SampleState(row.state),
            tuple(line for line, _ in drawn[row.pk]), Counter(PromiseState(state) for _, state in drawn[row.pk]),
        )
        for row in found
    )  # fmt: skip


def _promises(rows: QuerySet[Promise]) -> tuple[PromiseView, ...]:
    found = list(rows.select_related("sample", "entry"))
    over = bodies(row.sample.agency_id for row in found)
    exams = catalogue.names_of(row.sample.exam_id for row in found)
    people = names(row.found_by for row in found)
    people.pop(0, None)  # who has not checked yet is nobody, and not the system
    made = []
    for row in found:
        who = orjson.loads(vault().open(bytes(row.entry.sealed), SEALED))
        made.append(
            PromiseView(
                row.pk, row.sample_id, over[row.sample.agency_id], exams[row.sample.exam_id], row.place,
                row.entry.number, row.entry.row, who["name"], who["number"], masked(who["id_number"]), row.reasons,
                tuple(range(1, row.pages + 1)), people.get(row.found_by, ""), row.found_at, PromiseState(row.state),
            )
        )  # fmt: skip
    return tuple(made)
