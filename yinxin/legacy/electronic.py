"""Make electronic certificates for older ones, run by run, as far as the collected data allow (N20, N21.1).

One person orders a run, workers make the copies as they make those of single certificates, another person releases
them. A certificate that cannot have one says why and stays out of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.legacy.models import Run, RunLine
from yinxin.legacy.run_states import RUN, RunState
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.register import older
from yinxin.signing.keys import Keyring

N20: Final = Clause("N20")
SEEING: Final = Permission.LEGACY_RETURN
"""What both of the centre's roles have, and nobody else: a run holds certificates of every source."""
MOST: Final = 500
"""Certificates of one run."""


@dataclass(frozen=True)
class RunView:
    """A run as pages show it.

    :ivar made: how many copies are made, released or not; ``troubles`` why others could not be, by certificate.
    """

    id: int
    count: int
    ordered_by: int
    ordered_at: datetime
    released_at: datetime | None
    state: RunState
    made: int
    released: int
    troubles: tuple[tuple[int, str], ...]

    @property
    def state_words(self) -> Words:
        """Its state in words."""
        return RUN.names[self.state]

    @property
    def ready(self) -> bool:
        """Whether it can be released."""
        return self.state is RunState.ORDERED and self.made == self.count


def order(*, count: int, keyring: Keyring, by: Actor, at: datetime) -> tuple[int, tuple[Words, ...]]:
    """Order the electronic copies of the next older certificates; return the run, and what was refused and why.

    :param count: how many at most.
    :raises NotPermitted: ``by`` makes no certificates for the whole country.
    :raises Incomplete: the number is not between 1 and 500.
    :raises NotApplicable: no older certificate can have one now.
    """
    access.require(by, Permission.LEGACY_RECEIVE)
    if not 1 <= count <= MOST:
        raise Incomplete(Words("一次安排1至{most}本。", most=MOST), do=Words("请改一下数量。"), clause=N20)
    with transaction.atomic():
        taken, refused = _ordered(count, keyring, by, at)
        if not taken:
            why = next(iter(refused), Words("没有可以制作电子证书的存量证书"))
            raise NotApplicable(
                Words("现在不能制作：{why}。", why=why),
                do=Words("先归集数据，或等该职业资格实行电子证书、部门启用印章。"),
                clause=N20,
            )
        run = Run.objects.create(
            count=len(taken), ordered_by=by.account_id, ordered_at=at, state=RunState.ORDERED.value
        )
        RunLine.objects.bulk_create(RunLine(run=run, certificate_id=number) for number in taken)
        facts = {"certificates": taken}
        record(
            Line(
                "legacy_run.ordered", N20, by.account_id, by.organisation_id, "legacy_run", run.pk, at, facts
            )
        )
    return run.pk, tuple(refused)


def _ordered(count: int, keyring: Keyring, by: Actor, at: datetime) -> tuple[list[int], dict[Words, None]]:
    """Order as many as asked for; a qualification that cannot have them, for want of a seal, holds up no other."""
    taken: list[int] = []
    refused: dict[Words, None] = {}
    last, without = 0, set[int]()
    while len(taken) < count:
        found = older.without_copy(after=last, but=without, count=count - len(taken))
        if not found:
            break
        for last, qualification in found:
            if qualification in without:
                continue
            try:
                with transaction.atomic():
                    older.order_electronic(last, keyring=keyring, by=by, at=at)
            except Refusal as refusal:
                refused[refusal.what] = None
                without.add(qualification)
            else:
                taken.append(last)
    return taken, refused


def release(*, run_id: int, by: Actor, at: datetime) -> int:
    """Release a run's copies; return how many. A certificate that is not valid any more is left out.

    :raises NotPermitted: ``by`` checks nothing for the whole country, or has ordered the run.
    :raises WrongState: a copy is not made yet, or the run was released before.
    """
    access.require(by, Permission.LEGACY_OPEN)
    view = run(run_id, by)
    if view.ordered_by == by.account_id:
        raise NotPermitted(
            Words("这一批电子证书由您安排制作，须由另一人发布。"),
            do=Words("请交给其他复核人员。"),
            clause=N20,
        )
    if not view.ready:
        raise WrongState(
            Words("电子证书还没有全部制成，或已经发布。"),
            do=Words("请等待制作完成；制作停下的，请先处理原因。"),
            clause=N20,
        )
    count = 0
    with transaction.atomic():
        for line in RunLine.objects.filter(run_id=run_id).order_by("certificate_id"):
            line.released = _released(line.certificate_id, by, at)
            line.save(update_fields=["released"])
            count += line.released
        move(
            RUN, run_id, frm=RunState.ORDERED, to=RunState.RELEASED, kind="legacy_run.released", by=by, at=at,
            facts={"released": count}, released_by=by.account_id, released_at=at,
        )  # fmt: skip
    return count


def _released(certificate_id: int, by: Actor, at: datetime) -> bool:
    try:
        with transaction.atomic():
            older.release_electronic(certificate_id, by=by, at=at)
    except WrongState:
        return False  # it was declared invalid or replaced meanwhile
    return True


def runs(by: Actor, *, count: int = 50) -> list[RunView]:
    """Return the runs, the latest first.

    :raises NotPermitted: ``by`` has no part in what the centre does with older certificates.
    """
    access.require(by, SEEING)
    return [_view(row) for row in Run.objects.order_by("-id")[:count]]


def run(run_id: int, by: Actor) -> RunView:
    """Return a run.

    :raises NotPermitted: ``by`` may not see it; NotFound where there is none.
    """
    access.require(by, SEEING)
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise access.not_here()
    return _view(found)


def certificates_of(run_id: int) -> list[int]:
    """Return the certificates of a run."""
    return list(RunLine.objects.filter(run_id=run_id).order_by("id").values_list("certificate_id", flat=True))


def waiting() -> int:
    """Return how many older certificates could have an electronic copy and have none; counted up to 100,000."""
    return len(older.without_copy(count=100_000))


def _view(row: Run) -> RunView:
    made, troubles = older.copies_of(certificates_of(row.pk))
    released = RunLine.objects.filter(run=row, released=True).count()
    return RunView(
        row.pk, row.count, row.ordered_by, row.ordered_at, row.released_at, RunState(row.state), made, released,
        tuple(sorted(troubles.items())),
    )  # fmt: skip
