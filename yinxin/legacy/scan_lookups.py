"""Bundles of scans as pages show them (N19); whoever may see older certificates of a body sees its scans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.attachments import store
from yinxin.kernel.words import Words
from yinxin.legacy.scan_models import Bundle, Scan
from yinxin.legacy.scan_states import BUNDLE, SCAN, BundleState, ScanState
from yinxin.legacy.scanned import ON_A_SCAN, Proposal
from yinxin.legacy.scanning import own_bundle, proposals_of, said_of
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body
from yinxin.register.closed_files import closed_files


@dataclass(frozen=True)
class BundleView:
    """A bundle with how far it is: scans in all, waiting to be read, to be checked, checked, left out."""

    id: int
    over: Body
    archive: str
    volume: str
    taken_by: str
    brought_at: datetime
    state: BundleState
    reason: str
    batch_id: int | None
    tallies: dict[ScanState, int]

    @property
    def scans(self) -> int:
        """How many scans it has."""
        return sum(self.tallies.values())

    @property
    def settled(self) -> int:
        """How many are checked or left out."""
        return self.tallies.get(ScanState.CHECKED, 0) + self.tallies.get(ScanState.LEFT_OUT, 0)

    @property
    def reading(self) -> bool:
        """Whether the program still reads."""
        return self.state is BundleState.OPEN and self.tallies.get(ScanState.WAITING, 0) > 0

    @property
    def complete(self) -> bool:
        """Whether it can become a batch."""
        return (
            self.state is BundleState.OPEN
            and self.settled == self.scans
            and self.tallies.get(ScanState.CHECKED, 0) > 0
        )

    @property
    def state_words(self) -> Words:
        """Its state in words."""
        return BUNDLE.names[self.state]


@dataclass(frozen=True)
class ScanLine:
    """A scan in its bundle's list."""

    id: int
    number: int
    pages: int
    state: ScanState
    state_words: Words
    reason: str


@dataclass(frozen=True)
class ScanView:
    """A scan on the page on which it is checked."""

    line: ScanLine
    bundle: BundleView
    proposals: dict[str, Proposal]
    said: dict[str, str]
    checked_at: datetime | None
    next_id: int | None

    def value(self, key: str) -> str:
        """Return what stands in a field's box at first: what was said, else what was read; never a name."""
        if self.said:
            return self.said.get(key, "")
        found = self.proposals.get(key)
        return found.text if found and key != "name" else ""


def bundles_for(by: Actor, *, count: int = 100) -> list[BundleView]:
    """Return the bundles of the person's reach, the latest first."""
    rows = list(Bundle.objects.order_by("-id")[: count * 4])
    known = bodies(row.organisation_id for row in rows)
    seen = [row for row in rows if access.may(by, Permission.LEGACY_SEE, known[row.organisation_id])][:count]
    return [_view(row, known[row.organisation_id]) for row in seen]


def bundle(number: int, by: Actor) -> BundleView:
    """Return a bundle.

    :raises NotPermitted: ``by`` may not see it; NotFound where it is out of reach.
    """
    row = own_bundle(number, by, Permission.LEGACY_SEE)
    return _view(row, body(row.organisation_id))


def lines(number: int, by: Actor) -> list[ScanLine]:
    """Return a bundle's scans in order.

    :raises NotPermitted: ``by`` may not see it; NotFound where it is out of reach.
    """
    row = own_bundle(number, by, Permission.LEGACY_SEE)
    return [_line(one) for one in Scan.objects.filter(bundle=row).order_by("number")]


def scan(number: int, by: Actor) -> ScanView:
    """Return a scan with what was read and said.

    :raises NotPermitted: ``by`` may not see it; NotFound where it is out of reach.
    """
    row = _row(number, by)
    waiting = Scan.objects.filter(bundle_id=row.bundle_id, state=ScanState.READ.value).exclude(pk=row.pk)
    after = (
        waiting.filter(number__gt=row.number).order_by("number").first() or waiting.order_by("number").first()
    )
    return ScanView(
        _line(row),
        _view(row.bundle, body(row.bundle.organisation_id)),
        proposals_of(row),
        {key: value for key, value in said_of(row).items() if key in ON_A_SCAN},
        row.checked_at,
        after.pk if after else None,
    )


def page(number: int, which: int, by: Actor) -> bytes:
    """Return a page of a scan as a JPEG picture that we drew ourselves.

    :raises NotPermitted: ``by`` may not see it; NotFound where it is out of reach, or has no such page.
    """
    return store.page(_row(number, by).key, which, store=closed_files())


def _row(number: int, by: Actor) -> Scan:
    row = Scan.objects.select_related("bundle").filter(pk=number).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.LEGACY_SEE, body(row.bundle.organisation_id))
    return row


def _view(row: Bundle, over: Body) -> BundleView:
    tallies: dict[ScanState, int] = {}
    for state in Scan.objects.filter(bundle=row).values_list("state", flat=True):
        tallies[ScanState(state)] = tallies.get(ScanState(state), 0) + 1
    return BundleView(
        row.pk,
        over,
        row.archive,
        row.volume,
        row.taken_by,
        row.brought_at,
        BundleState(row.state),
        row.reason,
        row.batch_id,
        tallies,
    )


def _line(row: Scan) -> ScanLine:
    state = ScanState(row.state)
    return ScanLine(row.pk, row.number, row.pages, state, SCAN.names[state], row.reason)
