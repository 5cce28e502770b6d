"""Release: by another person, all at once or not at all, with a print order that can be proved (N5, N10)."""

from __future__ import annotations

import orjson
import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT, accepted, made
from tests.production.agency_files import at_once, holdings, said
from yinxin.duties.models import Duty
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import NotFound, NotPermitted, WrongState
from yinxin.ledger import queries as ledger
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import the_centre
from yinxin.production import queries
from yinxin.production.models import Batch
from yinxin.production.releasing import release
from yinxin.production.states import BatchState
from yinxin.register import custody
from yinxin.register import queries as register
from yinxin.register.custody import SlipNote
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState


def out(batch: int, by):
    return release(batch_id=batch, store=files(), by=by, at=AT)


def states(batch: int) -> set[tuple[str, str, str]]:
    return set(
        Certificate.objects.filter(batch_id=batch).values_list("state", "electronic__state", "papers__state")
    )


def test_release_makes_certificate_electronic_and_paper_public_together(cast):
    batch = made(cast, seed=801)
    assert states(batch) == {("prepared", "made", "ordered")}
    assert out(batch, cast.checker) == 4
    assert states(batch) == {("valid", "released", "printing")}
    assert Duty.objects.get(clause="N10", subject="batch", subject_id=batch).discharged_by == "batch.released"


def test_the_print_order_counts_every_paper_and_its_digest_stands_in_the_ledger(cast):
    batch = made(cast, seed=802)
    out(batch, cast.checker)
    view = queries.batch(batch, cast.checker)
    order = files().get(view.manifest)
    said_last = ledger.history(("batch", batch))[-1]
    assert said_last.facts == {"certificates": 4, "print_order": digest(order)}
    facts = orjson.loads(order)
    assert (facts["batch"], facts["count"], len(facts["papers"])) == (batch, 4, 4)
    papers = PaperCopy.objects.filter(certificate__batch_id=batch).order_by("certificate_id")
    assert [(p["paper"], p["certificate"], p["face"]) for p in facts["papers"]] == [
        (paper.pk, paper.certificate_id, bytes(paper.certificate.face_digest).hex()) for paper in papers
    ]


@pytest.mark.parametrize("who", ["data", "maker", "auditor", "supervisor"])
def test_only_the_centres_checker_releases(cast, who):
    batch = made(cast, seed=803)
    with pytest.raises(NotPermitted, match="发布复核员"):
        out(batch, getattr(cast, who))
    assert states(batch) == {("prepared", "made", "ordered")}


def test_a_counter_clerk_elsewhere_does_not_even_see_the_batch(cast):
    batch = made(cast, seed=804)
    with pytest.raises(NotFound):
        out(batch, cast.counter)


def test_nobody_releases_what_they_accepted(cast):
    batch = made(cast, seed=805)
    Batch.objects.filter(id=batch).update(accepted_by=cast.checker.account_id)
    before = holdings()
    with pytest.raises(NotPermitted, match="另一人"):
        out(batch, cast.checker)
    assert holdings() == before


def test_nor_would_the_database_have_it(cast):
    batch = made(cast, seed=806)
    with pytest.raises(IntegrityError, match="batch_released_by_another"), transaction.atomic():
        Batch.objects.filter(id=batch).update(released_by=cast.maker.account_id, released_at=AT)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: ElectronicCopy.objects.filter(certificate_id=c).update(
            state="ordered", digest=None, size=None
        ),
        lambda c: custody.move_copies(
            copies=[PaperCopy.objects.get(certificate_id=c).pk],
            frm=None,
            to=custody.standing_place(
                organisation_id=the_centre().id, kind=PlaceKind.PRINTING_HOUSE, by=SYSTEM, at=AT
            ),
            slip=SlipNote(SlipKind.PRINT_ORDER, "early", PaperState.ORDERED, PaperState.PRINTING),
            by=SYSTEM,
            at=AT,
        ),
        lambda c: Certificate.objects.filter(id=c).update(state="valid", settled_at=AT),
    ],
    ids=["electronic", "paper", "certificate"],
)
def test_one_copy_that_is_not_ready_keeps_all_of_them_back(cast, spoil):
    batch = made(cast, seed=807)
    numbers = list(Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", flat=True))
    spoil(numbers[2])
    before = states(batch), [said("certificate", n) for n in numbers], said("batch", batch)
    with pytest.raises(WrongState):
        out(batch, cast.checker)
    assert (states(batch), [said("certificate", n) for n in numbers], said("batch", batch)) == before
    assert queries.batch(batch, cast.checker).state is BatchState.MADE
    assert Duty.objects.get(clause="N10", subject="batch", subject_id=batch).discharged_at is None


def test_a_batch_still_in_the_making_is_not_released(cast):
    batch = accepted(cast, seed=808)
    with pytest.raises(WrongState):
        out(batch, cast.checker)
    assert states(batch) == {("prepared", "ordered", "ordered")}


def test_releasing_twice_at_once_releases_once(committed):
    from tests.cast import found_cast

    cast = found_cast()
    batch = made(cast, seed=809)
    outcomes = at_once(*[lambda: out(batch, cast.checker)] * 3)
    assert (
        sorted(str(o) if isinstance(o, int) else type(o).__name__ for o in outcomes)
        == ["4"] + ["WrongState"] * 2
    )
    assert said("batch", batch).count("batch.released") == 1
    assert all(
        said("certificate", line.id).count("certificate.released") == 1
        for line in register.of_batch(batch, cast.checker)
    )
