"""What an employer is shown of its lists; rows are masked, and nobody sees another employer's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from yinxin.kernel.identity import masked
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import names
from yinxin.register.closed_files import closed_files
from yinxin.register.vault import vault
from yinxin.vetting import grounds, terms
from yinxin.vetting.asking import N22_1, NAME, left, opened, own_list
from yinxin.vetting.grounds import Reason
from yinxin.vetting.models import List, Row
from yinxin.vetting.outcomes import Note, Outcome, Told
from yinxin.vetting.states import LIST, RUNNING, ListState


@dataclass(frozen=True)
class Allowance:
    """What an employer may still have checked in the month: rows of how many."""

    employer: Body
    left: int
    most: int


@dataclass(frozen=True)
class ListView:
    """A list as its page shows it.

    :ivar file_name: empty once the rows are removed. :ivar gone_after: when they will be; None unless it is done.
    :ivar trouble: what was wrong and what to do, where it was not done.
    """

    id: int
    employer: str
    state: ListState
    file_name: str
    rows: int
    done: int
    counts: dict[str, int]
    reason: Reason
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    gone_after: datetime | None
    came: str
    out_digest: str
    receipt: str
    trouble: tuple[Words, ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return LIST.names[self.state]

    @property
    def running(self) -> bool:
        """Whether a worker is still at it."""
        return self.state in RUNNING

    @property
    def is_done(self) -> bool:
        """Whether its answered file is there."""
        return self.state is ListState.DONE

    @property
    def has_rows(self) -> bool:
        """Whether its rows are still there."""
        return self.running or self.is_done

    @property
    def percent(self) -> int:
        """How far it is."""
        return self.done * 100 // self.rows

    @property
    def tallies(self) -> tuple[tuple[Outcome, int], ...]:
        """Every outcome that occurs, with its count."""
        return tuple((one, self.counts[one.value]) for one in Outcome if self.counts.get(one.value))


@dataclass(frozen=True)
class Line:
    """A row as pages and papers show it: who it is about is masked; None where it is not answered yet."""

    number: int
    name: str
    id_number: str
    management_number: str
    told: Told | None


def allowances(by: Actor, at: datetime) -> tuple[Allowance, ...]:
    """Return for which employers somebody may ask, each with what is left of its month."""
    access.require(by, Permission.VETTING_ASK)
    own = {seat.body.id: seat.body for seat in by.seats if Permission.VETTING_ASK in seat.permissions}
    return tuple(Allowance(one, left(one.id, at), settings.VETTING_ROWS) for one in own.values())


def lists_for(by: Actor, *, count: int = 100) -> tuple[ListView, ...]:
    """Return the last lists of the employers for which somebody asks, the newest first."""
    own = [seat.body.id for seat in by.seats if Permission.VETTING_ASK in seat.permissions]
    rows = List.objects.filter(organisation_id__in=own).select_related("organisation").order_by("-id")
    who = names(row.asked_by for row in rows[:count])
    return tuple(_view(row, who) for row in rows[:count])


def one(list_id: int, by: Actor) -> ListView:
    """Return a list.

    :raises NotPermitted: ``by`` asks nothing for its employer; NotFound where it is out of reach.
    """
    row = own_list(list_id, by)
    return _view(row, names([row.asked_by]))


def count_of(list_id: int, by: Actor, outcome: Outcome | None) -> int:
    """Return how many rows of a list have an outcome, or how many there are."""
    row = own_list(list_id, by)
    lines = Row.objects.filter(of=row)
    return (lines.filter(outcome=outcome.value) if outcome else lines).count()


def lines_of(
    list_id: int, by: Actor, *, outcome: Outcome | None = None, start: int = 0, count: int | None = 50
) -> tuple[Line, ...]:
    """Return rows of a list in their order, masked."""
    lines = Row.objects.filter(of=own_list(list_id, by)).order_by("number")
    if outcome:
        lines = lines.filter(outcome=outcome.value)
    return tuple(_line(one) for one in lines[start : None if count is None else start + count])


def file_of(list_id: int, by: Actor) -> tuple[bytes, str]:
    """Return the answered file and its kind, ``xlsx`` or ``csv``.

    :raises WrongState: it is not there yet, or no longer.
    """
    row = own_list(list_id, by)
    if not row.out:
        raise _not_there()
    data = closed_files().get(row.out)
    return data, "xlsx" if data.startswith(b"PK") else "csv"


def receipt_of(list_id: int, by: Actor) -> str:
    """Return the signed report, JSON; it stays when the rows are gone.

    :raises WrongState: there is none: the list was not done.
    """
    row = own_list(list_id, by)
    if not row.receipt:
        raise _not_there()
    return row.receipt


def masked_name(name: str) -> str:
    """Return a name with all but its first character hidden."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def _not_there() -> WrongState:
    return WrongState(
        Words("这份名单没有可以下载的结果：还没有完成，或者已经删除。"),
        do=Words("请在名单页查看状态；需要结果的请重新上传。"),
        clause=N22_1,
    )


def _view(row: List, who: Mapping[int, str]) -> ListView:
    name = vault().open(bytes(row.named), NAME).decode() if row.named else ""
    gone = terms.gone_after(row.done_at) if row.done_at and row.state == ListState.DONE.value else None
    return ListView(
        row.pk, row.organisation.name, ListState(row.state), name, row.rows, row.done, row.counts,
        grounds.opened(row.sealed), who.get(row.asked_by, ""), row.asked_at, row.done_at, gone, row.came,
        row.out_digest, row.receipt,
        tuple(Words.restored(row.trouble[part]) for part in ("what", "do") if part in row.trouble),
    )  # fmt: skip


def _line(row: Row) -> Line:
    name, document, number = opened(row.sealed)
    told = Told(Outcome(row.outcome), row.at, Note(row.note), row.first) if row.at else None
    return Line(row.number, masked_name(name), masked(document), masked(number), told)
